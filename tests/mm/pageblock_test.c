// SPDX-License-Identifier: MIT
/* Page blocks: kinds of pages stay apart, and what happens when they cannot. */
#include <kunit/test.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

#define ONCE (__GFP_NORETRY | __GFP_NOWARN)
/* All of memory, reserves included. */
#define ALL_OF_IT (__GFP_MEMALLOC | __GFP_NOWARN)

#define UNMOVABLE   GFP_KERNEL
#define MOVABLE	    (GFP_USER | __GFP_MOVABLE)
#define RECLAIMABLE (GFP_KERNEL | __GFP_RECLAIMABLE)

static const gfp_t kinds[MIGRATE_PCPTYPES] = {
	[MIGRATE_UNMOVABLE] = UNMOVABLE,
	[MIGRATE_MOVABLE] = MOVABLE,
	[MIGRATE_RECLAIMABLE] = RECLAIMABLE,
};

/* One zone of 64 MiB, traced: no list stands between the caller and the zone. */
static void boot(struct kunit *test, const struct machine_config *more)
{
	struct mm_test_world world = { .traced = true };

	if (more)
		world.config = *more;
	world.config.profile = PROFILE_NOMMU;
	world.config.memory = world.config.memory ?: 16 * MM_TEST_BLOCK;
	world.config.nodes = 1;
	world.config.cpus = 1;
	mm_test_boot(test, &world);
}

static struct zone *normal(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_NORMAL];
}

static struct page *take(struct kunit *test, gfp_t gfp, unsigned int order, struct list_head *list)
{
	struct page *page = alloc_pages(gfp, order);

	KUNIT_ASSERT_NOT_NULL(test, page);
	list_add(&page->lru, list);
	return page;
}

static void kinds_stay_apart(struct kunit *test)
{
	unsigned long half = 0;
	LIST_HEAD(list);

	boot(test, NULL);
	for (half = nr_free_pages() / 2; half; half--) {
		enum migratetype type = half % MIGRATE_PCPTYPES;
		struct page *page = take(test, kinds[type], 0, &list);

		KUNIT_ASSERT_EQ(test, get_pageblock_migratetype(page), type);
	}
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

/* Pages of all kinds in turn come out of the same blocks, but for the ends that boot left. */
static void kinds_mix_where_told_so(struct kunit *test)
{
	const struct machine_config config = { .no_grouping = true };
	unsigned long block[MIGRATE_PCPTYPES];
	unsigned int mixed = 0;
	LIST_HEAD(list);

	boot(test, &config);
	for (int round = 0; round < 20; round++) {
		for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
			struct page *page = take(test, kinds[type], 0, &list);

			block[type] = page_to_pfn(page) >> pageblock_order;
		}
		mixed += block[0] == block[1] && block[1] == block[2];
	}
	KUNIT_EXPECT_GE(test, mixed, 10u);
	mm_test_spit(0, &list);
}

/* Fill memory with pages of one kind; then give back those of one page block that @which wants. */
static struct page *fill_but(struct kunit *test, gfp_t gfp, struct list_head *list,
			     bool (*which)(unsigned long index))
{
	struct page *page, *next;
	unsigned long block;

	mm_test_eat((gfp & ~__GFP_RECLAIM) | ALL_OF_IT, 0, list);
	KUNIT_ASSERT_FALSE(test, list_empty(list));
	/* A block in the middle, all of which is ours. */
	block = (normal()->zone_start_pfn + normal()->spanned_pages / 2) >> pageblock_order;
	list_for_each_entry_safe(page, next, list, lru) {
		unsigned long pfn = page_to_pfn(page);

		if (pfn >> pageblock_order != block || !which(pfn & (pageblock_nr_pages - 1)))
			continue;
		list_del(&page->lru);
		__free_page(page);
	}
	return pfn_to_page(block << pageblock_order);
}

static bool all(unsigned long index)
{
	return true;
}

static bool few(unsigned long index)
{
	return index % 8 == 3;
}

static bool most(unsigned long index)
{
	return index % 4 != 3;
}

