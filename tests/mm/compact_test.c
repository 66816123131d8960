// SPDX-License-Identifier: MIT
/*
 * Compaction: from free pages everywhere and no large block, to large blocks.
 *
 * The machines here are filled with movable pages up to their marks, and then most are freed.
 */
#include <kunit/test.h>
#include <linux/compaction.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/prandom.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/parallel.h>

#define GFP_TEST (GFP_HIGHUSER_MOVABLE | __GFP_NOWARN | __GFP_NORETRY)
/* A request that gets a block where there is one, and does nothing else about it. */
#define GFP_LOOK (__GFP_HIGHMEM | __GFP_MOVABLE | __GFP_NOWARN | __GFP_NOMEMALLOC)

#define HUGE_ORDER pageblock_order
#define HUGE_PAGES (1u << HUGE_ORDER)

/* One zone, whose page blocks have types (@grouped) or have not. */
static void boot(struct kunit *test, bool grouped, u64 blocks)
{
	const struct mm_test_world world = {
		.config = { .profile = PROFILE_NOMMU,
			    .memory = blocks * MM_TEST_BLOCK,
			    .nodes = 1,
			    .cpus = 4,
			    .no_grouping = !grouped },
	};

	movable_open();
	mm_test_boot(test, &world);
}

static struct zone *the_zone(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_NORMAL];
}

static unsigned long event(enum vm_event_item item)
{
	static unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[item];
}

static struct page_request request(gfp_t gfp, unsigned int order)
{
	return (struct page_request){
		.gfp = gfp,
		.order = order,
		.highest = gfp_zone(gfp),
		.type = page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE : gfp_migratetype(gfp),
		.list = &NODE_DATA(0)->lists[gfp_zone(gfp)][0],
	};
}

/* Free blocks of @order in the zone, larger ones counted as many. */
static unsigned long blocks_of(unsigned int order)
{
	struct zone *zone = the_zone();
	unsigned long n = (zone->unborn_end - zone->unborn_pfn) >> order;

	for (unsigned int o = order; o <= MAX_PAGE_ORDER; o++)
		n += zone->free_area[o].nr_free << (o - order);
	return n;
}

/*
 * Use all memory, then free it but for one page in @keep, at random; none of the free blocks is
 * of HUGE_ORDER.  Return: how many places were filled.
 */
static unsigned int fragment(struct kunit *test, unsigned int keep)
{
	unsigned int filled = movable_fill(0, GFP_TEST);
	struct rnd_state rnd;

	KUNIT_ASSERT_GT(test, filled, 4 * HUGE_PAGES);
	KUNIT_ASSERT_LT(test, filled, MOVABLE_MAX);
	prandom_seed_state(&rnd, kunit_seed());
	for (unsigned int i = 0; i < filled; i += keep) {
		unsigned int kept = i + prandom_u32_state(&rnd) % keep;

		for (unsigned int p = i; p < i + keep && p < filled; p++)
			if (p != kept)
				KUNIT_EXPECT_TRUE(test, movable_free(p));
	}
	pcp_drain_all();
	KUNIT_ASSERT_EQ(test, blocks_of(HUGE_ORDER), 0ul);
	KUNIT_ASSERT_EQ(test, page_check(), 0);
	return filled;
}

/*
 * Take blocks of HUGE_ORDER until compaction makes no more.  A scan that went on where the last one
 * ended may find nothing where the next, from the ends, does.  Return: how many.
 */
static unsigned long take_huge(struct list_head *list, bool sync)
{
	struct page_request rq = request(GFP_HIGHUSER_MOVABLE, HUGE_ORDER);
	unsigned long n = 0;
	int misses = 0;

	while (misses < 2) {
		struct page *page = alloc_pages(GFP_LOOK, HUGE_ORDER);

		if (page) {
			list_add(&page->lru, list);
			misses = 0;
			n++;
		} else if (compact_for_request(&rq, sync)) {
			misses += !blocks_of(HUGE_ORDER);
		} else {
			break;
		}
	}
	return n;
}

