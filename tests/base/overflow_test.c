// SPDX-License-Identifier: MIT
/* Arithmetic: overflow, smaller and larger, powers of two, wide division, byte order. */
#include <kunit/test.h>

#include <linux/bitfield.h>
#include <linux/gcd.h>
#include <linux/lcm.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/prandom.h>
#include <linux/unaligned.h>

/* Constants of these are constants, in an initialiser and as a size. */
static const int const_log = ilog2(4096);
static const unsigned long const_round = roundup_pow_of_two(4097);
static const u32 const_field = FIELD_PREP(GENMASK(7, 4), 5);
static const u16 const_swapped = cpu_to_be16(0x1234);

static void sums_and_products(struct kunit *test)
{
	u8 small;
	int i;
	size_t size;

	KUNIT_EXPECT_FALSE(test, check_add_overflow((u8)200, (u8)55, &small));
	KUNIT_EXPECT_TRUE(test, check_add_overflow((u8)200, (u8)56, &small));
	KUNIT_EXPECT_EQ(test, small, (u8)0);
	KUNIT_EXPECT_TRUE(test, check_sub_overflow((u8)1, (u8)2, &small));
	KUNIT_EXPECT_TRUE(test, check_add_overflow(INT_MAX, 1, &i));
	KUNIT_EXPECT_EQ(test, i, INT_MIN);
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(1 << 16, 1 << 15, &i));
	KUNIT_EXPECT_FALSE(test, check_mul_overflow(1 << 15, 1 << 15, &i));
	KUNIT_EXPECT_FALSE(test, check_shl_overflow(1, 30, &i));
	KUNIT_EXPECT_EQ(test, i, 1 << 30);
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 31, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(1, 32, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(3, -1, &i));
	KUNIT_EXPECT_TRUE(test, check_shl_overflow(-1, 1, &i));
	KUNIT_EXPECT_EQ(test, wrapping_add(u8, 200, 100), (u8)44);
	KUNIT_EXPECT_TRUE(test, overflows_type(256, u8));
	KUNIT_EXPECT_FALSE(test, overflows_type(-128, s8));

	KUNIT_EXPECT_EQ(test, size_mul(3, 4), (size_t)12);
	KUNIT_EXPECT_EQ(test, size_mul(SIZE_MAX / 2, 3), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_add(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(5, 3), (size_t)2);
	KUNIT_EXPECT_EQ(test, size_sub(3, 5), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, array3_size(2, 3, 4), (size_t)24);
	size = SIZE_MAX;
	KUNIT_EXPECT_EQ(test, array3_size(2, size, 0), (size_t)0);
}

static void struct_sizes(struct kunit *test)
{
	struct tail {
		u32 count;
		u16 items[];
	} *p = NULL;
	DEFINE_FLEX(struct tail, on_stack, items, count, 6);

	KUNIT_EXPECT_EQ(test, struct_size(p, items, 3), (size_t)10);
	KUNIT_EXPECT_EQ(test, struct_size(p, items, SIZE_MAX), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, struct_size_t(struct tail, items, 0), (size_t)4);
	KUNIT_EXPECT_EQ(test, flex_array_size(p, items, 3), (size_t)6);
	KUNIT_EXPECT_EQ(test, on_stack->count, 6u);
	on_stack->items[5] = 1;
	KUNIT_EXPECT_EQ(test, on_stack->items[4] + on_stack->items[5], 1);
}

static void limits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, type_max(u8), (u8)255);
	KUNIT_EXPECT_EQ(test, type_min(s8), (s8)-128);
	KUNIT_EXPECT_EQ(test, type_max(s64), S64_MAX);
	KUNIT_EXPECT_EQ(test, type_min(int), INT_MIN);
	KUNIT_EXPECT_EQ(test, type_max(unsigned long), ULONG_MAX);
}

