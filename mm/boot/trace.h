/* SPDX-License-Identifier: MIT */
/*
 * Allocation events: what the API gave out and took back, for whoever listens.
 *
 * An event stands for one call of the public API, seen from outside: the pages that a slab takes
 * for itself make none (the internal callers use the _untraced forms), the object handed to the
 * caller makes one.  So the set of live events is what the callers owe.
 *
 * The listener is set before the machine boots; with none set, the fast paths are not diverted
 * and pay nothing.
 */
#ifndef MM_BOOT_TRACE_H
#define MM_BOOT_TRACE_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <port/port.h>

enum mm_event_kind {
	MM_EVENT_KMALLOC,   /* kmalloc family; freed by kfree */
	MM_EVENT_OBJECT,    /* kmem_cache_alloc; freed by kmem_cache_free (or kfree) */
	MM_EVENT_PAGES,	    /* page blocks; id is the struct page */
	MM_EVENT_VMALLOC,   /* vmalloc, vmap: id is the address */
	MM_EVENT_PERCPU,    /* dynamic per-CPU memory: id is the __percpu pointer */
	MM_EVENT_CACHE,	    /* a kmem_cache itself: id is the struct kmem_cache */
	MM_EVENT_POOL,	    /* a mempool itself: id is the mempool_t */
	MM_EVENT_KMAP,	    /* a mapping of a high page: id is the address */
	MM_EVENT_COHERENT,  /* dma_alloc_coherent: id is the address */
	MM_EVENT_DMA_POOL,  /* a dma_pool itself: id is the struct dma_pool */
	MM_EVENT_DMA_BLOCK, /* dma_pool_alloc: id is the address */
	MM_EVENT_IOREMAP,   /* a mapping of device memory: id is the core's record of it */
	MM_EVENT_REGION,    /* a claim of bus addresses: id is the struct resource */
	MM_EVENT_USER_COPY, /* copy_to_user() and its kin: may fail, gives nothing out */
	MM_EVENT_KINDS
};

/**
 * struct mm_tracer - a listener.
 * @alloc: @id was given out; @requested and @given are bytes.
 * @free: @id came back.
 * @should_fail: true makes the allocation fail before it is tried; may be NULL.
 * @moved: what @from was given out for stands in @to from now on; @free of @from follows.  NULL:
 *	@alloc of @to instead.
 *
 * Context: any in which the allocators run; the hooks may not allocate from the machine.
 */
struct mm_tracer {
	void (*alloc)(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
		      gfp_t gfp);
	void (*free)(enum mm_event_kind kind, const void *id);
	bool (*should_fail)(enum mm_event_kind kind, size_t requested, gfp_t gfp);
	void (*moved)(enum mm_event_kind kind, const void *from, const void *to);
};

extern const struct mm_tracer *mm_tracer;

static inline void mm_trace_alloc(enum mm_event_kind kind, const void *id, size_t requested,
				  size_t given, gfp_t gfp)
{
	if (unlikely(mm_tracer) && id)
		mm_tracer->alloc(kind, id, requested, given, gfp);
}

static inline void mm_trace_free(enum mm_event_kind kind, const void *id)
{
	if (unlikely(mm_tracer) && id)
		mm_tracer->free(kind, id);
}

/* mm_trace_moved - what stood in @from stands in @to, which is @size bytes, taken with @gfp. */
static inline void mm_trace_moved(enum mm_event_kind kind, const void *from, const void *to,
				  size_t size, gfp_t gfp)
{
	if (unlikely(mm_tracer) && mm_tracer->moved)
		mm_tracer->moved(kind, from, to);
	else
		mm_trace_alloc(kind, to, size, size, gfp);
}

/*
 * mm_trace_insist - what this thread asks for from here on cannot fail for good: whoever made it
 * fail would only make its caller wait.  @insists: what this returned, when it is over.
 */
static inline bool mm_trace_insist(bool insists)
{
	bool before = port_self()->insists;

	port_self()->insists = insists;
	return before;
}

static inline bool mm_trace_should_fail(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return unlikely(mm_tracer) && mm_tracer->should_fail &&
	       mm_tracer->should_fail(kind, requested, gfp);
}

#endif
