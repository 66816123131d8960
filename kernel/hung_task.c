// SPDX-License-Identifier: MIT
/*
 * Tasks that wait in vain.
 *
 * Where threads take turns (port/turns.h), the port knows when nobody can go on, or somebody has
 * waited for longer than anything takes.  Only the world knows which threads ought to: one that
 * sleeps in TASK_UNINTERRUPTIBLE, or spins for a lock, waits for something that has to happen; a
 * kernel thread that sleeps otherwise may have no work.  But where nobody at all can go on,
 * programs that wait for a signal wait in vain, too.
 *
 * Each says so of itself, in the words of the kernel's khungtaskd and with its own calls.  Then the
 * run ends: who waits cannot be made to come back, and holds what others would need.
 */
#include "kernel/interrupt.h"
#include "kernel/kernel.h"
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include "port/port.h"
#include "port/stack.h"
#include "port/turns.h"

/* The kernel's own, and the port's measure of what is too long. */
#define TIMEOUT_SECS 120

void (*hung_task_end)(bool endless);

static void time_goes_on(void)
{
	jiffies_update();
}

static bool is_stuck(const struct port_thread *thread, bool all)
{
	const struct task_struct *task = thread->task;
	unsigned int state = task ? READ_ONCE(task->__state) : TASK_RUNNING;
	bool program = !task || !(task->flags & PF_KTHREAD);

	if (state & TASK_UNINTERRUPTIBLE)
		return !(state & TASK_NOLOAD);
	if (state == TASK_RUNNING && (thread->preempt_count || thread->irq_depth))
		return true;
	return all && program;
}

static void tell(enum port_turns_end why)
{
	const struct task_struct *me = current;

	if (why == PORT_TURNS_STUCK)
		report_begin("INFO: task %s:%d blocked for more than %d seconds.", me->comm,
			     me->pid, TIMEOUT_SECS);
	else
		report_begin("INFO: task %s:%d goes on without an end", me->comm, me->pid);
	pr_err("task:%-15s state:%c pid:%d\n", me->comm, task_state_to_char(current), me->pid);
	report_end();
}

static void end_here(void *why)
{
	hung_task_end(*(enum port_turns_end *)why == PORT_TURNS_ENDLESS);
}

static void __noreturn end(enum port_turns_end why)
{
	if (hung_task_end)
		port_stack_own(end_here, &why);
	panic("hung_task: blocked tasks");
}

void hung_task_init(void)
{
	static const struct port_turns_watcher watcher = {
		.time = time_goes_on,
		.is_stuck = is_stuck,
		.tell = tell,
		.end = end,
	};

	port_turns_watcher = &watcher;
}

void hung_task_exit(void)
{
	port_turns_watcher = NULL;
}
