// SPDX-License-Identifier: MIT
/* Delays: spinning and sleeping. */
#include "kernel/kernel.h"
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include "port/port.h"
#include "port/turns.h"

/* Where threads take turns, others have theirs meanwhile, as if they were on other processors. */
static void wait_in_turn(u64 ns)
{
	u64 end = port_time_ns() + ns, now;
	u32 nothing = 0;

	while ((s64)(end - (now = port_time_ns())) > 0)
		port_wait(&nothing, 0, end - now);
}

static void spin_ns(u64 ns)
{
	u64 end;

	if (port_turns) {
		wait_in_turn(ns);
		return;
	}
	end = port_time_ns() + ns;
	while ((s64)(end - port_time_ns()) > 0)
		cpu_relax();
}

void ndelay(unsigned long nsecs)
{
	spin_ns(nsecs);
}
EXPORT_SYMBOL(ndelay);

void udelay(unsigned long usecs)
{
	spin_ns((u64)usecs * NSEC_PER_USEC);
}
EXPORT_SYMBOL(udelay);

/* Long enough for jiffies to move, which the caller may look at next. */
void mdelay(unsigned long msecs)
{
	spin_ns((u64)msecs * NSEC_PER_MSEC);
	jiffies_update();
}
EXPORT_SYMBOL(mdelay);

/*
 * msleep - sleep at least @msecs milliseconds, whoever wakes.
 * One tick more, because the tick that is going on is already partly over.
 */
void msleep(unsigned int msecs)
{
	long left = (long)msecs_to_jiffies(msecs) + 1;

	might_sleep();
	while (left)
		left = schedule_timeout_uninterruptible(left);
}
EXPORT_SYMBOL(msleep);

/* msleep_interruptible - the same until a signal comes; returns the milliseconds left. */
unsigned long msleep_interruptible(unsigned int msecs)
{
	long left = (long)msecs_to_jiffies(msecs) + 1;

	might_sleep();
	while (left && !signal_pending(current))
		left = schedule_timeout_interruptible(left);
	return jiffies_to_msecs((unsigned long)left);
}
EXPORT_SYMBOL(msleep_interruptible);

/* usleep_range_state - sleep @min microseconds or somewhat more; @max is what would still do. */
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	u64 end = port_time_ns() + (u64)min * NSEC_PER_USEC, now;

	might_sleep();
	while ((s64)(end - (now = port_time_ns())) > 0)
		sched_sleep_ns(state, end - now);
}
EXPORT_SYMBOL(usleep_range_state);
