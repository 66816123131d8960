// SPDX-License-Identifier: MIT
/* Requests of kmalloc that no cache is for: whole blocks of pages. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/kmalloc/kmalloc.h>

static void count_large(const struct page *page, long bytes)
{
	mod_node_page_state(NODE_DATA(page_to_nid(page)), NR_SLAB_UNRECLAIMABLE_B, bytes);
}

void *large_alloc(size_t size, gfp_t flags, int node)
{
	unsigned int order = (unsigned int)get_order(size);
	struct page *page;

	flags = (flags | __GFP_COMP) & ~__GFP_HIGHMEM;
	if (order > MAX_PAGE_ORDER) {
		WARN_ONCE(!(flags & __GFP_NOWARN),
			  "kmalloc of %zu bytes: the most is %lu; vmalloc or kvmalloc give more\n",
			  size, KMALLOC_MAX_SIZE);
		return NULL;
	}
	page = alloc_pages_untraced(flags, order, node);
	if (!page)
		return NULL;
	WRITE_ONCE(page->flags, page->flags | (1ul << PG_kmalloc));
	count_large(page, (long)(PAGE_SIZE << order));
	large_access(page, size);
	return page_address(page);
}

void large_access(const struct page *page, size_t size)
{
	mm_access_allow(page_address(page), size, PAGE_SIZE << page_block_order(page),
			ACCESS_PAGE_REDZONE);
}

struct page *large_page(const void *object)
{
	struct page *page;

	if (!virt_addr_valid(object) || offset_in_page(object))
		return NULL;
	page = virt_to_page(object);
	if ((page->flags & ((1ul << PG_live) | (1ul << PG_kmalloc))) !=
	    ((1ul << PG_live) | (1ul << PG_kmalloc)))
		return NULL;
	return page;
}

static void release_kept(const struct access_kept *kept)
{
	large_free(kept->p);
}

bool large_access_keep(struct page *page)
{
	const size_t bytes = PAGE_SIZE << page_block_order(page);
	const struct access_kept kept = { .p = page, .bytes = bytes, .release = release_kept };

	mm_access_forbid(page_address(page), bytes, ACCESS_PAGE_FREE);
	return mm_access_keep(&kept);
}

void large_free(struct page *page)
{
	unsigned int order = page_block_order(page);

	count_large(page, -(long)(PAGE_SIZE << order));
	free_pages_untraced(page, order);
}
