// SPDX-License-Identifier: MIT
/*
 * Reserved pools.
 *
 * A pool promises that min_nr elements can be in use at any time, however short memory is, to
 * callers who give them back in bounded time.  It keeps the promise with a reserve filled when
 * the pool is made, while failure can still be reported to someone who can cope.
 *
 * Where an element comes from, in this order:
 *
 *	1. the allocator, told not to try hard: no reclaim, no I/O, no retry, no complaint, no
 *	   emergency memory - the reserve here is the one to be used
 *	2. the reserve
 *	3. the allocator, trying as hard as the caller allows
 *	4. the reserve again; then, where the caller may sleep, waiting, and on from 3
 *
 * and where one goes: into the reserve while that is not whole, else back to the allocator.  So
 * the reserve is filled up by the next to be freed, whoever drew from it.
 *
 * The fast paths are 1, and freeing with a whole reserve: neither takes a lock, and for a pool on a
 * cache neither calls back.  A thread that frees an element reads curr_nr without the lock, and
 * must not miss that the element in its hands was drawn from the reserve: else the reserve would
 * stay short for good.  draw() orders its change of curr_nr before the element leaves, and
 * mempool_free() orders its look at it after the element came.
 *
 * Waiting.  Linux puts waiters on a wait queue; here they sleep on a word that changes whenever an
 * element comes back.  A waiter registers under the lock after it has seen the reserve empty, so
 * whoever fills it later sees the waiter.  Memory may also come back to the allocator by another
 * way than mempool_free(), of which nobody tells us; so waiters look again from time to time.
 *
 * The lock is a leaf; the callbacks, which may sleep, are called without it.  The array and the
 * pool itself are the pool's own affair and raise no events; elements do, as the callbacks use the
 * public allocators, and an element that was never given back is so found as a leak.
 */
#include "mm/pool/pool.h"
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/might_sleep.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <base/base.h>
#include <mm/boot/boot.h>
#include <mm/boot/trace.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <port/port.h>

/* A tenth of a second: long against an allocation, short against a person. */
#define POOL_LOOK_AGAIN_NS (100 * 1000 * 1000)

/* ---- the reserve ----------------------------------------------------------------------------- */

static void reserve_put(mempool_t *pool, void *element)
{
	pool_access_idle(pool, element);
	pool->elements[pool->curr_nr] = element;
	WRITE_ONCE(pool->curr_nr, pool->curr_nr + 1);
}

static void *reserve_take(mempool_t *pool)
{
	WRITE_ONCE(pool->curr_nr, pool->curr_nr - 1);
	pool_access_used(pool, pool->elements[pool->curr_nr]);
	return pool->elements[pool->curr_nr];
}

/* draw - an element of the reserve, or NULL. */
static void *draw(mempool_t *pool)
{
	void *element = NULL;

	lock_acquire(&pool->lock);
	if (pool->curr_nr)
		element = reserve_take(pool);
	lock_release(&pool->lock);
	/* Pairs with mempool_free(): who gets the element sees that the reserve is short. */
	smp_wmb();
	return element;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void **elements_alloc(int nr, gfp_t gfp)
{
	size_t bytes;

	if (check_mul_overflow((size_t)max(nr, 1), sizeof(void *), &bytes))
		return NULL;
	return kmalloc_untraced(bytes, gfp);
}

/**
 * mempool_exit - give the reserve back; the pool is as before mempool_init().
 * @pool: the pool; one that is all zero is left as it is.
 *
 * Elements in use stay their users', who must know another way to free them.
 *
 * Context: one from which the pool's free function may be called.
 */
void mempool_exit(mempool_t *pool)
{
	if (!pool->elements)
		return;
	while (pool->curr_nr)
		pool->free(reserve_take(pool), pool->pool_data);
	kfree_untraced(pool->elements);
	pool->elements = NULL;
}
EXPORT_SYMBOL(mempool_exit);

/**
 * mempool_init_node - make a pool in memory of the caller's.
 * @pool: where.
 * @min_nr: elements in the reserve; 0 promises only to wait instead of failing.
 * @alloc_fn: makes an element.
 * @free_fn: unmakes one.
 * @pool_data: handed to both.
 * @gfp: for the reserve, commonly GFP_KERNEL.
 * @nid: preferred node of the pool's own memory; it is too little to mind where it comes from.
 *
 * Return: 0; -ENOMEM where the reserve could not be filled, -EINVAL for a negative @min_nr.
 * Context: as @gfp allows.
 */
int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data, gfp_t gfp, int nid)
{
	void *element;

	memset(pool, 0, sizeof(*pool));
	lock_init(&pool->lock);
	if (WARN_ON(min_nr < 0))
		return -EINVAL;
	pool->min_nr = min_nr;
	pool->pool_data = pool_data;
	pool->alloc = alloc_fn;
	pool->free = free_fn;
	pool->elements = elements_alloc(min_nr, gfp);
	if (!pool->elements)
		return -ENOMEM;
	while (pool->curr_nr < min_nr) {
		element = alloc_fn(gfp, pool_data);
		if (!element) {
			mempool_exit(pool);
			return -ENOMEM;
		}
		reserve_put(pool, element);
	}
	return 0;
}
EXPORT_SYMBOL(mempool_init_node);