/* What cannot be moved takes a free block as a whole, and stays in it. */
static void a_free_block_changes_hands(struct kunit *test)
{
	struct page *block;
	LIST_HEAD(list);

	boot(test, NULL);
	block = fill_but(test, MOVABLE, &list, all);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(block), MIGRATE_MOVABLE);
	take(test, UNMOVABLE | ALL_OF_IT, 0, &list);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(block), MIGRATE_UNMOVABLE);
	for (unsigned long i = 1; i < pageblock_nr_pages; i++)
		KUNIT_ASSERT_EQ(test,
				page_to_pfn(take(test, UNMOVABLE | ALL_OF_IT, 0, &list)) >>
					pageblock_order,
				page_to_pfn(block) >> pageblock_order);
	KUNIT_EXPECT_NULL(test, alloc_page(UNMOVABLE | ALL_OF_IT | ONCE));
	mm_test_spit(0, &list);
}

/* More than half of a block is free: it is the thief's.  Less: he gets a page and no more. */
static void a_used_block_changes_hands_by_half(struct kunit *test)
{
	struct page *block;
	LIST_HEAD(list);

	boot(test, NULL);
	block = fill_but(test, MOVABLE, &list, few);
	take(test, UNMOVABLE | ALL_OF_IT, 0, &list);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(block), MIGRATE_MOVABLE);
	mm_test_spit(0, &list);
	mm_test_halt(test);

	boot(test, NULL);
	block = fill_but(test, MOVABLE, &list, most);
	take(test, UNMOVABLE | ALL_OF_IT, 0, &list);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(block), MIGRATE_UNMOVABLE);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

/* Movable pages can be cleared away again: they take no block from what cannot be. */
static void movable_pages_take_crumbs(struct kunit *test)
{
	struct page *block, *page;
	LIST_HEAD(list);

	boot(test, NULL);
	mm_test_needs(test, SZ_1M);
	block = fill_but(test, UNMOVABLE, &list, most);
	page = take(test, MOVABLE | ALL_OF_IT, 0, &list);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(block), MIGRATE_UNMOVABLE);
	/* The smallest that was there, not a piece of the larger: indices 0, 1, 2 of each four. */
	KUNIT_EXPECT_EQ(test, page_to_pfn(page) & 3, 2ul);
	mm_test_spit(0, &list);
}

/* Memory that is nearly used up, in blocks as large as may be. */
static void eat_to_the_mark(gfp_t gfp, struct list_head *list)
{
	while (normal()->free_pages > min_wmark_pages(normal())) {
		struct page *page = alloc_page(gfp | ONCE);

		if (!page)
			break;
		list_add(&page->lru, list);
	}
}

static void blocks_are_kept_for_the_urgent(struct kunit *test)
{
	struct zone *zone;
	struct page *page;
	unsigned long closed;
	LIST_HEAD(list);
	LIST_HEAD(pairs);

	boot(test, NULL);
	zone = normal();
	eat_to_the_mark(GFP_KERNEL, &list);
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | ONCE, 1));
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, 0ul);
	page = take(test, GFP_ATOMIC, 1, &pairs);
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(page), MIGRATE_HIGHATOMIC);
	/* Its free pages are there for the next one alone, even when others give much back. */
	mm_test_spit(1, &pairs);
	mm_test_spit(0, &list);
	mm_test_eat(GFP_KERNEL | ONCE, 0, &list);
	list_for_each_entry(page, &list, lru)
		KUNIT_ASSERT_NE(test, get_pageblock_migratetype(page), MIGRATE_HIGHATOMIC);
	take(test, GFP_ATOMIC, 1, &pairs);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(list_first_entry(&pairs, struct page, lru)),
			MIGRATE_HIGHATOMIC);
	mm_test_spit(1, &pairs);
	/* The last block is given up only where nothing else helps. */
	closed = zone->nr_reserved_highatomic;
	KUNIT_EXPECT_FALSE(test, unreserve_highatomic(zone, false));
	KUNIT_EXPECT_TRUE(test, unreserve_highatomic(zone, true));
	KUNIT_EXPECT_EQ(test, zone->nr_reserved_highatomic, closed - pageblock_nr_pages);
	KUNIT_EXPECT_FALSE(test, unreserve_highatomic(zone, true));
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

