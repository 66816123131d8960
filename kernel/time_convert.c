// SPDX-License-Identifier: MIT
/* Times in one unit as times in another, and as dates. */
#include "kernel/kernel.h"
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>

/* @x units of which @from make a second, in units of which @to do; rounded up. */
static u64 convert_up(u64 x, u32 from, u32 to)
{
	return div_u64(x * to + from - 1, from);
}

unsigned long msecs_to_jiffies(unsigned int m)
{
	/* A negative number that became unsigned means for ever. */
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return min_t(u64, convert_up(m, MSEC_PER_SEC, HZ), MAX_JIFFY_OFFSET);
}
EXPORT_SYMBOL(msecs_to_jiffies);

unsigned long usecs_to_jiffies(unsigned int u)
{
	return min_t(u64, convert_up(u, USEC_PER_SEC, HZ), MAX_JIFFY_OFFSET);
}
EXPORT_SYMBOL(usecs_to_jiffies);

u64 nsecs_to_jiffies64(u64 n)
{
	return div_u64(n, TICK_NSEC);
}
EXPORT_SYMBOL(nsecs_to_jiffies64);

unsigned long nsecs_to_jiffies(u64 n)
{
	return (unsigned long)nsecs_to_jiffies64(n);
}
EXPORT_SYMBOL(nsecs_to_jiffies);

unsigned int jiffies_to_msecs(unsigned long j)
{
	return (unsigned int)convert_up(j, HZ, MSEC_PER_SEC);
}
EXPORT_SYMBOL(jiffies_to_msecs);

unsigned int jiffies_to_usecs(unsigned long j)
{
	return (unsigned int)convert_up(j, HZ, USEC_PER_SEC);
}
EXPORT_SYMBOL(jiffies_to_usecs);

u64 jiffies64_to_nsecs(u64 j)
{
	return j * TICK_NSEC;
}
EXPORT_SYMBOL(jiffies64_to_nsecs);

u64 jiffies64_to_msecs(u64 j)
{
	return convert_up(j, HZ, MSEC_PER_SEC);
}
EXPORT_SYMBOL(jiffies64_to_msecs);

u64 jiffies_64_to_clock_t(u64 j)
{
	return div_u64(j * USER_HZ, HZ);
}
EXPORT_SYMBOL(jiffies_64_to_clock_t);

clock_t jiffies_to_clock_t(unsigned long j)
{
	return (clock_t)jiffies_64_to_clock_t(j);
}
EXPORT_SYMBOL(jiffies_to_clock_t);

unsigned long clock_t_to_jiffies(unsigned long x)
{
	/* Apart, because the product of a large @x would not fit. */
	u64 j = (u64)(x / USER_HZ) * HZ + x % USER_HZ * HZ / USER_HZ;

	return j > ULONG_MAX || x / USER_HZ > ULONG_MAX / HZ ? ULONG_MAX : (unsigned long)j;
}
EXPORT_SYMBOL(clock_t_to_jiffies);

unsigned long timespec64_to_jiffies(const struct timespec64 *value)
{
	u64 j;

	if (value->tv_sec >= (time64_t)(MAX_JIFFY_OFFSET / HZ))
		return MAX_JIFFY_OFFSET;
	j = (u64)value->tv_sec * HZ + div_u64((u64)value->tv_nsec + TICK_NSEC - 1, TICK_NSEC);
	return (unsigned long)j;
}
EXPORT_SYMBOL(timespec64_to_jiffies);

void jiffies_to_timespec64(unsigned long j, struct timespec64 *value)
{
	*value = ns_to_timespec64((s64)((u64)j * TICK_NSEC));
}
EXPORT_SYMBOL(jiffies_to_timespec64);

/* To whole seconds, so that timers which may be late fire together; never into the past. */
static unsigned long round_to_second(unsigned long j, bool always_up)
{
	unsigned long rest = j % HZ;
	unsigned long rounded = j - rest + (always_up || rest >= HZ / 4 ? HZ : 0);

	if (!rest)
		return j;
	return time_after(rounded, jiffies_update()) ? rounded : j;
}

