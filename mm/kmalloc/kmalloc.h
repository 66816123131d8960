/* SPDX-License-Identifier: MIT */
/* Entrance of mm/kmalloc: memory by the byte. */
#ifndef MM_KMALLOC_KMALLOC_H
#define MM_KMALLOC_KMALLOC_H

#include <linux/slab.h>
#include <mm/slab/slab.h>

int kmalloc_init(void);
void kmalloc_exit(void);
int kmalloc_check(void);

/** kmalloc_untraced - kmalloc() for what the core keeps for itself: raises no event. */
void *kmalloc_untraced(size_t size, gfp_t flags);
void kfree_untraced(const void *object);

/* ---- inside ---------------------------------------------------------------------------------- */

/*
 * A page block that kmalloc gave out whole says so, or freeing any page with kfree() would go
 * unnoticed.  The flag is one that belongs to the owner of a page, which kmalloc is here.
 */
#define PG_kmalloc PG_owner_priv_1

/* Large objects up to this come from caches, where nothing forbids it. */
#define LARGE_CACHED_SHIFT (KMALLOC_SHIFT_HIGH + 3)
#define LARGE_CACHED_MAX   (1ul << LARGE_CACHED_SHIFT)

/* By the size, rounded up to pages, less one; NULL where they are to be pages. */
extern struct kmem_cache *large_caches[LARGE_CACHED_MAX >> PAGE_SHIFT];

/* The normal cache for each multiple of 8 bytes; NULL for 0.  Larger ones are @large_caches. */
extern struct kmem_cache *kmalloc_plain[KMALLOC_MAX_CACHE_SIZE / 8 + 1];

/* What makes a request more than the plain one: another family, or zeroing. */
#define KMALLOC_ODD_FLAGS (__GFP_DMA | __GFP_RECLAIMABLE | __GFP_ACCOUNT | __GFP_ZERO)

/* The cache of a plain request; NULL where it has none. */
static __always_inline struct kmem_cache *kmalloc_plain_cache(size_t size)
{
	if (likely(size <= KMALLOC_MAX_CACHE_SIZE))
		return kmalloc_plain[(size + 7) >> 3];
	return size <= LARGE_CACHED_MAX ? large_caches[(size - 1) >> PAGE_SHIFT] : NULL;
}

int large_init(void);
/** large_cache - the cache of a large object; NULL where it is to be pages. */
struct kmem_cache *large_cache(size_t size, gfp_t flags);
void *large_alloc(size_t size, gfp_t flags, int node);
/** large_page - the head of the large block that starts at @object; NULL for anything else. */
struct page *large_page(const void *object);
void large_free(struct page *page);

/** large_access - @size bytes of a large block are its user's, and the rest of it a red zone. */
void large_access(const struct page *page, size_t size);
/** large_access_keep - hold a freed block back. Return: false where it goes to the pages now. */
bool large_access_keep(struct page *page);

#endif
