// SPDX-License-Identifier: MIT
/* Counters spread over the CPUs: exact sums, bounded reads, and their edges. */
#include <kunit/test.h>
#include <linux/percpu_counter.h>
#include <linux/preempt.h>
#include <linux/sizes.h>
#include <mm/boot/boot.h>
#include <mm/percpu/percpu.h>
#include <tests/parallel.h>

#define TEST_CPUS 4
#define THREADS	  4
#define STEPS	  5000

static int counter_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.cpus = TEST_CPUS,
		.quiet = true,
	};

	return machine_boot(&config);
}

static void counter_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static void counter_life(struct kunit *test)
{
	struct percpu_counter c = {}, old_style;

	KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&c));
	percpu_counter_destroy(&c);
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&c, 5, GFP_KERNEL), 0);
	KUNIT_EXPECT_TRUE(test, percpu_counter_initialized(&c));
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), 5);
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&old_style, 6), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&old_style), 6);
	percpu_counter_destroy(&old_style);
	percpu_counter_destroy(&c);
	KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&c));
	percpu_counter_destroy(&c);
}

static void counter_many(struct kunit *test)
{
	struct percpu_counter c[5];

	KUNIT_ASSERT_EQ(test, percpu_counter_init_many(c, 10, GFP_KERNEL, 5), 0);
	for (int i = 0; i < 5; i++)
		percpu_counter_add(&c[i], i);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c[i]), 10 + i);
	percpu_counter_destroy_many(c, 5);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&c[i]));
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

/* Up to the batch the count does not move; at the batch it takes all. */
static void counter_batch(struct kunit *test)
{
	struct percpu_counter c;

	KUNIT_ASSERT_EQ(test, percpu_counter_init(&c, 0, GFP_KERNEL), 0);
	preempt_disable();
	percpu_counter_add_batch(&c, 9, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), 9);
	percpu_counter_add_batch(&c, 1, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), 10);
	percpu_counter_add_batch(&c, -9, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), 10);
	percpu_counter_add_batch(&c, -1, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), 0);
	percpu_counter_add_batch(&c, -1000000000000ll, 10);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), -1000000000000ll);
	KUNIT_EXPECT_EQ(test, percpu_counter_read_positive(&c), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum_positive(&c), 0);
	percpu_counter_set(&c, 0);
	percpu_counter_add_local(&c, 1000);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), 0);
	percpu_counter_sync(&c);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&c), 1000);
	preempt_enable();
	percpu_counter_inc(&c);
	percpu_counter_dec(&c);
	percpu_counter_sub(&c, 7);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), 993);
	percpu_counter_set(&c, -3);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), -3);
	percpu_counter_destroy(&c);
}

static void counter_compare(struct kunit *test)
{
	struct percpu_counter c;

	KUNIT_ASSERT_EQ(test, percpu_counter_init(&c, 100, GFP_KERNEL), 0);
	percpu_counter_add(&c, 5);
	/* Close: only the exact sum tells. */
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&c, 105), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&c, 104), 1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&c, 106), -1);
	/* Far. */
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&c, 1 << 20), -1);
	KUNIT_EXPECT_EQ(test, percpu_counter_compare(&c, -(1 << 20)), 1);
	percpu_counter_destroy(&c);
}

static void counter_limited_add(struct kunit *test)
{
	struct percpu_counter c;
	int n = 0;

	KUNIT_ASSERT_EQ(test, percpu_counter_init(&c, 0, GFP_KERNEL), 0);
	while (percpu_counter_limited_add(&c, 1000, 3))
		n++;
	KUNIT_EXPECT_EQ(test, n, 333);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), 999);
	KUNIT_EXPECT_TRUE(test, percpu_counter_limited_add(&c, 1000, 1));
	KUNIT_EXPECT_FALSE(test, percpu_counter_limited_add(&c, 1000, 1));
	KUNIT_EXPECT_TRUE(test, percpu_counter_limited_add(&c, 0, 0));
	KUNIT_EXPECT_TRUE(test, percpu_counter_limited_add(&c, 0, -1000));
	KUNIT_EXPECT_FALSE(test, percpu_counter_limited_add(&c, 0, -1));
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&c), 0);
	percpu_counter_destroy(&c);
}

static void count_in_a_thread(void *arg, unsigned int index)
{
	for (int i = 0; i < STEPS; i++)
		percpu_counter_add_batch(arg, i % 3 ? 2 : -1, 32);
}

static void counter_from_all_threads(struct kunit *test)
{
	s64 one = 0, sum, off;
	struct percpu_counter c;

	for (int i = 0; i < STEPS; i++)
		one += i % 3 ? 2 : -1;
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&c, 0, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, count_in_a_thread, &c), 0);
	sum = percpu_counter_sum(&c);
	KUNIT_EXPECT_EQ(test, sum, THREADS * one);
	off = sum - percpu_counter_read(&c);
	KUNIT_EXPECT_LE(test, off, 31 * TEST_CPUS);
	KUNIT_EXPECT_GE(test, off, -31 * TEST_CPUS);
	percpu_counter_destroy(&c);
}

/* Refuse the next request for per-CPU memory. */
static bool refuse_percpu(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return kind == MM_EVENT_PERCPU;
}

static long live;

static void note_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
		       gfp_t gfp)
{
	live += kind == MM_EVENT_PERCPU;
}

static void note_free(enum mm_event_kind kind, const void *id)
{
	live -= kind == MM_EVENT_PERCPU;
}

static void counter_without_memory(struct kunit *test)
{
	static const struct mm_tracer refuser = { note_alloc, note_free, refuse_percpu, NULL };
	static const struct mm_tracer listener = { note_alloc, note_free, NULL, NULL };
	struct percpu_counter c;

	machine_halt();
	mm_tracer = &refuser;
	live = 0;
	KUNIT_EXPECT_EQ(test, counter_test_boot(test), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_init(&c, 0, GFP_KERNEL), -ENOMEM);
	KUNIT_EXPECT_FALSE(test, percpu_counter_initialized(&c));
	percpu_counter_destroy(&c);
	KUNIT_EXPECT_EQ(test, live, 0);
	mm_tracer = &listener;
	KUNIT_EXPECT_EQ(test, percpu_counter_init(&c, 0, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, live, 1);
	percpu_counter_destroy(&c);
	KUNIT_EXPECT_EQ(test, live, 0);
	machine_halt();
	mm_tracer = NULL;
	KUNIT_ASSERT_EQ(test, counter_test_boot(test), 0);
}

static struct kunit_case percpu_counter_cases[] = {
	KUNIT_CASE(counter_life),	    KUNIT_CASE(counter_many),
	KUNIT_CASE(counter_batch),	    KUNIT_CASE(counter_compare),
	KUNIT_CASE(counter_limited_add),    KUNIT_CASE(counter_from_all_threads),
	KUNIT_CASE(counter_without_memory), {},
};

static struct kunit_suite percpu_counter_suite = {
	.name = "percpu_counter",
	.init = counter_test_boot,
	.exit = counter_test_halt,
	.test_cases = percpu_counter_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(percpu_counter_suite);
