/* SPDX-License-Identifier: MIT */
/*
 * Delays.  ndelay(), udelay() and mdelay() keep the CPU busy and may be used anywhere; the others
 * sleep, so not in atomic context.  None is shorter than was asked.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/types.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/jiffies.h>

/**
 * ndelay, udelay, mdelay - keep the CPU busy for so many nanoseconds, microseconds, milliseconds.
 * Context: any. Milliseconds are long for an atomic one: msleep() where sleeping is allowed.
 */
void ndelay(unsigned long nsecs);
void udelay(unsigned long usecs);
void mdelay(unsigned long msecs);

/** msleep - sleep at least @msecs milliseconds, and up to two ticks more; no signal ends it. */
void msleep(unsigned int msecs);

/**
 * msleep_interruptible - msleep() that a signal ends. Return: milliseconds that were left, or 0.
 */
unsigned long msleep_interruptible(unsigned int msecs);

/**
 * usleep_range_state - sleep for a time that is finer than jiffies.
 * @min: microseconds that pass in any case.
 * @max: microseconds within which waking will do; here none is put off for that.
 * @state: TASK_*, in which the caller sleeps; no signal ends it.
 *
 * usleep_range() and usleep_idle_range() are this with a state.
 * Context: process; sleeps.
 */
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state);

static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}

static inline void usleep_idle_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_IDLE);
}

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

/** fsleep - sleep or spin, whichever suits @usecs. */
static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else if (usecs <= 20000)
		usleep_range(usecs, 2 * usecs);
	else
		msleep((unsigned int)((usecs + 999) / 1000));
}

#endif
