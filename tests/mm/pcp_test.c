// SPDX-License-Identifier: MIT
/* Per-CPU lists: what they hold, their two ends, and how batches grow. */
#include <kunit/test.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

/* Large enough for lists of every kind; of it only what is touched is there. */
static const struct mm_test_world large = {
	.config = { .profile = PROFILE_NOMMU, .memory = SZ_1G, .nodes = 1, .cpus = 1 },
};

static struct zone *normal(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_NORMAL];
}

static int pcp_test_init(struct kunit *test)
{
	mm_test_boot(test, &large);
	return 0;
}

/* A block that was just freed comes from the list: the zone does not notice. */
static void lists_serve_small_and_huge(struct kunit *test)
{
	const unsigned int orders[] = { 0, 1, 2, 3, pageblock_order };

	for (unsigned int i = 0; i < ARRAY_SIZE(orders); i++) {
		struct page *page = alloc_pages(GFP_KERNEL, orders[i]), *again;
		unsigned long free;

		KUNIT_ASSERT_NOT_NULL(test, page);
		free = normal()->free_pages;
		__free_pages(page, orders[i]);
		KUNIT_EXPECT_EQ(test, normal()->free_pages, free);
		again = alloc_pages(GFP_KERNEL, orders[i]);
		KUNIT_EXPECT_PTR_EQ(test, again, page);
		KUNIT_EXPECT_EQ(test, normal()->free_pages, free);
		__free_pages(again, orders[i]);
	}
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

/* Each kind of page has lists of its own. */
static void lists_keep_kinds_apart(struct kunit *test)
{
	struct page *movable = alloc_page(GFP_USER | __GFP_MOVABLE), *fixed;

	KUNIT_ASSERT_NOT_NULL(test, movable);
	__free_page(movable);
	fixed = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_PTR_NE(test, fixed, movable);
	__free_page(fixed);
	KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_USER | __GFP_MOVABLE), movable);
	__free_page(movable);
}

static void cold_pages_wait(struct kunit *test)
{
	struct page *cold = alloc_page(GFP_KERNEL), *warm = alloc_page(GFP_KERNEL), *page;
	LIST_HEAD(list);

	KUNIT_ASSERT_NOT_NULL(test, cold);
	KUNIT_ASSERT_NOT_NULL(test, warm);
	free_hot_cold_page(warm, 0);
	free_hot_cold_page(cold, 1);
	/* The last freed would come first, were it not cold... */
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, page, warm);
	__free_page(page);
	/* ...as who will not touch it at once says that he likes it to be. */
	page = alloc_page(GFP_KERNEL | __GFP_COLD);
	KUNIT_EXPECT_PTR_EQ(test, page, cold);
	free_hot_cold_page(page, 1);
	/* When the warm ones have run out it goes like any other, before the zone is asked. */
	while (slots_count(&normal()->pcp[0].order[0])) {
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_PTR_NE(test, page, cold);
		list_add(&page->lru, &list);
	}
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, page, cold);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

/* Who only takes gets twice as much each time, up to half a list; who gives back, less again. */
static void batches_adapt(struct kunit *test)
{
	u32 capacity = normal()->pcp[0].order[0].capacity;
	unsigned long batch = 0, last = 0, first = 0;
	LIST_HEAD(list);

	KUNIT_ASSERT_GT(test, capacity, 100u);
	pcp_drain_all();
	memset(normal()->pcp_tune, 0, sizeof(normal()->pcp_tune));
	for (int i = 0; i < 6; i++) {
		unsigned long free = normal()->free_pages;

		while (normal()->free_pages == free) {
			struct page *page = alloc_page(GFP_KERNEL);

			KUNIT_ASSERT_NOT_NULL(test, page);
			list_add(&page->lru, &list);
		}
		batch = free - normal()->free_pages;
		if (!i)
			first = batch;
		else
			KUNIT_EXPECT_TRUE(test, batch == 2 * last || batch == last ||
							batch == (capacity + 1) / 2 ||
							batch == 256);
		KUNIT_EXPECT_LE(test, batch, (capacity + 1ul) / 2);
		last = batch;
	}
	KUNIT_EXPECT_GE(test, batch, 4 * first);
	mm_test_spit(0, &list);
	/* All went back in growing batches, so the next refill is a small one. */
	pcp_drain_all();
	batch = normal()->free_pages;
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_LT(test, batch - normal()->free_pages, last);
}

/* Pages are counted when they leave the zone and when they come back. */
static void batches_are_counted(struct kunit *test)
{
	static unsigned long before[NR_VM_EVENT_ITEMS], after[NR_VM_EVENT_ITEMS];
	unsigned long free = mm_test_settle();
	LIST_HEAD(list);

	all_vm_events(before);
	KUNIT_EXPECT_GT(test, mm_test_eat(GFP_NOWAIT | __GFP_NORETRY, 3, &list), 100ul);
	mm_test_spit(3, &list);
	pcp_drain_all();
	all_vm_events(after);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_GT(test, after[PGALLOC_NORMAL] - before[PGALLOC_NORMAL], free / 2);
	KUNIT_EXPECT_EQ(test, after[PGALLOC_NORMAL] - before[PGALLOC_NORMAL],
			after[PGFREE] - before[PGFREE]);
}

static void a_page_changed_while_free_is_noticed(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	SetPageReferenced(page);
	MM_TEST_NOTICED(test, page_check, "a block in a per-CPU list does not say so");
	MM_TEST_ONE_REPORT(test, "the page was changed after it was freed",
			   KUNIT_EXPECT_PTR_EQ(test, alloc_page(GFP_KERNEL), page));
	KUNIT_EXPECT_FALSE(test, PageReferenced(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	__free_page(page);
}

static struct kunit_case pcp_cases[] = {
	KUNIT_CASE(lists_serve_small_and_huge),
	KUNIT_CASE(lists_keep_kinds_apart),
	KUNIT_CASE(cold_pages_wait),
	KUNIT_CASE(batches_adapt),
	KUNIT_CASE(batches_are_counted),
	KUNIT_CASE(a_page_changed_while_free_is_noticed),
	{},
};

static struct kunit_suite pcp_suite = {
	.name = "pcp",
	.init = pcp_test_init,
	.test_cases = pcp_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};

kunit_test_suite(pcp_suite);
