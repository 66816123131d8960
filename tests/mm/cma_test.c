// SPDX-License-Identifier: MIT
/* CMA areas: lent to movable pages, claimed as runs. */
#include <kunit/test.h>
#include <linux/cma.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/parallel.h>

#define GFP_TEST   (GFP_HIGHUSER_MOVABLE | __GFP_NOWARN | __GFP_NORETRY)
#define CMA_BLOCKS 4

/* A machine of @nodes, a quarter of whose memory is CMA areas. */
static void boot(struct kunit *test, unsigned int nodes, bool traced)
{
	const struct mm_test_world world = {
		.config = { .profile = PROFILE_NOMMU,
			    .memory = 4ull * CMA_BLOCKS * nodes * MM_TEST_BLOCK,
			    .nodes = nodes,
			    .cpus = 4,
			    .cma = (u64)CMA_BLOCKS * nodes * MM_TEST_BLOCK },
		.traced = traced,
	};

	movable_open();
	mm_test_boot(test, &world);
}

static struct cma *area(struct kunit *test)
{
	KUNIT_ASSERT_NOT_NULL(test, dma_contiguous_default_area);
	return dma_contiguous_default_area;
}

static bool in_area(const struct cma *cma, const struct page *page)
{
	return page_to_phys(page) >= cma_get_base(cma) &&
	       page_to_phys(page) < cma_get_base(cma) + cma_get_size(cma);
}

static unsigned long event(enum vm_event_item item)
{
	static unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[item];
}

/* ---- what there is --------------------------------------------------------------------------- */

static int count_area(struct cma *cma, void *data)
{
	unsigned long *sum = data;

	*sum += cma_get_size(cma);
	return 0;
}

static int stop_at_first(struct cma *cma, void *data)
{
	return -ENOSPC;
}

static void cma_areas(struct kunit *test)
{
	unsigned long sum = 0;

	boot(test, 1, false);
	KUNIT_EXPECT_EQ(test, cma_get_size(area(test)), CMA_BLOCKS * MM_TEST_BLOCK);
	KUNIT_EXPECT_EQ(test, cma_get_base(area(test)) % (pageblock_nr_pages << PAGE_SHIFT), 0ull);
	KUNIT_EXPECT_STREQ(test, cma_get_name(area(test)), "reserved");
	KUNIT_EXPECT_EQ(test, cma_for_each_area(count_area, &sum), 0);
	KUNIT_EXPECT_EQ(test, sum, CMA_BLOCKS * MM_TEST_BLOCK);
	mm_test_halt(test);
	/* One a node. */
	boot(test, 2, false);
	sum = 0;
	KUNIT_EXPECT_EQ(test, cma_for_each_area(count_area, &sum), 0);
	KUNIT_EXPECT_EQ(test, sum, 2 * CMA_BLOCKS * MM_TEST_BLOCK);
	KUNIT_EXPECT_EQ(test, cma_for_each_area(stop_at_first, &sum), -ENOSPC);
	mm_test_halt(test);
	mm_test_boot_plain(test, false);
	KUNIT_EXPECT_NULL(test, dma_contiguous_default_area);
	KUNIT_EXPECT_NULL(test, cma_alloc(NULL, 1, 0, true));
	KUNIT_EXPECT_EQ(test, cma_for_each_area(stop_at_first, NULL), 0);
}

/* Only movable pages are let in; they get all of it when the rest is used up. */
static void cma_lends_to_movable(struct kunit *test)
{
	unsigned long inside = 0;
	unsigned int filled;
	struct page *page;
	LIST_HEAD(list);
	struct cma *cma;

	boot(test, 1, false);
	cma = area(test);
	mm_test_eat(GFP_KERNEL | __GFP_NORETRY | __GFP_MEMALLOC, 0, &list);
	list_for_each_entry(page, &list, lru)
		inside += in_area(cma, page);
	KUNIT_EXPECT_EQ(test, inside, 0ul);
	filled = movable_fill(0, GFP_TEST | __GFP_MEMALLOC);
	KUNIT_EXPECT_EQ(test, filled, (unsigned int)(cma_get_size(cma) >> PAGE_SHIFT));
	for (unsigned int i = 0; i < filled; i++)
		inside += in_area(cma, movable_page(i));
	KUNIT_EXPECT_EQ(test, inside, (unsigned long)filled);
	KUNIT_EXPECT_EQ(test, global_zone_page_state(NR_FREE_CMA_PAGES), 0ul);
	mm_test_spit(0, &list);
	movable_close(test);
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, global_zone_page_state(NR_FREE_CMA_PAGES),
			cma_get_size(cma) >> PAGE_SHIFT);
}

/* ---- claiming -------------------------------------------------------------------------------- */

