/* SPDX-License-Identifier: MIT */
/* Between jiffies and the types with the machine's own seconds, until 5.6. */
#ifndef _LINUX_ERA_TIME_H
#define _LINUX_ERA_TIME_H

#include <linux/jiffies.h>
#include <linux/time.h>

static inline void jiffies_to_timespec(unsigned long j, struct timespec *value)
{
	struct timespec64 wide;

	jiffies_to_timespec64(j, &wide);
	value->tv_sec = (time_t)wide.tv_sec;
	value->tv_nsec = wide.tv_nsec;
}

static inline void jiffies_to_timeval(unsigned long j, struct timeval *value)
{
	struct timespec64 wide;

	jiffies_to_timespec64(j, &wide);
	value->tv_sec = (time_t)wide.tv_sec;
	value->tv_usec = wide.tv_nsec / NSEC_PER_USEC;
}

static inline unsigned long timespec_to_jiffies(const struct timespec *value)
{
	const struct timespec64 wide = { .tv_sec = value->tv_sec, .tv_nsec = value->tv_nsec };

	return timespec64_to_jiffies(&wide);
}

static inline unsigned long timeval_to_jiffies(const struct timeval *value)
{
	const struct timespec64 wide = { .tv_sec = value->tv_sec,
					 .tv_nsec = value->tv_usec * NSEC_PER_USEC };

	return timespec64_to_jiffies(&wide);
}

/** timespec_sub - @a less @b, normalised. */
static inline struct timespec timespec_sub(struct timespec a, struct timespec b)
{
	struct timespec diff = { .tv_sec = a.tv_sec - b.tv_sec, .tv_nsec = a.tv_nsec - b.tv_nsec };

	if (diff.tv_nsec < 0) {
		diff.tv_sec--;
		diff.tv_nsec += NSEC_PER_SEC;
	}
	return diff;
}

static inline struct timespec ns_to_timespec(s64 ns)
{
	struct timespec64 wide = ns_to_timespec64(ns);

	return (struct timespec){ .tv_sec = (time_t)wide.tv_sec, .tv_nsec = wide.tv_nsec };
}

static inline void getrawmonotonic(struct timespec *ts)
{
	*ts = ns_to_timespec((s64)ktime_get_ns());
}
#define ktime_get_ts(ts) getrawmonotonic(ts)

#endif