/* ---- making blocks --------------------------------------------------------------------------- */

static void makes_blocks(struct kunit *test, bool grouped, bool sync)
{
	unsigned long free, n, success, moved;
	LIST_HEAD(list);

	boot(test, grouped, 16);
	fragment(test, 8);
	free = nr_free_pages();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_LOOK, HUGE_ORDER));
	success = event(COMPACTSUCCESS);
	moved = event(PGMIGRATE_SUCCESS);
	n = take_huge(&list, sync);
	/* The last must stay free for what compaction itself needs: the gap, and the marks. */
	KUNIT_EXPECT_GE(test, (n + 3) << HUGE_ORDER,
			free - low_wmark_pages(the_zone()) - compact_gap(HUGE_ORDER));
	KUNIT_EXPECT_GE(test, event(COMPACTSUCCESS) - success, n / 2);
	KUNIT_EXPECT_EQ(test, event(PGMIGRATE_SUCCESS) - moved, movable_calls.migrated);
	KUNIT_EXPECT_GE(test, event(COMPACTISOLATED), 2 * movable_calls.migrated);
	KUNIT_EXPECT_GT(test, event(COMPACTMIGRATE_SCANNED), movable_calls.migrated);
	KUNIT_EXPECT_GT(test, event(COMPACTFREE_SCANNED), movable_calls.migrated);
	KUNIT_EXPECT_EQ(test, movable_calls.async != 0, !sync);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	mm_test_spit(HUGE_ORDER, &list);
	movable_close(test);
}

static void compact_makes_blocks(struct kunit *test)
{
	makes_blocks(test, true, true);
}

static void compact_async_makes_blocks(struct kunit *test)
{
	makes_blocks(test, true, false);
}

static void compact_without_grouping(struct kunit *test)
{
	makes_blocks(test, false, true);
}

/* An allocation that may wait for it gets its block; one that may not, or without I/O, does not. */
static void compact_for_allocations(struct kunit *test)
{
	unsigned long stalls;
	struct page *page;

	boot(test, true, 16);
	fragment(test, 8);
	stalls = event(COMPACTSTALL);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_NOWAIT | __GFP_MOVABLE, HUGE_ORDER));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_NOIO | __GFP_MOVABLE | __GFP_NOWARN, HUGE_ORDER));
	KUNIT_EXPECT_EQ(test, event(COMPACTSTALL), stalls);
	page = alloc_pages(GFP_TRANSHUGE, HUGE_ORDER);
	KUNIT_EXPECT_GT(test, event(COMPACTSTALL), stalls);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, HUGE_ORDER);
	movable_close(test);
}

/* Orders in between: no more than needed moves. */
static void compact_smaller_orders(struct kunit *test)
{
	boot(test, true, 16);
	fragment(test, 4);
	for (unsigned int order = 2; order <= HUGE_ORDER; order++) {
		struct page_request rq = request(GFP_HIGHUSER_MOVABLE, order);
		unsigned long moved = movable_calls.migrated;

		KUNIT_EXPECT_TRUE(test, compact_for_request(&rq, true));
		KUNIT_EXPECT_GT(test, blocks_of(order), 0ul);
		KUNIT_EXPECT_LE(test, movable_calls.migrated - moved,
				(unsigned long)max(1u << order,
						   2u * (unsigned int)COMPACT_CLUSTER_MAX));
	}
	movable_close(test);
}

/* The whole zone: what is free stands together afterwards, what is used above it. */
static void compact_all(struct kunit *test)
{
	unsigned long free, stall;

	boot(test, true, 16);
	stall = event(COMPACTSTALL);
	fragment(test, 8);
	free = nr_free_pages();
	compact_all_nodes();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	/* But for the zone's two ends, and where the scanners met. */
	KUNIT_EXPECT_GE(test, (blocks_of(HUGE_ORDER) + 4) << HUGE_ORDER, free);
	KUNIT_EXPECT_EQ(test, event(COMPACTSTALL), stall);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	movable_close(test);
}

