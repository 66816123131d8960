/* SPDX-License-Identifier: MIT */
/*
 * The clocks.  MONOTONIC, RAW and BOOTTIME are one: nanoseconds since the machine was booted, as
 * nothing adjusts or suspends it.  REALTIME counts from 1970; where the world below has no
 * calendar it counts from boot, and TAI is the same.
 *
 * All may be read in any context, also by an NMI's handler; none sleeps or takes a lock.
 */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/types.h>
#include <linux/ktime.h>

/* What a clock is ahead of MONOTONIC by. */
enum tk_offsets { TK_OFFS_REAL, TK_OFFS_BOOT, TK_OFFS_TAI, TK_OFFS_MAX };

/**
 * ktime_get, ktime_get_ns, ktime_get_seconds, ktime_get_ts64 - the time since boot: as a ktime_t,
 * in nanoseconds, in whole seconds, in both.
 *
 * It never goes back; what is to be measured is measured with these.
 */
ktime_t ktime_get(void);
u64 ktime_get_ns(void);
time64_t ktime_get_seconds(void);
void ktime_get_ts64(struct timespec64 *ts);

/**
 * ktime_get_real, ktime_get_real_seconds, ktime_get_real_ts64 - the time since 1970, UTC: what the
 * host said at boot, and what has passed since then.
 */
ktime_t ktime_get_real(void);
time64_t ktime_get_real_seconds(void);
void ktime_get_real_ts64(struct timespec64 *ts);

/** ktime_get_with_offset - the clock that is ahead by @offs. */
ktime_t ktime_get_with_offset(enum tk_offsets offs);

/**
 * ktime_get_coarse, ktime_get_coarse_ts64, ktime_get_coarse_real, ktime_get_coarse_real_ts64 - the
 * two clocks as they were at the last tick, up to 1 / HZ seconds ago.
 */
ktime_t ktime_get_coarse(void);
void ktime_get_coarse_ts64(struct timespec64 *ts);
ktime_t ktime_get_coarse_real(void);
void ktime_get_coarse_real_ts64(struct timespec64 *ts);

/**
 * ktime_get_mono_fast_ns, ktime_get_real_fast_ns - the two clocks in nanoseconds, for tracing.
 *
 * In Linux these alone may be read in NMIs, and may then jump; here they are ktime_get_ns() and
 * ktime_get_real().
 */
u64 ktime_get_mono_fast_ns(void);
u64 ktime_get_real_fast_ns(void);

#define ktime_get_raw()		     ktime_get()
#define ktime_get_raw_ns()	     ktime_get_ns()
#define ktime_get_raw_ts64(ts)	     ktime_get_ts64(ts)
#define ktime_get_raw_fast_ns()	     ktime_get_mono_fast_ns()
#define ktime_get_boottime()	     ktime_get()
#define ktime_get_boottime_ns()	     ktime_get_ns()
#define ktime_get_boottime_ts64(ts)  ktime_get_ts64(ts)
#define ktime_get_boottime_seconds() ktime_get_seconds()
#define ktime_get_boot_fast_ns()     ktime_get_mono_fast_ns()
#define ktime_get_clocktai()	     ktime_get_real()
#define ktime_get_clocktai_ns()	     ktime_get_real_ns()
#define ktime_get_clocktai_ts64(ts)  ktime_get_real_ts64(ts)
#define ktime_get_coarse_boottime()  ktime_get_coarse()
#define ktime_mono_to_real(mono)     ktime_add((mono), ktime_sub(ktime_get_real(), ktime_get()))

static inline u64 ktime_get_real_ns(void)
{
	return (u64)ktime_get_real();
}

static inline u64 ktime_get_coarse_ns(void)
{
	return (u64)ktime_get_coarse();
}

/* The names before 5.0. */
#define getnstimeofday64(ts)	     ktime_get_real_ts64(ts)
#define getrawmonotonic64(ts)	     ktime_get_ts64(ts)
#define get_monotonic_boottime64(ts) ktime_get_ts64(ts)
#define current_kernel_time64()                     \
	({                                          \
		struct timespec64 __now;            \
		ktime_get_coarse_real_ts64(&__now); \
		__now;                              \
	})
#define get_seconds() ((unsigned long)ktime_get_real_seconds())

#endif