static void smaller_and_larger(struct kunit *test)
{
	int evaluated = 0, low = 3, values[] = { 4, -2, 9 };
	unsigned int u = 5;
	static u8 const_array[max(3, 5)];

	KUNIT_EXPECT_EQ(test, min(++evaluated, 10), 1);
	KUNIT_EXPECT_EQ(test, evaluated, 1);
	KUNIT_EXPECT_EQ(test, max(low, 2), 3);
	KUNIT_EXPECT_EQ(test, min(u, 10), 5u);
	KUNIT_EXPECT_EQ(test, min3(3, 1, 2), 1);
	KUNIT_EXPECT_EQ(test, max3(3, 1, 2), 3);
	KUNIT_EXPECT_EQ(test, min(min(low, 7), min(2, low)), 2);
	KUNIT_EXPECT_EQ(test, min_t(unsigned int, -1, 5), 5u);
	KUNIT_EXPECT_EQ(test, max_t(int, -1, u), 5);
	KUNIT_EXPECT_EQ(test, clamp(11, 0, 10), 10);
	KUNIT_EXPECT_EQ(test, clamp(-11, 0, 10), 0);
	KUNIT_EXPECT_EQ(test, clamp_val(low, 5, 10), 5);
	KUNIT_EXPECT_EQ(test, min_not_zero(0, low), 3);
	KUNIT_EXPECT_EQ(test, min_not_zero(low, 0), 3);
	KUNIT_EXPECT_EQ(test, min_array(values, 3), -2);
	KUNIT_EXPECT_EQ(test, max_array(values, 3), 9);
	KUNIT_EXPECT_TRUE(test, in_range(5, 3, 3));
	KUNIT_EXPECT_FALSE(test, in_range(6, 3, 3));
	KUNIT_EXPECT_FALSE(test, in_range(2, 3, 3));
	swap(values[0], values[1]);
	KUNIT_EXPECT_EQ(test, values[0], -2);
	KUNIT_EXPECT_EQ(test, sizeof(const_array), (size_t)5);
	_Static_assert(sizeof(const_array) == 5, "of two constants it is a constant");
}

static void powers_of_two(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, const_log, 12);
	KUNIT_EXPECT_EQ(test, const_round, 8192ul);
	for (unsigned int i = 0; i < BITS_PER_LONG; i++) {
		unsigned long n = 1ul << i;

		OPTIMIZER_HIDE_VAR(n);
		KUNIT_EXPECT_EQ(test, ilog2(n), (int)i);
		KUNIT_EXPECT_TRUE(test, is_power_of_2(n));
		KUNIT_EXPECT_EQ(test, roundup_pow_of_two(n), n);
		KUNIT_EXPECT_EQ(test, order_base_2(n), (int)i);
		KUNIT_EXPECT_EQ(test, bits_per(n), (int)i + 1);
		if (i < 2)
			continue;
		KUNIT_EXPECT_EQ(test, ilog2(n - 1), (int)i - 1);
		KUNIT_EXPECT_FALSE(test, is_power_of_2(n - 1));
		KUNIT_EXPECT_EQ(test, roundup_pow_of_two(n - 1), n);
		KUNIT_EXPECT_EQ(test, rounddown_pow_of_two(n + 1), n);
		KUNIT_EXPECT_EQ(test, rounddown_pow_of_two(n - 1), n / 2);
		KUNIT_EXPECT_EQ(test, order_base_2(n - 1), (int)i);
	}
	KUNIT_EXPECT_FALSE(test, is_power_of_2(0));
	KUNIT_EXPECT_EQ(test, order_base_2(0), 0);
}

static void rounding(struct kunit *test)
{
	u64 n = 10000000007ULL;
	long negative = -7;

	KUNIT_EXPECT_EQ(test, round_up(5, 8), 8);
	KUNIT_EXPECT_EQ(test, round_down(15, 8), 8);
	KUNIT_EXPECT_EQ(test, roundup(10, 7), 14);
	KUNIT_EXPECT_EQ(test, rounddown(10, 7), 7);
	KUNIT_EXPECT_EQ(test, ALIGN(0x1001, 0x1000), 0x2000);
	KUNIT_EXPECT_EQ(test, ALIGN_DOWN(0x1fff, 0x1000), 0x1000);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED(0x2000, 0x1000));
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(10, 3), 4);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(11, 4), 3);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(negative, 2), -4l);
	KUNIT_EXPECT_EQ(test, mult_frac(1000000007u, 3, 4), 750000005u);
	KUNIT_EXPECT_EQ(test, do_div(n, 10), 7u);
	KUNIT_EXPECT_EQ(test, n, 1000000000ULL);
	KUNIT_EXPECT_EQ(test, abs(negative), 7l);
	KUNIT_EXPECT_EQ(test, abs_diff(3u, 5u), 2u);
	KUNIT_EXPECT_EQ(test, gcd(48, 36), 12ul);
	KUNIT_EXPECT_EQ(test, gcd(0, 5), 5ul);
	KUNIT_EXPECT_EQ(test, lcm(4, 6), 12ul);
	KUNIT_EXPECT_EQ(test, lcm_not_zero(0, 6), 6ul);
	KUNIT_EXPECT_EQ(test, int_pow(3, 20), 3486784401ULL);
	KUNIT_EXPECT_EQ(test, int_sqrt(0), 0ul);
	KUNIT_EXPECT_EQ(test, int_sqrt(99), 9ul);
	KUNIT_EXPECT_EQ(test, int_sqrt(100), 10ul);
	KUNIT_EXPECT_EQ(test, int_sqrt64(U64_MAX), U32_MAX);
	KUNIT_EXPECT_EQ(test, reciprocal_scale(1u << 31, 10), 5u);
}

