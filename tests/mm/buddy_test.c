// SPDX-License-Identifier: MIT
/*
 * The buddy system: everything taken and everything back, in every order, and joined again.
 *
 * The machines here are used up to the last page; PF_MEMALLOC opens the reserves for that.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

#define ALL_OF_IT (GFP_HIGHUSER | __GFP_MEMALLOC | __GFP_NOWARN | __GFP_NORETRY)

/* Free blocks of the largest order, born or not. */
static unsigned long largest_blocks(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
			n += zone->free_area[MAX_PAGE_ORDER].nr_free +
			     ((zone->unborn_end - zone->unborn_pfn) >> MAX_PAGE_ORDER);
	return n;
}

/* Each order by itself takes the machine down to nothing that it can use, and back. */
static void buddy_exhausted_by_each_order(struct kunit *test)
{
	unsigned long free = mm_test_settle(), largest = largest_blocks();

	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order += 1 + order / 4) {
		LIST_HEAD(list);
		unsigned long n = mm_test_eat(ALL_OF_IT, order, &list), could = 0;
		struct zone *zone;

		pcp_drain_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free - (n << order));
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			for_each_zone_of(zone, nid) could |= mm_test_orders(zone) >> order;
		KUNIT_EXPECT_EQ_MSG(test, could, 0ul, "a block of order %u was left", order);
		if (!order)
			KUNIT_EXPECT_EQ(test, nr_free_pages(), 0ul);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		mm_test_spit(order, &list);
		pcp_drain_all();
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, largest_blocks(), largest);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
	}
}

/* With every other page in use nothing joins; without them everything does. */
static void buddy_joins_after_fragmentation(struct kunit *test)
{
	unsigned long free = mm_test_settle(), largest = largest_blocks(), kept = 0;
	struct page *page, *next;
	LIST_HEAD(even);
	LIST_HEAD(odd);

	KUNIT_EXPECT_EQ(test, mm_test_eat(ALL_OF_IT, 0, &even), free);
	list_for_each_entry_safe(page, next, &even, lru)
		if (page_to_pfn(page) & 1) {
			list_move(&page->lru, &odd);
			kept++;
		}
	mm_test_spit(0, &even);
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - kept);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	KUNIT_EXPECT_NULL(test, alloc_pages(ALL_OF_IT, 1));
	KUNIT_EXPECT_EQ(test, largest_blocks(), 0ul);
	mm_test_spit(0, &odd);
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_EQ(test, largest_blocks(), largest);
}

/* Blocks of random orders are handed back in random order, the invariants proven meanwhile. */
static void buddy_random_orders(struct kunit *test)
{
	unsigned long free = mm_test_settle(), largest = largest_blocks();
	struct list_head lists[NR_PAGE_ORDERS];
	struct rnd_state rnd;
	unsigned int order;

	prandom_seed_state(&rnd, kunit_seed());
	for (order = 0; order <= MAX_PAGE_ORDER; order++)
		INIT_LIST_HEAD(&lists[order]);
	for (int round = 0; round < 6; round++) {
		for (;;) {
			struct page *page;

			order = prandom_u32_state(&rnd) % NR_PAGE_ORDERS;
			page = alloc_pages(ALL_OF_IT, order);
			if (!page)
				break;
			if (prandom_u32_state(&rnd) & 1)
				list_add(&page->lru, &lists[order]);
			else
				list_add_tail(&page->lru, &lists[order]);
		}
		KUNIT_EXPECT_EQ_MSG(test, page_check(), 0, "seed %llu", kunit_seed());
		/* Some orders stay for the next round. */
		for (order = 0; order <= MAX_PAGE_ORDER; order++)
			if (round == 5 || prandom_u32_state(&rnd) & 1)
				mm_test_spit(order, &lists[order]);
		KUNIT_EXPECT_EQ_MSG(test, page_check(), 0, "seed %llu", kunit_seed());
	}
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_EQ(test, largest_blocks(), largest);
}

/* Frames that no one asked for are never born: the map of a large machine stays untouched. */
static void buddy_births_on_demand(struct kunit *test)
{
	struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
	unsigned long unborn = zone->unborn_end - zone->unborn_pfn, first = zone->unborn_pfn;
	struct page *page = NULL;
	LIST_HEAD(list);

	/* All RAM but the ragged ends starts unborn. */
	KUNIT_EXPECT_GE(test, unborn + 3 * MAX_ORDER_NR_PAGES, zone->managed_pages);
	while (zone->unborn_pfn == first) {
		page = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &list);
	}
	KUNIT_EXPECT_EQ(test, zone->unborn_pfn, first + MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_EQ(test, page_to_pfn(page), first);
	mm_test_spit(MAX_PAGE_ORDER, &list);
	/* What was born before serves again, before anything new is. */
	for (int i = 0; i < 3; i++) {
		page = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_pages(page, MAX_PAGE_ORDER);
	}
	KUNIT_EXPECT_EQ(test, zone->unborn_pfn, first + MAX_ORDER_NR_PAGES);
}

/* The words of /proc/buddyinfo add up to what is free. */
static void buddyinfo_adds_up(struct kunit *test)
{
	char *text = kunit_kzalloc(test, SZ_4K, GFP_KERNEL);
	struct textbuf t = { .buf = text, .size = SZ_4K };
	unsigned long sum = 0;
	const char *at;

	KUNIT_ASSERT_NOT_NULL(test, text);
	pcp_drain_all();
	buddyinfo_show(&t);
	KUNIT_ASSERT_LT(test, t.len, (size_t)SZ_4K);
	for (at = text; *at; at++) {
		char zone[16];
		int nid, used;

		KUNIT_ASSERT_EQ(test, sscanf(at, "Node %d, zone %15s%n", &nid, zone, &used), 2);
		at += used;
		for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
			unsigned long n;

			KUNIT_ASSERT_EQ(test, sscanf(at, "%lu%n", &n, &used), 1);
			at += used;
			sum += n << order;
		}
		at = strchr(at, '\n');
		KUNIT_ASSERT_NOT_NULL(test, at);
	}
	KUNIT_EXPECT_EQ(test, sum, nr_free_pages());
}