/* ---- what does not move ---------------------------------------------------------------------- */

/* Pages of every mood, and some that are not movable at all, stay where they were. */
static void compact_leaves_what_refuses(struct kunit *test)
{
	static struct page *stood[MOVABLE_MAX];
	unsigned int filled;
	LIST_HEAD(list);

	boot(test, true, 16);
	filled = fragment(test, 8);
	for (unsigned int p = 0; p < filled; p++) {
		stood[p] = movable_page(p);
		/* A quarter of the memory is full of them, so that there is a rest to gain. */
		if (!stood[p] || page_to_pfn(stood[p]) / HUGE_PAGES % 4)
			continue;
		if (p % 5)
			movable_set_mood(p, (enum movable_mood)(p % 5));
		else
			movable_pin(p);
	}
	KUNIT_EXPECT_GT(test, take_huge(&list, true), 0ul);
	compact_all_nodes();
	for (unsigned int p = 0; p < filled; p++) {
		if (!stood[p] || page_to_pfn(stood[p]) / HUGE_PAGES % 4)
			continue;
		if (p % 5 != MOVABLE_AGAIN_ONCE)
			KUNIT_EXPECT_PTR_EQ(test, movable_page(p), stood[p]);
		if (p % 5 == 0)
			movable_unpin(p);
	}
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	mm_test_spit(HUGE_ORDER, &list);
	movable_close(test);
}

/* One page that stays in each page block: no block can be made, nothing is moved for it. */
static void compact_moves_nothing_in_vain(struct kunit *test)
{
	unsigned long last = ~0ul;
	struct page_request rq;
	unsigned int filled;

	boot(test, true, 16);
	rq = request(GFP_HIGHUSER_MOVABLE, HUGE_ORDER);
	filled = fragment(test, 8);
	for (unsigned int p = 0; p < filled; p++) {
		struct page *page = movable_page(p);

		if (!page || page_to_pfn(page) / HUGE_PAGES == last)
			continue;
		last = page_to_pfn(page) / HUGE_PAGES;
		movable_pin(p);
	}
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, true));
	KUNIT_EXPECT_EQ(test, movable_calls.migrated, 0ul);
	KUNIT_EXPECT_EQ(test, event(COMPACTFAIL), 1ul);
	/* A smaller block is there to be had. */
	rq.order = 4;
	KUNIT_EXPECT_TRUE(test, blocks_of(4) || compact_for_request(&rq, true));
	movable_close(test);
}

/* Who waits for nothing passes over a page that is locked, and over blocks of other types. */
static void compact_async_waits_for_nothing(struct kunit *test)
{
	struct page_request rq;
	unsigned int filled;

	boot(test, true, 16);
	rq = request(GFP_HIGHUSER_MOVABLE, HUGE_ORDER);
	filled = fragment(test, 8);
	for (unsigned int p = 0; p < filled; p++)
		if (movable_page(p))
			lock_page(movable_page(p));
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, false));
	KUNIT_EXPECT_EQ(test, movable_calls.isolate, 0ul);
	for (unsigned int p = 0; p < filled; p++)
		if (movable_page(p))
			unlock_page(movable_page(p));
	KUNIT_EXPECT_TRUE(test, compact_for_request(&rq, false));
	movable_close(test);
}

/* ---- whether to try -------------------------------------------------------------------------- */

static void compact_only_with_io(struct kunit *test)
{
	struct page_request rq;

	boot(test, true, 16);
	fragment(test, 8);
	rq = request(GFP_NOIO | __GFP_MOVABLE, HUGE_ORDER);
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, true));
	KUNIT_EXPECT_EQ(test, movable_calls.isolate, 0ul);
	rq = request(GFP_NOFS | __GFP_MOVABLE, HUGE_ORDER);
	KUNIT_EXPECT_TRUE(test, compact_for_request(&rq, true));
	/* A single page is never a question of where. */
	rq = request(GFP_KERNEL, 0);
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, true));
	movable_close(test);
}

