// SPDX-License-Identifier: MIT
/* Pages: taken, shared, split, given back, by every call that does so, on every kind of machine. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

/* ---- sizes ----------------------------------------------------------------------------------- */

static void page_get_order(struct kunit *test)
{
	const int bits = BITS_PER_LONG - PAGE_SHIFT;

	KUNIT_EXPECT_EQ(test, get_order(0), bits);
	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE - 1), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE + 1), 1);
	KUNIT_EXPECT_EQ(test, get_order(SIZE_MAX), bits);
	for (int order = 1; order < bits; order++) {
		unsigned long size = PAGE_SIZE << order;

		KUNIT_EXPECT_EQ(test, get_order(size / 2 + 1), order);
		KUNIT_EXPECT_EQ(test, get_order(size - 1), order);
		KUNIT_EXPECT_EQ(test, get_order(size), order);
		KUNIT_EXPECT_EQ(test, get_order(size + 1), order + 1);
	}
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void expect_block(struct kunit *test, struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	KUNIT_EXPECT_EQ(test, pfn & ((1ul << order) - 1), 0ul);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 0);
	KUNIT_EXPECT_EQ(test, page_block_order(page), order);
	KUNIT_EXPECT_FALSE(test, PageCompound(page));
	KUNIT_EXPECT_PTR_EQ(test, page_zone(page), page_zone(page + (1ul << order) - 1));
	for (unsigned long i = 0; i < 1ul << order; i++)
		if (!pfn_valid(pfn + i))
			KUNIT_FAIL(test, "frame %lx of a block is no RAM", pfn + i);
}

static void page_every_order(struct kunit *test)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		unsigned long free = nr_free_pages();
		struct page *a = alloc_pages(GFP_KERNEL, order);
		struct page *b = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, a);
		KUNIT_ASSERT_NOT_NULL(test, b);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free - (2ul << order));
		expect_block(test, a, order);
		expect_block(test, b, order);
		mm_test_fill(page_address(a), PAGE_SIZE << order, order);
		mm_test_fill(page_address(b), PAGE_SIZE << order, order + 100);
		KUNIT_EXPECT_TRUE(test, mm_test_filled(page_address(a), PAGE_SIZE << order, order));
		__free_pages(a, order);
		KUNIT_EXPECT_TRUE(test,
				  mm_test_filled(page_address(b), PAGE_SIZE << order, order + 100));
		free_pages((unsigned long)page_address(b), order);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
	}
}

static void page_too_large(struct kunit *test)
{
	const unsigned int orders[] = { MAX_PAGE_ORDER + 1, 20, 31, 52, 63, 64, UINT_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, orders[i]));
		KUNIT_EXPECT_EQ(test, __get_free_pages(GFP_ATOMIC | __GFP_NOWARN, orders[i]), 0ul);
	}
}

/* Dirty blocks come back clean, from lists as from the zone. */
static void page_zeroed(struct kunit *test)
{
	struct page *pages[8];
	unsigned long again = 0;

	mm_test_needs(test, SZ_1M);
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER - 4; order++) {
		unsigned long pfn[8];

		for (int i = 0; i < 8; i++) {
			pages[i] = alloc_pages(GFP_KERNEL, order);
			KUNIT_ASSERT_NOT_NULL(test, pages[i]);
			memset(page_address(pages[i]), 0xff, PAGE_SIZE << order);
			pfn[i] = page_to_pfn(pages[i]);
		}
		for (int i = 0; i < 8; i++)
			__free_pages(pages[i], order);
		for (int i = 0; i < 8; i++) {
			pages[i] = alloc_pages(GFP_KERNEL | __GFP_ZERO, order);
			KUNIT_ASSERT_NOT_NULL(test, pages[i]);
			KUNIT_EXPECT_NULL(test, memchr_inv(page_address(pages[i]), 0,
							   PAGE_SIZE << order));
			for (int j = 0; j < 8; j++)
				again += page_to_pfn(pages[i]) == pfn[j];
		}
		for (int i = 0; i < 8; i++)
			__free_pages(pages[i], order);
	}
	/* Else the test saw no dirty page. */
	KUNIT_EXPECT_GT(test, again, 0ul);
}

