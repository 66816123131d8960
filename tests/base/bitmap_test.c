// SPDX-License-Identifier: MIT
/* Bits and bitmaps, against arrays of bool. */
#include <kunit/test.h>

#include <linux/bitmap.h>
#include <linux/prandom.h>

#define NBITS 203

struct pair {
	DECLARE_BITMAP(map, NBITS);
	bool model[NBITS];
};

static struct pair a, b, out;
static struct rnd_state rnd;

static void randomise(struct pair *p, unsigned int density)
{
	/* Rubbish behind the end must never matter. */
	prandom_bytes_state(&rnd, p->map, sizeof(p->map));
	for (unsigned int i = 0; i < NBITS; i++) {
		p->model[i] = prandom_u32_state(&rnd) % 16 < density;
		__assign_bit(i, p->map, p->model[i]);
	}
}

static bool agrees(const struct pair *p, unsigned int nbits)
{
	for (unsigned int i = 0; i < nbits; i++)
		if (test_bit(i, p->map) != p->model[i])
			return false;
	return true;
}

static int start(struct kunit *test)
{
	prandom_seed_state(&rnd, kunit_seed());
	return 0;
}

static void words(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ffs(0), 0);
	KUNIT_EXPECT_EQ(test, ffs(0x80000000), 32);
	KUNIT_EXPECT_EQ(test, fls(0), 0);
	KUNIT_EXPECT_EQ(test, fls(1), 1);
	KUNIT_EXPECT_EQ(test, fls(0x80000000), 32);
	KUNIT_EXPECT_EQ(test, fls64(0), 0);
	KUNIT_EXPECT_EQ(test, fls64(1ULL << 63), 64);
	KUNIT_EXPECT_EQ(test, __ffs(8), 3ul);
	KUNIT_EXPECT_EQ(test, __fls(9), 3ul);
	KUNIT_EXPECT_EQ(test, ffz(7), 3ul);
	KUNIT_EXPECT_EQ(test, fns(0x2c, 2), 5ul);
	KUNIT_EXPECT_EQ(test, fns(0x2c, 3), (unsigned long)BITS_PER_LONG);
	KUNIT_EXPECT_EQ(test, hweight8(0x1ff), 8u);
	KUNIT_EXPECT_EQ(test, hweight16(0x1ffff), 16u);
	KUNIT_EXPECT_EQ(test, hweight32(0xf0f0f0f1), 17u);
	KUNIT_EXPECT_EQ(test, hweight64(~0ULL), 64ul);
	KUNIT_EXPECT_EQ(test, hweight64(0x8000000000000001), 2ul);
	KUNIT_EXPECT_EQ(test, rol32(0x80000001, 1), 3u);
	KUNIT_EXPECT_EQ(test, rol32(5, 0), 5u);
	KUNIT_EXPECT_EQ(test, ror64(1, 1), 1ULL << 63);
	KUNIT_EXPECT_EQ(test, sign_extend32(0x80, 7), -128);
	KUNIT_EXPECT_EQ(test, sign_extend64(0x7f, 7), 127ll);
	KUNIT_EXPECT_EQ(test, get_count_order(0), -1);
	KUNIT_EXPECT_EQ(test, get_count_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_count_order(5), 3);
	KUNIT_EXPECT_EQ(test, GENMASK(7, 4), 0xf0ul);
	KUNIT_EXPECT_EQ(test, GENMASK_ULL(63, 60), 0xf000000000000000ull);
	for (unsigned int i = 0; i < 1000; i++) {
		u64 w = (u64)prandom_u32_state(&rnd) << 32 | prandom_u32_state(&rnd);
		unsigned int count = 0;

		for (unsigned int bit = 0; bit < 64; bit++)
			count += (w >> bit) & 1;
		KUNIT_ASSERT_EQ(test, hweight64(w), (unsigned long)count);
	}
}

static void single_bits(struct kunit *test)
{
	bitmap_zero(a.map, NBITS);
	memset(a.model, 0, sizeof(a.model));
	for (unsigned int step = 0; step < 2000; step++) {
		unsigned int nr = prandom_u32_state(&rnd) % NBITS;
		bool was = a.model[nr];

		switch (prandom_u32_state(&rnd) % 6) {
		case 0:
			KUNIT_ASSERT_EQ(test, test_and_set_bit(nr, a.map), was);
			a.model[nr] = true;
			break;
		case 1:
			KUNIT_ASSERT_EQ(test, test_and_clear_bit(nr, a.map), was);
			a.model[nr] = false;
			break;
		case 2:
			KUNIT_ASSERT_EQ(test, test_and_change_bit(nr, a.map), was);
			a.model[nr] = !was;
			break;
		case 3:
			set_bit(nr, a.map);
			KUNIT_ASSERT_TRUE(test, __test_and_set_bit(nr, a.map));
			a.model[nr] = true;
			break;
		case 4:
			clear_bit(nr, a.map);
			KUNIT_ASSERT_FALSE(test, __test_and_clear_bit(nr, a.map));
			a.model[nr] = false;
			break;
		default:
			change_bit(nr, a.map);
			KUNIT_ASSERT_EQ(test, __test_and_change_bit(nr, a.map), !was);
			assign_bit(nr, a.map, !was);
			a.model[nr] = !was;
		}
		KUNIT_ASSERT_TRUE(test, agrees(&a, NBITS));
	}
}