static void an_isolated_block_serves_no_one(struct kunit *test)
{
	struct zone *zone;
	struct page *block, *page, *next;
	unsigned long free, mine = 0;
	LIST_HEAD(list);
	LIST_HEAD(rest);

	boot(test, NULL);
	zone = normal();
	block = fill_but(test, MOVABLE, &list, few);
	free = zone->free_pages;
	KUNIT_EXPECT_TRUE(test, buddy_isolate(zone, page_to_pfn(block)));
	KUNIT_EXPECT_FALSE(test, buddy_isolate(zone, page_to_pfn(block) + 5));
	KUNIT_EXPECT_EQ(test, zone->free_pages, free - pageblock_nr_pages / 8);
	KUNIT_EXPECT_EQ(test, zone->isolated_pages, pageblock_nr_pages / 8);
	KUNIT_EXPECT_NULL(test, alloc_page(MOVABLE | ALL_OF_IT | ONCE));
	/* What is freed in it stays in it. */
	list_for_each_entry_safe(page, next, &list, lru)
		if (page_to_pfn(page) >> pageblock_order == page_to_pfn(block) >> pageblock_order) {
			list_del(&page->lru);
			__free_page(page);
			mine++;
		}
	KUNIT_EXPECT_EQ(test, mine, pageblock_nr_pages - pageblock_nr_pages / 8);
	KUNIT_EXPECT_EQ(test, zone->isolated_pages, pageblock_nr_pages);
	KUNIT_EXPECT_NULL(test, alloc_page(MOVABLE | ALL_OF_IT | ONCE));
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	/* It can be taken as it lies... */
	KUNIT_EXPECT_EQ(test,
			buddy_take_range(zone, page_to_pfn(block),
					 page_to_pfn(block) + pageblock_nr_pages, &rest),
			pageblock_nr_pages);
	KUNIT_EXPECT_PTR_EQ(test, list_first_entry(&rest, struct page, lru), block);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	list_for_each_entry_safe(page, next, &rest, lru)
		buddy_free(zone, page, 0);
	/* ...and serves again, as another kind if need be. */
	buddy_unisolate(zone, page_to_pfn(block), MIGRATE_RECLAIMABLE);
	KUNIT_EXPECT_EQ(test, zone->isolated_pages, 0ul);
	KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(block), MIGRATE_RECLAIMABLE);
	page = take(test, RECLAIMABLE | ALL_OF_IT, pageblock_order, &rest);
	KUNIT_EXPECT_PTR_EQ(test, page, block);
	__free_pages(page, pageblock_order);
	mm_test_spit(0, &list);
}