/* Movable pages all over the area; the owner claims it whole, and they are elsewhere. */
static void claims_all(struct kunit *test, bool traced)
{
	unsigned long success, pages, inside = 0;
	struct page *run;
	struct cma *cma;

	boot(test, 1, traced);
	cma = area(test);
	pages = cma_get_size(cma) >> PAGE_SHIFT;
	for (unsigned int i = 0; i < 2 * pages; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	for (unsigned int i = 0; i < 2 * pages; i++)
		inside += in_area(cma, movable_page(i));
	KUNIT_EXPECT_GT(test, inside, 0ul);
	success = event(CMA_ALLOC_SUCCESS);
	run = cma_alloc(cma, pages, 0, false);
	KUNIT_ASSERT_NOT_NULL(test, run);
	KUNIT_EXPECT_EQ(test, event(CMA_ALLOC_SUCCESS), success + 1);
	KUNIT_EXPECT_GE(test, movable_calls.migrated, inside);
	for (unsigned int i = 0; i < 2 * pages; i++) {
		KUNIT_EXPECT_FALSE(test, in_area(cma, movable_page(i)));
		KUNIT_EXPECT_TRUE(test, movable_is_whole(i));
	}
	for (unsigned long i = 0; i < pages; i++)
		KUNIT_EXPECT_EQ(test, page_count(run + i), 1);
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, 1, 0, true));
	KUNIT_EXPECT_EQ(test, event(CMA_ALLOC_FAIL), 1ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_TRUE(test, cma_release(cma, run, pages));
	KUNIT_EXPECT_EQ(test, global_zone_page_state(NR_FREE_CMA_PAGES), pages);
	movable_close(test);
}

static void cma_claims_all(struct kunit *test)
{
	claims_all(test, false);
}

static void cma_claims_all_traced(struct kunit *test)
{
	claims_all(test, true);
}

/* A page that stays makes its run busy: the next is given, until there is none. */
static void cma_passes_over_busy(struct kunit *test)
{
	unsigned long first;
	unsigned int stays = 0;
	struct page *page;
	struct cma *cma;

	boot(test, 1, false);
	cma = area(test);
	first = (unsigned long)PHYS_PFN(cma_get_base(cma));
	while (stays < MOVABLE_MAX && movable_take(stays, GFP_TEST) &&
	       page_to_pfn(movable_page(stays)) / pageblock_nr_pages != first / pageblock_nr_pages)
		stays++;
	KUNIT_ASSERT_NOT_NULL(test, movable_page(stays));
	movable_set_mood(stays, MOVABLE_NO_ISOLATE);
	page = cma_alloc(cma, pageblock_nr_pages, pageblock_order, false);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_to_pfn(page), first + pageblock_nr_pages);
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, cma_get_size(cma) >> PAGE_SHIFT, 0, true));
	KUNIT_EXPECT_TRUE(test, cma_release(cma, page, pageblock_nr_pages));
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, cma_get_size(cma) >> PAGE_SHIFT, 0, true));
	KUNIT_EXPECT_EQ(test, cma_check(), 0);
	movable_close(test);
}

static void cma_bad_arguments(struct kunit *test)
{
	struct page *page, *other;
	unsigned long pages;
	const char *text;
	struct cma *cma;

	boot(test, 1, false);
	cma = area(test);
	pages = cma_get_size(cma) >> PAGE_SHIFT;
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, 0, 0, false));
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, 1, BITS_PER_LONG, false));
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, ~0ul, 0, true));
	capture_start();
	KUNIT_EXPECT_NULL(test, cma_alloc(cma, pages + 1, 0, false));
	text = capture_stop();
	KUNIT_EXPECT_TRUE(test, strstr(text, "alloc failed, req-size:"));
	page = cma_alloc(cma, 10, 0, false);
	other = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_TRUE(test, cma_pages_valid(cma, page, 10));
	KUNIT_EXPECT_FALSE(test, cma_pages_valid(cma, page, pages + 1));
	KUNIT_EXPECT_FALSE(test, cma_pages_valid(cma, NULL, 1));
	KUNIT_EXPECT_FALSE(test, cma_release(cma, other, 1));
	KUNIT_EXPECT_FALSE(test, cma_release(NULL, page, 1));
	MM_TEST_ONE_REPORT(test, "not claimed",
			   KUNIT_EXPECT_FALSE(test, cma_release(cma, page, 11)));
	KUNIT_EXPECT_TRUE(test, cma_release(cma, page + 4, 6));
	MM_TEST_ONE_REPORT(test, "not claimed",
			   KUNIT_EXPECT_FALSE(test, cma_release(cma, page, 10)));
	/* Freed past its area. */
	__free_page(page + 3);
	pcp_drain_all();
	MM_TEST_NOTICED(test, cma_check, "is claimed and not in use");
	KUNIT_EXPECT_EQ(test,
			alloc_contig_range(page_to_pfn(page) + 3, page_to_pfn(page) + 4,
					   MIGRATE_CMA, GFP_KERNEL),
			0);
	KUNIT_EXPECT_TRUE(test, cma_release(cma, page, 4));
	__free_page(other);
}

