// SPDX-License-Identifier: MIT
/* Timers by the nanosecond: both contexts, clocks, restarting, cancelling, misuse. */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "kernel/interrupt.h"
#include "tests/kernel/wait_for.h"
#include "tests/kernel/world_test.h"

/* struct shot - a timer, and what its function saw. */
struct shot {
	struct hrtimer timer;
	atomic_t runs;
	int limit;
	bool hard, soft, off, self;
	u64 skipped;
	ktime_t when, interval;
};

static enum hrtimer_restart fire(struct hrtimer *t)
{
	struct shot *shot = container_of(t, struct shot, timer);

	shot->when = hrtimer_cb_get_time(t);
	shot->hard = in_hardirq();
	shot->soft = in_serving_softirq();
	shot->off = irqs_disabled();
	if (shot->self)
		hrtimer_cancel(t);
	if (atomic_inc_return(&shot->runs) >= shot->limit)
		return HRTIMER_NORESTART;
	if (shot->interval)
		shot->skipped += hrtimer_forward_now(t, shot->interval);
	return HRTIMER_RESTART;
}

static struct shot *make(clockid_t clock, enum hrtimer_mode mode)
{
	static struct shot shot;

	memset(&shot, 0, sizeof(shot));
	hrtimer_setup(&shot.timer, fire, clock, mode);
	return &shot;
}

static void hrtimer_test_modes(struct kunit *test)
{
	struct shot *shot = make(CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	ktime_t then = ktime_add_ms(ktime_get(), 3);

	KUNIT_EXPECT_FALSE(test, hrtimer_active(&shot->timer));
	hrtimer_start(&shot->timer, ms_to_ktime(3), HRTIMER_MODE_REL);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
	KUNIT_EXPECT_EQ(test, hrtimer_cancel(&shot->timer), 0);
	KUNIT_EXPECT_TRUE(test, shot->hard && shot->off && !shot->soft);
	KUNIT_EXPECT_GE(test, shot->when, then);
	KUNIT_EXPECT_LE(test, hrtimer_get_remaining(&shot->timer), 0ll);

	shot = make(CLOCK_REALTIME, HRTIMER_MODE_ABS_SOFT);
	then = ktime_add_ms(ktime_get_real(), 3);
	hrtimer_start(&shot->timer, then, HRTIMER_MODE_ABS_SOFT);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
	hrtimer_cancel(&shot->timer);
	KUNIT_EXPECT_TRUE(test, !shot->hard && !shot->off && shot->soft);
	KUNIT_EXPECT_GE(test, shot->when, then);
	/* A time long ago is now. */
	hrtimer_start(&shot->timer, 1, HRTIMER_MODE_ABS_SOFT);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 2);
	hrtimer_cancel(&shot->timer);
}

static void hrtimer_test_restarts(struct kunit *test)
{
	struct shot *shot = make(CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	ktime_t began = ktime_get();

	shot->limit = 10;
	shot->interval = us_to_ktime(200);
	hrtimer_start(&shot->timer, shot->interval, HRTIMER_MODE_REL);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 10);
	hrtimer_cancel(&shot->timer);
	KUNIT_EXPECT_GE(test, shot->skipped, 9ull);
	KUNIT_EXPECT_GE(test, ktime_sub(shot->when, began), us_to_ktime(2000));
	/* One that restarts for a time that is past lets others come in between. */
	shot->interval = 0;
	shot->limit = 50;
	atomic_set(&shot->runs, 0);
	hrtimer_start(&shot->timer, 0, HRTIMER_MODE_REL);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 50);
	hrtimer_cancel(&shot->timer);
}

static void hrtimer_test_changes(struct kunit *test)
{
	struct shot *shot = make(CLOCK_BOOTTIME, HRTIMER_MODE_REL);
	ktime_t hour = ktime_set(3600, 0);

	hrtimer_start(&shot->timer, KTIME_MAX, HRTIMER_MODE_ABS);
	KUNIT_EXPECT_TRUE(test, hrtimer_is_queued(&shot->timer));
	hrtimer_start_range_ns(&shot->timer, hour, 1000, HRTIMER_MODE_REL);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires(&shot->timer),
			hrtimer_get_softexpires(&shot->timer) + 1000);
	KUNIT_EXPECT_GT(test, hrtimer_get_remaining(&shot->timer), ktime_set(3000, 0));
	KUNIT_EXPECT_EQ(test, hrtimer_try_to_cancel(&shot->timer), 1);
	KUNIT_EXPECT_EQ(test, hrtimer_try_to_cancel(&shot->timer), 0);
	hrtimer_set_expires(&shot->timer, 100);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&shot->timer, 99, 10), 0ull);
	KUNIT_EXPECT_EQ(test, hrtimer_forward(&shot->timer, 135, 10), 4ull);
	KUNIT_EXPECT_EQ(test, hrtimer_get_expires(&shot->timer), (ktime_t)140);
	hrtimer_restart(&shot->timer);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
	hrtimer_cancel(&shot->timer);
}

