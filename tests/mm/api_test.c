// SPDX-License-Identifier: MIT
/*
 * Every name of the page API once, with what it must give: the newest spellings and the old ones.
 *
 * What the calls do under pressure, and what each flag changes, is tested elsewhere; this is the
 * list of what is there.  docs/pages.md is the same list for readers; for folios see folio_test.c.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/page_ref.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

/* @expr is a page; it is a live block of @order, and goes back. */
#define EXPECT_TAKES(test, order, expr)                                              \
	do {                                                                         \
		struct page *__page = (expr);                                        \
                                                                                     \
		KUNIT_ASSERT_NOT_NULL_MSG(test, __page, #expr);                      \
		KUNIT_EXPECT_EQ_MSG(test, page_block_order(__page), (order), #expr); \
		KUNIT_EXPECT_EQ_MSG(test, page_count(__page), 1, #expr);             \
		__free_pages(__page, (order));                                       \
	} while (0)

static bool all_zero(unsigned long addr, unsigned int order)
{
	return addr && !memchr_inv((void *)addr, 0, PAGE_SIZE << order);
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void api_takes_pages(struct kunit *test)
{
	nodemask_t zero = { { 1 } };

	EXPECT_TAKES(test, 0u, alloc_page(GFP_KERNEL));
	EXPECT_TAKES(test, 2u, alloc_pages(GFP_KERNEL, 2));
	EXPECT_TAKES(test, 1u, alloc_pages_node(0, GFP_KERNEL, 1));
	EXPECT_TAKES(test, 1u, __alloc_pages_node(0, GFP_KERNEL, 1));
	EXPECT_TAKES(test, 3u, __alloc_pages(GFP_KERNEL, 3, NUMA_NO_NODE, NULL));
	EXPECT_TAKES(test, 0u, __alloc_pages(GFP_KERNEL, 0, 0, &zero));

	EXPECT_TAKES(test, 1u, __alloc_pages_nodemask(GFP_KERNEL, 1, 0, NULL));
	EXPECT_TAKES(test, 1u, alloc_pages_exact_node(0, GFP_KERNEL, 1));
	EXPECT_TAKES(test, 1u, alloc_pages_current(GFP_KERNEL, 1));

	EXPECT_TAKES(test, 1u, alloc_pages_noprof(GFP_KERNEL, 1));
	EXPECT_TAKES(test, 1u, alloc_pages_node_noprof(0, GFP_KERNEL, 1));
	EXPECT_TAKES(test, 1u, __alloc_pages_node_noprof(0, GFP_KERNEL, 1));
	EXPECT_TAKES(test, 1u, __alloc_pages_noprof(GFP_KERNEL, 1, 0, NULL));
}

/* @expr is the address of a block of @order, with zeros in it where @zeroed. */
static void expect_address(struct kunit *test, unsigned long addr, unsigned int order, bool zeroed)
{
	KUNIT_ASSERT_NE(test, addr, 0ul);
	KUNIT_EXPECT_EQ(test, page_block_order(virt_to_page(addr)), order);
	KUNIT_EXPECT_EQ(test, addr & ((PAGE_SIZE << order) - 1), PAGE_OFFSET & ~PAGE_MASK);
	if (zeroed)
		KUNIT_EXPECT_TRUE(test, all_zero(addr, order));
	free_pages(addr, order);
}

static void api_takes_addresses(struct kunit *test)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	KUNIT_ASSERT_NE(test, addr, 0ul);
	memset((void *)addr, 0xff, PAGE_SIZE);
	free_page(addr);
	expect_address(test, __get_free_page(GFP_KERNEL), 0, false);
	expect_address(test, __get_free_pages(GFP_KERNEL, 2), 2, false);
	expect_address(test, get_zeroed_page(GFP_KERNEL), 0, true);
	expect_address(test, __get_free_pages(GFP_KERNEL | __GFP_ZERO, 2), 2, true);
	expect_address(test, get_free_pages_noprof(GFP_KERNEL, 2), 2, false);
	expect_address(test, get_zeroed_page_noprof(GFP_KERNEL), 0, true);

	addr = __get_dma_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NE(test, addr, 0ul);
	KUNIT_EXPECT_EQ(test, page_zonenum(virt_to_page(addr)), ZONE_DMA);
	KUNIT_EXPECT_LE(test, (u64)virt_to_phys((void *)addr), (u64)SZ_16M - 2 * PAGE_SIZE);
	free_pages(addr, 1);
}

static void api_takes_exactly(struct kunit *test)
{
	const size_t size = 3 * PAGE_SIZE - 5;
	unsigned long free = nr_free_pages();
	void *p[4];

	p[0] = alloc_pages_exact(size, GFP_KERNEL);
	p[1] = alloc_pages_exact_nid(0, size, GFP_KERNEL);
	p[2] = alloc_pages_exact_noprof(size, GFP_KERNEL);
	p[3] = alloc_pages_exact_nid_noprof(0, size, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - 4 * 3);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_ASSERT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(p[i]));
		free_pages_exact(p[i], size);
	}
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
}

static void api_takes_many(struct kunit *test)
{
	struct page *pages[8] = {};
	LIST_HEAD(list);

	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array(GFP_KERNEL, 2, pages), 2ul);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_array_node(GFP_KERNEL, 0, 4, pages), 4ul);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk(GFP_KERNEL, 6, pages), 6ul);
	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_node(GFP_KERNEL, 0, 8, pages), 8ul);
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	release_pages(pages, ARRAY_SIZE(pages));
	KUNIT_EXPECT_EQ(test, page_ref_count(pages[7]), 0);

	KUNIT_EXPECT_EQ(test, alloc_pages_bulk_list(GFP_KERNEL, 5, &list), 5ul);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&list), (size_t)5);
	pages[0] = list_first_entry(&list, struct page, lru);
	put_pages_list(&list);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	KUNIT_EXPECT_EQ(test, page_ref_count(pages[0]), 0);
}

/* ---- giving back ----------------------------------------------------------------------------- */

static void api_gives_back(struct kunit *test)
{
	unsigned long addr = __get_free_pages(GFP_KERNEL, 1);
	struct page *page[6];
	void *frag;

	for (size_t i = 0; i < ARRAY_SIZE(page); i++) {
		page[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page[i]);
	}
	KUNIT_ASSERT_NE(test, addr, 0ul);
	__free_page(page[0]);
	free_hot_page(page[1]);
	free_cold_page(page[2]);
	free_hot_cold_page(page[3], 1);
	free_page((unsigned long)page_address(page[4]));
	put_page(page[5]);
	for (size_t i = 0; i < ARRAY_SIZE(page); i++)
		KUNIT_EXPECT_EQ(test, page_ref_count(page[i]), 0);
	free_pages(addr, 1);
	free_pages(0, 3);

	page[0] = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	KUNIT_ASSERT_NOT_NULL(test, page[0]);
	frag = (char *)page_address(page[0]) + 3 * PAGE_SIZE - 8;
	page_frag_free(frag);
	KUNIT_EXPECT_EQ(test, page_ref_count(page[0]), 0);

	page[0] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page[0]);
	__free_page(page[0]);
	drain_local_pages(NULL);
	drain_all_pages(page_zone(page[0]));
	KUNIT_EXPECT_EQ(test, pcp_pages(page_zone(page[0])), 0ul);
	drain_all_pages(NULL);
}

/* ---- references ------------------------------------------------------------------------------ */

static void api_references(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 1), *tail = page + 1;

	KUNIT_ASSERT_NOT_NULL(test, page);
	get_page(tail);
	KUNIT_EXPECT_EQ(test, page_count(tail), 2);
	KUNIT_EXPECT_TRUE(test, try_get_page(tail));
	KUNIT_EXPECT_TRUE(test, get_page_unless_zero(page));
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 4);
	KUNIT_EXPECT_EQ(test, page_ref_count(tail), 0);
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(tail));
	KUNIT_EXPECT_FALSE(test, put_page_testzero(page));
	put_page(tail);
	put_page(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);

	page_ref_add(page, 5);
	page_ref_sub(page, 2);
	page_ref_inc(page);
	page_ref_dec(page);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 4);
	KUNIT_EXPECT_EQ(test, page_ref_inc_return(page), 5);
	KUNIT_EXPECT_EQ(test, page_ref_dec_return(page), 4);
	KUNIT_EXPECT_EQ(test, page_ref_sub_return(page, 2), 2);
	KUNIT_EXPECT_TRUE(test, page_ref_add_unless(page, 1, 0));
	KUNIT_EXPECT_FALSE(test, page_ref_add_unless(page, 1, 3));
	KUNIT_EXPECT_FALSE(test, page_ref_sub_and_test(page, 1));
	KUNIT_EXPECT_FALSE(test, page_ref_freeze(page, 1));
	KUNIT_EXPECT_TRUE(test, page_ref_freeze(page, 2));
	KUNIT_EXPECT_FALSE(test, get_page_unless_zero(page));
	page_ref_unfreeze(page, 1);
	KUNIT_EXPECT_TRUE(test, page_ref_dec_and_test(page));
	init_page_count(page);
	set_page_count(page, 2);
	KUNIT_EXPECT_TRUE(test, page_ref_sub_and_test(page, 2));
	set_page_count(page, 1);
	KUNIT_EXPECT_FALSE(test, page_mapped(page));
	KUNIT_EXPECT_EQ(test, page_mapcount(page), 0);
	atomic_inc(&page->_mapcount);
	KUNIT_EXPECT_TRUE(test, page_mapped(page));
	page_mapcount_reset(page);
	put_page(page);
}

static void api_blocks(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_TRUE(test, PageCompound(page) && PageHead(page) && PageTail(page + 1));
	KUNIT_EXPECT_PTR_EQ(test, compound_head(page + 3), page);
	KUNIT_EXPECT_EQ(test, compound_order(page), 2u);
	KUNIT_EXPECT_EQ(test, compound_nr(page), 4ul);
	KUNIT_EXPECT_EQ(test, page_size(page), 4 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, page_shift(page), PAGE_SHIFT + 2u);
	KUNIT_EXPECT_EQ(test, thp_order(page), 2u);
	KUNIT_EXPECT_EQ(test, thp_nr_pages(page), 4);
	KUNIT_EXPECT_EQ(test, thp_size(page), 4 * PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_head_page(page_address(page + 2)), page);
	KUNIT_EXPECT_PTR_EQ(test, nth_page(page, 3), page + 3);
	__free_pages(page, 2);

	page = alloc_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, page);
	split_page(page, 1);
	KUNIT_EXPECT_EQ(test, page_count(page + 1), 1);
	__free_page(page + 1);
	__free_page(page);
	KUNIT_EXPECT_EQ(test, get_order(0), BITS_PER_LONG - PAGE_SHIFT);
	KUNIT_EXPECT_EQ(test, get_order(1), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, get_order(PAGE_SIZE + 1), 1);
	KUNIT_EXPECT_EQ(test, get_order(SIZE_MAX), BITS_PER_LONG - PAGE_SHIFT);
}

/* ---- addresses, frames, places --------------------------------------------------------------- */

static void api_addresses(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long pfn, addr;
	phys_addr_t phys;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, page);
	p = page_address(page);
	addr = (unsigned long)p;
	pfn = page_to_pfn(page);
	phys = (phys_addr_t)pfn << PAGE_SHIFT;
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(p), page);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(addr + 7), page);
	KUNIT_EXPECT_PTR_EQ(test, page_to_virt(page), p);
	KUNIT_EXPECT_PTR_EQ(test, lowmem_page_address(page), p);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(pfn), page);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_kaddr(pfn), p);
	KUNIT_EXPECT_PTR_EQ(test, pfn_to_virt(pfn), p);
	KUNIT_EXPECT_EQ(test, virt_to_pfn(p), pfn);
	KUNIT_EXPECT_EQ(test, virt_to_phys(p), phys);
	KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(phys), p);
	KUNIT_EXPECT_EQ(test, __pa(p), phys);
	KUNIT_EXPECT_PTR_EQ(test, __va(phys), p);
	KUNIT_EXPECT_EQ(test, page_to_phys(page), phys);
	KUNIT_EXPECT_PTR_EQ(test, phys_to_page(phys), page);
	KUNIT_EXPECT_TRUE(test, pfn_valid(pfn) && page_is_ram(pfn) && virt_addr_valid(p));
	KUNIT_EXPECT_FALSE(test, pfn_valid(max_pfn) || pfn_valid(ULONG_MAX));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(NULL) || virt_addr_valid(&page));
	KUNIT_EXPECT_EQ(test, PFN_PHYS(pfn), phys);
	KUNIT_EXPECT_EQ(test, PHYS_PFN(phys), pfn);
	KUNIT_EXPECT_EQ(test, PFN_UP(phys + 1), pfn + 1);
	KUNIT_EXPECT_EQ(test, PFN_DOWN(phys + 1), pfn);
	KUNIT_EXPECT_EQ(test, PFN_ALIGN(addr + 1), addr + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, offset_in_page(addr + 9), 9ul);
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(p));
	KUNIT_EXPECT_LT(test, addr, (unsigned long)high_memory);
	KUNIT_EXPECT_LT(test, pfn, max_mapnr);
	KUNIT_EXPECT_LT(test, pfn, (unsigned long)max_low_pfn);
	__free_page(page);
}

static void api_places(struct kunit *test)
{
	struct page *page = alloc_pages_node(0, GFP_DMA, 0);
	struct zone *zone;

	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	KUNIT_EXPECT_EQ(test, page_to_nid(page), 0);
	KUNIT_EXPECT_EQ(test, pfn_to_nid(page_to_pfn(page)), 0);
	KUNIT_EXPECT_PTR_EQ(test, page_pgdat(page), NODE_DATA(0));
	KUNIT_EXPECT_EQ(test, page_zonenum(page), ZONE_DMA);
	KUNIT_EXPECT_PTR_EQ(test, zone, &NODE_DATA(0)->node_zones[ZONE_DMA]);
	KUNIT_EXPECT_EQ(test, zone_idx(zone), ZONE_DMA);
	KUNIT_EXPECT_EQ(test, zone_to_nid(zone), 0);
	KUNIT_EXPECT_STREQ(test, zone->name, "DMA");
	KUNIT_EXPECT_TRUE(test, populated_zone(zone) && managed_zone(zone) && is_dma(zone));
	KUNIT_EXPECT_TRUE(test, zone_is_initialized(zone) && !zone_is_empty(zone));
	KUNIT_EXPECT_FALSE(test, is_highmem(zone) || is_normal(zone) || is_dma32(zone));
	KUNIT_EXPECT_TRUE(test, is_highmem_idx(ZONE_HIGHMEM) && is_normal_idx(ZONE_NORMAL));
	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	KUNIT_EXPECT_TRUE(test, zone_spans_pfn(zone, page_to_pfn(page)));
	KUNIT_EXPECT_FALSE(test, zone_spans_pfn(zone, zone_end_pfn(zone)));
	KUNIT_EXPECT_TRUE(test, zone_intersects(zone, zone_end_pfn(zone) - 1, 2));
	KUNIT_EXPECT_FALSE(test, zone_intersects(zone, zone_end_pfn(zone), 2));
	KUNIT_EXPECT_LE(test, zone_managed_pages(zone), zone->present_pages);
	KUNIT_EXPECT_LE(test, min_wmark_pages(zone), low_wmark_pages(zone));
	KUNIT_EXPECT_LE(test, low_wmark_pages(zone), high_wmark_pages(zone));
	KUNIT_EXPECT_EQ(test, wmark_pages(zone, WMARK_HIGH), high_wmark_pages(zone));
	__free_page(page);
}

/* ---- all zones and nodes --------------------------------------------------------------------- */

static void api_iterates(struct kunit *test)
{
	unsigned long present = 0, of_nodes = 0, zones = 0, populated = 0, listed = 0;
	nodemask_t one = { { 2 } };
	struct pglist_data *pgdat;
	struct zoneref *z;
	struct zone *zone;

	for_each_online_pgdat(pgdat) {
		int nid = pgdat->node_id;

		of_nodes += node_present_pages(nid);
		KUNIT_EXPECT_EQ(test, node_end_pfn(nid),
				node_start_pfn(nid) + node_spanned_pages(nid));
		KUNIT_EXPECT_EQ(test, pgdat_end_pfn(pgdat), node_end_pfn(nid));
		KUNIT_EXPECT_FALSE(test, pgdat_is_empty(pgdat));
	}
	for_each_zone(zone)
		zones++;
	for_each_populated_zone(zone) {
		populated++;
		present += zone->present_pages;
	}
	KUNIT_EXPECT_EQ(test, zones, 2ul * MAX_NR_ZONES);
	KUNIT_EXPECT_EQ(test, present, of_nodes);
	KUNIT_EXPECT_EQ(test, present, get_num_physpages());
	KUNIT_EXPECT_EQ(test, present, num_physpages);

	for_each_zone_zonelist(zone, z, node_zonelist(0, GFP_KERNEL), ZONE_NORMAL)
		listed++;
	KUNIT_EXPECT_EQ(test, listed, populated);
	for_each_zone_zonelist(zone, z, node_zonelist(0, GFP_KERNEL), ZONE_DMA) {
		KUNIT_EXPECT_EQ(test, zonelist_zone_idx(z), (int)ZONE_DMA);
		KUNIT_EXPECT_PTR_EQ(test, zonelist_zone(z), zone);
	}
	for_each_zone_zonelist_nodemask(zone, z, node_zonelist(0, GFP_KERNEL), ZONE_NORMAL, &one)
		KUNIT_EXPECT_EQ(test, zonelist_node_idx(z), 1);
	z = first_zones_zonelist(node_zonelist(0, GFP_KERNEL), ZONE_NORMAL, &one);
	KUNIT_EXPECT_EQ(test, zone_to_nid(zonelist_zone(z)), 1);
	z = first_zones_zonelist(node_zonelist(0, GFP_KERNEL | __GFP_THISNODE), ZONE_NORMAL, &one);
	KUNIT_EXPECT_NULL(test, zonelist_zone(z));
}

static void api_counts(struct kunit *test)
{
	struct sysinfo all = {}, node = {};
	unsigned long total = 0, free = 0;

	si_meminfo(&all);
	for (int nid = 0; nid < 2; nid++) {
		si_meminfo_node(&node, nid);
		total += node.totalram;
		free += node.freeram;
	}
	KUNIT_EXPECT_EQ(test, all.totalram, totalram_pages());
	KUNIT_EXPECT_EQ(test, all.freeram, nr_free_pages());
	KUNIT_EXPECT_EQ(test, all.totalhigh, totalhigh_pages());
	KUNIT_EXPECT_EQ(test, all.freehigh, nr_free_highpages());
	KUNIT_EXPECT_EQ(test, total, all.totalram);
	KUNIT_EXPECT_EQ(test, free, all.freeram);
	KUNIT_EXPECT_LT(test, totalram_pages(), get_num_physpages());
	KUNIT_EXPECT_LT(test, nr_free_buffer_pages(), totalram_pages());
	KUNIT_EXPECT_GT(test, nr_free_buffer_pages(), totalram_pages() / 2);
}

/* ---- flags of requests ----------------------------------------------------------------------- */

static void api_flags(struct kunit *test)
{
	static const gfp_t nothing =
		__GFP_NOACCOUNT | __GFP_NOTRACK | __GFP_NOTRACK_FALSE_POSITIVE | __GFP_OTHER_NODE |
		__GFP_NOLOCKDEP | __GFP_ZEROTAGS | __GFP_SKIP_ZERO | __GFP_SKIP_KASAN |
		__GFP_SKIP_KASAN_POISON | __GFP_SKIP_KASAN_UNPOISON | __GFP_NO_OBJ_EXT;
	static const gfp_t one[] = {
		__GFP_DMA,
		__GFP_HIGHMEM,
		__GFP_DMA32,
		__GFP_MOVABLE,
		__GFP_RECLAIMABLE,
		__GFP_HIGH,
		__GFP_IO,
		__GFP_FS,
		__GFP_ZERO,
		__GFP_COLD,
		__GFP_DIRECT_RECLAIM,
		__GFP_KSWAPD_RECLAIM,
		__GFP_WRITE,
		__GFP_NOWARN,
		__GFP_RETRY_MAYFAIL,
		__GFP_NOFAIL,
		__GFP_NORETRY,
		__GFP_MEMALLOC,
		__GFP_COMP,
		__GFP_NOMEMALLOC,
		__GFP_HARDWALL,
		__GFP_THISNODE,
		__GFP_ACCOUNT,
		__GFP_NO_GROW,
	};
	gfp_t all = 0;

	for (size_t i = 0; i < ARRAY_SIZE(one); i++) {
		KUNIT_EXPECT_EQ(test, hweight32(one[i]), 1u);
		KUNIT_EXPECT_EQ(test, all & one[i], 0u);
		all |= one[i];
	}
	KUNIT_EXPECT_EQ(test, all & ~__GFP_BITS_MASK, 0u);
	KUNIT_EXPECT_EQ(test, nothing, 0u);
	KUNIT_EXPECT_EQ(test, __GFP_WAIT, __GFP_RECLAIM);
	KUNIT_EXPECT_EQ(test, __GFP_REPEAT, __GFP_RETRY_MAYFAIL);
	KUNIT_EXPECT_EQ(test, __GFP_ATOMIC, __GFP_HIGH);
	KUNIT_EXPECT_EQ(test, GFP_IOFS, __GFP_IO | __GFP_FS);
	KUNIT_EXPECT_EQ(test, GFP_KERNEL, GFP_NOIO | GFP_IOFS);
	KUNIT_EXPECT_EQ(test, GFP_BUFFER, GFP_NOIO);
	KUNIT_EXPECT_EQ(test, GFP_NOHIGHIO, GFP_NOFS);
	KUNIT_EXPECT_EQ(test, GFP_TEMPORARY, GFP_KERNEL | __GFP_RECLAIMABLE);
	KUNIT_EXPECT_EQ(test, GFP_THISNODE, __GFP_THISNODE | __GFP_NOWARN | __GFP_NORETRY);
	KUNIT_EXPECT_EQ(test, GFP_HIGHUSER_PAGECACHE, GFP_HIGHUSER_MOVABLE);
	KUNIT_EXPECT_EQ(test, GFP_MOVABLE_MASK, __GFP_MOVABLE | __GFP_RECLAIMABLE);
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_NOIO));
	KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(GFP_ATOMIC));
	KUNIT_EXPECT_TRUE(test, gfpflags_normal_context(GFP_KERNEL));
	KUNIT_EXPECT_FALSE(test, gfpflags_normal_context(GFP_KERNEL | __GFP_MEMALLOC));
	KUNIT_EXPECT_TRUE(test, gfp_has_io_fs(GFP_USER));
	KUNIT_EXPECT_FALSE(test, gfp_has_io_fs(GFP_NOFS));
	KUNIT_EXPECT_EQ(test, gfp_zone(GFP_HIGHUSER), ZONE_HIGHMEM);
}

/* ---- flags of pages -------------------------------------------------------------------------- */

#define EXPECT_PAGE_FLAG(name)                                                  \
	do {                                                                    \
		KUNIT_EXPECT_FALSE_MSG(test, Page##name(page), #name);          \
		SetPage##name(page);                                            \
		KUNIT_EXPECT_TRUE_MSG(test, TestSetPage##name(page), #name);    \
		ClearPage##name(page);                                          \
		KUNIT_EXPECT_FALSE_MSG(test, TestClearPage##name(page), #name); \
		__SetPage##name(page);                                          \
		KUNIT_EXPECT_TRUE_MSG(test, Page##name(page), #name);           \
		__ClearPage##name(page);                                        \
		KUNIT_EXPECT_EQ_MSG(test, page->flags, flags, #name);           \
	} while (0)

static void api_page_flags(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, page);
	flags = page->flags;
	EXPECT_PAGE_FLAG(Locked);
	EXPECT_PAGE_FLAG(Referenced);
	EXPECT_PAGE_FLAG(Uptodate);
	EXPECT_PAGE_FLAG(Dirty);
	EXPECT_PAGE_FLAG(LRU);
	EXPECT_PAGE_FLAG(Active);
	EXPECT_PAGE_FLAG(Writeback);
	EXPECT_PAGE_FLAG(Error);
	EXPECT_PAGE_FLAG(Checked);
	EXPECT_PAGE_FLAG(OwnerPriv1);
	EXPECT_PAGE_FLAG(Private);
	EXPECT_PAGE_FLAG(Private2);
	EXPECT_PAGE_FLAG(Reserved);
	EXPECT_PAGE_FLAG(SwapBacked);
	EXPECT_PAGE_FLAG(Unevictable);
	KUNIT_EXPECT_FALSE(test, PageSlab(page) || PageHead(page) || PageTail(page) ||
					 PageBuddy(page) || PageCompound(page));
	SetPagePrivate(page);
	KUNIT_EXPECT_TRUE(test, page_has_private(page));
	ClearPagePrivate(page);
	KUNIT_EXPECT_FALSE(test, page_has_private(page));
	mem_map_reserve(page);
	KUNIT_EXPECT_TRUE(test, PageReserved(page));
	mem_map_unreserve(page);
	KUNIT_EXPECT_FALSE(test, PageReserved(page));
	set_page_private(page, 7);
	KUNIT_EXPECT_EQ(test, page_private(page), 7ul);
	__free_page(page);
}

/* ---- telling --------------------------------------------------------------------------------- */

static void api_dump(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long before = report_count;
	const char *said;
	char line[64];

	KUNIT_ASSERT_NOT_NULL(test, page);
	capture_start();
	dump_page(page, "to see it");
	said = capture_stop();
	snprintf(line, sizeof(line), "page:%px refcount:1 mapcount:0 ", page);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, line), "said:\n%s", said);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "(live|node=0|zone="), "said:\n%s", said);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "page dumped because: to see it\n"), "said:\n%s",
			      said);
	/* It is no mistake. */
	KUNIT_EXPECT_EQ(test, report_count, before);
	__free_page(page);
}

/* Two nodes, and a zone for narrow devices on the first. */
static int api_init(struct kunit *test)
{
	static const struct mm_test_world world = {
		.config = { .profile = PROFILE_PC64, .memory = SZ_64M, .nodes = 2 },
	};

	mm_test_boot(test, &world);
	return 0;
}

static struct kunit_case api_cases[] = {
	KUNIT_CASE(api_takes_pages),
	KUNIT_CASE(api_takes_addresses),
	KUNIT_CASE(api_takes_exactly),
	KUNIT_CASE(api_takes_many),
	KUNIT_CASE(api_gives_back),
	KUNIT_CASE(api_references),
	KUNIT_CASE(api_blocks),
	KUNIT_CASE(api_addresses),
	KUNIT_CASE(api_places),
	KUNIT_CASE(api_iterates),
	KUNIT_CASE(api_counts),
	KUNIT_CASE(api_flags),
	KUNIT_CASE(api_page_flags),
	KUNIT_CASE(api_dump),
	{},
};

static struct kunit_suite api_suite = {
	.name = "page_api",
	.init = api_init,
	.test_cases = api_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(api_suite);
