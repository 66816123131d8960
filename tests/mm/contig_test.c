// SPDX-License-Identifier: MIT
/* Runs of frames of any length: taken over what is free and what can move, or not at all. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/page-isolation.h>
#include <linux/prandom.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/parallel.h>

#define GFP_TEST (GFP_HIGHUSER_MOVABLE | __GFP_NOWARN | __GFP_NORETRY)
#define BLOCK	 pageblock_nr_pages

static int contig_init(struct kunit *test)
{
	movable_open();
	return mm_test_init(test);
}

static int contig_plain_init(struct kunit *test)
{
	movable_open();
	mm_test_boot_plain(test, false);
	return 0;
}

/* The largest zone, and a frame in the middle of it at the start of a page block. */
static struct zone *largest_zone(void)
{
	struct zone *zone, *best = NULL;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) if (!best || zone->managed_pages > best->managed_pages)
			best = zone;
	return best;
}

static unsigned long middle(const struct zone *zone)
{
	return pageblock_start_pfn(zone->zone_start_pfn + zone->spanned_pages / 2);
}

/* Is each frame of the run one of ours: live, single, with one reference? */
static bool run_is_ours(unsigned long pfn, unsigned long nr)
{
	for (; nr--; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (!(page->flags & (1ul << PG_live)) || page_block_order(page) ||
		    page_count(page) != 1 || PageMovable(page))
			return false;
	}
	return true;
}

/* No page block of the zone is isolated. */
static bool all_serve(const struct zone *zone)
{
	for (unsigned long pfn = ALIGN(zone->zone_start_pfn, BLOCK); pfn < zone_end_pfn(zone);
	     pfn += BLOCK)
		if (is_migrate_isolate(get_pfnblock_migratetype(pfn)))
			return false;
	return !zone->isolated_pages;
}

/* ---- free ranges ----------------------------------------------------------------------------- */

static void contig_takes_what_is_free(struct kunit *test)
{
	static const struct {
		unsigned long before, nr;
	} cases[] = {
		{ 0, 1 }, { 5, 1 },    { 1, 3 },   { 0, 512 },
		{ 3, 5 }, { 17, 600 }, { 0, 512 }, { MAX_ORDER_NR_PAGES / 2, MAX_ORDER_NR_PAGES },
	};
	struct zone *zone = largest_zone();
	unsigned long free = mm_test_settle();

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long pfn = middle(zone) - cases[i].before, nr = cases[i].nr;

		KUNIT_EXPECT_EQ(test,
				alloc_contig_range(pfn, pfn + nr, MIGRATE_MOVABLE, GFP_KERNEL), 0);
		KUNIT_EXPECT_TRUE(test, run_is_ours(pfn, nr));
		KUNIT_EXPECT_TRUE(test, all_serve(zone));
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		/* It is taken now. */
		KUNIT_EXPECT_EQ(test,
				alloc_contig_range(pfn, pfn + nr, MIGRATE_MOVABLE, GFP_KERNEL),
				-EBUSY);
		KUNIT_EXPECT_TRUE(test, all_serve(zone));
		free_contig_range(pfn, nr);
		KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
	}
}

static void contig_pages_of_any_number(struct kunit *test)
{
	static const unsigned long numbers[] = { 1, 2, 3, 64, 100, 512, 1000, 1024, 1500, 3000 };
	unsigned long free = mm_test_settle();

	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		unsigned long nr = numbers[i];
		struct page *page = alloc_contig_pages(nr, GFP_HIGHUSER, NUMA_NO_NODE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_TRUE(test, run_is_ours(page_to_pfn(page), nr));
		if (!(nr & (nr - 1)))
			KUNIT_EXPECT_EQ(test, page_to_pfn(page) & (nr - 1), 0ul);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		/* One by one will do as well. */
		if (i % 2)
			free_contig_range(page_to_pfn(page), nr);
		else
			while (nr--)
				__free_page(page + nr);
	}
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(totalram_pages() + 1, GFP_HIGHUSER, 0, NULL));
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(0, GFP_HIGHUSER, 0, NULL));
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(1, GFP_HIGHUSER, MAX_NUMNODES, NULL));
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
}

