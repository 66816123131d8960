/* SPDX-License-Identifier: MIT */
/*
 * Folios: a block of pages by its first page, which is a type of its own.
 *
 * A struct folio is never a tail, so what is asked of it needs no compound_head() first.  Here it
 * is a block taken with __GFP_COMP, or a single page; there is nothing else to it.
 */
#ifndef _LINUX_FOLIO_H
#define _LINUX_FOLIO_H

#include <linux/mm.h>

/** folio_page_idx - which page of @folio @page is. */
#define folio_page_idx(folio, p) ((unsigned long)((p) - &(folio)->page))
#define folio_page(folio, n)	 nth_page(&(folio)->page, n)

/* ---- taking and giving back ------------------------------------------------------------------ */

/**
 * __folio_alloc - take a folio of 2^@order pages.
 * @gfp: GFP_* flags; __GFP_COMP is added.
 * @order: 0 .. MAX_PAGE_ORDER.
 * @nid: the node to look in first, or NUMA_NO_NODE.
 * @nodemask: the nodes that may be used, or NULL for all.
 *
 * Return: the folio with one reference, or NULL; folio_put() gives it back.
 * Context: as __alloc_pages().
 */
static inline struct folio *__folio_alloc(gfp_t gfp, unsigned int order, int nid,
					  const struct nodemask *nodemask)
{
	return (struct folio *)__alloc_pages_noprof(gfp | __GFP_COMP, order, nid, nodemask);
}

static inline struct folio *folio_alloc(gfp_t gfp, unsigned int order)
{
	return __folio_alloc(gfp, order, NUMA_NO_NODE, NULL);
}

static inline struct folio *__folio_alloc_node(gfp_t gfp, unsigned int order, int nid)
{
	return __folio_alloc(gfp, order, nid, NULL);
}

#define folio_alloc_node(gfp, order, nid) __folio_alloc_node(gfp, order, nid)

static inline void folio_get(struct folio *folio)
{
	get_page(&folio->page);
}

static inline void folio_put(struct folio *folio)
{
	put_page(&folio->page);
}

/** folio_put_refs - drop @refs references. */
static inline void folio_put_refs(struct folio *folio, int refs)
{
	while (refs-- > 0)
		put_page(&folio->page);
}

static inline bool folio_try_get(struct folio *folio)
{
	return get_page_unless_zero(&folio->page);
}

static inline bool folio_put_testzero(struct folio *folio)
{
	return put_page_testzero(&folio->page);
}

/* ---- its count ------------------------------------------------------------------------------- */

static inline int folio_ref_count(const struct folio *folio)
{
	return page_ref_count(&folio->page);
}

static inline void folio_set_count(struct folio *folio, int v)
{
	set_page_count(&folio->page, v);
}

static inline void folio_ref_add(struct folio *folio, int nr)
{
	page_ref_add(&folio->page, nr);
}

static inline void folio_ref_sub(struct folio *folio, int nr)
{
	page_ref_sub(&folio->page, nr);
}

static inline void folio_ref_inc(struct folio *folio)
{
	page_ref_inc(&folio->page);
}

static inline void folio_ref_dec(struct folio *folio)
{
	page_ref_dec(&folio->page);
}

static inline bool folio_ref_freeze(struct folio *folio, int count)
{
	return page_ref_freeze(&folio->page, count);
}

static inline void folio_ref_unfreeze(struct folio *folio, int count)
{
	page_ref_unfreeze(&folio->page, count);
}

static inline int folio_mapcount(const struct folio *folio)
{
	return page_mapcount(&folio->page);
}

static inline bool folio_mapped(const struct folio *folio)
{
	return folio_mapcount(folio) > 0;
}

/* ---- how large, and where -------------------------------------------------------------------- */

static inline bool folio_test_large(const struct folio *folio)
{
	return PageHead(&folio->page);
}

static inline unsigned int folio_order(const struct folio *folio)
{
	return compound_order(&folio->page);
}

static inline long folio_nr_pages(const struct folio *folio)
{
	return (long)compound_nr(&folio->page);
}

static inline size_t folio_size(const struct folio *folio)
{
	return page_size(&folio->page);
}

