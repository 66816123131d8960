// SPDX-License-Identifier: MIT
/*
 * Modules' code that the core calls by itself: shrinkers, back ends, notifiers.
 *
 * It may run in a thread of the core, which no module's call is guarding, or deep below another
 * module's allocation.  Either way a crash ends that one call; what it was in the middle of stays
 * as it is, and the core takes the callback out.
 */
#include <linux/sched.h>
#include <linux/string.h>

#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "mm/reclaim/reclaim.h"

static bool call_guarded(void (*fn)(void *arg), void *arg)
{
	struct crash crash;

	if (guard_call(fn, arg, &crash))
		return true;
	crash_report(&crash);
	return false;
}

static void thread_begins(const char *name)
{
	set_task_comm(current, name);
	current->flags |= PF_KTHREAD;
}

static void thread_ends(void)
{
	guard_leave();
	task_attach(NULL);
}

void background_enter_world(void)
{
	static const struct reclaim_world world = {
		.call = call_guarded,
		.thread_begins = thread_begins,
		.thread_ends = thread_ends,
	};

	reclaim_set_world(&world);
}

void background_leave_world(void)
{
	kswapd_enable(false);
	reclaim_set_world(NULL);
}

static void say_left(const char *what, const char *name, void *module)
{
	report("BUG: module %s was removed with its %s %s still registered", (const char *)module,
	       what, name);
}

static void say_nothing(const char *what, const char *name, void *module)
{
}

void background_forget(const char *module, unsigned long start, unsigned long end, bool crashed)
{
	reclaim_forget(start, end, crashed ? say_nothing : say_left, (void *)module);
}