unsigned long round_jiffies(unsigned long j)
{
	return round_to_second(j, false);
}
EXPORT_SYMBOL(round_jiffies);

unsigned long round_jiffies_up(unsigned long j)
{
	return round_to_second(j, true);
}
EXPORT_SYMBOL(round_jiffies_up);

unsigned long round_jiffies_relative(unsigned long j)
{
	unsigned long now = jiffies_update();

	return round_to_second(j + now, false) - now;
}
EXPORT_SYMBOL(round_jiffies_relative);

ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs)
{
	ktime_t sum = ktime_add_unsafe(lhs, rhs);

	return sum < 0 || sum < lhs || sum < rhs ? KTIME_MAX : sum;
}
EXPORT_SYMBOL(ktime_add_safe);

struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 0, nsec);
	return ts;
}
EXPORT_SYMBOL(ns_to_timespec64);

void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec)
{
	s64 carry = div_s64(nsec, NSEC_PER_SEC);
	s64 rest = nsec - carry * NSEC_PER_SEC;

	if (rest < 0) {
		rest += NSEC_PER_SEC;
		carry--;
	}
	ts->tv_sec = sec + carry;
	ts->tv_nsec = (long)rest;
}
EXPORT_SYMBOL(set_normalized_timespec64);

/* ---- dates ----------------------------------------------------------------------------------- */

/*
 * Days are counted in years that begin on the first of March: the leap day is then the last of a
 * year, and the months before it have the lengths 31 30 31 30 31 in turn, so that month m begins
 * on day (153 m + 2) / 5.  400 years have DAYS_400, and 1 March of year 0 is DAYS_TO_1970 days
 * before 1970.
 */
#define DAYS_400     146097
#define DAYS_TO_1970 719468
#define SECS_PER_DAY 86400

static s64 days_of_date(s64 year, unsigned int mon, unsigned int day)
{
	unsigned int from_march = (mon + 9) % 12;
	s64 y = mon <= 2 ? year - 1 : year;
	s64 era = div_s64(y >= 0 ? y : y - 399, 400);
	s64 in_era = y - era * 400;

	return era * DAYS_400 + in_era * 365 + div_s64(in_era, 4) - div_s64(in_era, 100) +
	       (153 * from_march + 2) / 5 + day - 1 - DAYS_TO_1970;
}

time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec)
{
	return ((days_of_date(year, mon, day) * 24 + hour) * 60 + min) * 60 + sec;
}
EXPORT_SYMBOL(mktime64);

/* The date that is @days from 1 January 1970. */
static void date_of_days(s64 days, struct tm *result)
{
	s64 z = days + DAYS_TO_1970;
	s64 era = div_s64(z >= 0 ? z : z - (DAYS_400 - 1), DAYS_400);
	u32 day = (u32)(z - era * DAYS_400);
	u32 year = (day - day / 1460 + day / 36524 - day / (DAYS_400 - 1)) / 365;
	u32 in_year = day - (365 * year + year / 4 - year / 100);
	u32 month = (5 * in_year + 2) / 153;
	s64 calendar_year = era * 400 + year + (month >= 10);

	result->tm_mday = (int)(in_year - (153 * month + 2) / 5 + 1);
	result->tm_mon = (int)(month < 10 ? month + 2 : month - 10);
	result->tm_year = (long)(calendar_year - 1900);
	result->tm_yday = (int)(days - days_of_date(calendar_year, 1, 1));
}

void time64_to_tm(time64_t totalsecs, int offset, struct tm *result)
{
	s64 secs = totalsecs + offset;
	s64 days = div_s64(secs, SECS_PER_DAY);
	s32 rest = (s32)(secs - days * SECS_PER_DAY), weekday;

	if (rest < 0) {
		rest += SECS_PER_DAY;
		days--;
	}
	result->tm_hour = rest / 3600;
	result->tm_min = rest / 60 % 60;
	result->tm_sec = rest % 60;
	/* 1 January 1970 was a Thursday. */
	weekday = (s32)(days + 4 - div_s64(days + 4, 7) * 7);
	result->tm_wday = weekday < 0 ? weekday + 7 : weekday;
	date_of_days(days, result);
}
EXPORT_SYMBOL(time64_to_tm);
