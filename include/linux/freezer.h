/* SPDX-License-Identifier: MIT */
/* Stopping threads while the machine sleeps, which it never does. */
#ifndef _LINUX_FREEZER_H
#define _LINUX_FREEZER_H

#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/wait.h>

static inline bool freezing(struct task_struct *task)
{
	return false;
}

/** try_to_freeze - wait where one is to; false: one was not. */
static inline bool try_to_freeze(void)
{
	might_sleep();
	return false;
}

/** set_freezable - the caller may be stopped. Return: whether it was at once. */
static inline bool set_freezable(void)
{
	return try_to_freeze();
}

#define freezable_schedule()		    schedule()
#define freezable_schedule_timeout(timeout) schedule_timeout(timeout)
#define freezer_do_not_count() \
	do {                   \
	} while (0)
#define freezer_count() \
	do {            \
	} while (0)

#endif
