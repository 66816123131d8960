/* SPDX-License-Identifier: MIT */
/*
 * Jiffies: ticks since boot, HZ of them a second.
 *
 * @jiffies is a variable, as modules expect; a ticker of the world advances it, and so does every
 * call that sleeps or tells the time.  It is always what the time since boot makes it, give or
 * take the ticker's delay, and never goes back.  It starts five minutes before it wraps around at
 * 32 bits, so that code which compares without time_after() is found out.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/types.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/typecheck.h>
#include <linux/time.h>
#include <asm/param.h>

/**
 * jiffies, jiffies_64 - the count, and the count in 64 bits; for reading only.
 *
 * jiffies may be read in a loop that calls nothing.  jiffies_64 on a 32-bit machine is read whole
 * by get_jiffies_64() alone.
 */
extern unsigned long volatile jiffies;
extern u64 volatile jiffies_64;

/** get_jiffies_64 - the count in 64 bits, brought up to date. */
u64 get_jiffies_64(void);

#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

#define TICK_NSEC (NSEC_PER_SEC / HZ)
#define TICK_USEC (USEC_PER_SEC / HZ)

#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

#define time_after(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b)	    time_after_eq(b, a)
#define time_in_range(a, b, c)	    (time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c) (time_after_eq(a, b) && time_before(a, c))

#define time_after64(a, b)     (typecheck(u64, a) && typecheck(u64, b) && ((s64)((b) - (a)) < 0))
#define time_before64(a, b)    time_after64(b, a)
#define time_after_eq64(a, b)  (typecheck(u64, a) && typecheck(u64, b) && ((s64)((a) - (b)) >= 0))
#define time_before_eq64(a, b) time_after_eq64(b, a)

#define time_is_before_jiffies(a)    time_after(jiffies, a)
#define time_is_after_jiffies(a)     time_before(jiffies, a)
#define time_is_before_eq_jiffies(a) time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)  time_before_eq(jiffies, a)

/* ---- other units; all of this in any context ------------------------------------------------- */

/**
 * msecs_to_jiffies, usecs_to_jiffies - how many ticks a time is, rounded up, so that a wait for
 * them is not shorter than was asked.
 *
 * Return: jiffies, at most MAX_JIFFY_OFFSET.  msecs_to_jiffies() takes a negative number, made
 * unsigned, for a time without end, and returns just that.
 */
unsigned long msecs_to_jiffies(unsigned int m);
unsigned long usecs_to_jiffies(unsigned int u);

/**
 * nsecs_to_jiffies, nsecs_to_jiffies64 - the ticks that are over after @n nanoseconds: rounded
 * down, for accounts of time, not for timeouts.
 */
u64 nsecs_to_jiffies64(u64 n);
unsigned long nsecs_to_jiffies(u64 n);

/**
 * jiffies_to_msecs, jiffies_to_usecs, jiffies64_to_msecs, jiffies64_to_nsecs - what @j ticks take,
 * rounded up where a tick is no whole number of the unit.
 *
 * Those of 32 bits wrap around: milliseconds after 49 days, microseconds after 71 minutes.
 */
unsigned int jiffies_to_msecs(unsigned long j);
unsigned int jiffies_to_usecs(unsigned long j);
u64 jiffies64_to_msecs(u64 j);
u64 jiffies64_to_nsecs(u64 j);

/**
 * jiffies_to_clock_t, jiffies_64_to_clock_t, clock_t_to_jiffies - from and to the USER_HZ ticks a
 * second that programs are told times in; rounded down.
 *
 * clock_t_to_jiffies() returns ULONG_MAX for what does not fit.
 */
clock_t jiffies_to_clock_t(unsigned long j);
u64 jiffies_64_to_clock_t(u64 j);
unsigned long clock_t_to_jiffies(unsigned long x);

/**
 * timespec64_to_jiffies, jiffies_to_timespec64 - the same for seconds and nanoseconds; to jiffies
 * rounded up, at most MAX_JIFFY_OFFSET.
 */
unsigned long timespec64_to_jiffies(const struct timespec64 *value);
void jiffies_to_timespec64(unsigned long j, struct timespec64 *value);

#define secs_to_jiffies(s) ((unsigned long)(s)*HZ)

static inline u64 jiffies_to_nsecs(unsigned long j)
{
	return (u64)jiffies_to_usecs(j) * NSEC_PER_USEC;
}

static inline unsigned int jiffies_delta_to_msecs(long delta)
{
	return jiffies_to_msecs((unsigned long)(delta > 0 ? delta : 0));
}

/**
 * round_jiffies, round_jiffies_up, round_jiffies_relative - move a time to a whole second, so that
 * timers which need not be punctual run together.
 * @j: when, in jiffies; round_jiffies_relative() takes and returns how long from now.
 *
 * Rounded down within the first quarter of a second, else up; round_jiffies_up() never rounds down.
 * Return: the new time; @j as it is where the new one would be over.
 */
unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);
unsigned long round_jiffies_up(unsigned long j);

#endif