static void page_high_zeroed(struct kunit *test)
{
	for (unsigned int order = 0; order < 3; order++) {
		struct page *page = alloc_pages(GFP_HIGHUSER, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		for (unsigned int i = 0; i < 1u << order; i++)
			memset_page(page + i, 0, 0xff, PAGE_SIZE);
		__free_pages(page, order);
		page = alloc_pages(GFP_HIGHUSER | __GFP_ZERO, order);
		KUNIT_ASSERT_NOT_NULL(test, page);
		for (unsigned int i = 0; i < 1u << order; i++) {
			void *p = kmap_local_page(page + i);

			KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_SIZE));
			kunmap_local(p);
		}
		__free_pages(page, order);
	}
}

/* ---- by address ------------------------------------------------------------------------------ */

static void page_by_address(struct kunit *test)
{
	unsigned long addr[4] = { __get_free_page(GFP_KERNEL), __get_free_pages(GFP_ATOMIC, 3),
				  get_zeroed_page(GFP_KERNEL), __get_dma_pages(GFP_KERNEL, 1) };
	static const unsigned int orders[4] = { 0, 3, 0, 1 };

	for (int i = 0; i < 4; i++) {
		KUNIT_ASSERT_NE(test, addr[i], 0ul);
		KUNIT_EXPECT_EQ(test, addr[i] & ((PAGE_SIZE << orders[i]) - 1) & ~PAGE_MASK, 0ul);
		expect_block(test, virt_to_page(addr[i]), orders[i]);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv((void *)addr[2], 0, PAGE_SIZE));
	if (machine_config()->profile != PROFILE_NOMMU)
		KUNIT_EXPECT_LE(test, virt_to_phys((void *)addr[3]) + 2 * PAGE_SIZE, SZ_16M);
	for (int i = 0; i < 4; i++)
		free_pages(addr[i], orders[i]);
	free_page(0);
	free_pages(0, 7);
}

/* A page without an address is never returned as one. */
static void page_by_address_is_low(struct kunit *test)
{
	unsigned long addr = __get_free_page(GFP_KERNEL | __GFP_HIGHMEM);

	KUNIT_ASSERT_NE(test, addr, 0ul);
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(addr));
	KUNIT_EXPECT_FALSE(test, PageHighMem(virt_to_page(addr)));
	memset((void *)addr, 1, PAGE_SIZE);
	free_page(addr);
}

static void page_addresses(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	char *p, on_stack;

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (int i = 0; i < 4; i++) {
		p = page_address(page + i);
		KUNIT_EXPECT_PTR_EQ(test, p, (char *)page_address(page) + i * PAGE_SIZE);
		KUNIT_EXPECT_PTR_EQ(test, page_to_virt(page + i), (void *)p);
		KUNIT_EXPECT_PTR_EQ(test, virt_to_page(p), page + i);
		KUNIT_EXPECT_PTR_EQ(test, virt_to_page(p + PAGE_SIZE - 1), page + i);
		KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(page_to_pfn(page + i)), page + i);
		KUNIT_EXPECT_EQ(test, page_to_phys(page + i), virt_to_phys(p));
		KUNIT_EXPECT_EQ(test, PFN_PHYS(page_to_pfn(page + i)), __pa(p));
		KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(virt_to_phys(p + 5)), (void *)(p + 5));
		KUNIT_EXPECT_PTR_EQ(test, __va(__pa(p)), (void *)p);
		KUNIT_EXPECT_EQ(test, page_zonenum(page + i), zone_idx(page_zone(page + i)));
		KUNIT_EXPECT_EQ(test, page_to_nid(page + i), zone_to_nid(page_zone(page + i)));
		KUNIT_EXPECT_TRUE(test, pfn_valid(page_to_pfn(page + i)));
		KUNIT_EXPECT_TRUE(test, virt_addr_valid(p));
	}
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(NULL));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(&on_stack));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(PAGE_OFFSET - 1));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(PAGE_OFFSET + lowmem_bytes));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(~0ul));
	KUNIT_EXPECT_TRUE(test, pfn_valid(max_pfn - 1));
	KUNIT_EXPECT_FALSE(test, pfn_valid(max_pfn));
	KUNIT_EXPECT_FALSE(test, pfn_valid(~0ul));
	__free_pages(page, 2);
}

/* ---- compound blocks and references ---------------------------------------------------------- */

