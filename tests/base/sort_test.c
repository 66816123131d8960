// SPDX-License-Identifier: MIT
/* Sorting and searching arrays. */
#include <kunit/test.h>

#include <linux/bsearch.h>
#include <linux/prandom.h>
#include <linux/sort.h>

struct odd_size {
	u8 key;
	u8 payload[6];
};

static int compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

static int compare_longs(const void *a, const void *b, const void *priv)
{
	long x = *(const long *)a, y = *(const long *)b;
	int sign = *(const int *)priv;

	return x < y ? -sign : x > y ? sign : 0;
}

static int compare_odd(const void *a, const void *b)
{
	return ((const struct odd_size *)a)->key - ((const struct odd_size *)b)->key;
}

static int swaps;

static void counted_swap(void *a, void *b, int size)
{
	swaps++;
	KUNIT_EXPECT_EQ(kunit_get_current_test(), size, (int)sizeof(int));
	swap(*(int *)a, *(int *)b);
}

static void ints(struct kunit *test)
{
	static int values[300];
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed());
	for (unsigned int n = 0; n <= ARRAY_SIZE(values); n += 1 + n / 4) {
		u32 sum = 0;

		for (unsigned int i = 0; i < n; i++)
			sum += values[i] = prandom_u32_state(&rnd) % (2 * n) - n;
		swaps = 0;
		sort(values, n, sizeof(values[0]), compare_ints, n % 2 ? counted_swap : NULL);
		for (unsigned int i = 0; i < n; i++) {
			sum -= values[i];
			if (i)
				KUNIT_ASSERT_LE(test, values[i - 1], values[i]);
		}
		KUNIT_ASSERT_EQ(test, sum, 0u);
		if (n % 2 && n > 10)
			KUNIT_EXPECT_GT(test, swaps, 0);
	}
}

static void other_sizes(struct kunit *test)
{
	struct odd_size odd[64];
	long longs[65];
	int backwards = -1;

	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++) {
		odd[i].key = i * 29 % 64;
		memset(odd[i].payload, odd[i].key, sizeof(odd[i].payload));
	}
	sort(odd, ARRAY_SIZE(odd), sizeof(odd[0]), compare_odd, NULL);
	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++) {
		KUNIT_EXPECT_EQ(test, odd[i].key, (u8)i);
		KUNIT_EXPECT_NULL(test, memchr_inv(odd[i].payload, i, sizeof(odd[i].payload)));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(longs); i++)
		longs[i] = i * 28 % 65;
	sort_r(longs, ARRAY_SIZE(longs), sizeof(longs[0]), compare_longs, NULL, &backwards);
	for (unsigned int i = 0; i < ARRAY_SIZE(longs); i++)
		KUNIT_EXPECT_EQ(test, longs[i], 64l - i);
}

static unsigned int comparisons;

static int counted_compare(const void *a, const void *b)
{
	comparisons++;
	return compare_ints(a, b);
}

/* No input makes it slow: sorted, reversed, equal and sawtooth arrays cost n log n. */
static void worst_cases(struct kunit *test)
{
	static int values[1024];

	for (int shape = 0; shape < 4; shape++) {
		for (int i = 0; i < 1024; i++)
			values[i] = shape == 0 ? i : shape == 1 ? -i : shape == 2 ? 5 : i % 7;
		comparisons = 0;
		sort(values, 1024, sizeof(int), counted_compare, NULL);
		KUNIT_EXPECT_LE(test, comparisons, 2u * 1024 * 10 + 2 * 1024);
		for (int i = 1; i < 1024; i++)
			KUNIT_ASSERT_LE(test, values[i - 1], values[i]);
	}
}

static void searching(struct kunit *test)
{
	int values[50];

	for (unsigned int n = 0; n <= ARRAY_SIZE(values); n++) {
		for (unsigned int i = 0; i < n; i++)
			values[i] = 2 * i;
		for (int key = -1; key <= 2 * (int)n; key++) {
			int *found = bsearch(&key, values, n, sizeof(int), compare_ints);

			if (key >= 0 && key % 2 == 0 && key < 2 * (int)n)
				KUNIT_ASSERT_PTR_EQ(test, found, &values[key / 2]);
			else
				KUNIT_ASSERT_NULL(test, found);
		}
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ints),
	KUNIT_CASE(other_sizes),
	KUNIT_CASE(worst_cases),
	KUNIT_CASE(searching),
	{},
};

static struct kunit_suite suite = {
	.name = "base_sort",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
