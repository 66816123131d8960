// SPDX-License-Identifier: MIT
/*
 * The rules of advice, on observations that are made up: each speaks at its threshold and not one
 * step before, and falls silent when any one thing it rests on was not seen.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "check/advise/advise.h"

/* @nr pieces of @size bytes by kmalloc(), all in use at once, all freed. */
static struct advise_seen seen_of(u64 size, u64 nr)
{
	return (struct advise_seen){
		.kind = MM_EVENT_KMALLOC,
		.direct = true,
		.taken = nr,
		.freed = nr,
		.peak = nr,
		.size_min = size,
		.size_max = size,
		.peak_given = nr * kmalloc_size_roundup(size),
		.peak_pages = nr * PAGE_ALIGN(size),
		.gfp_any = GFP_KERNEL,
		.gfp_all = GFP_KERNEL,
	};
}

/* One after the other. */
static struct advise_seen seen_short(u64 size, u64 nr)
{
	struct advise_seen seen = seen_of(size, 1);

	seen.taken = seen.freed = nr;
	seen.returns = true;
	return seen;
}

static struct advise_seen seen_urgent(u64 size, u64 nr, u64 at_once)
{
	struct advise_seen seen = seen_of(size, at_once);

	seen.taken = seen.freed = nr;
	seen.gfp_any = seen.gfp_all = GFP_ATOMIC;
	return seen;
}

/* The rules that speak, with spaces between. */
static const char *rules_for(struct advise_seen seen)
{
	static char text[160];
	struct advice advice[ADVISE_PIECES];
	unsigned int n = advise_judge(&seen, advice);

	text[0] = 0;
	for (unsigned int i = 0; i < n; i++) {
		strlcat(text, i ? " " : "", sizeof(text));
		strlcat(text, advice[i].rule, sizeof(text));
	}
	return text;
}

#define EXPECT_RULES(rules, seen) KUNIT_EXPECT_STREQ(test, rules_for(seen), rules)

/* @seen with @change made to it has no advice. */
#define EXPECT_SILENT(from, change)                     \
	do {                                            \
		const struct advise_seen before = from; \
		struct advise_seen seen = before;       \
		change;                                 \
		EXPECT_RULES("", seen);                 \
	} while (0)

static void advise_says_nothing_of_what_is_well(struct kunit *test)
{
	EXPECT_RULES("", seen_of(64, 1));
	EXPECT_RULES("", seen_of(512, 900));
	EXPECT_RULES("", seen_of(PAGE_SIZE, 10));
	EXPECT_RULES("", seen_short(64, 3));
}

static void advise_own_cache(struct kunit *test)
{
	struct advice advice[ADVISE_PIECES];
	struct advise_seen seen = seen_of(520, 1000);

	KUNIT_ASSERT_EQ(test, advise_judge(&seen, advice), 1);
	KUNIT_EXPECT_STREQ(test, advice[0].rule, "own-cache");
	KUNIT_EXPECT_EQ(test, advice[0].bytes, 1000 * (1024 - 520));
	KUNIT_EXPECT_EQ(test, advice[0].of, 1000 * 1024);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_OBJECT);
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.size_min--);

	/* A page is what it must save at least: here 504 bytes each, and then 120 of 1024. */
	EXPECT_RULES("", seen_of(520, PAGE_SIZE / 504));
	EXPECT_RULES("own-cache", seen_of(520, PAGE_SIZE / 504 + 1));
	EXPECT_RULES("own-cache", seen_of(896, 999));
	EXPECT_RULES("", seen_of(904, 999));
}

static void advise_own_cache_of_many(struct kunit *test)
{
	struct advise_seen seen = seen_of(64, 1000);

	EXPECT_RULES("own-cache", seen);
	seen.peak = 100;
	seen.peak_given = 100 * 64;
	EXPECT_RULES("own-cache", seen);
	EXPECT_SILENT(seen, seen.taken--);
	EXPECT_SILENT(seen, seen.peak--);
}

