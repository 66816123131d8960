// SPDX-License-Identifier: MIT
/* Free blocks that go back to the world below. */
#include <linux/mm.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>

#define GFP_GREEDY (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)
#define BLOCKS	   8
#define PAGES	   (1ul << MAX_PAGE_ORDER)
/* Far more than a thread of the background needs to wake up. */
#define PATIENCE_NS (60ull * 1000000000)
#define AN_HOUR_MS  3600000

/* The background waits for longer than the test takes; what was free before is done with. */
static void boot(struct kunit *test)
{
	struct mm_test_world world = {
		.config = { .profile = PROFILE_NOMMU,
			    .memory = 48 * MM_TEST_BLOCK,
			    .nodes = 1,
			    .cpus = 1 },
		.background = true,
	};

	mm_test_boot(test, &world);
	reporting_delay_ms = AN_HOUR_MS;
	reporting_run(0);
	reporting_run(0);
	reporting_released = 0;
}

static struct page *take(struct kunit *test, unsigned long tag)
{
	struct page *page = alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER);

	KUNIT_ASSERT_NOT_NULL(test, page);
	mm_test_fill(page_address(page), PAGE_SIZE << MAX_PAGE_ORDER, tag);
	return page;
}

static bool is_zero(const struct page *page)
{
	return !memchr_inv(page_address(page), 0, PAGE_SIZE << MAX_PAGE_ORDER);
}

/* What is free loses its contents, what is in use does not; and nothing is given back twice. */
static void reporting_gives_back(struct kunit *test)
{
	struct page *pages[BLOCKS], *again[BLOCKS];

	boot(test);
	for (unsigned long i = 0; i < BLOCKS; i++)
		pages[i] = take(test, i);
	for (int i = 0; i < BLOCKS; i += 2)
		__free_pages(pages[i], MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, reporting_released, 0ul);
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, BLOCKS / 2 * PAGES);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, BLOCKS / 2 * PAGES);
	for (unsigned long i = 1; i < BLOCKS; i += 2)
		KUNIT_EXPECT_TRUE(test, mm_test_filled(page_address(pages[i]),
						       PAGE_SIZE << MAX_PAGE_ORDER, i));
	for (int i = 0; i < BLOCKS; i += 2) {
		again[i] = alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER);
		KUNIT_ASSERT_NOT_NULL(test, again[i]);
		KUNIT_EXPECT_TRUE(test, is_zero(again[i]));
	}
	for (int i = 0; i < BLOCKS; i++)
		__free_pages(i % 2 ? pages[i] : again[i], MAX_PAGE_ORDER);
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, (BLOCKS / 2 + BLOCKS) * PAGES);
}

/* What was not given back is what is used next. */
static void reporting_prefers_warm(struct kunit *test)
{
	struct page *cold, *warm, *again;

	boot(test);
	cold = take(test, 1);
	warm = take(test, 2);
	__free_pages(cold, MAX_PAGE_ORDER);
	reporting_run(0);
	__free_pages(warm, MAX_PAGE_ORDER);
	again = alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER);
	KUNIT_EXPECT_PTR_EQ(test, again, warm);
	KUNIT_ASSERT_NOT_NULL(test, again);
	__free_pages(again, MAX_PAGE_ORDER);
}

/* Of two halves one was given back, and then they are joined: all of it goes the next time. */
static void reporting_joined(struct kunit *test)
{
	const unsigned int half = MAX_PAGE_ORDER - 1;
	struct page *page;

	if (half < pageblock_order)
		kunit_skip(test, "no blocks between the page block and the largest");
	boot(test);
	page = take(test, 1);
	split_page(page, MAX_PAGE_ORDER);
	for (unsigned long i = 0; i < PAGES / 2; i++)
		__free_page(page + i);
	pcp_drain_all();
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, PAGES / 2);
	KUNIT_EXPECT_FALSE(test, is_zero(page));
	for (unsigned long i = PAGES / 2; i < PAGES; i++)
		__free_page(page + i);
	pcp_drain_all();
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, PAGES / 2 + PAGES);
	page = alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, is_zero(page));
	__free_pages(page, MAX_PAGE_ORDER);
}

/* Small pieces are not worth while. */
static void reporting_leaves_small(struct kunit *test)
{
	struct page *page;

	boot(test);
	page = take(test, 1);
	split_page(page, MAX_PAGE_ORDER);
	for (unsigned long i = 0; i < PAGES; i++)
		if (i % pageblock_nr_pages)
			__free_page(page + i);
	pcp_drain_all();
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, 0ul);
	for (unsigned long i = 0; i < PAGES; i += pageblock_nr_pages)
		__free_page(page + i);
	pcp_drain_all();
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, PAGES);
}

/* Blocks that wait in a CPU's list go one pass later. */
static void reporting_empties_lists(struct kunit *test)
{
	struct page *page;

	boot(test);
	if (!page_zone(pfn_to_page(1))->pcp[MIGRATE_UNMOVABLE].order[pageblock_order].memory)
		kunit_skip(test, "the zone has no lists of large blocks");
	page = alloc_pages(GFP_GREEDY, pageblock_order);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memset(page_address(page), 1, PAGE_SIZE << pageblock_order);
	__free_pages(page, pageblock_order);
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_released, 0ul);
	KUNIT_EXPECT_GT(test, reporting_due(0), 0ull);
	reporting_run(0);
	KUNIT_EXPECT_GE(test, reporting_released, 1ul << pageblock_order);
}

/* The first block sets the time, the others change nothing; a pass ends it. */
static void reporting_when(struct kunit *test)
{
	const u64 hour = AN_HOUR_MS * 1000000ull;
	struct page *a, *b;
	u64 before, due;

	boot(test);
	a = take(test, 1);
	b = take(test, 2);
	KUNIT_EXPECT_EQ(test, reporting_due(0), 0ull);
	before = port_time_ns();
	__free_pages(a, MAX_PAGE_ORDER);
	due = reporting_due(0);
	KUNIT_EXPECT_GE(test, due, before + hour);
	KUNIT_EXPECT_LE(test, due, port_time_ns() + hour);
	__free_pages(b, MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, reporting_due(0), due);
	reporting_run(0);
	KUNIT_EXPECT_EQ(test, reporting_due(0), 0ull);
	/* And with no delay never. */
	reporting_delay_ms = 0;
	__free_pages(take(test, 3), MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, reporting_due(0), 0ull);
}

/* All of that without being asked. */
static void reporting_by_itself(struct kunit *test)
{
	u64 start = port_time_ns();

	boot(test);
	reporting_delay_ms = 1;
	for (int i = 0; i < 4; i++)
		__free_pages(take(test, i), MAX_PAGE_ORDER);
	while (READ_ONCE(reporting_released) < PAGES && port_time_ns() - start < PATIENCE_NS)
		port_yield();
	KUNIT_EXPECT_GE(test, READ_ONCE(reporting_released), PAGES);
}

static struct kunit_case reporting_cases[] = {
	KUNIT_CASE(reporting_gives_back),    KUNIT_CASE(reporting_prefers_warm),
	KUNIT_CASE(reporting_joined),	     KUNIT_CASE(reporting_leaves_small),
	KUNIT_CASE(reporting_empties_lists), KUNIT_CASE(reporting_when),
	KUNIT_CASE(reporting_by_itself),     {}
};

static struct kunit_suite reporting_suite = {
	.name = "reporting",
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
	.test_cases = reporting_cases,
};
kunit_test_suite(reporting_suite);