/* ---- chance ---------------------------------------------------------------------------------- */

#define RUNS 24

struct run {
	struct page *page;
	unsigned long nr;
};

/* Runs come and go among movable pages, against a map of who has each frame. */
static void cma_random(struct kunit *test)
{
	struct run runs[RUNS] = { { NULL, 0 } };
	unsigned long base, pages, claims = 0;
	struct rnd_state rnd;
	struct cma *cma;
	u8 *map;

	boot(test, 1, false);
	cma = area(test);
	base = (unsigned long)PHYS_PFN(cma_get_base(cma));
	pages = cma_get_size(cma) >> PAGE_SHIFT;
	map = kzalloc(pages, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, map);
	prandom_seed_state(&rnd, kunit_seed());
	for (unsigned int i = 0; i < pages; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	for (int step = 0; step < 400; step++) {
		unsigned int who = prandom_u32_state(&rnd) % RUNS;
		unsigned int place = prandom_u32_state(&rnd) % (unsigned int)pages;
		unsigned int align = prandom_u32_state(&rnd) % 6;
		struct run *run = &runs[who];

		if (run->page) {
			for (unsigned long i = 0; i < run->nr; i++)
				KUNIT_EXPECT_EQ(test, map[page_to_pfn(run->page) + i - base],
						who + 1);
			memset(map + (page_to_pfn(run->page) - base), 0, run->nr);
			KUNIT_EXPECT_TRUE(test, cma_release(cma, run->page, run->nr));
			run->page = NULL;
			continue;
		}
		run->nr = 1 + prandom_u32_state(&rnd) % 400;
		run->page = cma_alloc(cma, run->nr, align, true);
		if (run->page) {
			claims++;
			KUNIT_EXPECT_EQ(test, page_to_pfn(run->page) % (1ul << align), 0ul);
			KUNIT_EXPECT_NULL(test, memchr_inv(map + (page_to_pfn(run->page) - base), 0,
							   run->nr));
			memset(map + (page_to_pfn(run->page) - base), (int)who + 1, run->nr);
		}
		if (movable_page(place))
			KUNIT_EXPECT_TRUE(test, movable_free(place));
		else
			movable_take(place, GFP_TEST);
		KUNIT_EXPECT_EQ_MSG(test, cma_check(), 0, "seed %llu", kunit_seed());
	}
	KUNIT_EXPECT_GT(test, claims, 50ul);
	for (unsigned int i = 0; i < RUNS; i++)
		if (runs[i].page)
			KUNIT_EXPECT_TRUE(test, cma_release(cma, runs[i].page, runs[i].nr));
	kfree(map);
	movable_close(test);
}

static struct kunit_case cma_cases[] = {
	KUNIT_CASE(cma_areas),
	KUNIT_CASE(cma_lends_to_movable),
	KUNIT_CASE(cma_claims_all),
	KUNIT_CASE(cma_claims_all_traced),
	KUNIT_CASE(cma_passes_over_busy),
	KUNIT_CASE(cma_bad_arguments),
	KUNIT_CASE(cma_random),
	{},
};

static struct kunit_suite cma_suite = {
	.name = "cma",
	.test_cases = cma_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- several threads ------------------------------------------------------------------------- */

static struct kunit *racing;

/* Two claim and release, so that they meet in a page block; two use the area meanwhile. */
static void race_thread(void *arg, unsigned int index)
{
	struct cma *cma = dma_contiguous_default_area;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	for (int i = 0; i < (index < 2 ? 600 : 12000); i++) {
		u32 r = prandom_u32_state(&rnd);
		unsigned int place = r % 1000 * 2 + (index & 1);

		if (index < 2) {
			unsigned long nr = 1 + r % 200;
			struct page *page = cma_alloc(cma, nr, 0, true);

			if (page) {
				set_page_private(page, index);
				set_page_private(page + nr - 1, index);
				port_yield();
				KUNIT_EXPECT_EQ(racing, page_private(page), (unsigned long)index);
				KUNIT_EXPECT_TRUE(racing, cma_release(cma, page, nr));
			}
		} else if (movable_page(place)) {
			KUNIT_EXPECT_TRUE(racing, movable_free(place));
		} else {
			movable_take(place, GFP_TEST);
		}
	}
}

static void cma_races_with_owners(struct kunit *test)
{
	racing = test;
	boot(test, 1, false);
	for (unsigned int i = 0; i < 2000; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	KUNIT_ASSERT_EQ(test, test_parallel(4, race_thread, NULL), 0);
	KUNIT_EXPECT_GT(test, event(CMA_ALLOC_SUCCESS), 0ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	movable_close(test);
}

static struct kunit_case cma_race_cases[] = {
	KUNIT_CASE(cma_races_with_owners),
	{},
};

static struct kunit_suite cma_race_suite = {
	.name = "cma_race",
	.test_cases = cma_race_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&cma_suite, &cma_race_suite);
