// SPDX-License-Identifier: MIT
/*
 * Pages used wrongly: each mistake is one report that names it, and costs no page.
 *
 * MM_TEST_ONE_REPORT() proves the free areas after each; the end of the case, that none is lost.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/page/page.h>
#include <mm/vmalloc/vmalloc.h>
#include <tests/mm/mm_test.h>

static void free_wrong_order(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	static const unsigned int orders[][2] = {
		{ 0, 1 },
		{ 1, 0 },
		{ 2, 3 },
		{ 3, 2 },
		{ 0, MAX_PAGE_ORDER - 1 },
		{ MAX_PAGE_ORDER - 1, 0 },
		{ 5, 4 },
		{ 0, 99 },
	};
	static const gfp_t gfps[] = { GFP_KERNEL, GFP_KERNEL | __GFP_COMP };

	for (size_t g = 0; g < ARRAY_SIZE(gfps); g++)
		for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
			unsigned long free = nr_free_pages();
			struct page *page = alloc_pages(gfps[g], orders[i][0]);
			char words[80];

			KUNIT_ASSERT_NOT_NULL(test, page);
			snprintf(words, sizeof(words),
				 "BUG: Bad page state, pfn:%05lx: "
				 "freed with order %u, allocated with order %u\n",
				 page_to_pfn(page), orders[i][1], orders[i][0]);
			MM_TEST_ONE_REPORT(test, words, __free_pages(page, orders[i][1]));
			/* It was freed whole. */
			KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		}
}

static void free_twice(struct kunit *test)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);
		unsigned long free;

		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_pages(page, order);
		free = nr_free_pages();
		/* In a list, or joined with its buddy into something larger. */
		MM_TEST_ONE_REPORT(test, "BUG: Bad page state, pfn:", __free_pages(page, order));
		pcp_drain_all();
		MM_TEST_ONE_REPORT(test, "BUG: Bad page state, pfn:", __free_pages(page, order));
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	}
}

/* The words differ with where the block went; here each place is made certain. */
static void free_twice_says_so(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 1), *page;

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, 1);
	page = block + 1;
	__free_page(page);
	/* Its buddy is in use, so it stays what it is, in a list and in the zone. */
	MM_TEST_ONE_REPORT(test, ": the page is free already", __free_page(page));
	pcp_drain_all();
	MM_TEST_ONE_REPORT(test, ": the page is free already",
			   free_page((unsigned long)page_address(page)));
	__free_page(block);
	pcp_drain_all();
	MM_TEST_ONE_REPORT(test, ": the page was not allocated", __free_page(page));
}

static void free_inside_a_block(struct kunit *test)
{
	static const gfp_t gfps[] = { GFP_KERNEL, GFP_KERNEL | __GFP_COMP };

	for (size_t g = 0; g < ARRAY_SIZE(gfps); g++)
		for (unsigned int order = 1; order <= MAX_PAGE_ORDER; order++) {
			struct page *page = alloc_pages(gfps[g], order);
			unsigned long free = nr_free_pages();
			char words[80];

			KUNIT_ASSERT_NOT_NULL(test, page);
			snprintf(words, sizeof(words),
				 ": free inside a block of order %u that starts at pfn %lx\n",
				 order, page_to_pfn(page));
			MM_TEST_ONE_REPORT(test, words, __free_page(page + 1));
			MM_TEST_ONE_REPORT(test, words,
					   __free_pages(page + (1ul << order) - 1, order));
			MM_TEST_ONE_REPORT(test, words,
					   __free_pages(page + (1ul << (order - 1)), order - 1));
			KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
			__free_pages(page, order);
			KUNIT_EXPECT_EQ(test, nr_free_pages(), free + (1ul << order));
		}
}

static struct page *unborn_page(void)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(
			zone, nid) if (zone->unborn_pfn <
				       zone->unborn_end) return pfn_to_page(zone->unborn_pfn + 3);
	return NULL;
}

static void free_never_allocated(struct kunit *test)
{
	struct page *page = unborn_page();

	KUNIT_ASSERT_NOT_NULL(test, page);
	MM_TEST_ONE_REPORT(test, ": the page was not allocated", __free_page(page));
	MM_TEST_ONE_REPORT(test, ": the page was not allocated", __free_pages(page, 2));
	/* The memory map itself, and the frame at 0, which is kept back. */
	MM_TEST_ONE_REPORT(test, ": the page was not allocated",
			   free_page((unsigned long)mem_map & PAGE_MASK));
	if (pfn_valid(0))
		MM_TEST_ONE_REPORT(test, ": the page was not allocated",
				   __free_page(pfn_to_page(0)));
}