/** mempool_init - mempool_init_node() with GFP_KERNEL, on any node. */
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data)
{
	return mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, GFP_KERNEL,
				 NUMA_NO_NODE);
}
EXPORT_SYMBOL(mempool_init);

/**
 * mempool_create_node - make a pool; see mempool_init_node().
 * Return: the pool, or NULL.
 */
mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			       void *pool_data, gfp_t gfp, int nid)
{
	mempool_t *pool;

	if (mm_trace_should_fail(MM_EVENT_POOL, sizeof(*pool), gfp))
		return NULL;
	pool = kmalloc_untraced(sizeof(*pool), gfp);
	if (!pool)
		return NULL;
	if (mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, gfp, nid)) {
		kfree_untraced(pool);
		return NULL;
	}
	mm_trace_alloc(MM_EVENT_POOL, pool, sizeof(*pool), sizeof(*pool), gfp);
	return pool;
}
EXPORT_SYMBOL(mempool_create_node);

/** mempool_create - mempool_create_node() with GFP_KERNEL, on any node. */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data)
{
	return mempool_create_node(min_nr, alloc_fn, free_fn, pool_data, GFP_KERNEL, NUMA_NO_NODE);
}
EXPORT_SYMBOL(mempool_create);

/** mempool_destroy - mempool_exit() for a pool from mempool_create(); NULL is fine. */
void mempool_destroy(mempool_t *pool)
{
	if (unlikely(!pool))
		return;
	mm_trace_free(MM_EVENT_POOL, pool);
	mempool_exit(pool);
	kfree_untraced(pool);
}
EXPORT_SYMBOL(mempool_destroy);

/* ---- waiting --------------------------------------------------------------------------------- */

/* wait_for_element - sleep until the reserve may have one; not at all if it has. */
static void wait_for_element(mempool_t *pool)
{
	bool held;
	u32 seq;

	lock_acquire(&pool->lock);
	if (pool->curr_nr) {
		lock_release(&pool->lock);
		return;
	}
	pool->wait.waiters++;
	seq = pool->wait.seq;
	lock_release(&pool->lock);

	held = context_sleep_begin();
	port_wait(&pool->wait.seq, seq, POOL_LOOK_AGAIN_NS);
	context_sleep_end(held);

	lock_acquire(&pool->lock);
	pool->wait.waiters--;
	lock_release(&pool->lock);
}

/* wake_waiter - an element came back: let one who waits look. */
static void wake_waiter(mempool_t *pool)
{
	bool wake;

	lock_acquire(&pool->lock);
	wake = pool->wait.waiters != 0;
	if (wake)
		WRITE_ONCE(pool->wait.seq, pool->wait.seq + 1);
	lock_release(&pool->lock);
	if (wake)
		port_wake(&pool->wait.seq, 1);
}

/* ---- elements -------------------------------------------------------------------------------- */

/* alloc_slow - the allocator could not without trying hard. */
static noinline void *alloc_slow(mempool_t *pool, gfp_t gfp, gfp_t hurried)
{
	void *element;

	might_alloc(gfp);
	element = draw(pool);
	if (element || gfp == hurried)
		return element;
	for (;;) {
		bool insisted = mm_trace_insist(gfpflags_allow_blocking(gfp));

		element = pool->alloc(gfp, pool->pool_data);
		mm_trace_insist(insisted);
		if (element)
			return element;
		element = draw(pool);
		if (element || !gfpflags_allow_blocking(gfp))
			return element;
		wait_for_element(pool);
	}
}

/* alloc_any - the allocator, whichever it is; then whatever else there is. */
static noinline void *alloc_any(mempool_t *pool, gfp_t gfp)
{
	gfp_t hurried;
	void *element;

	WARN_ON_ONCE(gfp & __GFP_ZERO);
	/* As in the caches: who watches sees every call checked, not only those that wait. */
	if (unlikely(mm_tracer))
		might_alloc(gfp);
	gfp |= __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	hurried = gfp & ~(__GFP_DIRECT_RECLAIM | __GFP_IO);
	element = pool->alloc(hurried, pool->pool_data);
	if (likely(element))
		return element;
	return alloc_slow(pool, gfp, hurried);
}

/**
 * mempool_alloc - get an element.
 * @pool: the pool.
 * @gfp: how hard the allocator may try; __GFP_ZERO is not for pools, whose reserve is not zeroed.
 *
 * With __GFP_DIRECT_RECLAIM (as in GFP_KERNEL, GFP_NOIO) it never fails, but may wait for an
 * element to be freed: a thread that waits while it holds all the others waits for ever.
 *
 * Return: the element; NULL only where @gfp does not allow to sleep.
 * Context: any; sleeps only if @gfp allows.
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp)
{
	/* Most pools are on a cache, and most allocations are served by this CPU's array. */
	if (likely(pool->alloc == mempool_alloc_slab && !(gfp & __GFP_ZERO))) {
		void *element = slab_take_ready(pool->pool_data);

		if (likely(element))
			return element;
	}
	return alloc_any(pool, gfp);
}
EXPORT_SYMBOL(mempool_alloc);