static void logic(struct kunit *test)
{
	for (unsigned int round = 0; round < 200; round++) {
		unsigned int n = 1 + prandom_u32_state(&rnd) % NBITS;
		bool any = false, equal = true, common = false, subset = true;
		unsigned int weight = 0, weight_and = 0;

		randomise(&a, round % 17);
		if (round % 5)
			randomise(&b, 8);
		else
			b = a;
		for (unsigned int i = 0; i < n; i++) {
			any |= out.model[i] = a.model[i] && b.model[i];
			equal &= a.model[i] == b.model[i];
			common |= a.model[i] && b.model[i];
			subset &= !a.model[i] || b.model[i];
			weight += a.model[i];
			weight_and += a.model[i] && b.model[i];
		}
		KUNIT_ASSERT_EQ(test, bitmap_and(out.map, a.map, b.map, n), any);
		KUNIT_ASSERT_TRUE(test, agrees(&out, n));
		KUNIT_ASSERT_EQ(test, bitmap_equal(a.map, b.map, n), equal);
		KUNIT_ASSERT_EQ(test, bitmap_intersects(a.map, b.map, n), common);
		KUNIT_ASSERT_EQ(test, bitmap_subset(a.map, b.map, n), subset);
		KUNIT_ASSERT_EQ(test, bitmap_weight(a.map, n), weight);
		KUNIT_ASSERT_EQ(test, bitmap_weight_and(a.map, b.map, n), weight_and);
		KUNIT_ASSERT_EQ(test, bitmap_empty(a.map, n), weight == 0);
		KUNIT_ASSERT_EQ(test, bitmap_full(a.map, n), weight == n);

		for (unsigned int i = 0; i < n; i++)
			out.model[i] = a.model[i] && !b.model[i];
		any = bitmap_andnot(out.map, a.map, b.map, n);
		KUNIT_ASSERT_TRUE(test, agrees(&out, n) && any == !subset);
		for (unsigned int i = 0; i < n; i++)
			out.model[i] = a.model[i] || b.model[i];
		bitmap_or(out.map, a.map, b.map, n);
		KUNIT_ASSERT_TRUE(test, agrees(&out, n));
		for (unsigned int i = 0; i < n; i++)
			out.model[i] = a.model[i] != b.model[i];
		bitmap_xor(out.map, a.map, b.map, n);
		KUNIT_ASSERT_TRUE(test, agrees(&out, n));
		for (unsigned int i = 0; i < n; i++)
			out.model[i] = !a.model[i];
		bitmap_complement(out.map, a.map, n);
		KUNIT_ASSERT_TRUE(test, agrees(&out, n));
	}
}

static void runs_and_shifts(struct kunit *test)
{
	for (unsigned int round = 0; round < 400; round++) {
		unsigned int n = 1 + prandom_u32_state(&rnd) % NBITS;
		unsigned int from = prandom_u32_state(&rnd) % n;
		unsigned int len = prandom_u32_state(&rnd) % (n - from + 1);

		randomise(&a, 8);
		for (unsigned int i = from; i < from + len; i++)
			a.model[i] = round % 2;
		if (round % 2)
			bitmap_set(a.map, from, len);
		else
			bitmap_clear(a.map, from, len);
		KUNIT_ASSERT_TRUE(test, agrees(&a, NBITS));

		for (unsigned int i = 0; i < n; i++)
			out.model[i] = i + from < n && a.model[i + from];
		bitmap_shift_right(out.map, a.map, from, n);
		KUNIT_ASSERT_TRUE_MSG(test, agrees(&out, n), "right %u of %u", from, n);
		for (unsigned int i = 0; i < n; i++)
			out.model[i] = i >= from && a.model[i - from];
		bitmap_shift_left(out.map, a.map, from, n);
		KUNIT_ASSERT_TRUE_MSG(test, agrees(&out, n), "left %u of %u", from, n);
		/* In place, too. */
		b = a;
		bitmap_shift_left(b.map, b.map, from, n);
		KUNIT_ASSERT_TRUE(test, bitmap_equal(b.map, out.map, n));
	}
	bitmap_shift_right(out.map, a.map, NBITS + 5, NBITS);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(out.map, NBITS));
	bitmap_shift_left(out.map, a.map, NBITS + 5, NBITS);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(out.map, NBITS));
}

