// SPDX-License-Identifier: MIT
/*
 * What the shadow says of a reserve, in a machine that checks accesses: see mm/boot/access.h.
 *
 * An element in the reserve is live memory for its allocator, and nobody's for the pool's users.
 * Of pools with allocators of their own nothing is known.
 */
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "mm/pool/pool.h"
#include <mm/boot/boot.h>
#include <mm/slab/slab.h>

/* Where an element's bytes are, and how many; NULL where that is not known. */
static void *memory_of(const mempool_t *pool, void *element, size_t *bytes)
{
	if (pool->alloc == mempool_kmalloc) {
		*bytes = (size_t)pool->pool_data;
	} else if (pool->alloc == mempool_alloc_slab) {
		*bytes = kmem_cache_size(pool->pool_data);
	} else if (pool->alloc == mempool_alloc_pages) {
		*bytes = PAGE_SIZE << (unsigned long)pool->pool_data;
		return PageHighMem((struct page *)element) ? NULL : page_address(element);
	} else {
		return NULL;
	}
	return element;
}

static enum access_mark mark_of(const mempool_t *pool)
{
	return pool->alloc == mempool_alloc_pages ? ACCESS_PAGE_FREE : ACCESS_SLAB_FREE;
}

/** pool_access_idle - @element lies in the reserve. */
void pool_access_idle(const mempool_t *pool, void *element)
{
	size_t bytes;
	void *p = mm_access_on() ? memory_of(pool, element, &bytes) : NULL;

	if (p)
		mm_access_forbid(p, bytes, mark_of(pool));
}

/** pool_access_used - @element leaves the reserve. */
void pool_access_used(const mempool_t *pool, void *element)
{
	size_t bytes;
	void *p = mm_access_on() ? memory_of(pool, element, &bytes) : NULL;

	if (p)
		mm_access_allow(p, bytes, bytes, mark_of(pool));
}

/**
 * pool_access_refuses - @element is in the reserve already, or freed, or does not begin an object.
 * Return: true after a report.
 */
bool pool_access_refuses(const mempool_t *pool, void *element)
{
	struct slab_place place;
	size_t bytes;
	void *p = mm_access_on() ? memory_of(pool, element, &bytes) : NULL;

	if (!p)
		return false;
	if (mm_access_freed(p))
		return mm_access_bad_free(p, true);
	if (slab_place_of(p, &place) ? place.object != p : (unsigned long)p & ~PAGE_MASK)
		return mm_access_bad_free(p, false);
	return false;
}
