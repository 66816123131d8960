// SPDX-License-Identifier: MIT
/*
 * The exercise: what programs do with the files of a module, when nobody says what.
 *
 * Every file that a module has made (/dev, /proc, debugfs, attributes of its own in /sys) is used:
 *
 *	well		opened in each way, read, written, sought, polled, mapped, ioctl'ed with the
 *			numbers that its code seems to know, by one opener and by two in turn
 *	badly		at odd places, in other sizes, with addresses where nothing is, with numbers
 *			that are none
 *	beside		by two programs at once
 *	patiently	without O_NONBLOCK
 *
 * What calls come to is not judged: an error is a good answer to most of this.  What counts is what
 * the checks of the machine find meanwhile.
 *
 * Where a request is made to fail, the n-th must be the same one in each run, or a failure could
 * not be repeated.  So it is with one program, used well or badly.  How long somebody waits is not
 * the same, so "patiently" is left out there.  Nor is who of two programs is first: they are two
 * only where threads take turns by a seed (port/turns.h).  Of the many calls that are much alike
 * not each request counts, but the first by each way to one in each step (fault_step()): what an
 * error path does wrong it does the first time, and the sweep stays short.
 *
 *	requests that count = those used well + ways to one * steps, at most
 *
 * Nobody is waited for too long.  A watcher looks at the programs: one that sleeps in a call for
 * BLOCKED_NS is signalled, one that is in it for SLOW_NS whatever it does, at last by SIGKILL; and
 * that call is not made again with this file, nor one that has taken long in all.  A call that does
 * not come back then is a hang, which whoever limits the run's time tells of.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kstrtox.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/base.h"
#include "base/textbuf.h"
#include "check/fault/fault.h"
#include "cli/exec/exercise.h"
#include "kernel/files/file.h"
#include "kernel/files/files.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "port/port.h"
#include "port/turns.h"

/* Derived: more than a driver has, few enough for all of them to be used in some 100 ms. */
#define MAX_FILES 64
/* Drivers whose load script makes the names in /dev. */
#define MAX_NODES 8
/* How often the watcher looks; what a busy host takes to come back to a thread is no sleep. */
#define LOOK_NS	   10000000ull
#define BLOCKED_NS 50000000ull
#define SLOW_NS	   1000000000ull
#define KILL_NS	   2000000000ull
/* Who sleeps begins late: so long one only looks whether the other is there. */
#define SPINS	 2000u
#define NO_ROUND (~0u)

static struct {
	unsigned long apart;
	struct exercise_file files[MAX_FILES];
	unsigned int nr_files, left_out;
	struct tree_node *nodes[MAX_NODES];
	unsigned int nr_nodes;
	struct exercise_user users[2];
	u32 watched; /* 1: the watcher is to end; 2: it has */
	bool stop;
} all;

bool exercise_stopped(void)
{
	return READ_ONCE(all.stop);
}

void exercise_stop(void)
{
	WRITE_ONCE(all.stop, true);
}

/* ---- which files ----------------------------------------------------------------------------- */

/* Files of an attribute that the core has (uevent, dev) are no module's, nor are parameters. */
static bool is_of_module(const struct tree_node *node, const char *path)
{
	if (node->gone || S_ISDIR(node->inode.i_mode) || S_ISLNK(node->inode.i_mode))
		return false;
	if (strncmp(path, "/sys/module/", 12) == 0)
		return false;
	if (node->kind == TREE_SYSFS)
		return is_module_address((unsigned long)node->inode.i_private);
	return is_module_address((unsigned long)node->maker) ||
	       is_module_address((unsigned long)node->inode.i_fop);
}

static void add_file(const char *path)
{
	if (all.nr_files == MAX_FILES)
		all.left_out++;
	else
		strscpy(all.files[all.nr_files++].path, path);
}

static bool take_file(struct tree_node *node, void *unused)
{
	char text[sizeof_field(struct exercise_file, path)];
	const char *path = tree_path(node, text, sizeof(text));

	if (*path == '/' && is_of_module(node, path))
		add_file(path);
	return false;
}

static bool has_major(struct tree_node *node, void *major)
{
	return S_ISCHR(node->inode.i_mode) &&
	       MAJOR(node->inode.i_rdev) == *(const unsigned int *)major;
}

/* A line of /proc/devices: a driver's, of whose numbers none has a name?  Then it gets one. */
static void name_device(const char *name, unsigned int major)
{
	struct tree_node *node = tree_walk(has_major, &major);
	char text[sizeof_field(struct exercise_file, path)];

	if (node || major == MISC_MAJOR || all.nr_nodes == MAX_NODES) {
		tree_put(node);
		return;
	}
	node = chrdev_node(name, 0666, MKDEV(major, 0), NULL);
	if (IS_ERR(node))
		return;
	all.nodes[all.nr_nodes++] = tree_get(node);
	add_file(tree_path(node, text, sizeof(text)));
}

static void name_devices(void)
{
	char text[2048], *rest = text, *line;
	struct textbuf t;

	textbuf_init(&t, text, sizeof(text));
	devices_show(&t);
	while ((line = strsep(&rest, "\n")) && strncmp(line, "Block", 5) != 0) {
		char *name = strim(line), *number = strsep(&name, " ");
		unsigned int major;

		if (name && !kstrtouint(number, 10, &major))
			name_device(name, major);
	}
}

static void forget_names(void)
{
	while (all.nr_nodes) {
		struct tree_node *node = all.nodes[--all.nr_nodes];

		tree_remove(node);
		tree_put(node);
	}
}

/* ---- the watcher ----------------------------------------------------------------------------- */