/**
 * mempool_alloc_preallocated - get an element of the reserve, without asking the allocator.
 * Return: the element, or NULL where the reserve is empty.
 * Context: any; never sleeps.
 */
void *mempool_alloc_preallocated(mempool_t *pool)
{
	return draw(pool);
}
EXPORT_SYMBOL(mempool_alloc_preallocated);

/*
 * What is smaller than the pool's elements comes from another pool, and in the reserve it would
 * wait for somebody to write past its end.  It is told where mistakes are looked for, and goes
 * back to where it is from.
 */
static bool is_foreign(const void *element, const mempool_t *pool)
{
	size_t size, room;

	if (pool->free == mempool_kfree)
		size = (size_t)pool->pool_data;
	else if (pool->free == mempool_free_slab)
		size = kmem_cache_size(pool->pool_data);
	else
		return false;
	room = ksize(element);
	if (room >= size)
		return false;
	report("mempool_free: %px has %zu bytes, an element of this pool has %zu", element, room,
	       size);
	if (room)
		kfree(element);
	return true;
}

static noinline void free_slow(void *element, mempool_t *pool)
{
	if (pool_access_refuses(pool, element) ||
	    (unlikely(mm_tracer) && is_foreign(element, pool)))
		return;
	lock_acquire(&pool->lock);
	if (pool->curr_nr < pool->min_nr) {
		reserve_put(pool, element);
		element = NULL;
	}
	lock_release(&pool->lock);
	if (element)
		pool->free(element, pool->pool_data);
	wake_waiter(pool);
}

/*
 * Is the reserve as it should be?  Never where there is none, since waiters then know of nothing
 * but what is freed here: one less than no element is more than all.
 */
static __always_inline bool is_whole(const mempool_t *pool)
{
	return (unsigned int)READ_ONCE(pool->curr_nr) > (unsigned int)READ_ONCE(pool->min_nr) - 1;
}

static noinline void free_any(void *element, mempool_t *pool)
{
	if (!element)
		return;
	if (is_whole(pool))
		pool->free(element, pool->pool_data);
	else
		free_slow(element, pool);
}

/**
 * mempool_free - give an element back.
 * @element: from mempool_alloc() of @pool, or NULL.
 * @pool: the pool.
 *
 * Context: any from which the pool's free function may be called.
 */
void mempool_free(void *element, mempool_t *pool)
{
	/* Pairs with draw(). */
	smp_rmb();
	if (likely(is_whole(pool) && pool->free == mempool_free_slab))
		kmem_cache_free(pool->pool_data, element);
	else
		free_any(element, pool);
}
EXPORT_SYMBOL(mempool_free);

/* ---- resizing -------------------------------------------------------------------------------- */

/* shrink - lower min_nr to @nr; the caller has the lock, which is let go for the callback. */
static void shrink(mempool_t *pool, int nr)
{
	void *element;

	while (pool->curr_nr > nr) {
		element = reserve_take(pool);
		lock_release(&pool->lock);
		pool->free(element, pool->pool_data);
		lock_acquire(&pool->lock);
	}
	WRITE_ONCE(pool->min_nr, nr);
}

/* fill - make elements until the reserve is whole or the allocator fails. */
static void fill(mempool_t *pool)
{
	void *element;

	while (!mempool_is_saturated(pool)) {
		element = pool->alloc(GFP_KERNEL, pool->pool_data);
		if (!element)
			return;
		free_slow(element, pool);
	}
}

/**
 * __mempool_resize - change the size of the reserve; callers say mempool_resize().
 * @pool: the pool.
 * @new_min_nr: its new min_nr, 1 or more.
 *
 * A larger reserve is filled as far as memory reaches; what misses comes with the next frees.
 * Two calls for one pool may not run at once, nor one together with mempool_exit().
 *
 * Return: 0; -ENOMEM where there is no memory to grow, -EINVAL for less than 1; then nothing
 * changed.
 * Context: process, may sleep.
 */
int __mempool_resize(mempool_t *pool, int new_min_nr)
{
	void **elements, **old;

	might_sleep();
	if (WARN_ON(new_min_nr < 1))
		return -EINVAL;
	lock_acquire(&pool->lock);
	if (new_min_nr <= pool->min_nr) {
		shrink(pool, new_min_nr);
		lock_release(&pool->lock);
		return 0;
	}
	lock_release(&pool->lock);

	elements = elements_alloc(new_min_nr, GFP_KERNEL);
	if (!elements)
		return -ENOMEM;
	lock_acquire(&pool->lock);
	old = pool->elements;
	memcpy(elements, old, (size_t)pool->curr_nr * sizeof(void *));
	pool->elements = elements;
	WRITE_ONCE(pool->min_nr, new_min_nr);
	lock_release(&pool->lock);
	kfree_untraced(old);
	fill(pool);
	return 0;
}
EXPORT_SYMBOL(__mempool_resize);
