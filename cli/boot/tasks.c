// SPDX-License-Identifier: MIT
/*
 * The tasks of a machine that stays, and what each sleeps in.
 *
 * A task that sleeps has left word of the innermost frame of its stack.  Frames are linked, so that
 * another thread can follow them: until the task wakes.  Then what is read is nonsense, and may be
 * gone; so all is read where it does no harm if it is not there (frames.c), and what came of it
 * counts only if the task has slept all the while.
 *
 * A task sleeps in the innermost function of a module, since that is what the user wrote; a task of
 * the core's own in the innermost one that is not about sleeping itself.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "cli/boot/world.h"

#include "check/check.h"
#include "kernel/kernel.h"

#define FRAMES	  24
#define TASKS_MAX 1024

/** struct seen - a task as it was when it was looked at. */
struct seen {
	struct world_task task;
	unsigned long calls[FRAMES];
	unsigned int nr_calls;
};

/* Functions by which others sleep. */
static bool is_about_sleeping(const char *name)
{
	static const char *const prefixes[] = {
		"schedule", "sched_", "io_schedule", "wait_",	"do_wait", "__wait",
		"msleep",   "usleep", "ssleep",	     "__down",	"down",	   "mutex_",
		"__mutex",  "sleep_", "wait",	     "__rwsem", "rwsem",   "prepare_to_wait",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

/* The frames of @task, which must not go away. */
static void follow(const struct task_struct *task, struct seen *s)
{
	unsigned long slept = READ_ONCE(task->nvcsw);
	unsigned long frame = READ_ONCE(task->sleep_frame);
	unsigned long pair[2];

	while (frame && s->nr_calls < FRAMES && frames_read(pair, frame, sizeof(pair))) {
		s->calls[s->nr_calls++] = pair[1];
		if (pair[0] <= frame)
			break;
		frame = pair[0];
	}
	smp_mb();
	if (!READ_ONCE(task->sleep_frame) || READ_ONCE(task->nvcsw) != slept)
		s->nr_calls = 0;
}

static void look(struct task_struct *task, struct seen *s)
{
	memset(s, 0, sizeof(*s));
	s->task.pid = task->pid;
	s->task.cpu = task->cpu;
	s->task.state = task_state_to_char(task);
	s->task.age_ns = local_clock() - task->start_time;
	strscpy(s->task.name, task->comm, sizeof(s->task.name));
	follow(task, s);
}

/* Names are found by reading debug information, which sleeps: when nobody is kept from going. */
static void find_where(struct seen *s)
{
	char name[KSYM_NAME_LEN], found[KSYM_NAME_LEN] = "";
	struct module *mod;

	for (unsigned int i = 0; i < s->nr_calls; i++) {
		unsigned long call = s->calls[i] - 1;

		if (lookup_symbol_name(call, name))
			continue;
		mod = __module_address(call);
		if (mod) {
			snprintf(s->task.where, sizeof(s->task.where), "%s [%s]", name, mod->name);
			return;
		}
		if (!*found && !is_about_sleeping(name))
			strscpy(found, name, sizeof(found));
	}
	strscpy(s->task.where, found, sizeof(s->task.where));
}

void world_tasks(void (*fn)(const struct world_task *task, void *arg), void *arg)
{
	struct seen *all = check_host_alloc(TASKS_MAX * sizeof(*all));
	struct task_struct *task;
	unsigned int nr = 0;

	if (!all)
		return;
	rcu_read_lock();
	for_each_process(task)
	{
		if (nr < TASKS_MAX)
			look(task, &all[nr++]);
	}
	rcu_read_unlock();
	for (unsigned int i = 0; i < nr; i++) {
		find_where(&all[i]);
		fn(&all[i].task, arg);
	}
	check_host_free(all, TASKS_MAX * sizeof(*all));
}