static void free_foreign_address(struct kunit *test)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);
	unsigned long on_stack = (unsigned long)&addr & PAGE_MASK;

	KUNIT_ASSERT_NE(test, addr, 0ul);
	/* On a small board stacks stand in RAM, beside the machine's. */
	if (on_stack - PAGE_OFFSET >= lowmem_bytes)
		MM_TEST_ONE_REPORT(test, "BUG: Bad page free: address ", free_page(on_stack));
	MM_TEST_ONE_REPORT(test, "BUG: Bad page free: address ",
			   free_page(PAGE_OFFSET - PAGE_SIZE));
	MM_TEST_ONE_REPORT(test, "BUG: Bad page free: address ",
			   free_page(PAGE_OFFSET + lowmem_bytes));
	MM_TEST_ONE_REPORT(test, "BUG: Bad page free: address ", free_page(addr + 16));
	MM_TEST_ONE_REPORT(test, "BUG: Bad page free: address ", free_pages(addr + 8, 3));
	free_page(addr);
}

static void free_vmalloc_address(struct kunit *test)
{
	void *p = vmalloc(3 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	if (is_vmalloc_addr(p))
		MM_TEST_ONE_REPORT(test, "BUG: Bad page free: address ",
				   free_page((unsigned long)p));
	vfree(p);
	vmalloc_purge();
}

/* A struct page of no frame: on the stack, of zeros or of what a live page has; between two. */
static void free_foreign_struct(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), fake = {};
	char words[80];

	KUNIT_ASSERT_NOT_NULL(test, page);
	snprintf(words, sizeof(words),
		 "BUG: Bad page free: %px is not the struct page of a frame\n", &fake);
	MM_TEST_ONE_REPORT(test, words, __free_page(&fake));
	MM_TEST_ONE_REPORT(test, words, __free_pages(&fake, 3));
	MM_TEST_ONE_REPORT(test, " is not the struct page of a frame\n",
			   __free_page((struct page *)((char *)page + 8)));
	__free_page(page);
}

static void free_static_address(struct kunit *test)
{
	static char buffer[16];
	char words[80];

	snprintf(words, sizeof(words), "BUG: Bad page free: address %px is not that of a page\n",
		 (void *)((unsigned long)buffer & PAGE_MASK));
	MM_TEST_ONE_REPORT(test, words, free_page((unsigned long)buffer & PAGE_MASK));
	/* There is nothing at NULL, and that is fine. */
	free_page(0);
	free_pages(0, 5);
}

/* Pages by the exact byte are single ones: given back by order, only the first is. */
static void free_exact_pages_by_order(struct kunit *test)
{
	void *p = alloc_pages_exact(3 * PAGE_SIZE, GFP_KERNEL);
	struct page *page;
	unsigned long free;

	KUNIT_ASSERT_NOT_NULL(test, p);
	free = nr_free_pages();
	MM_TEST_ONE_REPORT(test, ": freed with order 2, allocated with order 0\n",
			   free_pages((unsigned long)p, 2));
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 1);
	free_pages_exact((char *)p + PAGE_SIZE, 2 * PAGE_SIZE);

	/* More than there was: what lies behind is not the caller's. */
	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 2);
	__free_page(page + 3);
	kunit_expect_reports(test, 1);
	capture_start();
	free_pages_exact(page_address(page), 4 * PAGE_SIZE);
	KUNIT_EXPECT_NOT_NULL(test, strstr(capture_stop(), "BUG: Bad page state, pfn:"));
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

static void free_slab_page(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("page_misuse", 500, 0, SLAB_NO_MERGE, NULL);
	struct page *page;
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, s);
	object = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	page = virt_to_head_page(object);
	KUNIT_EXPECT_TRUE(test, PageSlab(page));
	MM_TEST_ONE_REPORT(test, ": a page of a slab is freed as a page",
			   __free_pages(page, compound_order(page)));
	MM_TEST_ONE_REPORT(test, ": a page of a slab is freed as a page",
			   free_page((unsigned long)page_address(page)));
	if (PageHead(page))
		MM_TEST_ONE_REPORT(test, ": a page of a slab is freed as a page",
				   __free_page(page + 1));
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

