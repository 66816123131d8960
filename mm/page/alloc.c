// SPDX-License-Identifier: MIT
/*
 * Taking pages: the short way.
 *
 * page.h shows the call tree.  The short way is this CPU's list in the zone that the request
 * prefers; it cannot go wrong and looks at no watermark, because what is in a list was taken from
 * the zone when the marks allowed it.  Everything else happens in alloc_pages_slow().
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/highmem.h>
#include <mm/page/fast.h>
#include <mm/page/policy.h>

struct pcp_lists *first_lists[MAX_NUMNODES][GFP_LISTS_MASK + 1];

static void make_compound(struct page *page, unsigned int order)
{
	WRITE_ONCE(page->flags, page->flags | (1ul << PG_head));
	for (unsigned long i = 1; i < 1ul << order; i++) {
		page_set_life(page + i, 1ul << PG_tail, 0);
		page[i].compound_head = (unsigned long)page;
	}
}

/** page_prepare - do to a new block what @gfp asks for. */
void page_prepare(struct page *page, unsigned int order, gfp_t gfp)
{
	if (gfp & __GFP_ZERO) {
		if (!PageHighMem(page))
			memset(lowmem_page_address(page), 0, PAGE_SIZE << order);
		else
			for (unsigned long i = 0; i < 1ul << order; i++)
				clear_highpage(page + i);
	}
	if (order && gfp & __GFP_COMP)
		make_compound(page, order);
}

noinline struct page *page_finish(struct page *page, gfp_t gfp, unsigned int order)
{
	if (unlikely(!page_untouched(page, order)))
		page_used_while_free(page, order);
	page_take_up(page, order);
	page_prepare(page, order, gfp);
	return page;
}

/* Where several nodes are, the thread's policy and confinement say which. */
static noinline struct page *alloc_by_policy(gfp_t gfp, unsigned int order, bool traced)
{
	const struct nodemask *nodes = NULL;
	struct page *page;
	int nid;

	if (!machine_ready())
		return NULL;
	nid = policy_nodes(gfp, order, &nodes);
	page = alloc_pages_slow(gfp, order, nid, nodes, traced);
	if (!page)
		policy_failed();
	return page;
}

/* The slow way of everything. */
static noinline struct page *alloc_slow(gfp_t gfp, unsigned int order, int nid, bool traced)
{
	if (nid == NUMA_NO_NODE && nr_online_nodes > 1)
		return alloc_by_policy(gfp, order, traced);
	return alloc_pages_slow(gfp, order, nid == NUMA_NO_NODE ? 0 : nid, NULL, traced);
}

static __always_inline struct page *alloc_any(gfp_t gfp, unsigned int order, int nid, bool traced)
{
	struct slots *list = NULL;
	struct page *page;

	if (likely(nid == NUMA_NO_NODE || !nid))
		list = page_list_for(gfp, order, 0);
	page = likely(list) ? port_slot_take(&list->array) : NULL;
	if (unlikely(!page))
		return alloc_slow(gfp, order, nid, traced);
	if (unlikely(gfp & (__GFP_ZERO | __GFP_COMP) || !page_claim(page, list)))
		return page_finish(page, gfp, order);
	return page;
}

/**
 * __alloc_pages - take a block of 2^@order pages.
 * @gfp: GFP_* flags.
 * @order: 0 .. MAX_PAGE_ORDER.
 * @nid: the node to look in first; NUMA_NO_NODE is this CPU's.
 * @nodemask: the nodes that may be used, or NULL for all.
 *
 * The block is contiguous and aligned to its size.  Without __GFP_COMP each page stands alone
 * and only the first is counted as referenced.
 *
 * Return: the first page, or NULL.
 * Context: any; with __GFP_DIRECT_RECLAIM one that may sleep.
 */
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int nid, const struct nodemask *nodemask)
{
	if (unlikely(nodemask))
		return alloc_pages_slow(gfp, order, nid == NUMA_NO_NODE ? numa_node_id() : nid,
					nodemask, true);
	return alloc_any(gfp, order, nid, true);
}
EXPORT_SYMBOL(__alloc_pages);

struct page *alloc_pages_untraced(gfp_t gfp, unsigned int order, int nid)
{
	return alloc_any(gfp, order, nid, false);
}

/* page_finish() for a caller who wants the address. */
static noinline unsigned long get_free_finish(gfp_t gfp, unsigned int order, struct page *page)
{
	return (unsigned long)lowmem_page_address(page_finish(page, gfp, order));
}

static noinline unsigned long get_free_slow(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_any(gfp & ~__GFP_HIGHMEM, order, NUMA_NO_NODE, true);

	return page ? (unsigned long)lowmem_page_address(page) : 0;
}

/**
 * __get_free_pages - take a block of 2^@order pages and return its address.
 * @gfp: GFP_* flags; __GFP_HIGHMEM is not allowed, since a high page has no address.
 *
 * Return: the address, or 0.
 * Context: as __alloc_pages().
 */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct slots *list = page_list_for(gfp, order, __GFP_HIGHMEM | __GFP_ZERO | __GFP_COMP);
	struct page *page = likely(list) ? port_slot_take(&list->array) : NULL;

	if (unlikely(!page))
		return get_free_slow(gfp, order);
	if (unlikely(!page_claim(page, list)))
		return get_free_finish(gfp, order, page);
	return (unsigned long)lowmem_page_address(page);
}
EXPORT_SYMBOL(__get_free_pages);

/**
 * get_zeroed_page - take a page of zeros.
 *
 * Return: its address, or 0.
 * Context: as __alloc_pages().
 */
unsigned long get_zeroed_page(gfp_t gfp)
{
	struct slots *list = page_list_for(gfp, 0, __GFP_HIGHMEM);
	struct page *page = likely(list) ? port_slot_take(&list->array) : NULL;

	if (unlikely(!page))
		return get_free_slow(gfp | __GFP_ZERO, 0);
	if (unlikely(!page_claim(page, list)))
		page_finish(page, gfp, 0);
	return (unsigned long)memset(lowmem_page_address(page), 0, PAGE_SIZE);
}
EXPORT_SYMBOL(get_zeroed_page);