static void advise_tells_the_size_below(struct kunit *test)
{
	struct advice advice[ADVISE_PIECES];
	struct advise_seen seen = seen_of(520, 1000);

	advise_judge(&seen, advice);
	KUNIT_EXPECT_NOT_NULL(test, strstr(advice[0].why, "8 bytes smaller"));
	seen = seen_of(577, 1000);
	advise_judge(&seen, advice);
	KUNIT_EXPECT_NULL(test, strstr(advice[0].why, "smaller"));
	seen = seen_of(97, 1000);
	advise_judge(&seen, advice);
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(advice[0].why, "1 byte smaller, kmalloc() would give 96"));
}

static void advise_constructor(struct kunit *test)
{
	struct advise_seen seen = seen_of(64, 64);

	seen.taken = seen.freed = seen.freed_zero = 256;
	seen.gfp_any = seen.gfp_all = GFP_KERNEL | __GFP_ZERO;
	EXPECT_RULES("constructor", seen);
	EXPECT_SILENT(seen, seen.freed_zero--);
	EXPECT_SILENT(seen, seen.freed = --seen.freed_zero);
	EXPECT_SILENT(seen, seen.gfp_all = GFP_KERNEL);
	EXPECT_SILENT(seen, seen.peak++);
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_PAGES);
	seen.kind = MM_EVENT_OBJECT;
	EXPECT_RULES("constructor", seen);
}

static void advise_bulk(struct kunit *test)
{
	struct advise_seen seen = seen_of(64, 512);
	struct advice advice[ADVISE_PIECES];

	seen.kind = MM_EVENT_OBJECT;
	seen.in_rows = 256;
	seen.rows = 16;
	EXPECT_RULES("bulk", seen);
	advise_judge(&seen, advice);
	KUNIT_EXPECT_EQ(test, advice[0].calls, 240);
	EXPECT_SILENT(seen, seen.in_rows--);
	EXPECT_SILENT(seen, seen.taken++);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_KMALLOC);
	EXPECT_SILENT(seen, seen.direct = false);
}

static void advise_stack(struct kunit *test)
{
	struct advise_seen seen = seen_short(128, 16);

	EXPECT_RULES("stack", seen);
	EXPECT_SILENT(seen, seen.taken--);
	EXPECT_SILENT(seen, seen.size_min--);
	EXPECT_SILENT(seen, seen.size_min = ++seen.size_max);
	EXPECT_SILENT(seen, seen.peak++);
	EXPECT_SILENT(seen, seen.returns = false);
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_OBJECT);
}

static void advise_keep(struct kunit *test)
{
	struct advise_seen seen = seen_short(1024, 100);

	EXPECT_RULES("keep", seen);
	EXPECT_SILENT(seen, seen.taken--);
	EXPECT_SILENT(seen, seen.size_min = --seen.size_max);
	EXPECT_SILENT(seen, seen.peak++);
	EXPECT_SILENT(seen, seen.returns = false);
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_OBJECT);
	/* A buffer for the largest serves all. */
	seen.size_min = 10;
	EXPECT_RULES("keep", seen);
	seen.kind = MM_EVENT_PAGES;
	EXPECT_RULES("keep", seen);
}

/* 8 pages in one piece are still readily had, and one byte more is 16. */
static void advise_large(struct kunit *test)
{
	const u64 costly = PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER;
	struct advise_seen seen = seen_of(2 * costly, 1);

	EXPECT_RULES("kvmalloc", seen);
	EXPECT_RULES("", seen_of(costly, 1));
	EXPECT_RULES("vmalloc", seen_of(costly + 1, 1));
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_DMA);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_DMA32);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_NORETRY);
	EXPECT_SILENT(seen, seen.gfp_all &= ~__GFP_DIRECT_RECLAIM);
	EXPECT_SILENT(seen, seen.taken_atomic = 1);
	EXPECT_SILENT(seen, seen.freed_atomic = 1);
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_PAGES);
	EXPECT_SILENT(seen, seen.size_min = costly);
}

