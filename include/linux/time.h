/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TIME_H
#define _LINUX_TIME_H

#include <linux/types.h>
#include <linux/time64.h>

/* Clocks; those from MONOTONIC_RAW on are as the first or the second of them. */
#define CLOCK_REALTIME	      0
#define CLOCK_MONOTONIC	      1
#define CLOCK_MONOTONIC_RAW   4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_BOOTTIME	      7
#define CLOCK_TAI	      11

/* The types before 5.6, with the machine's own seconds. */
struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

struct timezone {
	int tz_minuteswest;
	int tz_dsttime;
};

/** struct tm - a calendar date; @tm_year is the year itself less 1900, @tm_mon is 0 to 11. */
struct tm {
	int tm_sec;
	int tm_min;
	int tm_hour;
	int tm_mday;
	int tm_mon;
	long tm_year;
	int tm_wday;
	int tm_yday;
};

/** time64_to_tm - the date @offset seconds from @totalsecs after 1970. */
void time64_to_tm(time64_t totalsecs, int offset, struct tm *result);

/** mktime64 - seconds since 1970 of a date; months are 1 to 12. */
time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec);

static inline void time_to_tm(time_t totalsecs, int offset, struct tm *result)
{
	time64_to_tm(totalsecs, offset, result);
}

/**
 * do_gettimeofday, getnstimeofday, current_kernel_time - the time since 1970 before 5.0: in
 * microseconds, in nanoseconds, and as it was at the last tick.
 *
 * Where time_t has 32 bits they end in 2038; ktime_get_real_ts64() and
 * ktime_get_coarse_real_ts64() take their place.
 */
void do_gettimeofday(struct timeval *tv);
void getnstimeofday(struct timespec *ts);
struct timespec current_kernel_time(void);

static inline s64 timespec_to_ns(const struct timespec *ts)
{
	return (s64)ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

static inline s64 timeval_to_ns(const struct timeval *tv)
{
	return (s64)tv->tv_sec * NSEC_PER_SEC + tv->tv_usec * NSEC_PER_USEC;
}

#endif
