// SPDX-License-Identifier: MIT
/* Not too often: at most so many events in so many jiffies. */
#include "kernel/kernel.h"
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/spinlock.h>

/* A new interval begins; tells of what was refused in the old one. */
static void start_interval(struct ratelimit_state *rs, const char *func, unsigned long now)
{
	if (rs->missed && !(rs->flags & RATELIMIT_MSG_ON_RELEASE)) {
		printk(KERN_WARNING "%s: %d callbacks suppressed\n", func, rs->missed);
		rs->missed = 0;
	}
	rs->begin = now;
	rs->printed = 0;
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	unsigned long flags, now = jiffies_update();
	int allowed = 1;

	if (!rs->interval)
		return 1;
	raw_spin_lock_irqsave(&rs->lock, flags);
	if (!rs->begin || time_after(now, rs->begin + (unsigned long)rs->interval))
		start_interval(rs, func, now ? now : 1);
	if (rs->printed < rs->burst) {
		rs->printed++;
	} else {
		rs->missed++;
		allowed = 0;
	}
	raw_spin_unlock_irqrestore(&rs->lock, flags);
	return allowed;
}
EXPORT_SYMBOL(___ratelimit);

static DEFINE_RATELIMIT_STATE(everybody, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

int __printk_ratelimit(const char *func)
{
	return ___ratelimit(&everybody, func);
}
EXPORT_SYMBOL(__printk_ratelimit);

bool printk_timed_ratelimit(unsigned long *caller_jiffies, unsigned int interval_msec)
{
	unsigned long now = jiffies_update();

	if (*caller_jiffies &&
	    time_in_range(now, *caller_jiffies, *caller_jiffies + msecs_to_jiffies(interval_msec)))
		return false;
	*caller_jiffies = now;
	return true;
}
EXPORT_SYMBOL(printk_timed_ratelimit);