static void contig_on_nodes(struct kunit *test)
{
	for (int nid = 0; nid < (int)nr_online_nodes; nid++) {
		struct page *page = alloc_contig_pages(700, GFP_HIGHUSER, nid, NULL);
		nodemask_t mask = { { 1ul << nid } };

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
		free_contig_range(page_to_pfn(page), 700);
		page = alloc_contig_pages(700, GFP_HIGHUSER, 0, &mask);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
		free_contig_range(page_to_pfn(page), 700);
	}
}

static void contig_zeroed(struct kunit *test)
{
	unsigned long pfn = middle(largest_zone());

	for (int round = 0; round < 2; round++) {
		gfp_t gfp = round ? GFP_KERNEL | __GFP_ZERO : GFP_KERNEL;

		KUNIT_ASSERT_EQ(test, alloc_contig_range(pfn, pfn + 40, MIGRATE_MOVABLE, gfp), 0);
		for (unsigned long i = 0; i < 40; i++) {
			unsigned char *p = kmap_local_page(pfn_to_page(pfn + i));

			if (round)
				KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_SIZE));
			else
				memset(p, 0xa5, PAGE_SIZE);
			kunmap_local(p);
		}
		free_contig_range(pfn, 40);
	}
}

static void contig_bad_arguments(struct kunit *test)
{
	struct zone *zone = largest_zone();
	unsigned long pfn = middle(zone), end = zone_end_pfn(zone);

	KUNIT_EXPECT_EQ(test, alloc_contig_range(pfn, pfn, MIGRATE_MOVABLE, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(pfn, pfn - 1, MIGRATE_MOVABLE, GFP_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(end - 1, end + 1, MIGRATE_MOVABLE, GFP_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(pfn, pfn + 1, MIGRATE_UNMOVABLE, GFP_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test,
			alloc_contig_range(pfn, pfn + 1, MIGRATE_MOVABLE, GFP_KERNEL | __GFP_COMP),
			-EINVAL);
	/* These page blocks are of no CMA area. */
	KUNIT_EXPECT_EQ(test, alloc_contig_range(pfn, pfn + 1, MIGRATE_CMA, GFP_KERNEL), -EBUSY);
}

/* Frames that were reserved at boot are nobody's to give. */
static void contig_not_what_was_reserved(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, alloc_contig_range(0, 1, MIGRATE_MOVABLE, GFP_KERNEL), -EBUSY);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(0, 600, MIGRATE_MOVABLE, GFP_KERNEL), -EBUSY);
}

/* ---- ranges in use --------------------------------------------------------------------------- */

/* Where a run of @nr frames of one zone begins that has @page in it, or near its end. */
static unsigned long around(struct page *page, unsigned long before, unsigned long nr)
{
	const struct zone *zone = page_zone(page);
	unsigned long pfn = max(page_to_pfn(page) - before, zone->zone_start_pfn);

	return min(pfn, zone_end_pfn(zone) - nr);
}

/* Fill half of memory with movable pages, and free every third. */
static unsigned int half_full(struct kunit *test)
{
	unsigned int nr = (unsigned int)min(totalram_pages() / 2, (unsigned long)MOVABLE_MAX);

	for (unsigned int i = 0; i < nr; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	for (unsigned int i = 0; i < nr; i += 3)
		KUNIT_EXPECT_TRUE(test, movable_free(i));
	return nr;
}

/* A place in the middle of them that has a page. */
static unsigned int used_place(unsigned int nr)
{
	return nr / 2 % 3 ? nr / 2 : nr / 2 + 1;
}

static void contig_moves_what_is_there(struct kunit *test)
{
	unsigned int nr = half_full(test);
	unsigned long pfn = around(movable_page(used_place(nr)), 100, BLOCK + 100),
		      free = nr_free_pages();

	KUNIT_ASSERT_EQ(test,
			alloc_contig_range(pfn, pfn + BLOCK + 100, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	KUNIT_EXPECT_TRUE(test, run_is_ours(pfn, BLOCK + 100));
	KUNIT_EXPECT_GT(test, movable_calls.migrated, 0ul);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - BLOCK - 100);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	free_contig_range(pfn, BLOCK + 100);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	movable_close(test);
}

/* One page that does not move, for whatever reason: nothing is taken, and all serves again. */
static void contig_busy(struct kunit *test)
{
	static const enum movable_mood moods[] = { MOVABLE_NO_ISOLATE, MOVABLE_BUSY,
						   MOVABLE_AGAIN };
	unsigned int nr = half_full(test), place = used_place(nr);
	unsigned long free = nr_free_pages();

	for (unsigned int i = 0; i <= ARRAY_SIZE(moods); i++) {
		struct page *page = movable_page(place);
		unsigned long pfn = around(page, 5, 60);

		if (i < ARRAY_SIZE(moods))
			movable_set_mood(place, moods[i]);
		else
			movable_pin(place);
		KUNIT_EXPECT_EQ(test,
				alloc_contig_range(pfn, pfn + 60, MIGRATE_MOVABLE, GFP_KERNEL),
				-EBUSY);
		KUNIT_EXPECT_PTR_EQ(test, movable_page(place), page);
		KUNIT_EXPECT_TRUE(test, all_serve(page_zone(page)));
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, mm_check(), 0);
		movable_set_mood(place, MOVABLE_YES);
		if (i < ARRAY_SIZE(moods))
			continue;
		movable_unpin(place);
		KUNIT_EXPECT_EQ(test,
				alloc_contig_range(pfn, pfn + 60, MIGRATE_MOVABLE, GFP_KERNEL), 0);
		free_contig_range(pfn, 60);
	}
	movable_close(test);
}

/* With someone else's reference the frame is not free when its page has moved. */
static void contig_busy_by_reference(struct kunit *test)
{
	unsigned int nr = half_full(test), place = used_place(nr);
	struct page *page = movable_page(place);
	unsigned long pfn = page_to_pfn(page);

	get_page(page);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(pfn, pfn + 8, MIGRATE_MOVABLE, GFP_KERNEL),
			-EBUSY);
	put_page(page);
	KUNIT_EXPECT_EQ(test, alloc_contig_range(pfn, pfn + 8, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	free_contig_range(pfn, 8);
	movable_close(test);
}

/* Nowhere to go: as much is moved as there is room, and nothing is lost. */
static void contig_without_room(struct kunit *test)
{
	unsigned int nr = movable_fill(0, GFP_TEST);
	unsigned long pfn = pageblock_start_pfn(page_to_pfn(movable_page(nr / 2)));

	KUNIT_EXPECT_EQ(test,
			alloc_contig_range(pfn, pfn + MAX_ORDER_NR_PAGES, MIGRATE_MOVABLE,
					   GFP_NOWAIT),
			-ENOMEM);
	KUNIT_EXPECT_TRUE(test, all_serve(page_zone(pfn_to_page(pfn))));
	movable_close(test);
}

/* A page that is still in use goes when its user does. */
static void contig_freed_while_in_use(struct kunit *test)
{
	unsigned long pfn = middle(largest_zone()), free = mm_test_settle();

	KUNIT_ASSERT_EQ(test, alloc_contig_range(pfn, pfn + 9, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	get_page(pfn_to_page(pfn + 4));
	free_contig_range(pfn, 9);
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free - 1);
	put_page(pfn_to_page(pfn + 4));
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
	MM_TEST_ONE_REPORT(test, "a reference is dropped that was not taken",
			   free_contig_range(pfn + 3, 1));
}

/* ---- isolation ------------------------------------------------------------------------------- */

static void contig_isolate_and_empty(struct kunit *test)
{
	unsigned int nr = half_full(test), place = used_place(nr);
	unsigned long pfn = pageblock_start_pfn(page_to_pfn(movable_page(place)));
	struct zone *zone = page_zone(pfn_to_page(pfn));
	unsigned long all = nr_free_pages();
	struct page *page;

	KUNIT_ASSERT_EQ(test, isolate_and_empty(zone, pfn, pfn + 2 * BLOCK), 0);
	KUNIT_EXPECT_EQ(test, zone->isolated_pages, 2 * BLOCK);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), all - 2 * BLOCK);
	KUNIT_EXPECT_TRUE(test, is_migrate_isolate_page(pfn_to_page(pfn)));
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	KUNIT_EXPECT_EQ(test, isolate_and_empty(zone, pfn, pfn + BLOCK), -EBUSY);
	KUNIT_EXPECT_EQ(test, zone->isolated_pages, 2 * BLOCK);
	/* Nobody gets a page of it. */
	page = alloc_contig_pages(BLOCK, GFP_KERNEL, zone->node, NULL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, page_to_pfn(page) >= pfn && page_to_pfn(page) < pfn + 2 * BLOCK);
	free_contig_range(page_to_pfn(page), BLOCK);
	undo_isolate_page_range(pfn, pfn + 2 * BLOCK, MIGRATE_MOVABLE);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), all);
	KUNIT_EXPECT_TRUE(test, all_serve(zone));
	/* One that stays. */
	place = 0;
	while (!movable_page(place))
		place++;
	pfn = pageblock_start_pfn(page_to_pfn(movable_page(place)));
	zone = page_zone(movable_page(place));
	movable_set_mood(place, MOVABLE_NO_ISOLATE);
	KUNIT_EXPECT_EQ(test, isolate_and_empty(zone, pfn, pfn + BLOCK), -EBUSY);
	KUNIT_EXPECT_TRUE(test, all_serve(zone));
	movable_pin(place);
	KUNIT_EXPECT_EQ(test, start_isolate_page_range(pfn, pfn + BLOCK, MIGRATE_MOVABLE), -EBUSY);
	movable_unpin(place);
	movable_close(test);
}

/* ---- chance ---------------------------------------------------------------------------------- */

#define RUNS 12

/* Runs of random places and lengths among movable pages, against a list of what is taken. */
static void contig_random(struct kunit *test)
{
	struct frame_run runs[RUNS] = { { 0, 0 } };
	struct zone *zone = largest_zone();
	unsigned int nr = half_full(test), taken = 0, refused = 0;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed());
	for (int step = 0; step < 150; step++) {
		struct frame_run *run = &runs[prandom_u32_state(&rnd) % RUNS];
		unsigned int place = prandom_u32_state(&rnd) % nr;
		bool overlaps = false;

		if (run->end) {
			KUNIT_EXPECT_TRUE(test, run_is_ours(run->start, run->end - run->start));
			free_contig_range(run->start, run->end - run->start);
			run->end = 0;
			continue;
		}
		run->start = zone->zone_start_pfn + prandom_u32_state(&rnd) % zone->spanned_pages;
		run->end = min(run->start + 1 + prandom_u32_state(&rnd) % (2 * BLOCK),
			       zone_end_pfn(zone));
		for (unsigned int i = 0; i < RUNS; i++)
			overlaps |= &runs[i] != run && runs[i].end > run->start &&
				    runs[i].start < run->end;
		if (alloc_contig_range(run->start, run->end, MIGRATE_MOVABLE, GFP_KERNEL)) {
			run->end = 0;
			refused++;
		} else {
			KUNIT_EXPECT_FALSE(test, overlaps);
			taken++;
		}
		if (movable_page(place))
			KUNIT_EXPECT_TRUE(test, movable_free(place));
		else
			movable_take(place, GFP_TEST);
		KUNIT_EXPECT_TRUE_MSG(test, step % 16 || !page_check(), "seed %llu", kunit_seed());
	}
	for (unsigned int i = 0; i < RUNS; i++)
		if (runs[i].end)
			free_contig_range(runs[i].start, runs[i].end - runs[i].start);
	KUNIT_EXPECT_GT(test, taken, 0u);
	KUNIT_EXPECT_GT(test, refused, 0u);
	KUNIT_EXPECT_TRUE(test, all_serve(zone));
	movable_close(test);
}