static void page_compound(struct kunit *test)
{
	for (unsigned int order = 1; order <= MAX_PAGE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);
		struct page *last = page + (1ul << order) - 1;

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_TRUE(test, PageHead(page) && !PageTail(page) && PageCompound(page));
		KUNIT_EXPECT_EQ(test, compound_order(page), order);
		KUNIT_EXPECT_EQ(test, compound_nr(page), 1ul << order);
		KUNIT_EXPECT_EQ(test, page_size(page), PAGE_SIZE << order);
		for (struct page *p = page + 1; p <= last; p++)
			if (!PageTail(p) || PageHead(p) || compound_head(p) != page)
				KUNIT_FAIL(test, "tail %td of order %u", p - page, order);
		KUNIT_EXPECT_PTR_EQ(test, virt_to_head_page((char *)page_address(last) + 9), page);
		get_page(last);
		KUNIT_EXPECT_EQ(test, page_count(page), 2);
		KUNIT_EXPECT_EQ(test, page_count(last), 2);
		__free_pages(page, order);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		KUNIT_EXPECT_TRUE(test, PageTail(last));
		put_page(last);
		page = alloc_pages(GFP_KERNEL, order);
		KUNIT_ASSERT_NOT_NULL(test, page);
		for (unsigned long i = 0; i < 1ul << order; i++)
			if (PageCompound(page + i))
				KUNIT_FAIL(test, "page %lu is still part of something", i);
		__free_pages(page, order);
	}
}

/* A single page asked for as compound is no such thing. */
static void page_compound_of_one(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_COMP);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_FALSE(test, PageCompound(page));
	KUNIT_EXPECT_EQ(test, compound_order(page), 0u);
	KUNIT_EXPECT_EQ(test, page_size(page), PAGE_SIZE);
	page_frag_free(page_address(page));
}

static void page_references(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long free;

	KUNIT_ASSERT_NOT_NULL(test, page);
	free = nr_free_pages();
	get_page(page);
	get_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 3);
	__free_page(page);
	put_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_TRUE(test, get_page_unless_zero(page));
	put_page(page);
	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 1);
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));
}

/* Of a block that is not compound, whoever holds the first page holds only that. */
static void page_reference_to_the_first(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	unsigned long free;

	KUNIT_ASSERT_NOT_NULL(test, page);
	free = nr_free_pages();
	get_page(page);
	mm_test_fill(page_address(page), PAGE_SIZE, 7);
	__free_pages(page, 2);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 3);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(page_address(page), PAGE_SIZE, 7));
	put_page(page);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free + 4);
}

static const struct mm_tracer *outer_tracer;
static struct page *held;

static void outer_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
			gfp_t gfp)
{
	outer_tracer->alloc(kind, id, requested, given, gfp);
}

/* As another thread would that holds the first page, at the worst moment. */
static void drop_meanwhile(enum mm_event_kind kind, const void *id)
{
	struct page *page = held;

	outer_tracer->free(kind, id);
	if (id != page)
		return;
	held = NULL;
	put_page(page);
}

/* The last reference to the first page may go while the others are being freed. */
static void page_reference_dropped_meanwhile(struct kunit *test)
{
	static const struct mm_tracer tracer = { .alloc = outer_alloc, .free = drop_meanwhile };
	unsigned long free;

	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	free = nr_free_pages();
	held = alloc_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NOT_NULL(test, held);
	get_page(held);
	outer_tracer = mm_tracer;
	mm_tracer = &tracer;
	__free_pages(held, 2);
	mm_tracer = outer_tracer;
	KUNIT_EXPECT_NULL(test, held);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

static void page_split(struct kunit *test)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);
		unsigned long n = 1ul << order, free = nr_free_pages();

		KUNIT_ASSERT_NOT_NULL(test, page);
		split_page(page, order);
		for (unsigned long i = 0; i < n; i++)
			if (page_count(page + i) != 1 || page_block_order(page + i))
				KUNIT_FAIL(test, "page %lu of order %u", i, order);
		/* Every third, then the rest: no order of frees is special. */
		for (unsigned long i = 0; i < n; i += 3)
			__free_page(page + i);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free + (n + 2) / 3);
		for (unsigned long i = 0; i < n; i++)
			if (i % 3)
				put_page(page + i);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free + n);
	}
}

/* ---- exact and in bulk ----------------------------------------------------------------------- */

