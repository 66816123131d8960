// SPDX-License-Identifier: MIT
/* Tasklets: once however often, never twice at once, disabled and killed, both forms. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include "kernel/interrupt.h"
#include "tests/kernel/wait_for.h"
#include "tests/kernel/world_test.h"

static atomic_t runs, inside, overlaps;
static unsigned long given;
static bool right_context;

static void old_form(unsigned long data)
{
	given = data;
	right_context = in_serving_softirq() && !irqs_disabled();
	atomic_inc_return(&runs);
}

static void new_form(struct tasklet_struct *t)
{
	given = (unsigned long)t;
	if (atomic_inc_return(&inside) != 1)
		atomic_inc_return(&overlaps);
	atomic_inc_return(&runs);
	port_yield();
	atomic_dec(&inside);
}

static DECLARE_TASKLET(declared_old, old_form, 77);
static DECLARE_TASKLET(declared_new, new_form);
static DECLARE_TASKLET_DISABLED(declared_off, new_form);

static void clear(void)
{
	atomic_set(&runs, 0);
	atomic_set(&inside, 0);
	atomic_set(&overlaps, 0);
	given = 0;
}

static void tasklet_test_forms(struct kunit *test)
{
	struct tasklet_struct t;

	clear();
	tasklet_schedule(&declared_old);
	WAIT_FOR(test, atomic_read_acquire(&runs) == 1);
	tasklet_kill(&declared_old);
	KUNIT_EXPECT_EQ(test, given, 77ul);
	KUNIT_EXPECT_TRUE(test, right_context);
	tasklet_hi_schedule(&declared_new);
	tasklet_kill(&declared_new);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 2);
	KUNIT_EXPECT_PTR_EQ(test, (void *)given, (void *)&declared_new);
	tasklet_init(&t, old_form, 5);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	KUNIT_EXPECT_EQ(test, given, 5ul);
	tasklet_setup(&t, new_form);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	KUNIT_EXPECT_PTR_EQ(test, (void *)given, (void *)&t);
}

static void tasklet_test_once(struct kunit *test)
{
	clear();
	local_bh_disable();
	for (int i = 0; i < 10; i++)
		tasklet_schedule(&declared_new);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 0);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 1);
	tasklet_kill(&declared_new);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 1);
}

static void tasklet_test_disabled(struct kunit *test)
{
	clear();
	tasklet_schedule(&declared_off);
	msleep(8);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 0);
	tasklet_disable(&declared_off);
	tasklet_enable(&declared_off);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 0);
	tasklet_enable(&declared_off);
	tasklet_kill(&declared_off);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 1);
	tasklet_disable_nosync(&declared_off);
}

#define CROWD_ROUNDS 500

static int schedule_often(void *data)
{
	for (int i = 0; i < CROWD_ROUNDS; i++) {
		tasklet_schedule(&declared_new);
		if (i % 5 == 0) {
			tasklet_disable(&declared_new);
			if (atomic_read_acquire(&inside))
				atomic_inc_return(&overlaps);
			tasklet_enable(&declared_new);
		}
	}
	return 0;
}

static void tasklet_test_crowd(struct kunit *test)
{
	clear();
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, schedule_often, NULL));
	tasklet_kill(&declared_new);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&overlaps), 0);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&inside), 0);
	KUNIT_EXPECT_GT(test, atomic_read_acquire(&runs), 0);
	KUNIT_EXPECT_LE(test, atomic_read_acquire(&runs), WORLD_THREADS * CROWD_ROUNDS);
}

static void kill_itself(struct tasklet_struct *t)
{
	tasklet_kill(t);
	atomic_inc_return(&runs);
}

static void tasklet_test_misuse(struct kunit *test)
{
	static struct tasklet_struct zeros;
	struct tasklet_struct *t = memset(&zeros, 0, sizeof(zeros));

	clear();
	EXPECT_REPORT(test, tasklet_schedule(t), "is scheduled without a function");
	tasklet_setup(t, kill_itself);
	EXPECT_REPORT(test, ({
			      tasklet_schedule(t);
			      WAIT_FOR(test, atomic_read_acquire(&runs) == 1);
		      }),
		      "BUG: Attempt to kill tasklet from interrupt");
	tasklet_kill(t);
	EXPECT_REPORT(test, tasklet_enable(t), "which is not disabled");
	tasklet_disable(t);
	tasklet_schedule(t);
	EXPECT_REPORT(test, active_freed(t, sizeof(*t)),
		      "ODEBUG: free active (active state 0) object: ");
	tasklet_schedule(t);
	EXPECT_REPORT(test, tasklet_kill(t), "which is disabled, and so cannot run first");
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&runs), 1);
}

static struct kunit_case tasklet_test_cases[] = {
	KUNIT_CASE(tasklet_test_forms),	   KUNIT_CASE(tasklet_test_once),
	KUNIT_CASE(tasklet_test_disabled), KUNIT_CASE(tasklet_test_crowd),
	KUNIT_CASE(tasklet_test_misuse),   {}
};
WORLD_SUITE(tasklet, tasklet_test_cases);