/* ---- events ---------------------------------------------------------------------------------- */

static bool refuse_large(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return kind == MM_EVENT_PAGES && requested > PAGE_SIZE;
}

static void contig_traced(struct kunit *test)
{
	struct page *page;
	long live;

	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	live = mm_test_live();
	page = alloc_contig_pages(77, GFP_KERNEL, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 77);
	free_contig_range(page_to_pfn(page), 70);
	__free_page(page + 76);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 6);
	free_contig_range(page_to_pfn(page) + 70, 6);
	mm_test_refuse = refuse_large;
	KUNIT_EXPECT_NULL(test, alloc_contig_pages(2, GFP_KERNEL, 0, NULL));
	KUNIT_EXPECT_EQ(test,
			alloc_contig_range(page_to_pfn(page), page_to_pfn(page) + 2,
					   MIGRATE_MOVABLE, GFP_KERNEL),
			-ENOMEM);
	mm_test_refuse = NULL;
	KUNIT_EXPECT_EQ(test, mm_test_live(), live);
}

static struct kunit_case contig_cases[] = {
	KUNIT_CASE_PARAM(contig_takes_what_is_free, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_pages_of_any_number, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_on_nodes, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_zeroed, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_bad_arguments, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_moves_what_is_there, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_busy, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(contig_random, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite contig_suite = {
	.name = "contig",
	.init = contig_init,
	.test_cases = contig_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case contig_plain_cases[] = {
	KUNIT_CASE(contig_not_what_was_reserved),
	KUNIT_CASE(contig_busy_by_reference),
	KUNIT_CASE(contig_without_room),
	KUNIT_CASE(contig_freed_while_in_use),
	KUNIT_CASE(contig_isolate_and_empty),
	KUNIT_CASE(contig_traced),
	{},
};

static struct kunit_suite contig_plain_suite = {
	.name = "contig_plain",
	.init = contig_plain_init,
	.test_cases = contig_plain_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- several threads ------------------------------------------------------------------------- */

static struct kunit *racing;

static void race_thread(void *arg, unsigned int index)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	for (int i = 0; i < (index < 2 ? 200 : 12000); i++) {
		u32 r = prandom_u32_state(&rnd);
		unsigned int place = r % 1000 * 2 + (index & 1);

		if (index < 2) {
			unsigned long nr = 1 + r % 700;
			struct page *page = alloc_contig_pages(nr, GFP_KERNEL, 0, NULL);

			if (page) {
				KUNIT_EXPECT_TRUE(racing, run_is_ours(page_to_pfn(page), nr));
				free_contig_range(page_to_pfn(page), nr);
			}
		} else if (movable_page(place)) {
			KUNIT_EXPECT_TRUE(racing, movable_free(place));
		} else {
			movable_take(place, GFP_TEST);
		}
	}
}

static void contig_races_with_owners(struct kunit *test)
{
	racing = test;
	for (unsigned int i = 0; i < 2000; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	KUNIT_ASSERT_EQ(test, test_parallel(4, race_thread, NULL), 0);
	KUNIT_EXPECT_TRUE(test, all_serve(largest_zone()));
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	movable_close(test);
}

static struct kunit_case contig_race_cases[] = {
	KUNIT_CASE(contig_races_with_owners),
	{},
};

static struct kunit_suite contig_race_suite = {
	.name = "contig_race",
	.init = contig_plain_init,
	.test_cases = contig_race_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&contig_suite, &contig_plain_suite, &contig_race_suite);