/* Quotients are proven by multiplying back. */
static void wide_division(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed());
	for (unsigned int i = 0; i < 3000; i++) {
		u64 n = ((u64)prandom_u32_state(&rnd) << 32 | prandom_u32_state(&rnd)) >>
			prandom_u32_state(&rnd) % 64;
		u64 d = (((u64)prandom_u32_state(&rnd) << 32 | prandom_u32_state(&rnd)) >>
			 prandom_u32_state(&rnd) % 64) |
			1;
		u32 d32 = (u32)d | 1, rem32;
		u64 rem, q = div64_u64_rem(n, d, &rem), product;

		KUNIT_ASSERT_LT(test, rem, d);
		KUNIT_ASSERT_EQ(test, q * d + rem, n);
		KUNIT_ASSERT_FALSE(test, check_mul_overflow(q, d, &product));
		q = div_u64_rem(n, d32, &rem32);
		KUNIT_ASSERT_LT(test, rem32, d32);
		KUNIT_ASSERT_EQ(test, q * d32 + rem32, n);
		KUNIT_ASSERT_EQ(test, mul_u64_u64_div_u64(n, d, d), n);
		KUNIT_ASSERT_EQ(test, mul_u64_u32_shr(n, d32, 32), mul_u64_u64_shr(n, d32, 32));
	}
	KUNIT_EXPECT_EQ(test, div_s64(-7, 2), -3ll);
	KUNIT_EXPECT_EQ(test, div64_s64(7, -2), -3ll);
	KUNIT_EXPECT_EQ(test, div64_s64(S64_MIN, 1), S64_MIN);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_shr(U64_MAX, U64_MAX, 64), U64_MAX - 1);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_shr(U64_MAX, U64_MAX, 0), 1ull);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_shr(1ull << 63, 4, 65), 1ull);
	KUNIT_EXPECT_EQ(test, mul_u64_u64_div_u64(U64_MAX, 3, 4), U64_MAX / 4 * 3 + 2);
}

static void byte_order(struct kunit *test)
{
	static const u8 bytes[] = { 0xff, 1, 2, 3, 4, 5, 6, 7, 8 };
	u8 to[9] = { 0 };
	const u8 *swapped = (const u8 *)&const_swapped;

	KUNIT_EXPECT_EQ(test, get_unaligned_be32(bytes + 1), 0x01020304u);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(bytes + 1), 0x04030201u);
	KUNIT_EXPECT_EQ(test, get_unaligned_be64(bytes + 1), 0x0102030405060708ull);
	KUNIT_EXPECT_EQ(test, get_unaligned_le24(bytes + 1), 0x030201u);
	put_unaligned_le16(0x1234, to + 1);
	put_unaligned_be32(0xdeadbeef, to + 3);
	KUNIT_EXPECT_MEMEQ(test, to, "\0\x34\x12\xde\xad\xbe\xef\0\0", 9);
	KUNIT_EXPECT_EQ(test, swab32(0x01020304), 0x04030201u);
	KUNIT_EXPECT_EQ(test, swab64(0x0102030405060708), 0x0807060504030201ull);
	KUNIT_EXPECT_EQ(test, ntohl(htonl(0x12345678)), 0x12345678u);
	KUNIT_EXPECT_EQ(test, swapped[0], (u8)0x12);
	KUNIT_EXPECT_EQ(test, const_field, 0x50u);
	KUNIT_EXPECT_EQ(test, FIELD_GET(GENMASK(7, 4), 0x5a), 5ul);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sums_and_products),	KUNIT_CASE(struct_sizes),  KUNIT_CASE(limits),
	KUNIT_CASE(smaller_and_larger), KUNIT_CASE(powers_of_two), KUNIT_CASE(rounding),
	KUNIT_CASE(wide_division),	KUNIT_CASE(byte_order),	   {},
};

static struct kunit_suite suite = {
	.name = "base_overflow",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
