// SPDX-License-Identifier: MIT
/* Pages by the exact byte, and many at a time. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <mm/page/page.h>

/* Taken with one operation on this CPU's list: it happens wholly or begins anew. */
#define BULK_MAX 64

/**
 * alloc_pages_exact_nid - @size bytes in whole pages, without the rest of the power of two.
 * @nid: the node to look in first, or NUMA_NO_NODE.
 * @size: bytes, up to the largest block.
 *
 * Return: the address of contiguous pages, or NULL.  free_pages_exact() takes them back.
 * Context: as __alloc_pages().
 */
void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp)
{
	unsigned int order = (unsigned int)get_order(size);
	unsigned long nr = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page *page;

	if (WARN_ON_ONCE(gfp & (__GFP_COMP | __GFP_HIGHMEM)))
		gfp &= ~(__GFP_COMP | __GFP_HIGHMEM);
	if (order > MAX_PAGE_ORDER || mm_trace_should_fail(MM_EVENT_PAGES, size, gfp))
		return NULL;
	page = alloc_pages_untraced(gfp, order, nid);
	if (!page)
		return NULL;
	tag_map_note_page(page);
	split_block(page, order);
	for (unsigned long i = nr; i < 1ul << order; i++)
		free_pages_untraced(page + i, 0);
	for (unsigned long i = 0; i < nr; i++)
		mm_trace_alloc(MM_EVENT_PAGES, page + i, PAGE_SIZE, PAGE_SIZE, gfp);
	return lowmem_page_address(page);
}
EXPORT_SYMBOL(alloc_pages_exact_nid);

/** alloc_pages_exact - alloc_pages_exact_nid() on this CPU's node. */
void *alloc_pages_exact(size_t size, gfp_t gfp)
{
	return alloc_pages_exact_nid(NUMA_NO_NODE, size, gfp);
}
EXPORT_SYMBOL(alloc_pages_exact);

/**
 * free_pages_exact - give back what alloc_pages_exact() returned.
 * @virt: the address.
 * @size: the same size.
 */
void free_pages_exact(void *virt, size_t size)
{
	unsigned long addr = (unsigned long)virt, end = addr + PAGE_ALIGN(size);

	for (; addr < end; addr += PAGE_SIZE)
		free_page(addr);
}
EXPORT_SYMBOL(free_pages_exact);

/*
 * Take up to @n pages from this CPU's list into @pages.  Return: how many; as __alloc_pages() gives
 * them.
 */
static unsigned int bulk_fast(gfp_t gfp, int nid, struct page **pages, unsigned int n)
{
	struct pcp_lists *lists = READ_ONCE(first_lists[nid][gfp & GFP_LISTS_MASK]);
	unsigned int got;

	if (!lists || gfp & (__GFP_COLD | __GFP_ACCOUNT))
		return 0;
	got = port_slot_take_n(&lists->order[0].array, (void **)pages, n);
	/* An attempt that was broken off may have copied more: these are not ours. */
	for (unsigned int i = got; i < n; i++)
		pages[i] = NULL;
	for (unsigned int i = 0; i < got; i++) {
		if (unlikely(!page_untouched(pages[i], 0)))
			page_used_while_free(pages[i], 0);
		page_take_up(pages[i], 0);
		if (unlikely(gfp & __GFP_ZERO))
			page_prepare(pages[i], 0, gfp);
	}
	return got;
}

/* The empty places from @i on, as far as they lie side by side. */
static unsigned int empty_run(struct page **pages, unsigned long i, unsigned long nr_pages)
{
	unsigned long n = 0;

	while (i + n < nr_pages && n < BULK_MAX && !pages[i + n])
		n++;
	return (unsigned int)n;
}

/**
 * alloc_pages_bulk_array_node - fill the empty places of an array with pages.
 * @nr_pages: length of @pages.
 * @pages: entries that are NULL are filled.
 *
 * Return: how many entries are filled from the beginning on, in all.
 * Context: as __alloc_pages().
 */
unsigned long alloc_pages_bulk_array_node(gfp_t gfp, int nid, unsigned long nr_pages,
					  struct page **pages)
{
	bool lists = nid == NUMA_NO_NODE ? nr_online_nodes == 1 :
					   (unsigned int)nid < nr_online_nodes;
	unsigned long i = 0;

	while (i < nr_pages) {
		unsigned int n = empty_run(pages, i, nr_pages);

		if (!n) {
			i++;
			continue;
		}
		if (lists)
			n = bulk_fast(gfp, max(nid, 0), pages + i, n);
		if (!lists || !n) {
			pages[i] = __alloc_pages(gfp, 0, nid, NULL);
			if (!pages[i])
				break;
			n = 1;
		}
		i += n;
	}
	return i;
}
EXPORT_SYMBOL(alloc_pages_bulk_array_node);

/** alloc_pages_bulk_list - add up to @nr_pages to @list. Return: how many. */
unsigned long alloc_pages_bulk_list(gfp_t gfp, unsigned long nr_pages, struct list_head *list)
{
	unsigned long i;

	for (i = 0; i < nr_pages; i++) {
		struct page *page = alloc_page(gfp);

		if (!page)
			break;
		list_add(&page->lru, list);
	}
	return i;
}
EXPORT_SYMBOL(alloc_pages_bulk_list);