static void watch_user(struct exercise_user *user)
{
	u32 turn = __atomic_load_n(&user->turn, __ATOMIC_ACQUIRE);
	u64 now = port_time_ns(), waited;
	unsigned int state;

	if (!(turn & 1) || turn != user->seen) {
		user->seen = turn;
		user->since = now;
		return;
	}
	waited = now - user->since;
	lock_acquire(&user->lock);
	if (user->task) {
		state = READ_ONCE(user->task->__state);
		if (waited > KILL_NS || (waited > BLOCKED_NS && state & TASK_WAKEKILL))
			send_sig(SIGKILL, user->task, 1);
		else if (waited > SLOW_NS || (waited > BLOCKED_NS && state & TASK_INTERRUPTIBLE))
			send_sig(SIGINT, user->task, 1);
	}
	lock_release(&user->lock);
}

static void watch(void *unused)
{
	bool began = !use_begin("exercise/watch");

	while (__atomic_load_n(&all.watched, __ATOMIC_ACQUIRE) == 0) {
		port_wait(&all.watched, 0, LOOK_NS);
		for (unsigned int i = 0; began && i < ARRAY_SIZE(all.users); i++)
			watch_user(&all.users[i]);
	}
	use_end();
	__atomic_store_n(&all.watched, 2, __ATOMIC_RELEASE);
	port_wake(&all.watched, 1);
}

static void end_watch(void)
{
	__atomic_store_n(&all.watched, 1, __ATOMIC_RELEASE);
	port_wake(&all.watched, 1);
	while (__atomic_load_n(&all.watched, __ATOMIC_ACQUIRE) != 2)
		port_wait(&all.watched, 1, LOOK_NS);
}

/* ---- two programs ---------------------------------------------------------------------------- */

void exercise_meet(struct exercise_user *user)
{
	struct exercise_user *other = &all.users[user == &all.users[0]];
	u32 mine = user->round + 1, seen;
	unsigned int spins = SPINS;

	__atomic_store_n(&user->round, mine, __ATOMIC_RELEASE);
	port_wake(&user->round, 1);
	while ((seen = __atomic_load_n(&other->round, __ATOMIC_ACQUIRE)) < mine) {
		if (exercise_stopped())
			break;
		if (spins && spins--)
			cpu_relax();
		else
			port_wait(&other->round, seen, LOOK_NS);
	}
}

/* Nobody waits for it any more. */
static void leave(struct exercise_user *user)
{
	__atomic_store_n(&user->round, NO_ROUND, __ATOMIC_RELEASE);
	port_wake(&user->round, 1);
}

static void other_main(void *arg)
{
	struct exercise_user *user = arg;

	if (!use_begin("exercise/1") && !exercise_user_begin(user)) {
		exercise_beside(user, user->file);
		exercise_user_end(user);
	}
	leave(user);
	use_end();
	__atomic_store_n(&user->done, 1, __ATOMIC_RELEASE);
	port_wake(&user->done, 1);
}

static void beside(struct exercise_file *file)
{
	struct exercise_user *other = &all.users[1];

	other->file = file;
	other->done = other->round = all.users[0].round = 0;
	if (port_thread_start(other_main, other, "exercise/1"))
		return;
	exercise_beside(&all.users[0], file);
	leave(&all.users[0]);
	while (!__atomic_load_n(&other->done, __ATOMIC_ACQUIRE))
		port_wait(&other->done, 0, LOOK_NS);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void each(void (*use)(struct exercise_user *user, struct exercise_file *file))
{
	for (unsigned int i = 0; i < all.nr_files && !all.stop; i++)
		use(&all.users[0], &all.files[i]);
}

static void each_beside(void)
{
	unsigned long before = fault_matched(0);

	fault_step(STEP_BESIDE);
	for (unsigned int i = 0; i < all.nr_files && !all.stop; i++)
		beside(&all.files[i]);
	if (!port_turns)
		all.apart = fault_matched(0) - before;
}

static void use_files(bool repeatable)
{
	each(exercise_well);
	each(exercise_badly);
	if (!repeatable || port_turns)
		each_beside();
	fault_step(STEP_WELL);
	if (repeatable)
		return;
	fault_pause(true);
	each(exercise_patiently);
	fault_pause(false);
}

unsigned int exercise_files(void)
{
	return all.nr_files;
}

unsigned long exercise_apart(void)
{
	return all.apart;
}

static void say_files(void)
{
	char text[200];

	for (unsigned int i = 0; i < all.nr_files; i++) {
		snprintf(text, sizeof(text), "exercise: %s", all.files[i].path);
		say_line(text);
	}
	if (!all.nr_files)
		say_line("exercise: no module has a file");
	if (!all.left_out)
		return;
	snprintf(text, sizeof(text), "exercise: %u more are left out", all.left_out);
	say_line(text);
}

void exercise_run(bool repeatable)
{
	memset(&all, 0, sizeof(all));
	for (unsigned int i = 0; i < ARRAY_SIZE(all.users); i++)
		lock_init(&all.users[i].lock);
	tree_walk(take_file, NULL);
	name_devices();
	say_files();
	if (!all.nr_files)
		return;
	set_task_comm(current, "exercise/0");
	if (exercise_user_begin(&all.users[0])) {
		complain("the files were not used: there is no memory for a program's");
	} else {
		if (port_thread_start(watch, NULL, "exercise/watch")) {
			complain("the files were not used: the host gives no thread");
		} else {
			use_files(repeatable);
			end_watch();
		}
		exercise_user_end(&all.users[0]);
	}
	forget_names();
	set_task_comm(current, "insmod");
}
