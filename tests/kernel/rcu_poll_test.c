// SPDX-License-Identifier: MIT
/* Grace periods by name: they end after those who read, and not before. */
#include <linux/delay.h>
#include <linux/rcupdate.h>
#include "tests/kernel/world_test.h"

static void rcu_poll_waits_for_reader(struct kunit *test)
{
	unsigned long gp;

	rcu_read_lock();
	gp = start_poll_synchronize_rcu();
	ndelay(5000000);
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(gp));
	rcu_read_unlock();
	while (!poll_state_synchronize_rcu(gp))
		msleep(1);
	/* Those that are over stay over. */
	synchronize_rcu();
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(gp));
}

/* A grace period that began before is not the one. */
static void rcu_poll_names_next(struct kunit *test)
{
	unsigned long before = get_state_synchronize_rcu(), after;

	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(before));
	synchronize_rcu();
	after = get_state_synchronize_rcu();
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(before));
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(after));
	KUNIT_EXPECT_FALSE(test, same_state_synchronize_rcu(before, after));
	cond_synchronize_rcu(after);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(after));
}

static void rcu_poll_completed(struct kunit *test)
{
	unsigned long gp = get_state_synchronize_rcu();

	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(get_completed_synchronize_rcu()));
	synchronize_rcu();
	/* Nothing to wait for, so nothing that may not be done here. */
	rcu_read_lock();
	cond_synchronize_rcu(get_completed_synchronize_rcu());
	cond_synchronize_rcu_expedited(gp);
	rcu_read_unlock();
}

static void rcu_poll_full(struct kunit *test)
{
	struct rcu_gp_oldstate a, b;

	get_state_synchronize_rcu_full(&a);
	start_poll_synchronize_rcu_full(&b);
	KUNIT_EXPECT_TRUE(test, same_state_synchronize_rcu_full(&a, &b));
	cond_synchronize_rcu_full(&b);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu_full(&a));
	get_completed_synchronize_rcu_full(&a);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu_full(&a));
	start_poll_synchronize_rcu_expedited_full(&a);
	cond_synchronize_rcu_expedited_full(&a);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu_full(&a));
}

/* One who is not in the way does not have to be waited for. */
static void rcu_poll_try(struct kunit *test)
{
	unsigned long gp = get_state_synchronize_rcu();

	rcu_read_lock();
	KUNIT_EXPECT_FALSE(test, rcu_try_grace_period());
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(gp));
	rcu_read_unlock();
	while (!rcu_try_grace_period())
		msleep(1);
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(gp));
}

/* What an earlier world waited for does not come in the next; it counts as over. */
static void rcu_poll_next_world(struct kunit *test)
{
	unsigned long gp = get_state_synchronize_rcu();
	print_sink_t sink = printk_sink;

	world_exit();
	KUNIT_ASSERT_EQ(test, world_init(), 0);
	printk_sink = sink;
	KUNIT_EXPECT_TRUE(test, poll_state_synchronize_rcu(gp));
	gp = get_state_synchronize_rcu();
	KUNIT_EXPECT_FALSE(test, poll_state_synchronize_rcu(gp));
}

static struct kunit_case rcu_poll_cases[] = {
	KUNIT_CASE(rcu_poll_waits_for_reader),
	KUNIT_CASE(rcu_poll_names_next),
	KUNIT_CASE(rcu_poll_completed),
	KUNIT_CASE(rcu_poll_full),
	KUNIT_CASE(rcu_poll_try),
	KUNIT_CASE(rcu_poll_next_world),
	{},
};
WORLD_SUITE(rcu_poll, rcu_poll_cases);