static void hrtimer_test_sleep(struct kunit *test)
{
	ktime_t began = ktime_get(), time = ms_to_ktime(2);

	set_current_state(TASK_UNINTERRUPTIBLE);
	KUNIT_EXPECT_EQ(test, schedule_hrtimeout(&time, HRTIMER_MODE_REL), 0);
	KUNIT_EXPECT_GE(test, ktime_sub(ktime_get(), began), time);
	time = ktime_add_ms(ktime_get(), 2);
	set_current_state(TASK_UNINTERRUPTIBLE);
	KUNIT_EXPECT_EQ(test, schedule_hrtimeout(&time, HRTIMER_MODE_ABS), 0);
	KUNIT_EXPECT_GE(test, ktime_get(), time);
}

/* ---- many at once ---------------------------------------------------------------------------- */

static struct hrtimer crowd[4];
static atomic_t inside[4], overlaps;

static enum hrtimer_restart crowd_fire(struct hrtimer *t)
{
	atomic_t *mine = &inside[t - crowd];

	if (atomic_inc_return(mine) != 1)
		atomic_inc_return(&overlaps);
	port_yield();
	atomic_dec(mine);
	return HRTIMER_NORESTART;
}

static int crowd_member(void *data)
{
	for (int i = 0; i < 300; i++) {
		struct hrtimer *t = &crowd[i & 3];

		if (i % 5)
			hrtimer_start(t, (i & 7) * 10000, HRTIMER_MODE_REL);
		else
			hrtimer_cancel(t);
	}
	return 0;
}

static void hrtimer_test_crowd(struct kunit *test)
{
	atomic_set(&overlaps, 0);
	for (int i = 0; i < 4; i++)
		hrtimer_setup(&crowd[i], crowd_fire, CLOCK_MONOTONIC,
			      i & 1 ? HRTIMER_MODE_REL_SOFT : HRTIMER_MODE_REL);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, crowd_member, NULL));
	for (int i = 0; i < 4; i++) {
		hrtimer_cancel(&crowd[i]);
		KUNIT_EXPECT_FALSE(test, hrtimer_active(&crowd[i]));
		KUNIT_EXPECT_EQ(test, atomic_read_acquire(&inside[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&overlaps), 0);
}

/* ---- misuse ---------------------------------------------------------------------------------- */

static void hrtimer_test_misuse(struct kunit *test)
{
	struct shot *shot = make(CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	struct hrtimer blank = {};

	EXPECT_REPORT(test, hrtimer_start(&blank, 1, HRTIMER_MODE_REL),
		      "ODEBUG: assert_init not available");
	hrtimer_init(&blank, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	EXPECT_REPORT(test, hrtimer_start(&blank, 1, HRTIMER_MODE_REL), "without a function");
	hrtimer_start(&shot->timer, ktime_set(3600, 0), HRTIMER_MODE_REL);
	EXPECT_REPORT(test, active_freed(shot, sizeof(*shot)), "object type: hrtimer hint: ");
	KUNIT_EXPECT_FALSE(test, hrtimer_active(&shot->timer));
	shot->self = true;
	EXPECT_REPORT(test, ({
			      hrtimer_start(&shot->timer, 0, HRTIMER_MODE_REL);
			      WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
		      }),
		      "by that function would wait for itself");
}

static struct kunit_case hrtimer_test_cases[] = { KUNIT_CASE(hrtimer_test_modes),
						  KUNIT_CASE(hrtimer_test_restarts),
						  KUNIT_CASE(hrtimer_test_changes),
						  KUNIT_CASE(hrtimer_test_sleep),
						  KUNIT_CASE(hrtimer_test_crowd),
						  KUNIT_CASE(hrtimer_test_misuse),
						  {} };
WORLD_SUITE(hrtimer, hrtimer_test_cases);
