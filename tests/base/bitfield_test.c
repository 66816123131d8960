// SPDX-License-Identifier: MIT
/* Fields of words, walks in a circle, sets of CPUs. */
#include <kunit/test.h>

#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/string.h>

static void masks(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, GENMASK(7, 4), 0xf0ul);
	KUNIT_EXPECT_EQ(test, GENMASK(0, 0), 1ul);
	KUNIT_EXPECT_EQ(test, GENMASK(BITS_PER_LONG - 1, 0), ~0ul);
	KUNIT_EXPECT_EQ(test, GENMASK_ULL(63, 60), 0xf000000000000000ull);
	KUNIT_EXPECT_EQ(test, GENMASK_INPUT_CHECK(5, 5), 0);
}

static void fields(struct kunit *test)
{
	__le16 little = cpu_to_le16(0x1234);
	u32 word = 0xaabbccdd;

	KUNIT_EXPECT_EQ(test, u32_encode_bits(5, 0x0ff0), 0x50u);
	KUNIT_EXPECT_EQ(test, u32_get_bits(word, 0x00ff0000), 0xbbu);
	KUNIT_EXPECT_EQ(test, u32_replace_bits(word, 0x11, 0xff), 0xaabbcc11u);
	u32p_replace_bits(&word, 0, 0xf0000000);
	KUNIT_EXPECT_EQ(test, word, 0x0abbccddu);
	KUNIT_EXPECT_EQ(test, u8_get_bits(0x5a, 0xf0), 5);
	KUNIT_EXPECT_EQ(test, u64_encode_bits(3, 3ull << 62), 3ull << 62);
	KUNIT_EXPECT_EQ(test, le16_get_bits(little, 0x0f00), 2);
	le16p_replace_bits(&little, 0xf, 0x000f);
	KUNIT_EXPECT_EQ(test, le16_to_cpu(little), 0x123f);
	KUNIT_EXPECT_EQ(test, be32_get_bits(be32_encode_bits(7, 0x700), 0x700), 7u);
	KUNIT_EXPECT_EQ(test, field_max(0x0ff0u), 0xffu);
}

static void circle(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 7, 64, 130 };
	DECLARE_BITMAP(map, 130);

	for (unsigned int s = 0; s < ARRAY_SIZE(sizes); s++)
		for (unsigned int start = 0; start < sizes[s]; start++) {
			unsigned int size = sizes[s], expected = start, seen = 0, bit;

			bitmap_zero(map, 130);
			for (bit = 0; bit < size; bit += 3)
				__set_bit(bit, map);
			while (!test_bit(expected, map))
				expected = (expected + 1) % size;
			for_each_set_bit_wrap(bit, map, size, start)
			{
				KUNIT_ASSERT_EQ(test, bit, expected);
				seen++;
				do
					expected = (expected + 1) % size;
				while (!test_bit(expected, map));
			}
			KUNIT_ASSERT_EQ(test, seen, bitmap_weight(map, size));
		}
}

static void sets_of_cpus(struct kunit *test)
{
	static struct cpumask a, b, c;
	unsigned int cpu, nr = 0;

	cpumask_setall(&a);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&a), nr_cpu_ids);
	KUNIT_EXPECT_TRUE(test, cpumask_full(&a));
	KUNIT_EXPECT_EQ(test, cpumask_last(&a), nr_cpu_ids - 1);
	KUNIT_EXPECT_GE(test, cpumask_first_zero(&a), nr_cpu_ids);
	cpumask_clear_cpu(0, &a);
	KUNIT_EXPECT_EQ(test, cpumask_first_zero(&a), 0u);
	KUNIT_EXPECT_GE(test, cpumask_next_zero(0, &a), nr_cpu_ids);
	cpumask_clear(&b);
	cpumask_set_cpu(0, &b);
	cpumask_xor(&c, &a, &b);
	KUNIT_EXPECT_TRUE(test, cpumask_full(&c));
	KUNIT_EXPECT_TRUE(test, cpumask_subset(&b, &c));
	KUNIT_EXPECT_FALSE(test, cpumask_equal(&b, &c));
	KUNIT_EXPECT_GE(test, cpumask_first_and(&a, &b), nr_cpu_ids);
	cpumask_andnot(&b, &c, &a);
	KUNIT_EXPECT_EQ(test, cpumask_weight(&b), 1u);
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(0, &b));
	for_each_cpu_not(cpu, &a)
		nr++;
	for_each_cpu_and(cpu, &a, &b)
		nr += 100;
	for_each_cpu_or(cpu, &a, &b) nr += 1000;
	KUNIT_EXPECT_EQ(test, nr, 1 + 1000 * nr_cpu_ids);
	nr = 0;
	for_each_cpu_wrap(cpu, &c, nr_cpu_ids / 2)
		KUNIT_EXPECT_EQ(test, cpu, (nr_cpu_ids / 2 + nr++) % nr_cpu_ids);
	KUNIT_EXPECT_EQ(test, nr, nr_cpu_ids);
}

static void arrays_to_strings(struct kunit *test)
{
	const char whole[3] = { 'a', 'b', 'c' }, part[3] = { 'a', 0, 'c' };
	char exact[4], small[3], large[8];

	memtostr(exact, whole);
	KUNIT_EXPECT_STREQ(test, exact, "abc");
	memtostr(small, whole);
	KUNIT_EXPECT_STREQ(test, small, "ab");
	memset(large, 'x', sizeof(large));
	memtostr(large, part);
	KUNIT_EXPECT_STREQ(test, large, "a");
	KUNIT_EXPECT_EQ(test, large[7], 'x');
	memtostr_pad(large, whole);
	KUNIT_EXPECT_STREQ(test, large, "abc");
	KUNIT_EXPECT_EQ(test, large[7], 0);
}

static struct kunit_case cases[] = { KUNIT_CASE(masks),
				     KUNIT_CASE(fields),
				     KUNIT_CASE(circle),
				     KUNIT_CASE(sets_of_cpus),
				     KUNIT_CASE(arrays_to_strings),
				     {} };

static struct kunit_suite suite = { .name = "base_bitfield", .test_cases = cases };
kunit_test_suite(suite);