/* What the user of a page left in it would be found by the next one. */
static void free_with_leftovers(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	page->mapping = (struct address_space *)page;
	MM_TEST_ONE_REPORT(test, ": non-NULL mapping", __free_page(page));

	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	atomic_inc(&page->_mapcount);
	MM_TEST_ONE_REPORT(test, ": nonzero mapcount", __free_page(page));

	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	SetPageLocked(page);
	MM_TEST_ONE_REPORT(test, ": PAGE_FLAGS_CHECK_AT_FREE flag(s) set", __free_page(page));

	/* These are the user's to leave. */
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	SetPageUptodate(page);
	SetPageDirty(page);
	SetPagePrivate(page);
	SetPageReserved(page);
	set_page_private(page, 5);
	page->index = 77;
	__free_page(page);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageUptodate(page) || PageDirty(page) || PagePrivate(page) ||
					 PageReserved(page) || PageLocked(page));
	KUNIT_EXPECT_NULL(test, page->mapping);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 0);
	__free_page(page);
}

static void references_of_a_free_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	put_page(page);
	MM_TEST_ONE_REPORT(test, ": a reference is dropped that was not taken", put_page(page));
	MM_TEST_ONE_REPORT(test, ": a reference is taken to a page that is not in use",
			   get_page(page));
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	set_page_count(page, 0);
	MM_TEST_ONE_REPORT(test, ": nonpositive reference count", __free_page(page));
	set_page_count(page, 1);
	__free_page(page);
}

/* A count below zero is told of at each step, and never comes to free anything. */
static void references_below_zero(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1);
	unsigned long free = nr_free_pages();

	KUNIT_ASSERT_NOT_NULL(test, page);
	set_page_count(page, -1);
	MM_TEST_ONE_REPORT(test, ": a reference is dropped that was not taken\n", put_page(page));
	MM_TEST_ONE_REPORT(test, ": a reference is dropped that was not taken\n",
			   put_page(page + 1));
	MM_TEST_ONE_REPORT(test, ": a reference is taken to a page that is not in use\n",
			   get_page(page + 1));
	MM_TEST_ONE_REPORT(test, ": nonpositive reference count\n", __free_pages(page, 1));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), -1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	set_page_count(page, 1);
	put_page(page + 1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 2);
	MM_TEST_ONE_REPORT(test, "BUG: Bad page state, pfn:", put_page(page + 1));
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));
}

/* ---- who kept a pointer to a page ------------------------------------------------------------ */

static void lock_it(struct page *page)
{
	SetPageLocked(page);
}

static void unlock_it(struct page *page)
{
	ClearPageLocked(page);
}

static void unmap_it(struct page *page)
{
	page->mapping = NULL;
}

static void map_it(struct page *page)
{
	page->mapping = (struct address_space *)page;
}

static void count_map(struct page *page)
{
	atomic_inc(&page->_mapcount);
}

static void uncount_map(struct page *page)
{
	atomic_dec(&page->_mapcount);
}

static const struct after_free {
	void (*change)(struct page *page);
	void (*undo)(struct page *page);
	const char *words;
} after_free[] = {
	{ page_ref_inc, page_ref_dec, ": a free page has references\n" },
	{ count_map, uncount_map, ": a free page is mapped\n" },
	{ map_it, unmap_it, ": a free page has a mapping\n" },
	{ lock_it, unlock_it, ": a free page is locked, in an LRU list or written back\n" },
};

/* In a CPU's list, at the head of a free block and inside of one: page_check() sees them all. */
static void change_after_free(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, block);
	split_page(block, 2);
	__free_page(block + 3);
	for (size_t i = 0; i < ARRAY_SIZE(after_free); i++) {
		after_free[i].change(block + 3);
		MM_TEST_NOTICED(test, page_check, after_free[i].words);
		after_free[i].undo(block + 3);
	}
	for (int i = 0; i < 3; i++)
		__free_page(block + i);
	pcp_drain_all();
	for (size_t i = 0; i < ARRAY_SIZE(after_free); i++)
		for (int n = 0; n < 4; n++) {
			after_free[i].change(block + n);
			MM_TEST_NOTICED(test, page_check, after_free[i].words);
			after_free[i].undo(block + n);
		}
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

/* Where nobody looked before it was handed out again, whoever gets it is told. */
static void change_seen_by_the_next(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(after_free); i++) {
		struct page *page = alloc_page(GFP_KERNEL), *next = NULL;

		/* A mapping is looked at when the page is freed, and by page_check(). */
		if (after_free[i].change == map_it) {
			__free_page(page);
			continue;
		}
		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_page(page);
		after_free[i].change(page);
		MM_TEST_ONE_REPORT(test, ": the page was changed after it was freed\n",
				   next = alloc_page(GFP_KERNEL));
		/* The last that came is the first to go, and it is as good as new. */
		KUNIT_EXPECT_PTR_EQ(test, next, page);
		KUNIT_EXPECT_EQ(test, page_ref_count(page), 1);
		KUNIT_EXPECT_FALSE(test, PageLocked(page) || page_mapped(page));
		__free_page(page);
	}
}