static inline unsigned int folio_shift(const struct folio *folio)
{
	return PAGE_SHIFT + folio_order(folio);
}

/** folio_next - the folio that lies behind @folio in memory. */
static inline struct folio *folio_next(struct folio *folio)
{
	return (struct folio *)folio_page(folio, folio_nr_pages(folio));
}

static inline unsigned long folio_pfn(const struct folio *folio)
{
	return page_to_pfn(&folio->page);
}

/** pfn_folio - the folio that frame @pfn is part of. */
static inline struct folio *pfn_folio(unsigned long pfn)
{
	return page_folio(pfn_to_page(pfn));
}

static inline phys_addr_t folio_phys(const struct folio *folio)
{
	return page_to_phys(&folio->page);
}

static inline struct folio *virt_to_folio(const void *x)
{
	return page_folio(virt_to_page(x));
}

/** folio_address - the address of @folio's first byte; see page_address(). */
static inline void *folio_address(const struct folio *folio)
{
	return page_address(&folio->page);
}

static inline int folio_nid(const struct folio *folio)
{
	return page_to_nid(&folio->page);
}

static inline enum zone_type folio_zonenum(const struct folio *folio)
{
	return page_zonenum(&folio->page);
}

static inline struct zone *folio_zone(const struct folio *folio)
{
	return page_zone(&folio->page);
}

static inline struct pglist_data *folio_pgdat(const struct folio *folio)
{
	return page_pgdat(&folio->page);
}

/* ---- what its owner keeps in it -------------------------------------------------------------- */

static inline pgoff_t folio_index(const struct folio *folio)
{
	return folio->index;
}

static inline loff_t folio_pos(const struct folio *folio)
{
	return (loff_t)folio->index << PAGE_SHIFT;
}

static inline pgoff_t folio_next_index(const struct folio *folio)
{
	return folio->index + (pgoff_t)folio_nr_pages(folio);
}

/** folio_contains - does @folio hold the page of its file with number @index? */
static inline bool folio_contains(const struct folio *folio, pgoff_t index)
{
	return index - folio->index < (pgoff_t)folio_nr_pages(folio);
}

static inline void *folio_get_private(const struct folio *folio)
{
	return folio->private;
}

static inline void *folio_change_private(struct folio *folio, void *data)
{
	void *old = folio->private;

	folio->private = data;
	return old;
}

#define FOLIO_FLAG(lname, uname)                                         \
	static inline bool folio_test_##lname(const struct folio *folio) \
	{                                                                \
		return Page##uname(&folio->page);                        \
	}                                                                \
	static inline void folio_set_##lname(struct folio *folio)        \
	{                                                                \
		SetPage##uname(&folio->page);                            \
	}                                                                \
	static inline void folio_clear_##lname(struct folio *folio)      \
	{                                                                \
		ClearPage##uname(&folio->page);                          \
	}                                                                \
	static inline bool folio_test_set_##lname(struct folio *folio)   \
	{                                                                \
		return TestSetPage##uname(&folio->page);                 \
	}                                                                \
	static inline bool folio_test_clear_##lname(struct folio *folio) \
	{                                                                \
		return TestClearPage##uname(&folio->page);               \
	}

FOLIO_FLAG(referenced, Referenced)
FOLIO_FLAG(uptodate, Uptodate)
FOLIO_FLAG(dirty, Dirty)
FOLIO_FLAG(lru, LRU)
FOLIO_FLAG(active, Active)
FOLIO_FLAG(writeback, Writeback)
FOLIO_FLAG(private, Private)
FOLIO_FLAG(private_2, Private2)
FOLIO_FLAG(reserved, Reserved)
FOLIO_FLAG(swapbacked, SwapBacked)
FOLIO_FLAG(unevictable, Unevictable)
#undef FOLIO_FLAG

static inline bool folio_test_locked(const struct folio *folio)
{
	return PageLocked(&folio->page);
}

static inline bool folio_test_slab(const struct folio *folio)
{
	return PageSlab(&folio->page);
}

static inline bool folio_test_highmem(const struct folio *folio)
{
	return PageHighMem(&folio->page);
}

#include <linux/folio_tagged.h>

#endif
