// SPDX-License-Identifier: MIT
/*
 * Requests beyond the size classes: whole blocks of pages.
 *
 * Those up to 64 KiB are asked for often, as buffers.  Where nothing is checked or listened to they
 * come from caches too, so that they are as fast as small ones; the slabs of these hold one object
 * or two.  They are no size classes of kmalloc's: what is shown of them is pages.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/kmalloc/kmalloc.h>

struct kmem_cache *large_caches[LARGE_CACHED_MAX >> PAGE_SHIFT];

/** large_init - the caches of large objects. Return: 0 or -ENOMEM. */
int large_init(void)
{
	size_t size = KMALLOC_MAX_CACHE_SIZE;

	memset(large_caches, 0, sizeof(large_caches));
	if (mm_tracer || slab_guarded(kmalloc_caches[KMALLOC_NORMAL][KMALLOC_SHIFT_HIGH]))
		return 0;
	while (size < LARGE_CACHED_MAX) {
		struct kmem_cache *s;
		char name[32];

		snprintf(name, sizeof(name), "kmalloc-large-%zuk", 2 * size / 1024);
		s = slab_cache_create(name, (u32)(2 * size), PAGE_SIZE, SLAB_KMALLOC | SLAB_HIDDEN);
		if (!s)
			return -ENOMEM;
		for (; size < s->object_size; size += PAGE_SIZE)
			large_caches[size >> PAGE_SHIFT] = s;
	}
	return 0;
}

struct kmem_cache *large_cache(size_t size, gfp_t flags)
{
	if (size <= KMALLOC_MAX_CACHE_SIZE || size > LARGE_CACHED_MAX ||
	    kmalloc_type(flags) != KMALLOC_NORMAL)
		return NULL;
	return large_caches[(size - 1) >> PAGE_SHIFT];
}

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
	return page_address(page);
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

void large_free(struct page *page)
{
	unsigned int order = page_block_order(page);

	count_large(page, -(long)(PAGE_SIZE << order));
	free_pages_untraced(page, order);
}
