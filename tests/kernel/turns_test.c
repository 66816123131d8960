// SPDX-License-Identifier: MIT
/*
 * Threads that take turns: one order for one seed, others for others; and a time of their own.
 *
 * What becomes of threads that wait in vain, which ends the process, tests/cli/seeds.sh looks at.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "port/turns.h"
#include "tests/kernel/world_test.h"

#define THREADS 3
#define STEPS	20
#define SEEDS	10

/** struct order - who did the n-th step, and when the last was done. */
struct order {
	u8 who[THREADS * STEPS];
	unsigned int nr;
	u64 end_ns;
};

static struct order order;
static atomic_t next_thread;
static bool booted;

static int do_steps(void *unused)
{
	u8 me = (u8)atomic_inc_return(&next_thread);

	for (unsigned int i = 0; i < STEPS; i++) {
		order.who[order.nr++] = me;
		cond_resched();
	}
	return 0;
}

static int boot_seeded(u64 seed)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.seed = seed,
		.quiet = true,
	};
	print_sink_t sink = printk_sink;
	int error = machine_boot(&config);

	if (error)
		return error;
	error = world_init();
	printk_sink = sink;
	if (error)
		machine_halt();
	booted = !error;
	return error;
}

static void turns_halt(struct kunit *test)
{
	if (!booted)
		return;
	world_exit();
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static int turns_init(struct kunit *test)
{
	int error = boot_seeded(1);

	if (error == -EOPNOTSUPP)
		kunit_skip(test, "threads cannot take turns in this world");
	return error;
}

/* The order of one run with @seed, in @order. */
static void run_seeded(struct kunit *test, u64 seed)
{
	turns_halt(test);
	KUNIT_ASSERT_EQ(test, boot_seeded(seed), 0);
	memset(&order, 0, sizeof(order));
	atomic_set(&next_thread, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(THREADS, do_steps, NULL));
	order.end_ns = ktime_get_ns();
	KUNIT_EXPECT_EQ(test, order.nr, (unsigned int)(THREADS * STEPS));
}

static void same_seed_same_order(struct kunit *test)
{
	static struct order first, seen;
	unsigned int others = 0;

	for (u64 seed = 1; seed <= SEEDS; seed++) {
		run_seeded(test, seed);
		seen = order;
		run_seeded(test, seed);
		KUNIT_EXPECT_EQ(test, memcmp(&seen, &order, sizeof(seen)), 0);
		if (seed == 1)
			first = seen;
		others += memcmp(first.who, seen.who, sizeof(first.who)) != 0;
	}
	KUNIT_EXPECT_GE(test, others, SEEDS / 2u);
}

static void sleeping_takes_no_time(struct kunit *test)
{
	u64 before = ktime_get_ns();
	unsigned long then = jiffies;

	msleep(24 * 3600 * MSEC_PER_SEC);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - before, 24 * 3600 * NSEC_PER_SEC);
	KUNIT_EXPECT_GE(test, jiffies - then, 24ul * 3600 * HZ);
}

static void time_passes_by_work(struct kunit *test)
{
	u64 before = ktime_get_ns(), then = before, now;

	for (unsigned int i = 0; i < 1000; i++, then = now) {
		cond_resched();
		now = ktime_get_ns();
		KUNIT_EXPECT_GT(test, now, then);
	}
	KUNIT_EXPECT_LT(test, then - before, NSEC_PER_SEC);
}

static bool raised;
static DECLARE_WAIT_QUEUE_HEAD(raising);

static int raise_later(void *unused)
{
	mdelay(3);
	WRITE_ONCE(raised, true);
	wake_up(&raising);
	return 0;
}

static int spin_until_raised(void *unused)
{
	while (!READ_ONCE(raised))
		cpu_relax();
	return 0;
}

static int spin_or_raise(void *unused)
{
	return atomic_inc_return(&next_thread) == 1 ? raise_later(NULL) : spin_until_raised(NULL);
}

static void who_spins_lets_others_go_on(struct kunit *test)
{
	raised = false;
	atomic_set(&next_thread, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(THREADS, spin_or_raise, NULL));
	KUNIT_EXPECT_TRUE(test, raised);
}

static void waiting_has_its_limit(struct kunit *test)
{
	u64 before = ktime_get_ns();

	raised = false;
	KUNIT_EXPECT_EQ(test, wait_event_timeout(raising, raised, 10 * HZ), 0);
	KUNIT_EXPECT_GE(test, ktime_get_ns() - before, 10 * NSEC_PER_SEC - TICK_NSEC);
	KUNIT_EXPECT_LT(test, ktime_get_ns() - before, 11 * NSEC_PER_SEC);
}

static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(spinlock);
static unsigned int inside, most_inside, entered;

static void enter_once(void)
{
	inside++;
	cond_resched();
	most_inside = max(most_inside, inside);
	inside--;
	entered++;
}

static int enter_by_locks(void *unused)
{
	for (unsigned int i = 0; i < STEPS; i++) {
		mutex_lock(&mutex);
		enter_once();
		mutex_unlock(&mutex);
		spin_lock(&spinlock);
		udelay(1);
		spin_unlock(&spinlock);
		while (!mutex_trylock(&mutex))
			;
		enter_once();
		mutex_unlock(&mutex);
	}
	return 0;
}

static void locks_exclude(struct kunit *test)
{
	for (u64 seed = 1; seed <= SEEDS; seed++) {
		run_seeded(test, seed);
		inside = most_inside = entered = 0;
		KUNIT_EXPECT_TRUE(test, run_threads(THREADS, enter_by_locks, NULL));
		KUNIT_EXPECT_EQ(test, most_inside, 1u);
		KUNIT_EXPECT_EQ(test, entered, 2u * THREADS * STEPS);
	}
}

static struct kunit_case turns_cases[] = {
	KUNIT_CASE(same_seed_same_order),
	KUNIT_CASE(sleeping_takes_no_time),
	KUNIT_CASE(time_passes_by_work),
	KUNIT_CASE(who_spins_lets_others_go_on),
	KUNIT_CASE(waiting_has_its_limit),
	KUNIT_CASE(locks_exclude),
	{},
};

static struct kunit_suite turns_suite = {
	.name = "turns",
	.init = turns_init,
	.exit = turns_halt,
	.test_cases = turns_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(turns_suite);