static void compact_suitability(struct kunit *test)
{
	struct zone *zone;
	unsigned int filled;

	boot(test, true, 16);
	zone = the_zone();
	KUNIT_EXPECT_EQ(test, compaction_suitable(zone, 9, ALLOC_WMARK_MIN, ZONE_NORMAL),
			COMPACT_SUCCESS);
	KUNIT_EXPECT_EQ(test, fragmentation_index(zone, HUGE_ORDER), -1000);
	filled = movable_fill(0, GFP_TEST);
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, compaction_suitable(zone, HUGE_ORDER, ALLOC_WMARK_MIN, ZONE_NORMAL),
			COMPACT_SKIPPED);
	/* Every other page free: as many blocks as pages. */
	for (unsigned int p = 0; p < filled; p++)
		if (page_to_pfn(movable_page(p)) % 2)
			movable_free(p);
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, compaction_suitable(zone, HUGE_ORDER, ALLOC_WMARK_MIN, ZONE_NORMAL),
			COMPACT_CONTINUE);
	KUNIT_EXPECT_GT(test, fragmentation_index(zone, HUGE_ORDER), 900);
	/* A threshold that calls this a want of memory. */
	sysctl_extfrag_threshold = 1000;
	KUNIT_EXPECT_EQ(test, compaction_suitable(zone, HUGE_ORDER, ALLOC_WMARK_MIN, ZONE_NORMAL),
			COMPACT_NOT_SUITABLE_ZONE);
	sysctl_extfrag_threshold = 500;
	movable_close(test);
}

/* The index is the textbook's: from what buddyinfo would say. */
static void fragmentation_index_by_hand(struct kunit *test)
{
	unsigned long blocks = 0, pages = 0;
	struct zone *zone;

	boot(test, true, 16);
	fragment(test, 8);
	zone = the_zone();
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		blocks += zone->free_area[order].nr_free;
		pages += zone->free_area[order].nr_free << order;
	}
	for (unsigned int order = 1; order <= MAX_PAGE_ORDER; order++) {
		long want = blocks_of(order) ?
				    -1000 :
				    1000 - (long)((1000 + pages * 1000 / (1ul << order)) / blocks);

		KUNIT_EXPECT_EQ(test, (long)fragmentation_index(zone, order), want);
	}
	movable_close(test);
}

/* After failures ever more requests are turned away; a success ends that. */
static void compact_defers(struct kunit *test)
{
	struct zone *zone;

	boot(test, true, 16);
	zone = the_zone();
	KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 5));
	for (unsigned int failures = 1; failures <= 8; failures++) {
		unsigned int limit = 1u << min(failures, (unsigned int)COMPACT_MAX_DEFER_SHIFT);
		unsigned int away = 0;

		defer_compaction(zone, 5);
		KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 4));
		while (away < 1000 && compaction_deferred(zone, 5))
			away++;
		KUNIT_EXPECT_EQ(test, away, limit - 1);
		/* And the next, until something fails or succeeds. */
		KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 6));
	}
	defer_compaction(zone, 7);
	KUNIT_EXPECT_TRUE(test, compaction_deferred(zone, 5));
	compaction_defer_reset(zone, 5, false);
	KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 5));
	KUNIT_EXPECT_TRUE(test, compaction_deferred(zone, 6));
	compaction_defer_reset(zone, 6, true);
	KUNIT_EXPECT_FALSE(test, compaction_deferred(zone, 7));
}

