// SPDX-License-Identifier: MIT
/* The core's lock as one thread sees it, and random numbers. */
#include <kunit/test.h>

#include <linux/random.h>
#include "base/base.h"

static void states(struct kunit *test)
{
	struct lock lock = LOCK_INIT;

	KUNIT_EXPECT_FALSE(test, lock_is_held(&lock));
	lock_acquire(&lock);
	KUNIT_EXPECT_TRUE(test, lock_is_held(&lock));
	KUNIT_EXPECT_FALSE(test, lock_try(&lock));
	lock_release(&lock);
	KUNIT_EXPECT_FALSE(test, lock_is_held(&lock));
	KUNIT_EXPECT_TRUE(test, lock_try(&lock));
	lock_init(&lock);
	KUNIT_EXPECT_FALSE(test, lock_is_held(&lock));
	/* Marked as waited for by one that went away: the wake-up finds nobody. */
	KUNIT_EXPECT_TRUE(test, lock_try(&lock));
	lock.word = 2;
	lock_release(&lock);
	KUNIT_EXPECT_FALSE(test, lock_is_held(&lock));
}

static void seeds_repeat(struct kunit *test)
{
	u64 first[8], again[8];
	u8 bytes[13];

	random_seed(42);
	for (int i = 0; i < 8; i++)
		first[i] = get_random_u64();
	random_seed(42);
	for (int i = 0; i < 8; i++)
		again[i] = get_random_u64();
	KUNIT_EXPECT_MEMEQ(test, first, again, sizeof(first));
	random_seed(43);
	for (int i = 0; i < 8; i++)
		again[i] = get_random_u64();
	KUNIT_EXPECT_MEMNEQ(test, first, again, sizeof(first));

	memset(bytes, 0, sizeof(bytes));
	get_random_bytes(bytes, 12);
	KUNIT_EXPECT_EQ(test, bytes[12], (u8)0);
	KUNIT_EXPECT_FALSE(test, mem_is_zero(bytes, 12));
	random_seed(kunit_seed());
}

/* Each of ten values comes about a tenth of the time: far outside of chance is 5 deviations. */
static void draws_are_even(struct kunit *test)
{
	unsigned int seen[10] = { 0 }, draws = 20000;

	for (unsigned int i = 0; i < draws; i++) {
		u32 n = get_random_u32_below(10);

		KUNIT_ASSERT_LT(test, n, 10u);
		seen[n]++;
	}
	for (int i = 0; i < 10; i++) {
		KUNIT_EXPECT_GT(test, seen[i], 2000u - 5 * 43);
		KUNIT_EXPECT_LT(test, seen[i], 2000u + 5 * 43);
	}
	for (int i = 0; i < 1000; i++) {
		u32 n = get_random_u32_inclusive(5, 7);

		KUNIT_ASSERT_TRUE(test, n >= 5 && n <= 7);
		KUNIT_ASSERT_GT(test, get_random_u32_above(U32_MAX - 2), U32_MAX - 2);
		KUNIT_ASSERT_EQ(test, get_random_u32_below(1), 0u);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(states),
	KUNIT_CASE(seeds_repeat),
	KUNIT_CASE(draws_are_even),
	{},
};

static struct kunit_suite suite = {
	.name = "base_lock",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
