// SPDX-License-Identifier: MIT
/* Time: jiffies, conversions, clocks, delays, dates. */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include "port/port.h"
#include "tests/kernel/world_test.h"

static void time_test_jiffies(struct kunit *test)
{
	u64 began = port_time_ns();
	unsigned long start = jiffies_update(), end;

	KUNIT_EXPECT_TRUE(test, time_after_eq(start, INITIAL_JIFFIES));
	KUNIT_EXPECT_TRUE(test, time_before(start, INITIAL_JIFFIES + 60 * HZ));
	/* A loop that calls nothing ends, because the ticker runs. */
	KUNIT_ASSERT_EQ(test, jiffies_tick(), 0);
	while (time_before(READ_ONCE(jiffies), start + 3))
		cpu_relax();
	KUNIT_EXPECT_GE(test, port_time_ns() - began, 2ull * TICK_NSEC);
	end = jiffies_update();
	KUNIT_EXPECT_LE(test, (u64)end, get_jiffies_64());
	KUNIT_EXPECT_LE(test, (u64)(end - start), (port_time_ns() - began) / TICK_NSEC + 1);
}

static void time_test_compare(struct kunit *test)
{
	unsigned long top = ULONG_MAX - 1, wrapped = 5;

	KUNIT_EXPECT_TRUE(test, time_after(wrapped, top) && time_before(top, wrapped));
	KUNIT_EXPECT_FALSE(test, time_after(top, top));
	KUNIT_EXPECT_TRUE(test, time_after_eq(top, top) && time_before_eq(top, top));
	KUNIT_EXPECT_TRUE(test, time_in_range(wrapped, top, wrapped));
	KUNIT_EXPECT_FALSE(test, time_in_range_open(wrapped, top, wrapped));
	KUNIT_EXPECT_TRUE(test, time_after64((u64)5, U64_MAX));
}

static void time_test_units(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(0), 0ul);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1), 1ul);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1000), (unsigned long)HZ);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies(1001), HZ + 1ul);
	KUNIT_EXPECT_EQ(test, msecs_to_jiffies((unsigned int)-1), (unsigned long)MAX_JIFFY_OFFSET);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(1), 1ul);
	KUNIT_EXPECT_EQ(test, usecs_to_jiffies(2000000), 2ul * HZ);
	KUNIT_EXPECT_EQ(test, jiffies_to_msecs(HZ), 1000u);
	KUNIT_EXPECT_EQ(test, jiffies_to_usecs(HZ), 1000000u);
	KUNIT_EXPECT_EQ(test, nsecs_to_jiffies(NSEC_PER_SEC), (unsigned long)HZ);
	KUNIT_EXPECT_EQ(test, jiffies_to_clock_t(HZ), (clock_t)USER_HZ);
	KUNIT_EXPECT_EQ(test, clock_t_to_jiffies(USER_HZ), (unsigned long)HZ);
	KUNIT_EXPECT_EQ(test, clock_t_to_jiffies(ULONG_MAX), ULONG_MAX);
	KUNIT_EXPECT_EQ(test, jiffies64_to_nsecs(HZ), (u64)NSEC_PER_SEC);
	for (unsigned int ms = 0; ms < 5000; ms++) {
		unsigned int back = jiffies_to_msecs(msecs_to_jiffies(ms));

		if (back < ms || back - ms >= 1000 / HZ + 1)
			KUNIT_FAIL(test, "%u ms came back as %u", ms, back);
	}
}

static void time_test_ktime(struct kunit *test)
{
	ktime_t a = ktime_get(), b;
	struct timespec64 ts = ns_to_timespec64(-1);

	KUNIT_EXPECT_EQ(test, ts.tv_sec, -1ll);
	KUNIT_EXPECT_EQ(test, ts.tv_nsec, NSEC_PER_SEC - 1l);
	KUNIT_EXPECT_EQ(test, timespec64_to_ns(&ts), -1ll);
	ndelay(1000);
	b = ktime_get();
	KUNIT_EXPECT_TRUE(test, ktime_after(b, a) && ktime_compare(a, b) < 0);
	KUNIT_EXPECT_GE(test, ktime_to_ns(ktime_sub(b, a)), 1000ll);
	KUNIT_EXPECT_EQ(test, ktime_to_us(ktime_set(2, 3000)), 2000003ll);
	KUNIT_EXPECT_EQ(test, ktime_to_ms(ms_to_ktime(17)), 17ll);
	KUNIT_EXPECT_EQ(test, ktime_add_safe(KTIME_MAX, 1), (ktime_t)KTIME_MAX);
	KUNIT_EXPECT_LT(test, ktime_get_ns(), 3600ull * NSEC_PER_SEC);
	/* Coarse clocks are behind, by less than a tick. */
	a = ktime_get_coarse();
	b = ktime_get();
	KUNIT_EXPECT_LE(test, a, b);
	KUNIT_EXPECT_GE(test, a, 0ll);
	a = ktime_get_coarse_real();
	KUNIT_EXPECT_GE(test, a, 0ll);
	KUNIT_EXPECT_LE(test, a, ktime_get_real());
	/* After 2020 where the world has a calendar, else as old as the machine. */
	if (port.wall_offset)
		KUNIT_EXPECT_GT(test, ktime_get_real_seconds(), 1577836800ll);
}

