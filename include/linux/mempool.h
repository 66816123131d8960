/* SPDX-License-Identifier: MIT */
/*
 * Reserved pools: an allocator with a reserve behind it.
 *
 * mempool_alloc() asks the allocator first; when that fails, one of min_nr elements kept for the
 * purpose is handed out; when those are gone, the caller waits, if it may, until one is freed.  So
 * whoever holds a few elements for a bounded time makes progress however short memory is.
 */
#ifndef _LINUX_MEMPOOL_H
#define _LINUX_MEMPOOL_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/numa.h>
#include <base/lock.h>

struct kmem_cache;

/** mempool_alloc_t - make an element, under @gfp; NULL where it cannot. */
typedef void *(mempool_alloc_t)(gfp_t gfp, void *pool_data);
/** mempool_free_t - unmake it; in any context that mempool_free() is called from. */
typedef void(mempool_free_t)(void *element, void *pool_data);

/**
 * struct mempool_wait - who waits for an element.
 * @seq: changes each time an element comes back while somebody waits.
 * @waiters: how many do.
 */
struct mempool_wait {
	u32 seq;
	u32 waiters;
};

/**
 * struct mempool_s - a pool.
 * @lock: protects @curr_nr, @min_nr, @elements and @wait.
 * @min_nr: the reserve when nothing is drawn from it.
 * @curr_nr: elements of the reserve that are there.
 * @elements: the reserve; the last of the @curr_nr pointers is given out first.
 * @pool_data: for @alloc and @free.
 * @alloc: makes an element.
 * @free: unmakes one.
 * @wait: Linux has a wait queue here; a word to sleep on is all that is needed.
 *
 *	0 <= @curr_nr <= @min_nr, and elements[0 .. @curr_nr) are distinct and not NULL
 *	elements made - elements unmade = @curr_nr + elements that callers hold
 */
typedef struct mempool_s {
	struct lock lock;
	int min_nr;
	int curr_nr;
	void **elements;
	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	struct mempool_wait wait;
} mempool_t;

/* mempool_initialized - true between mempool_init() and mempool_exit() of a zeroed mempool_t. */
static inline bool mempool_initialized(mempool_t *pool)
{
	return pool->elements != NULL;
}

/* mempool_is_saturated - true while the reserve is whole. */
static inline bool mempool_is_saturated(mempool_t *pool)
{
	return READ_ONCE(pool->curr_nr) >= READ_ONCE(pool->min_nr);
}

/* ---- life ------------------------------------------------------------------------------------ */

int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data, gfp_t gfp, int nid);
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data);
void mempool_exit(mempool_t *pool);

mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			       void *pool_data, gfp_t gfp, int nid);
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data);
void mempool_destroy(mempool_t *pool);

/* mempool_resize - (pool, new_min_nr); before 4.1 with flags, which are not needed. */
int __mempool_resize(mempool_t *pool, int new_min_nr);
#define mempool_resize(pool, new_min_nr, ...) __mempool_resize(pool, new_min_nr)

/* ---- elements -------------------------------------------------------------------------------- */

void *mempool_alloc(mempool_t *pool, gfp_t gfp);
void *mempool_alloc_preallocated(mempool_t *pool);
void mempool_free(void *element, mempool_t *pool);

/* ---- the usual allocators -------------------------------------------------------------------- */

/** mempool_alloc_slab, mempool_free_slab - @pool_data is a kmem_cache, without a constructor. */
void *mempool_alloc_slab(gfp_t gfp, void *pool_data);
void mempool_free_slab(void *element, void *pool_data);

/** mempool_kmalloc, mempool_kfree - @pool_data is a size, in bytes. */
void *mempool_kmalloc(gfp_t gfp, void *pool_data);
void mempool_kfree(void *element, void *pool_data);
/** mempool_kvmalloc, mempool_kvfree - the same of kvmalloc(): contiguous in its addresses only. */
void *mempool_kvmalloc(gfp_t gfp, void *pool_data);
void mempool_kvfree(void *element, void *pool_data);

/** mempool_alloc_pages, mempool_free_pages - @pool_data is an order, an element a struct page. */
void *mempool_alloc_pages(gfp_t gfp, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

#define mempool_init_slab_pool(pool, min_nr, cache) \
	mempool_init((pool), (min_nr), mempool_alloc_slab, mempool_free_slab, (void *)(cache))
#define mempool_create_slab_pool(min_nr, cache) \
	mempool_create((min_nr), mempool_alloc_slab, mempool_free_slab, (void *)(cache))
#define mempool_init_kmalloc_pool(pool, min_nr, size)                  \
	mempool_init((pool), (min_nr), mempool_kmalloc, mempool_kfree, \
		     (void *)(unsigned long)(size))
#define mempool_create_kmalloc_pool(min_nr, size) \
	mempool_create((min_nr), mempool_kmalloc, mempool_kfree, (void *)(unsigned long)(size))
#define mempool_init_kvmalloc_pool(pool, min_nr, size)                   \
	mempool_init((pool), (min_nr), mempool_kvmalloc, mempool_kvfree, \
		     (void *)(unsigned long)(size))
#define mempool_create_kvmalloc_pool(min_nr, size) \
	mempool_create((min_nr), mempool_kvmalloc, mempool_kvfree, (void *)(unsigned long)(size))
#define mempool_init_page_pool(pool, min_nr, order)                             \
	mempool_init((pool), (min_nr), mempool_alloc_pages, mempool_free_pages, \
		     (void *)(unsigned long)(order))
#define mempool_create_page_pool(min_nr, order)                           \
	mempool_create((min_nr), mempool_alloc_pages, mempool_free_pages, \
		       (void *)(unsigned long)(order))

#include <linux/mempool_tagged.h>

#endif