static unsigned int model_next(const bool *model, unsigned int n, unsigned int from, bool value)
{
	while (from < n && model[from] != value)
		from++;
	return min(from, n);
}

static void searching(struct kunit *test)
{
	for (unsigned int round = 0; round < 150; round++) {
		unsigned int n = prandom_u32_state(&rnd) % (NBITS + 1);
		unsigned int last = n, nth = 0;

		randomise(&a, round % 3 == 0 ? 1 : round % 17);
		randomise(&b, 8);
		for (unsigned int i = 0; i < n; i++)
			if (a.model[i])
				last = i;
		KUNIT_ASSERT_EQ(test, find_last_bit(a.map, n), (unsigned long)last);
		KUNIT_ASSERT_EQ(test, find_first_bit(a.map, n),
				(unsigned long)model_next(a.model, n, 0, true));
		KUNIT_ASSERT_EQ(test, find_first_zero_bit(a.map, n),
				(unsigned long)model_next(a.model, n, 0, false));
		for (unsigned int from = 0; from <= n + 1; from++) {
			KUNIT_ASSERT_EQ(test, find_next_bit(a.map, n, from),
					(unsigned long)model_next(a.model, n, from, true));
			KUNIT_ASSERT_EQ(test, find_next_zero_bit(a.map, n, from),
					(unsigned long)model_next(a.model, n, from, false));
		}
		for (unsigned int i = 0; i < n; i++)
			if (a.model[i])
				KUNIT_ASSERT_EQ(test, find_nth_bit(a.map, n, nth++),
						(unsigned long)i);
		KUNIT_ASSERT_EQ(test, find_nth_bit(a.map, n, nth), (unsigned long)n);

		for (unsigned int i = 0; i < n; i++)
			out.model[i] = a.model[i] && b.model[i];
		KUNIT_ASSERT_EQ(test, find_first_and_bit(a.map, b.map, n),
				(unsigned long)model_next(out.model, n, 0, true));
		KUNIT_ASSERT_EQ(test, find_next_and_bit(a.map, b.map, n, n / 2),
				(unsigned long)model_next(out.model, n, n / 2, true));
		for (unsigned int i = 0; i < n; i++)
			out.model[i] = a.model[i] && !b.model[i];
		KUNIT_ASSERT_EQ(test, find_next_andnot_bit(a.map, b.map, n, n / 3),
				(unsigned long)model_next(out.model, n, n / 3, true));
	}
}

static void walking(struct kunit *test)
{
	unsigned long from, to;
	unsigned int bit;

	for (unsigned int round = 0; round < 50; round++) {
		randomise(&a, round % 17);
		memset(out.model, 0, sizeof(out.model));
		for_each_set_bit(bit, a.map, NBITS)
			out.model[bit] = true;
		KUNIT_ASSERT_TRUE(test, agrees((bitmap_copy(out.map, a.map, NBITS), &out), NBITS));
		memset(out.model, 1, sizeof(out.model));
		for_each_clear_bit(bit, a.map, NBITS)
			out.model[bit] = false;
		KUNIT_ASSERT_TRUE(test, agrees(&out, NBITS));
		memset(out.model, 0, sizeof(out.model));
		for_each_set_bitrange(from, to, a.map, NBITS) {
			KUNIT_ASSERT_LT(test, from, to);
			KUNIT_ASSERT_LE(test, to, (unsigned long)NBITS);
			memset(out.model + from, 1, to - from);
		}
		KUNIT_ASSERT_TRUE(test, agrees(&out, NBITS));
	}
	/* Sizes known to the compiler take another way. */
	a.map[0] = 0xf0;
	KUNIT_EXPECT_EQ(test, find_first_bit(a.map, 8), 4ul);
	KUNIT_EXPECT_EQ(test, find_first_bit(a.map, 4), 4ul);
	KUNIT_EXPECT_EQ(test, find_next_zero_bit(a.map, 8, 4), 8ul);
	KUNIT_EXPECT_EQ(test, find_next_bit(a.map, 8, 9), 8ul);
	KUNIT_EXPECT_EQ(test, bitmap_weight(a.map, 6), 2u);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(a.map, 4));
	KUNIT_EXPECT_EQ(test, find_next_bit_wrap(a.map, 8, 8), 4ul);
}

