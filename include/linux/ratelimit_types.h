/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RATELIMIT_TYPES_H
#define _LINUX_RATELIMIT_TYPES_H

#include <linux/types.h>
#include <linux/spinlock_types.h>
#include <asm/param.h>

#define DEFAULT_RATELIMIT_INTERVAL (5 * HZ)
#define DEFAULT_RATELIMIT_BURST	   10

#define RATELIMIT_MSG_ON_RELEASE (1u << 0)

/**
 * struct ratelimit_state - at most @burst events in @interval.
 * @lock: guards the rest.
 * @interval: jiffies; 0 for no limit.
 * @burst: events allowed in it.
 * @printed: events allowed in this interval; <= @burst.
 * @missed: events refused since the last message about it.
 * @flags: RATELIMIT_MSG_ON_RELEASE: tell of the refused ones only on request.
 * @begin: jiffies when the interval began; 0 before the first event.
 */
struct ratelimit_state {
	raw_spinlock_t lock;
	int interval;
	int burst;
	int printed;
	int missed;
	unsigned int flags;
	unsigned long begin;
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, flags_init)              \
	{                                                                                    \
		.lock = __RAW_SPIN_LOCK_INITIALIZER(name.lock), .interval = (interval_init), \
		.burst = (burst_init), .flags = (flags_init)                                 \
	}
#define RATELIMIT_STATE_INIT(name, interval_init, burst_init) \
	RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, 0)
#define RATELIMIT_STATE_INIT_DISABLED RATELIMIT_STATE_INIT(ratelimit_state, 0, 0)
#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init) \
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_init, burst_init)

/** ___ratelimit - 1 where the caller may go on, 0 where it came too often. */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif
