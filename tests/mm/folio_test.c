// SPDX-License-Identifier: MIT
/* Folios: every call on one, with what it must give. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <tests/mm/mm_test.h>

static void folio_places(struct kunit *test)
{
	struct folio *folio = folio_alloc(GFP_KERNEL, 2),
		     *other = folio_alloc_node(GFP_KERNEL, 0, 0);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, folio);
	KUNIT_ASSERT_NOT_NULL(test, other);
	page = folio_page(folio, 0);
	KUNIT_EXPECT_PTR_EQ(test, page_folio(page + 3), folio);
	KUNIT_EXPECT_EQ(test, folio_page_idx(folio, page + 3), 3ul);
	KUNIT_EXPECT_TRUE(test, folio_test_large(folio) && !folio_test_large(other));
	KUNIT_EXPECT_EQ(test, folio_order(folio), 2u);
	KUNIT_EXPECT_EQ(test, folio_nr_pages(folio), 4l);
	KUNIT_EXPECT_EQ(test, folio_size(folio), (size_t)(4 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, folio_shift(folio), PAGE_SHIFT + 2u);
	KUNIT_EXPECT_EQ(test, folio_pfn(folio), page_to_pfn(page));
	KUNIT_EXPECT_PTR_EQ(test, pfn_folio(folio_pfn(folio) + 1), folio);
	KUNIT_EXPECT_EQ(test, folio_phys(folio), page_to_phys(page));
	KUNIT_EXPECT_PTR_EQ(test, folio_address(folio), page_address(page));
	KUNIT_EXPECT_PTR_EQ(test, virt_to_folio((char *)folio_address(folio) + PAGE_SIZE), folio);
	KUNIT_EXPECT_PTR_EQ(test, &folio_next(folio)->page, page + 4);
	KUNIT_EXPECT_EQ(test, folio_nid(folio), page_to_nid(page));
	KUNIT_EXPECT_EQ(test, folio_zonenum(folio), page_zonenum(page));
	KUNIT_EXPECT_PTR_EQ(test, folio_zone(folio), page_zone(page));
	KUNIT_EXPECT_PTR_EQ(test, folio_pgdat(folio), page_pgdat(page));
	folio->index = 8;
	KUNIT_EXPECT_EQ(test, folio_index(folio), (pgoff_t)8);
	KUNIT_EXPECT_EQ(test, folio_next_index(folio), (pgoff_t)12);
	KUNIT_EXPECT_EQ(test, folio_pos(folio), (loff_t)(8 * PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, folio_contains(folio, 11) && !folio_contains(folio, 12));
	KUNIT_EXPECT_NULL(test, folio_change_private(folio, test));
	KUNIT_EXPECT_PTR_EQ(test, folio_get_private(folio), (void *)test);
	folio_change_private(folio, NULL);
	folio_put(other);
	folio_put(folio);
	KUNIT_EXPECT_EQ(test, page_ref_count(page), 0);
}

static void folio_references(struct kunit *test)
{
	struct folio *folio = __folio_alloc_node(GFP_KERNEL, 1, 0);

	KUNIT_ASSERT_NOT_NULL(test, folio);
	folio_get(folio);
	KUNIT_EXPECT_TRUE(test, folio_try_get(folio));
	folio_ref_add(folio, 3);
	folio_ref_inc(folio);
	folio_ref_dec(folio);
	folio_ref_sub(folio, 1);
	KUNIT_EXPECT_EQ(test, folio_ref_count(folio), 5);
	folio_put_refs(folio, 3);
	KUNIT_EXPECT_TRUE(test, folio_ref_freeze(folio, 2));
	KUNIT_EXPECT_FALSE(test, folio_try_get(folio));
	folio_ref_unfreeze(folio, 2);
	KUNIT_EXPECT_FALSE(test, folio_put_testzero(folio));
	KUNIT_EXPECT_TRUE(test, folio_put_testzero(folio));
	folio_set_count(folio, 1);
	KUNIT_EXPECT_EQ(test, folio_mapcount(folio), 0);
	KUNIT_EXPECT_FALSE(test, folio_mapped(folio));
	KUNIT_EXPECT_FALSE(test, folio_test_locked(folio) || folio_test_slab(folio) ||
					 folio_test_highmem(folio));
	folio_set_uptodate(folio);
	KUNIT_EXPECT_TRUE(test, folio_test_uptodate(folio) && PageUptodate(&folio->page));
	KUNIT_EXPECT_TRUE(test, folio_test_clear_uptodate(folio));
	KUNIT_EXPECT_FALSE(test, folio_test_set_dirty(folio));
	folio_clear_dirty(folio);
	KUNIT_EXPECT_FALSE(test, folio_test_dirty(folio));
	folio_put(folio);
}

static struct kunit_case folio_cases[] = {
	KUNIT_CASE_PARAM(folio_places, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(folio_references, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite folio_suite = {
	.name = "folio",
	.init = mm_test_init,
	.test_cases = folio_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(folio_suite);
