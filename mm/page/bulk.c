// SPDX-License-Identifier: MIT
/* Pages by the exact byte, and many at a time. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <mm/page/page.h>

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
	unsigned long i;

	for (i = 0; i < nr_pages; i++) {
		if (pages[i])
			continue;
		pages[i] = __alloc_pages(gfp, 0, nid, NULL);
		if (!pages[i])
			break;
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