static void time_test_sleeps(struct kunit *test)
{
	unsigned long start = jiffies_update();
	u64 began = ktime_get_ns();

	msleep(10);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - began, 10ull * NSEC_PER_MSEC);
	KUNIT_EXPECT_GE(test, jiffies_update() - start, msecs_to_jiffies(10));
	began = ktime_get_ns();
	usleep_range(500, 1000);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - began, 500ull * NSEC_PER_USEC);
	began = ktime_get_ns();
	udelay(50);
	mdelay(1);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - began, 1050ull * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, schedule_timeout_uninterruptible(1), 0l);
	KUNIT_EXPECT_EQ(test, schedule_timeout(0), 0l);
	preempt_disable();
	EXPECT_REPORT(test, msleep(1), "BUG: sleeping function called from invalid context at ");
	udelay(1);
	preempt_enable();
	EXPECT_REPORT(test, schedule_timeout(-5), "schedule_timeout: wrong timeout value");
}

static int wake_sleeper(void *data)
{
	while (!wake_up_process(data))
		port_yield();
	return 0;
}

static void time_test_woken_early(struct kunit *test)
{
	struct task_struct *waker = get_task_struct(kthread_run(wake_sleeper, current, "waker"));
	long left = schedule_timeout_uninterruptible(100 * HZ);

	KUNIT_EXPECT_GT(test, left, 50l * HZ);
	kthread_stop_put(waker);
}

static void time_test_dates(struct kunit *test)
{
	struct tm tm;

	KUNIT_EXPECT_EQ(test, mktime64(1970, 1, 1, 0, 0, 0), 0ll);
	KUNIT_EXPECT_EQ(test, mktime64(2000, 2, 29, 12, 34, 56), 951827696ll);
	time64_to_tm(951827696, 0, &tm);
	KUNIT_EXPECT_EQ(test, tm.tm_year, 100l);
	KUNIT_EXPECT_EQ(test, tm.tm_mon, 1);
	KUNIT_EXPECT_EQ(test, tm.tm_mday, 29);
	KUNIT_EXPECT_EQ(test, tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec, 45296);
	KUNIT_EXPECT_EQ(test, tm.tm_wday, 2);
	KUNIT_EXPECT_EQ(test, tm.tm_yday, 59);
	time64_to_tm(-1, 0, &tm);
	KUNIT_EXPECT_EQ(test, tm.tm_year, 69l);
	KUNIT_EXPECT_EQ(test, tm.tm_yday, 364);
	KUNIT_EXPECT_EQ(test, tm.tm_wday, 3);
	/* Every day of 800 years, there and back. */
	for (time64_t day = -146097; day < 146097; day++) {
		time64_to_tm(day * 86400, 0, &tm);
		if (mktime64((unsigned int)(tm.tm_year + 1900), (unsigned int)tm.tm_mon + 1,
			     (unsigned int)tm.tm_mday, 0, 0, 0) != day * 86400) {
			KUNIT_FAIL(test, "day %lld came back wrong", day);
			break;
		}
	}
}

static struct kunit_case time_test_cases[] = {
	KUNIT_CASE(time_test_jiffies), KUNIT_CASE(time_test_compare),
	KUNIT_CASE(time_test_units),   KUNIT_CASE(time_test_ktime),
	KUNIT_CASE(time_test_sleeps),  KUNIT_CASE(time_test_woken_early),
	KUNIT_CASE(time_test_dates),   {}
};
WORLD_SUITE(time, time_test_cases);