static void page_exact(struct kunit *test)
{
	const size_t sizes[] = { 1,
				 PAGE_SIZE - 1,
				 PAGE_SIZE,
				 PAGE_SIZE + 1,
				 3 * PAGE_SIZE,
				 5 * PAGE_SIZE - 7,
				 MM_TEST_BLOCK / 2 + 1,
				 MM_TEST_BLOCK };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long free = nr_free_pages(), nr = PAGE_ALIGN(sizes[i]) >> PAGE_SHIFT;
		void *p = alloc_pages_exact(sizes[i], GFP_KERNEL);
		void *q = alloc_pages_exact_nid(0, sizes[i], GFP_KERNEL | __GFP_ZERO);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_ASSERT_NOT_NULL(test, q);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 2 * nr);
		KUNIT_EXPECT_NULL(test, memchr_inv(q, 0, nr * PAGE_SIZE));
		mm_test_fill(p, nr * PAGE_SIZE, i);
		mm_test_fill(q, nr * PAGE_SIZE, i + 50);
		KUNIT_EXPECT_TRUE(test, mm_test_filled(p, nr * PAGE_SIZE, i));
		free_pages_exact(p, sizes[i]);
		KUNIT_EXPECT_TRUE(test, mm_test_filled(q, nr * PAGE_SIZE, i + 50));
		free_pages_exact(q, sizes[i]);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
	}
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(0, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(MM_TEST_BLOCK + 1, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, alloc_pages_exact(SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
}

static void page_bulk_array(struct kunit *test)
{
	struct page *pages[100] = {};
	struct page *mine = alloc_page(GFP_KERNEL);
	unsigned long free = nr_free_pages();

	KUNIT_ASSERT_NOT_NULL(test, mine);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 0, pages), 0ul);
	KUNIT_EXPECT_NULL(test, pages[0]);
	/* What is filled stays. */
	pages[10] = mine;
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 100, pages), 100ul);
	KUNIT_EXPECT_PTR_EQ(test, pages[10], mine);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 99);
	for (int i = 0; i < 100; i++) {
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		mm_test_fill(page_address(pages[i]), 64, i);
	}
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 100, pages), 100ul);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 99);
	for (int i = 0; i < 100; i++) {
		KUNIT_EXPECT_TRUE(test, mm_test_filled(page_address(pages[i]), 64, i));
		__free_page(pages[i]);
	}
}

static void page_bulk_list(struct kunit *test)
{
	unsigned long free = nr_free_pages();
	struct page *page;
	LIST_HEAD(list);

	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL, 30, &list), 30ul);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL, 10, &list), 10ul);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&list), (size_t)40);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 40);
	list_for_each_entry(page, &list, lru)
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
	mm_test_spit(0, &list);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static unsigned long all_pcp_pages(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) n += pcp_pages(zone);
	return n;
}

static void page_lists_drain(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	for (unsigned int order = 0; order <= PAGE_ALLOC_COSTLY_ORDER; order++) {
		unsigned long free = nr_free_pages();
		bool listed = false;
		LIST_HEAD(list);

		for (int i = 0; i < 50; i++) {
			struct page *page = alloc_pages(GFP_KERNEL, order);

			KUNIT_ASSERT_NOT_NULL(test, page);
			list_add(&page->lru, &list);
			listed |= page_zone(page)->pcp[0].order[order].memory != NULL;
		}
		mm_test_spit(order, &list);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		/* A CPU of many keeps little; each of four has a list of single pages. */
		KUNIT_EXPECT_TRUE(test, listed || order || machine_config()->cpus != 4);
		KUNIT_EXPECT_EQ(test, all_pcp_pages() > 0, listed);
		pcp_drain_all();
		KUNIT_EXPECT_EQ(test, all_pcp_pages(), 0ul);
		KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
	}
}

static struct kunit_case page_cases[] = {
	KUNIT_CASE(page_get_order),
	KUNIT_CASE_PARAM(page_every_order, mm_test_worlds_gen_params),
	KUNIT_CASE(page_too_large),
	KUNIT_CASE_PARAM(page_zeroed, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_high_zeroed, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_by_address, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_by_address_is_low, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_addresses, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_compound, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_compound_of_one, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_references, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_reference_to_the_first, mm_test_worlds_gen_params),
	KUNIT_CASE(page_reference_dropped_meanwhile),
	KUNIT_CASE_PARAM(page_split, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_exact, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_bulk_array, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_bulk_list, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(page_lists_drain, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite page_suite = {
	.name = "page",
	.init = mm_test_init,
	.test_cases = page_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(page_suite);
