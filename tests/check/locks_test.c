// SPDX-License-Identifier: MIT
/*
 * The order of locks: what is no mistake is not told, what is one is told once, whatever else there
 * is.  The words of each report are in tests/misuse/.
 */
#include <linux/hardirq.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "check/check.h"
#include "check/leak.h"

#include "kernel/lock_watch.h"
#include "tests/kernel/world_test.h"

static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);
static DEFINE_SPINLOCK(s);
static DEFINE_SPINLOCK(t);
static DECLARE_RWSEM(r);
static DECLARE_RWSEM(q);
static DEFINE_RWLOCK(w);

static void say_nothing(const char *line)
{
}

static int locks_test_init(struct kunit *test)
{
	int error = check_start(say_nothing);

	if (error)
		return error;
	locks_of_core = true;
	error = world_test_init(test);
	if (error)
		check_stop();
	return error;
}

static void locks_test_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, locks_held(), 0u);
	world_test_exit(test);
	check_stop();
	locks_of_core = false;
}

static void a_then_b(void)
{
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);
}

static void b_then_a(void)
{
	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
}

static void locks_a_circle_is_told_once(struct kunit *test)
{
	a_then_b();
	a_then_b();
	EXPECT_REPORT(test, b_then_a(), "possible circular locking dependency detected");
	b_then_a();
	a_then_b();
}

/* What is merely tried for waits for nobody; but what is taken under it may have to wait. */
static void locks_tried_for_make_no_circle(struct kunit *test)
{
	a_then_b();
	mutex_lock(&b);
	KUNIT_ASSERT_TRUE(test, mutex_trylock(&a));
	mutex_unlock(&a);
	mutex_unlock(&b);
	KUNIT_ASSERT_TRUE(test, mutex_trylock(&b));
	KUNIT_EXPECT_EQ(test, locks_held(), 1u);
	EXPECT_REPORT(test, mutex_lock(&a), "possible circular locking dependency detected");
	mutex_unlock(&a);
	mutex_unlock(&b);
}

/* Given back in the order of taking, as locks that are passed from hand to hand. */
static void locks_hand_over_hand(struct kunit *test)
{
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&a);
	KUNIT_EXPECT_EQ(test, locks_held(), 1u);
	down_read(&r);
	mutex_unlock(&b);
	up_read(&r);
	KUNIT_EXPECT_EQ(test, locks_held(), 0u);
}

static struct mutex *of_one_class(void)
{
	static struct mutex many[3];

	for (int i = 0; i < ARRAY_SIZE(many); i++)
		mutex_init(&many[i]);
	return many;
}

static void locks_nested_by_number(struct kunit *test)
{
	struct mutex *m = of_one_class();

	mutex_lock(&m[2]);
	mutex_lock_nested(&m[0], 1);
	mutex_lock_nested(&m[1], 2);
	KUNIT_EXPECT_EQ(test, locks_held(), 3u);
	for (int i = 0; i < 3; i++)
		mutex_unlock(&m[i]);

	mutex_lock_nested(&m[1], 2);
	EXPECT_REPORT(test, mutex_lock_nested(&m[0], 1), "possible circular locking dependency");
	mutex_unlock(&m[0]);
	mutex_unlock(&m[1]);
}

/* Under a lock that all must have, the order does not matter. */
static void locks_nested_under_one(struct kunit *test)
{
	struct mutex *m = of_one_class();

	mutex_lock(&a);
	mutex_lock_nest_lock(&m[0], &a);
	mutex_lock_nest_lock(&m[1], &a);
	mutex_unlock(&m[1]);
	mutex_unlock(&m[0]);
	mutex_unlock(&a);
	mutex_lock(&m[0]);
	EXPECT_REPORT(test, mutex_lock_nest_lock(&m[1], &a), "possible recursive locking detected");
	mutex_unlock(&m[1]);
	mutex_unlock(&m[0]);
}

/* A class of one's own, or none. */
static void locks_of_another_class(struct kunit *test)
{
	static struct lock_class_key inner;
	struct mutex *m = of_one_class();

	lockdep_set_class(&m[1], &inner);
	lockdep_set_novalidate_class(&m[2]);
	mutex_lock(&m[0]);
	mutex_lock(&m[1]);
	mutex_lock(&m[2]);
	mutex_unlock(&m[2]);
	mutex_unlock(&m[1]);
	mutex_unlock(&m[0]);
	mutex_lock(&m[2]);
	mutex_lock(&m[0]);
	mutex_unlock(&m[0]);
	mutex_unlock(&m[2]);
}