static void areas_and_regions(struct kunit *test)
{
	bitmap_zero(a.map, NBITS);
	bitmap_set(a.map, 0, 3);
	bitmap_set(a.map, 10, 1);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(a.map, NBITS, 0, 7, 0), 3ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(a.map, NBITS, 0, 8, 0), 11ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(a.map, NBITS, 0, 8, 7), 16ul);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area_off(a.map, NBITS, 0, 8, 7, 1), 15ul);
	KUNIT_EXPECT_GT(test, bitmap_find_next_zero_area(a.map, NBITS, 0, NBITS, 0),
			(unsigned long)NBITS);

	bitmap_zero(a.map, NBITS);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(a.map, 32, 2), 0);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(a.map, 32, 4), 16);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(a.map, 32, 3), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_free_region(a.map, 32, 3), -ENOMEM);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(a.map, 2, 1), -EBUSY);
	bitmap_release_region(a.map, 8, 3);
	KUNIT_EXPECT_EQ(test, bitmap_allocate_region(a.map, 8, 3), 0);
}

static void texts(struct kunit *test)
{
	static const struct {
		const char *list, *bits;
		int err;
	} rows[] = {
		{ "", "", 0 },
		{ "\n", "", 0 },
		{ "0-3,8", "0-3,8", 0 },
		{ " 5, 7 9\n", "5,7,9", 0 },
		{ "3-3", "3", 0 },
		{ "0-15:2/4", "0-1,4-5,8-9,12-13", 0 },
		{ "0-9:3/4", "0-2,4-6,8-9", 0 },
		{ "N", "39", 0 },
		{ "38-N", "38-39", 0 },
		{ "all", "0-39", 0 },
		{ "all:1/10", "0,10,20,30", 0 },
		{ "40", NULL, -ERANGE },
		{ "99999999999", NULL, -ERANGE },
		{ "4-2", NULL, -EINVAL },
		{ "4-", NULL, -EINVAL },
		{ "x", NULL, -EINVAL },
		{ "1-2x", NULL, -EINVAL },
		{ "0-9:3", NULL, -EINVAL },
		{ "0-9:3/2", NULL, -EINVAL },
		{ "0-9:0/0", NULL, -EINVAL },
	};
	char text[64];
	u32 words32[3] = { 0x80000001, 5, 0xffffffff };

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_EXPECT_EQ_MSG(test, bitmap_parselist(rows[i].list, a.map, 40), rows[i].err,
				    "\"%s\"", rows[i].list);
		if (rows[i].err)
			continue;
		snprintf(text, sizeof(text), "%*pbl", 40, a.map);
		KUNIT_EXPECT_STREQ(test, text, rows[i].bits);
	}
	KUNIT_EXPECT_EQ(test, bitmap_parse("f,00000010\n", UINT_MAX, a.map, 40), 0);
	snprintf(text, sizeof(text), "%*pbl", 40, a.map);
	KUNIT_EXPECT_STREQ(test, text, "4,32-35");
	KUNIT_EXPECT_EQ(test, bitmap_parse("1ff", 2, a.map, 40), 0);
	KUNIT_EXPECT_EQ(test, a.map[0], 0x1ful);
	KUNIT_EXPECT_EQ(test, bitmap_parse("100,00000000", 100, a.map, 40), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, bitmap_parse("1,,0", 100, a.map, 40), -EINVAL);
	KUNIT_EXPECT_EQ(test, bitmap_parse("", 100, a.map, 40), -EINVAL);
	KUNIT_EXPECT_EQ(test, bitmap_parse("123456789", 100, a.map, 40), -EINVAL);

	bitmap_from_arr32(a.map, words32, 66);
	snprintf(text, sizeof(text), "%*pb", 66, a.map);
	KUNIT_EXPECT_STREQ(test, text, "3,00000005,80000001");
	memset(words32, 0, sizeof(words32));
	bitmap_to_arr32(words32, a.map, 66);
	KUNIT_EXPECT_EQ(test, words32[0], 0x80000001u);
	KUNIT_EXPECT_EQ(test, words32[1], 5u);
	KUNIT_EXPECT_EQ(test, words32[2], 3u);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(words),
	KUNIT_CASE(single_bits),
	KUNIT_CASE(logic),
	KUNIT_CASE(runs_and_shifts),
	KUNIT_CASE(searching),
	KUNIT_CASE(walking),
	KUNIT_CASE(areas_and_regions),
	KUNIT_CASE(texts),
	{},
};

static struct kunit_suite suite = {
	.name = "base_bitmap",
	.init = start,
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