/* Where mistakes are looked for, pages behind the first are looked at too when they are freed. */
static void free_with_leftovers_behind(struct kunit *test)
{
	struct page *page;

	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	get_page(page);
	page_ref_inc(page + 1);
	put_page(page);
	MM_TEST_ONE_REPORT(test, ": nonzero _refcount\n", __free_pages(page, 2));
	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	page[3].mapping = (struct address_space *)page;
	MM_TEST_ONE_REPORT(test, ": non-NULL mapping\n", __free_pages(page, 2));
	page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	SetPageLocked(page + 2);
	MM_TEST_ONE_REPORT(test, ": PAGE_FLAGS_CHECK_AT_FREE flag(s) set\n", put_page(page));
}

#define CHANGED "the page was changed after it was freed"

/* Take @page again, which is free: it is told of once, and comes as if nothing had happened. */
static void taken_with_a_report(struct kunit *test, struct page *page, unsigned int order)
{
	struct page *again = NULL;

	MM_TEST_ONE_REPORT(test, CHANGED, again = alloc_pages(GFP_KERNEL, order));
	KUNIT_ASSERT_PTR_EQ(test, again, page);
	for (unsigned long i = 0; i < 1ul << order; i++) {
		KUNIT_EXPECT_NULL(test, page[i].mapping);
		KUNIT_EXPECT_EQ(test, page_private(page + i), 0ul);
		KUNIT_EXPECT_FALSE(test, PageReserved(page + i));
	}
	__free_pages(again, order);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

/* Where calls are watched every word of a free page's struct is. */
static void words_of_a_free_page(struct kunit *test)
{
	struct page *page;

	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
	page[0].mapping = (struct address_space *)page;
	taken_with_a_report(test, page, 2);
	set_page_private(page, 3);
	taken_with_a_report(test, page, 2);
	page[2].index = 4;
	taken_with_a_report(test, page, 2);
	SetPageReserved(page + 3);
	taken_with_a_report(test, page, 2);
	SetPageReserved(page);
	taken_with_a_report(test, page, 2);
}

/* The links of a free area lie in the page; the lists are made anew when they lead nowhere. */
static void links_of_a_free_page(struct kunit *test)
{
	static struct list_head nowhere = LIST_HEAD_INIT(nowhere);
	struct page *page;

	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	page = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
	page->lru.next = (struct list_head *)0x10;
	page->lru.prev = (struct list_head *)0x20;
	taken_with_a_report(test, page, 2);
	page->lru.next = &nowhere;
	taken_with_a_report(test, page, 2);
	page->lru.prev = &page[1].lru;
	taken_with_a_report(test, page, 2);
}

static void split_wrongly(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	MM_TEST_ONE_REPORT(test, "WARNING: ", split_page(page, 2));
	__free_pages(page, 2);
	page = alloc_pages(GFP_KERNEL, 3);
	KUNIT_ASSERT_NOT_NULL(test, page);
	MM_TEST_ONE_REPORT(test, "WARNING: ", split_page(page, 2));
	__free_pages(page, 3);
}

/* Who is told: the CPU, the task and the calls that led there. */
static void report_names_the_page(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	const char *text;
	char line[64];

	KUNIT_ASSERT_NOT_NULL(test, page);
	kunit_expect_reports(test, 1);
	capture_start();
	__free_pages(page, 0);
	text = capture_stop();
	snprintf(line, sizeof(line), "page:%px refcount:1 mapcount:0 ", page);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, line));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "(live|node=0|zone="));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "page dumped because: freed with order 0"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "CPU: "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Call Trace:"));
}

static struct kunit_case page_misuse_cases[] = {
	KUNIT_CASE_PARAM(free_wrong_order, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_twice, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_twice_says_so, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_inside_a_block, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_never_allocated, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_foreign_address, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_vmalloc_address, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_foreign_struct, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_static_address, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_exact_pages_by_order, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_slab_page, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_with_leftovers, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(references_of_a_free_page, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(references_below_zero, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(change_after_free, mm_test_worlds_gen_params),
	KUNIT_CASE(change_seen_by_the_next),
	KUNIT_CASE(free_with_leftovers_behind),
	KUNIT_CASE(words_of_a_free_page),
	KUNIT_CASE(links_of_a_free_page),
	KUNIT_CASE_PARAM(split_wrongly, mm_test_worlds_gen_params),
	KUNIT_CASE(report_names_the_page),
	{},
};

static struct kunit_suite page_misuse_suite = {
	.name = "page_misuse",
	.init = mm_test_init,
	.test_cases = page_misuse_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(page_misuse_suite);
