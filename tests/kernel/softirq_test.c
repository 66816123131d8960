// SPDX-License-Identifier: MIT
/* Softirqs: where they run, what keeps them off, and who serves those that come back. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include "kernel/interrupt.h"
#include "tests/kernel/wait_for.h"
#include "tests/kernel/world_test.h"

static struct {
	atomic_t runs, again;
	bool softirq, irqs_on, in_task;
	char comm[TASK_COMM_LEN];
} seen;

static void action(void)
{
	seen.softirq = in_softirq() && in_serving_softirq() && in_interrupt() && !in_hardirq();
	seen.irqs_on = !irqs_disabled();
	seen.in_task = in_task();
	get_task_comm(seen.comm, current);
	atomic_inc_return(&seen.runs);
	if (atomic_dec_if_positive(&seen.again) >= 0)
		raise_softirq(BLOCK_SOFTIRQ);
}

static void begin(int again)
{
	memset(&seen, 0, sizeof(seen));
	atomic_set(&seen.again, again);
	open_softirq(BLOCK_SOFTIRQ, action);
}

static void softirq_test_context(struct kunit *test)
{
	begin(0);
	raise_softirq(BLOCK_SOFTIRQ);
	WAIT_FOR(test, atomic_read_acquire(&seen.runs) == 1);
	KUNIT_EXPECT_TRUE(test, seen.softirq && seen.irqs_on && !seen.in_task);
	/* Nothing was going to end here that would have served it. */
	KUNIT_EXPECT_EQ(test, strncmp(seen.comm, "ksoftirqd/", 10), 0);
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static void softirq_test_disabled(struct kunit *test)
{
	begin(0);
	local_bh_disable();
	local_bh_disable();
	raise_softirq(BLOCK_SOFTIRQ);
	KUNIT_EXPECT_EQ(test, local_softirq_pending(), BIT(BLOCK_SOFTIRQ));
	local_bh_enable();
	mdelay(2);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&seen.runs), 0);
	local_bh_enable();
	/* It was served by this very call, and as this thread. */
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&seen.runs), 1);
	KUNIT_EXPECT_STREQ(test, seen.comm, current->comm);
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static void softirq_test_irq_exit(struct kunit *test)
{
	unsigned long flags;

	begin(0);
	local_irq_save(flags);
	irq_enter();
	raise_softirq(BLOCK_SOFTIRQ);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&seen.runs), 0);
	irq_exit();
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&seen.runs), 1);
	KUNIT_EXPECT_TRUE(test, seen.irqs_on);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
}

/* One that comes back for ever must not keep the CPU for ever. */
static void softirq_test_comes_back(struct kunit *test)
{
	begin(1000);
	local_bh_disable();
	raise_softirq(BLOCK_SOFTIRQ);
	local_bh_enable();
	KUNIT_EXPECT_LT(test, atomic_read_acquire(&seen.runs), 1001);
	WAIT_FOR(test, atomic_read_acquire(&seen.runs) == 1001);
}

static struct kunit_case softirq_test_cases[] = { KUNIT_CASE(softirq_test_context),
						  KUNIT_CASE(softirq_test_disabled),
						  KUNIT_CASE(softirq_test_irq_exit),
						  KUNIT_CASE(softirq_test_comes_back),
						  {} };
WORLD_SUITE(softirq, softirq_test_cases);