/* An isolated half of a block of the largest order does not join the other half. */
static void isolation_cuts_large_blocks(struct kunit *test)
{
	unsigned long pfn;
	struct zone *zone;

	if (MAX_PAGE_ORDER == pageblock_order)
		kunit_skip(test, "a page block is the largest block");
	boot(test, NULL);
	zone = normal();
	pfn = ALIGN(zone->zone_start_pfn + zone->spanned_pages / 2, MAX_ORDER_NR_PAGES);
	buddy_give_birth(zone, pfn, pfn + MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_TRUE(test, buddy_isolate(zone, pfn + pageblock_nr_pages));
	KUNIT_EXPECT_EQ(test, zone->isolated_pages, pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, page_block_order(pfn_to_page(pfn)), pageblock_order);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	buddy_unisolate(zone, pfn + pageblock_nr_pages, MIGRATE_MOVABLE);
	KUNIT_EXPECT_EQ(test, page_block_order(pfn_to_page(pfn)), (unsigned int)MAX_PAGE_ORDER);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

/* Frames leave a zone and come back; those unborn between two others, too. */
static void frames_come_and_go(struct kunit *test)
{
	unsigned long pfn, n = 2 * MAX_ORDER_NR_PAGES, free, managed;
	struct zone *zone;

	boot(test, NULL);
	zone = normal();
	free = zone->free_pages;
	managed = zone->managed_pages;
	pfn = ALIGN(zone->zone_start_pfn + zone->spanned_pages / 2, MAX_ORDER_NR_PAGES);
	/* In the middle of what is unborn nothing can leave. */
	KUNIT_EXPECT_EQ(test, buddy_remove_range(zone, pfn, pfn + n), 0ul);
	buddy_give_birth(zone, pfn, pfn + n);
	KUNIT_EXPECT_EQ(test, zone->free_pages, free);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	KUNIT_EXPECT_EQ(test, buddy_remove_range(zone, pfn, pfn + n), n);
	zone->managed_pages -= n;
	KUNIT_EXPECT_EQ(test, zone->free_pages, free - n);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	buddy_add_range(zone, pfn, pfn + n);
	zone->managed_pages += n;
	KUNIT_EXPECT_EQ(test, zone->free_pages, free);
	KUNIT_EXPECT_EQ(test, zone->managed_pages, managed);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

static void lent_blocks_hold_movable_pages_alone(struct kunit *test)
{
	const struct machine_config config = { .cma = 4 * MM_TEST_BLOCK };
	unsigned long lent = 0;
	struct zone *zone;
	struct page *page;
	LIST_HEAD(list);

	boot(test, &config);
	zone = normal();
	KUNIT_EXPECT_EQ(test, zone->cma_pages, 4 * MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_EQ(test, zone->free_cma_pages, zone->cma_pages);
	mm_test_eat(ALL_OF_IT, 0, &list);
	KUNIT_EXPECT_EQ(test, zone->free_pages, zone->free_cma_pages);
	KUNIT_EXPECT_EQ(test, zone->free_cma_pages, zone->cma_pages);
	while ((page = alloc_page(__GFP_MOVABLE | ALL_OF_IT))) {
		lent += get_pageblock_migratetype(page) == MIGRATE_CMA;
		list_add(&page->lru, &list);
	}
	KUNIT_EXPECT_EQ(test, lent, zone->cma_pages);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

static void the_movable_zone_holds_movable_pages_alone(struct kunit *test)
{
	const struct machine_config config = { .movable = 4 * MM_TEST_BLOCK };
	struct zone *movable;
	struct page *page;
	LIST_HEAD(list);

	boot(test, &config);
	mm_test_needs(test, SZ_1M);
	movable = &NODE_DATA(0)->node_zones[ZONE_MOVABLE];
	KUNIT_EXPECT_EQ(test, movable->present_pages, 4 * MAX_ORDER_NR_PAGES);
	page = take(test, GFP_HIGHUSER_MOVABLE, 0, &list);
	KUNIT_EXPECT_EQ(test, page_zonenum(page), ZONE_MOVABLE);
	KUNIT_EXPECT_NOT_NULL(test, page_address(page));
	/* Movable, but not where user memory goes; and where it goes, but not movable. */
	KUNIT_EXPECT_EQ(test, page_zonenum(take(test, MOVABLE, 0, &list)), ZONE_NORMAL);
	KUNIT_EXPECT_EQ(test, page_zonenum(take(test, GFP_HIGHUSER, 0, &list)), ZONE_NORMAL);
	mm_test_eat(ALL_OF_IT, 0, &list);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), movable->free_pages);
	KUNIT_EXPECT_GT(test, movable->free_pages, 0ul);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

/* Too small for a few blocks of each kind: there is but one. */
static void small_machines_do_not_group(struct kunit *test)
{
	const struct machine_config config = { .memory = 2 * MM_TEST_BLOCK };

	boot(test, &config);
	KUNIT_EXPECT_EQ(test, page_group_by_mobility_disabled,
			2 * MAX_ORDER_NR_PAGES < 2 * MIGRATE_TYPES * pageblock_nr_pages);
}

static struct kunit_case pageblock_cases[] = {
	KUNIT_CASE(kinds_stay_apart),
	KUNIT_CASE(kinds_mix_where_told_so),
	KUNIT_CASE(a_free_block_changes_hands),
	KUNIT_CASE(a_used_block_changes_hands_by_half),
	KUNIT_CASE(movable_pages_take_crumbs),
	KUNIT_CASE(blocks_are_kept_for_the_urgent),
	KUNIT_CASE(an_isolated_block_serves_no_one),
	KUNIT_CASE(isolation_cuts_large_blocks),
	KUNIT_CASE(frames_come_and_go),
	KUNIT_CASE(lent_blocks_hold_movable_pages_alone),
	KUNIT_CASE(the_movable_zone_holds_movable_pages_alone),
	KUNIT_CASE(small_machines_do_not_group),
	{},
};

static struct kunit_suite pageblock_suite = {
	.name = "pageblock",
	.test_cases = pageblock_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};

kunit_test_suite(pageblock_suite);