static void locks_that_readers_share(struct kunit *test)
{
	read_lock(&w);
	read_lock(&w);
	read_unlock(&w);
	read_unlock(&w);
	down_read(&r);
	down_read(&q);
	up_read(&q);
	up_read(&r);
	down_read_non_owner(&r);
	KUNIT_EXPECT_EQ(test, locks_held(), 0u);
	up_read_non_owner(&r);
	down_write(&q);
	EXPECT_REPORT(test, down_read(&r), "possible circular locking dependency detected");
	up_read(&r);
	up_write(&q);
}

/* A handler may read what is read with interrupts on, and try for anything. */
static void locks_in_interrupts(struct kunit *test)
{
	unsigned long flags;

	read_lock(&w);
	read_unlock(&w);
	spin_lock(&t);
	spin_unlock(&t);
	spin_lock_irqsave(&s, flags);
	spin_unlock_irqrestore(&s, flags);
	irq_enter();
	read_lock(&w);
	read_unlock(&w);
	spin_lock(&s);
	spin_unlock(&s);
	KUNIT_EXPECT_TRUE(test, spin_trylock(&t));
	spin_unlock(&t);
	irq_exit();
	EXPECT_REPORT(test, write_lock(&w), "inconsistent {IN-HARDIRQ-R} -> {HARDIRQ-ON-W} usage.");
	write_unlock(&w);
}

/* s is taken by a handler; then, under t, with interrupts off; then t with them on. */
static void locks_that_become_unsafe(struct kunit *test)
{
	irq_enter();
	spin_lock(&s);
	spin_lock(&t);
	spin_unlock(&t);
	spin_unlock(&s);
	irq_exit();
	EXPECT_REPORT(test, spin_lock(&t), "inconsistent lock state");
	spin_unlock(&t);
	local_bh_disable();
	spin_lock_irq(&s);
	write_lock(&w);
	write_unlock(&w);
	spin_unlock_irq(&s);
	local_bh_enable();
	EXPECT_REPORT(test, write_lock(&w), "possible irq lock inversion dependency detected");
	write_unlock(&w);
}

/* More than are followed, of more kinds and in more places: nothing is said, nothing is lost. */
static void locks_beyond_all_limits(struct kunit *test)
{
	enum { NR = 6000, DEEP = 60 };
	struct mutex *m = kvcalloc(NR, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, m);
	for (int i = 0; i < NR; i++) {
		mutex_init(&m[i]);
		lock_set_class(&m[i], "one of many", (void *)&m[i]);
	}
	for (int i = 0; i < NR; i++) {
		mutex_lock(&m[i]);
		mutex_unlock(&m[i]);
	}
	for (int i = 0; i < DEEP; i++)
		mutex_lock(&m[i]);
	for (int i = 0; i < DEEP; i++)
		mutex_unlock(&m[i]);
	locks_forget((unsigned long)m, (unsigned long)(m + NR));
	kvfree(m);
	a_then_b();
	EXPECT_REPORT(test, b_then_a(), "possible circular locking dependency detected");
}

static void locks_of_code_that_went(struct kunit *test)
{
	a_then_b();
	locks_forget((unsigned long)&a, (unsigned long)(&a + 1));
	b_then_a();
}

static struct mutex shared;
static int counter;

static int count(void *data)
{
	for (int i = 0; i < 200; i++) {
		mutex_lock(&shared);
		spin_lock(&s);
		counter++;
		spin_unlock(&s);
		mutex_unlock(&shared);
	}
	return 0;
}

static void locks_of_several_threads(struct kunit *test)
{
	mutex_init(&shared);
	counter = 0;
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, count, NULL));
	KUNIT_EXPECT_EQ(test, counter, 200 * WORLD_THREADS);
}

static struct kunit_case locks_cases[] = {
	KUNIT_CASE(locks_a_circle_is_told_once),
	KUNIT_CASE(locks_tried_for_make_no_circle),
	KUNIT_CASE(locks_hand_over_hand),
	KUNIT_CASE(locks_nested_by_number),
	KUNIT_CASE(locks_nested_under_one),
	KUNIT_CASE(locks_of_another_class),
	KUNIT_CASE(locks_that_readers_share),
	KUNIT_CASE(locks_in_interrupts),
	KUNIT_CASE(locks_that_become_unsafe),
	KUNIT_CASE(locks_beyond_all_limits),
	KUNIT_CASE(locks_of_code_that_went),
	KUNIT_CASE(locks_of_several_threads),
	{},
};

static struct kunit_suite locks_suite = {
	.name = "locks",
	.init = locks_test_init,
	.exit = locks_test_exit,
	.test_cases = locks_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(locks_suite);
