/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/pool: allocators with a reserve.
 *
 *	mempool_alloc		mempool.c	the allocator, the reserve, waiting
 *	  pool->alloc		backend.c	slab, kmalloc, kvmalloc, pages; or the caller's own
 */
#ifndef MM_POOL_POOL_H
#define MM_POOL_POOL_H

#include <linux/mempool.h>

/** mempool_check - prove the invariant of @pool. Return: how much is broken, each printed. */
int mempool_check(mempool_t *pool);

/* access.c: the shadow, where accesses are checked. */
void pool_access_idle(const mempool_t *pool, void *element);
void pool_access_used(const mempool_t *pool, void *element);
bool pool_access_refuses(const mempool_t *pool, void *element);

#endif
