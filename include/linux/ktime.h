/* SPDX-License-Identifier: MIT */
/* ktime_t: nanoseconds, in a signed 64-bit number. */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/types.h>
#include <linux/time.h>
#include <linux/jiffies.h>

typedef s64 ktime_t;

static inline ktime_t ktime_set(s64 secs, unsigned long nsecs)
{
	if (secs >= KTIME_SEC_MAX)
		return KTIME_MAX;
	return secs * NSEC_PER_SEC + (s64)nsecs;
}

#define ktime_sub(lhs, rhs)	   ((lhs) - (rhs))
#define ktime_add(lhs, rhs)	   ((lhs) + (rhs))
#define ktime_add_unsafe(lhs, rhs) ((ktime_t)((u64)(lhs) + (u64)(rhs)))
#define ktime_add_ns(kt, nsval)	   ((kt) + (nsval))
#define ktime_sub_ns(kt, nsval)	   ((kt) - (nsval))
#define ktime_to_timespec64(kt)	   ns_to_timespec64(kt)
#define timespec64_to_ktime(ts)	   ktime_set((ts).tv_sec, (unsigned long)(ts).tv_nsec)

static inline s64 ktime_to_ns(const ktime_t kt)
{
	return kt;
}

static inline ktime_t ns_to_ktime(u64 ns)
{
	return (ktime_t)ns;
}

static inline ktime_t ms_to_ktime(u64 ms)
{
	return (ktime_t)(ms * NSEC_PER_MSEC);
}

static inline ktime_t us_to_ktime(u64 us)
{
	return (ktime_t)(us * NSEC_PER_USEC);
}

static inline int ktime_compare(const ktime_t a, const ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline bool ktime_after(const ktime_t a, const ktime_t b)
{
	return a > b;
}

static inline bool ktime_before(const ktime_t a, const ktime_t b)
{
	return a < b;
}

static inline bool ktime_equal(const ktime_t a, const ktime_t b)
{
	return a == b;
}

static inline s64 ktime_divns(const ktime_t kt, s64 div)
{
	return div64_s64(kt, div);
}

static inline s64 ktime_to_us(const ktime_t kt)
{
	return ktime_divns(kt, NSEC_PER_USEC);
}

static inline s64 ktime_to_ms(const ktime_t kt)
{
	return ktime_divns(kt, NSEC_PER_MSEC);
}

static inline s64 ktime_us_delta(const ktime_t later, const ktime_t earlier)
{
	return ktime_to_us(later - earlier);
}

static inline s64 ktime_ms_delta(const ktime_t later, const ktime_t earlier)
{
	return ktime_to_ms(later - earlier);
}

static inline ktime_t ktime_add_us(const ktime_t kt, u64 usec)
{
	return kt + us_to_ktime(usec);
}

static inline ktime_t ktime_sub_us(const ktime_t kt, u64 usec)
{
	return kt - us_to_ktime(usec);
}

static inline ktime_t ktime_add_ms(const ktime_t kt, u64 msec)
{
	return kt + ms_to_ktime(msec);
}

static inline ktime_t ktime_sub_ms(const ktime_t kt, u64 msec)
{
	return kt - ms_to_ktime(msec);
}

/** ktime_add_safe - the sum, or KTIME_MAX where it has no room. */
ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs);

static inline bool ktime_to_timespec64_cond(const ktime_t kt, struct timespec64 *ts)
{
	if (!kt)
		return false;
	*ts = ktime_to_timespec64(kt);
	return true;
}

#include <linux/timekeeping.h>
#include <linux/era/time.h>

#endif