static void advise_exact_pages(struct kunit *test)
{
	struct advise_seen seen = seen_of(5 * KMALLOC_MAX_CACHE_SIZE / 2, 1);
	struct advice advice[ADVISE_PIECES];

	if (PAGE_SIZE > KMALLOC_MAX_CACHE_SIZE / 2) {
		kunit_skip(test, "so few bytes are few pages");
		return;
	}
	EXPECT_RULES("exact-pages", seen);
	advise_judge(&seen, advice);
	KUNIT_EXPECT_EQ(test, advice[0].bytes, 3 * KMALLOC_MAX_CACHE_SIZE / 2);
	EXPECT_SILENT(seen, seen.direct = false);
	/* Whole blocks, and those but a page short of 8, waste nothing. */
	EXPECT_RULES("", seen_of(2 * KMALLOC_MAX_CACHE_SIZE, 1));
	/* In one piece since it is freed where none may sleep. */
	seen = seen_of(17 * PAGE_SIZE, 1);
	EXPECT_RULES("vmalloc", seen);
	seen.freed_atomic = 1;
	EXPECT_RULES("exact-pages", seen);
}

static void advise_small_vmalloc(struct kunit *test)
{
	struct advise_seen seen = seen_of(100, 4);
	struct advice advice[ADVISE_PIECES];

	seen.kind = MM_EVENT_VMALLOC;
	seen.peak_given = 4 * PAGE_SIZE;
	EXPECT_RULES("small-vmalloc", seen);
	advise_judge(&seen, advice);
	KUNIT_EXPECT_EQ(test, advice[0].bytes, 4 * (PAGE_SIZE - 128));
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_DMA32);
	EXPECT_SILENT(seen, seen.size_max = PAGE_SIZE + 1);
	seen.size_min = seen.size_max = PAGE_SIZE;
	EXPECT_RULES("small-vmalloc", seen);
}

static void advise_may_sleep(struct kunit *test)
{
	struct advise_seen seen = seen_urgent(64, 1, 1);

	EXPECT_RULES("may-sleep", seen);
	EXPECT_SILENT(seen, seen.taken_atomic = 1);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_DIRECT_RECLAIM);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_NORETRY);
	EXPECT_SILENT(seen, seen.gfp_all &= ~__GFP_HIGH);
	EXPECT_SILENT(seen, seen.kind = MM_EVENT_POOL);
	/* Whoever allocates on the way, the flags are the module's. */
	seen.direct = false;
	EXPECT_RULES("may-sleep", seen);
}

static void advise_mempool(struct kunit *test)
{
	struct advise_seen seen = seen_urgent(200, 256, 64);

	seen.taken_atomic = 256;
	EXPECT_RULES("mempool", seen);
	EXPECT_SILENT(seen, seen.taken_atomic--);
	EXPECT_SILENT(seen, seen.taken_atomic = --seen.taken);
	EXPECT_SILENT(seen, seen.peak++);
	EXPECT_SILENT(seen, seen.size_min--);
	EXPECT_SILENT(seen, seen.direct = false);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_NOWARN);
	EXPECT_SILENT(seen, seen.gfp_any |= __GFP_NORETRY);
}

static void advise_bytes_are_readable(struct kunit *test)
{
	char text[24];

	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 0), "0 bytes");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 1), "1 byte");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 1024), "1 KiB");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 3000), "3000 bytes");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 10239), "10239 bytes");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 11000), "10 KiB");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 1 << 20), "1 MiB");
	KUNIT_EXPECT_STREQ(test, advise_bytes(text, 1 << 30), "1 GiB");
}

static struct kunit_case advise_cases[] = { KUNIT_CASE(advise_says_nothing_of_what_is_well),
					    KUNIT_CASE(advise_own_cache),
					    KUNIT_CASE(advise_own_cache_of_many),
					    KUNIT_CASE(advise_tells_the_size_below),
					    KUNIT_CASE(advise_constructor),
					    KUNIT_CASE(advise_bulk),
					    KUNIT_CASE(advise_stack),
					    KUNIT_CASE(advise_keep),
					    KUNIT_CASE(advise_large),
					    KUNIT_CASE(advise_exact_pages),
					    KUNIT_CASE(advise_small_vmalloc),
					    KUNIT_CASE(advise_may_sleep),
					    KUNIT_CASE(advise_mempool),
					    KUNIT_CASE(advise_bytes_are_readable),
					    {} };

static struct kunit_suite advise_suite = {
	.name = "advise",
	.test_cases = advise_cases,
};
kunit_test_suite(advise_suite);