/* The same through requests: who must have a small block is not turned away. */
static void compact_defers_requests(struct kunit *test)
{
	struct page_request rq, small;
	unsigned int filled;
	unsigned long stalls;

	boot(test, true, 16);
	rq = request(GFP_HIGHUSER_MOVABLE, HUGE_ORDER);
	small = request(GFP_HIGHUSER_MOVABLE, 3);
	filled = fragment(test, 2);
	for (unsigned int p = 0; p < filled; p++)
		if (movable_page(p))
			movable_set_mood(p, MOVABLE_NO_ISOLATE);
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, true));
	stalls = event(COMPACTSTALL);
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, true));
	KUNIT_EXPECT_EQ(test, event(COMPACTSTALL), stalls);
	rq.gfp |= __GFP_NOFAIL;
	KUNIT_EXPECT_FALSE(test, compact_for_request(&rq, true));
	KUNIT_EXPECT_EQ(test, event(COMPACTSTALL), stalls + 1);
	defer_compaction(the_zone(), 0);
	for (unsigned int p = 0; p < filled; p++)
		if (movable_page(p))
			movable_set_mood(p, MOVABLE_YES);
	KUNIT_EXPECT_TRUE(test, blocks_of(3) || compact_for_request(&small, true));
	movable_close(test);
}

static struct kunit_case compact_cases[] = {
	KUNIT_CASE(compact_makes_blocks),
	KUNIT_CASE(compact_async_makes_blocks),
	KUNIT_CASE(compact_without_grouping),
	KUNIT_CASE(compact_for_allocations),
	KUNIT_CASE(compact_smaller_orders),
	KUNIT_CASE(compact_all),
	KUNIT_CASE(compact_leaves_what_refuses),
	KUNIT_CASE(compact_moves_nothing_in_vain),
	KUNIT_CASE(compact_async_waits_for_nothing),
	KUNIT_CASE(compact_only_with_io),
	KUNIT_CASE(compact_suitability),
	KUNIT_CASE(fragmentation_index_by_hand),
	KUNIT_CASE(compact_defers),
	KUNIT_CASE(compact_defers_requests),
	{},
};

static struct kunit_suite compact_suite = {
	.name = "compact",
	.test_cases = compact_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- while others take and free -------------------------------------------------------------- */

#define CHURNERS 3
#define PLACES	 3000u
#define ROUNDS	 12000

static struct kunit *racing;

static void churn(unsigned int index)
{
	struct rnd_state rnd;
	LIST_HEAD(fixed);

	prandom_seed_state(&rnd, kunit_seed() + index);
	for (int i = 0; i < ROUNDS; i++) {
		unsigned int place =
			prandom_u32_state(&rnd) % (PLACES / CHURNERS) * CHURNERS + index;

		if (movable_page(place))
			KUNIT_EXPECT_TRUE(racing, movable_free(place));
		else
			movable_take(place, GFP_TEST);
		if (i % 64 == 0) {
			struct page *page =
				alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY, 1);

			if (page)
				list_add(&page->lru, &fixed);
		}
	}
	mm_test_spit(1, &fixed);
}

static void race_thread(void *arg, unsigned int index)
{
	struct page_request rq = request(GFP_HIGHUSER_MOVABLE, HUGE_ORDER);

	if (index < CHURNERS) {
		churn(index);
		return;
	}
	for (int i = 0; i < 60; i++) {
		compact_for_request(&rq, i % 2);
		compact_all_nodes();
	}
}

static void compact_races_with_churn(struct kunit *test)
{
	racing = test;
	boot(test, true, 8);
	for (unsigned int place = 0; place < PLACES; place += 2)
		KUNIT_ASSERT_TRUE(test, movable_take(place, GFP_TEST));
	/* Two compact, so that they meet. */
	KUNIT_ASSERT_EQ(test, test_parallel(CHURNERS + 2, race_thread, NULL), 0);
	KUNIT_EXPECT_GT(test, movable_calls.migrated, 0ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	movable_close(test);
}

static struct kunit_case compact_race_cases[] = {
	KUNIT_CASE(compact_races_with_churn),
	{},
};

static struct kunit_suite compact_race_suite = {
	.name = "compact_race",
	.test_cases = compact_race_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&compact_suite, &compact_race_suite);