/* ---- what page_check() has to notice --------------------------------------------------------- */

/*
 * A machine of one zone with free blocks of order 0: pages[1] and pages[3] are free, 0 and 2 not.
 */
static struct page *fragment(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 2);
	__free_page(page + 1);
	__free_page(page + 3);
	pcp_drain_all();
	KUNIT_ASSERT_TRUE(test, PageBuddy(page + 1));
	KUNIT_ASSERT_EQ(test, page_check(), 0);
	return page;
}

static void mend(struct kunit *test, struct page *page)
{
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	__free_page(page);
	__free_page(page + 2);
}

static void page_check_counts(struct kunit *test)
{
	struct page *page = fragment(test);
	struct zone *zone = page_zone(page);
	unsigned long managed = zone->managed_pages;

	zone->free_pages++;
	MM_TEST_NOTICED(test, page_check, "free_pages is not the sum of its parts");
	zone->free_pages -= 2;
	MM_TEST_NOTICED(test, page_check, "free_pages is not the sum of its parts");
	zone->free_pages++;
	zone->free_area[0].nr_free++;
	MM_TEST_NOTICED(test, page_check, "the count of free blocks is wrong");
	zone->free_area[0].nr_free -= 2;
	MM_TEST_NOTICED(test, page_check, "the count of free blocks is wrong");
	zone->free_area[0].nr_free++;
	zone->orders[MIGRATE_MOVABLE] ^= 1;
	MM_TEST_NOTICED(test, page_check, "the bit of the order is wrong");
	zone->orders[MIGRATE_MOVABLE] ^= 1;
	zone->unborn_pfn -= MAX_ORDER_NR_PAGES;
	MM_TEST_NOTICED(test, page_check, "free_pages is not the sum of its parts");
	zone->unborn_pfn += MAX_ORDER_NR_PAGES;
	zone->managed_pages = zone->free_pages - 1;
	MM_TEST_NOTICED(test, page_check, "not free <= managed <= present <= spanned");
	zone->managed_pages = zone->present_pages + 1;
	MM_TEST_NOTICED(test, page_check, "not free <= managed <= present <= spanned");
	zone->managed_pages = managed;
	mend(test, page);
}

static void page_check_heads(struct kunit *test)
{
	struct page *page = fragment(test), *head = page + 1;
	unsigned long flags = head->flags, used = page->flags;

	head->flags &= ~(1ul << PG_buddy);
	MM_TEST_NOTICED(test, page_check, "a free head does not say so");
	head->flags = flags + (1ul << PAGE_ORDER_SHIFT);
	MM_TEST_NOTICED(test, page_check, "a free head does not say so");
	head->flags = flags ^ (1ul << PAGE_ZONE_SHIFT);
	MM_TEST_NOTICED(test, page_check, "a free block is in another zone's list");
	head->flags = flags;
	set_page_count(head, 1);
	MM_TEST_NOTICED(test, page_check, "a free page has references");
	set_page_count(head, 0);
	/* A buddy that is free by its own word, in no list. */
	page->flags = flags;
	MM_TEST_NOTICED(test, page_check, "two free buddies were not joined");
	page->flags = used;
	mend(test, page);
}

static void page_check_insides(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, min(5, MAX_PAGE_ORDER));

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, min(5, MAX_PAGE_ORDER));
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	page[7].flags |= 1ul << PG_live;
	MM_TEST_NOTICED(test, page_check, "a page inside a free block has a life of its own");
	page[7].flags &= ~(1ul << PG_live);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

static void page_check_lists(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	if (!port.slot_base)
		kunit_skip(test, "the CPUs of this board have no lists");
	flags = page->flags;
	KUNIT_ASSERT_TRUE(test, flags & (1ul << PG_pcp));
	page->flags &= ~(1ul << PG_pcp);
	MM_TEST_NOTICED(test, page_check, "a block in a per-CPU list does not say so");
	page->flags = flags + (1ul << PAGE_ORDER_SHIFT);
	MM_TEST_NOTICED(test, page_check, "a block in a per-CPU list does not say so");
	page->flags = flags;
	set_page_count(page, 1);
	MM_TEST_NOTICED(test, page_check, "a block in a per-CPU list does not say so");
	set_page_count(page, 0);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

static int buddy_plain_init(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	return 0;
}

static struct kunit_case buddy_cases[] = {
	KUNIT_CASE_PARAM(buddy_exhausted_by_each_order, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(buddy_joins_after_fragmentation, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(buddy_random_orders, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(buddyinfo_adds_up, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite buddy_suite = {
	.name = "buddy",
	.init = mm_test_init,
	.test_cases = buddy_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case page_check_cases[] = {
	KUNIT_CASE(buddy_births_on_demand), KUNIT_CASE(page_check_counts),
	KUNIT_CASE(page_check_heads),	    KUNIT_CASE(page_check_insides),
	KUNIT_CASE(page_check_lists),	    {},
};

static struct kunit_suite page_check_suite = {
	.name = "page_check",
	.init = buddy_plain_init,
	.test_cases = page_check_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&buddy_suite, &page_check_suite);
