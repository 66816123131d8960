/* SPDX-License-Identifier: MIT */
/*
 * The tiny engine's part of the entrance (mm/slab/slab.h), in builds that chose it.
 *
 * Call tree of an allocation:
 *
 *	kmem_cache_alloc, __kmalloc    slob_cache.c, mm/kmalloc/kmalloc_slob.c
 *	  slob_alloc                   slob.c    rules of context; a page shared, or pages alone
 *	    lists_take                 slob.c    a place in the pages there are
 *	    shared_new, whole_new      slob.c    more pages
 *
 * and of a free:
 *
 *	kmem_cache_free, kfree
 *	  slob_free                    slob.c    proof that it is an object, then its place is free
 */
#ifndef MM_SLAB_SLOB_H
#define MM_SLAB_SLOB_H

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/page/page.h>

/**
 * struct kmem_cache - a kind of objects; it has no memory of its own.
 *
 *	@objects + @waiting = its objects in shared pages + its objects of whole blocks, where
 *			      @waiting are given back, but may have readers
 *	@id is unlike that of any other cache in slab_caches, which is sorted by it
 */
struct kmem_cache {
	struct list_head list; /* in slab_caches */
	const char *name;
	void (*ctor)(void *);
	u32 object_size; /* what the caller asked for */
	u32 size;	 /* with what is kept behind an object that waits for readers */
	u32 align;
	slab_flags_t flags;
	unsigned long objects;
	unsigned long waiting;
	unsigned long found; /* by slab_check() */
	u16 id;
	bool dead; /* destroyed with objects alive */
};

/* The owner of what is kmalloc's, and, as far as struct page tells, of every shared page: id 0. */
extern struct kmem_cache slob_kmalloc;

/* Of everything here: the caches, the lists, the pages in them. */
extern struct lock slob_lock;
extern struct list_head slab_caches;

/* ---- shared pages ---------------------------------------------------------------------------- */

/**
 * struct slob_head - stands in front of every block of a shared page.
 * @bytes: from this head to the next, or to the end of the page.
 * @owner: of an object: the id of its cache, and SLOB_WAITING.
 * @next: of a free block: where in the page the next free one is, 0 behind the last.
 */
struct slob_head {
	u16 bytes;
	union {
		u16 owner;
		u16 next;
	};
};

/* Objects are aligned to this, so heads stand the size of a head in front of a multiple of it. */
#define SLOB_GRAIN	8u
#define SLOB_FIRST	((u32)(SLOB_GRAIN - sizeof(struct slob_head)))
#define SLOB_WORTHWHILE (2 * SLOB_GRAIN) /* free bytes for which a page is searched */
#define SLOB_WAITING	0x8000u		 /* given back; its memory waits for readers */
#define SLOB_MAX_ID	0x7fffu

static_assert(PAGE_SIZE <= 0x8000, "offsets in a page fit a slob_head");
static_assert(SLOB_GRAIN % ARCH_SLAB_MINALIGN == 0, "the grain is the least alignment");

/* Where a page is listed: by its kind and by the size of its objects, or as one of the last two. */
enum slob_kind { SLOB_PLAIN, SLOB_RECLAIMABLE, SLOB_ACCOUNTED, SLOB_KINDS };
#define SLOB_SIZES 3			     /* small, medium and large objects */
#define SLOB_FULL  (SLOB_KINDS * SLOB_SIZES) /* pages with no place worth looking for */
#define SLOB_WHOLE (SLOB_FULL + 1)	     /* blocks of one object */
#define SLOB_LISTS (SLOB_WHOLE + 1)

extern struct list_head slob_lists[SLOB_LISTS];

static inline struct slob_head *slob_head_at(const struct page *page, u32 at)
{
	return (struct slob_head *)((char *)page_address(page) + at);
}

static inline u32 slob_first_free(const struct page *page)
{
	return page->freelist ? offset_in_page(page->freelist) : 0;
}

/* May this head be one at @at?  A block is more than its head, and ends at another or the page. */
static inline bool slob_head_ok(const struct slob_head *head, u32 at)
{
	u32 end = at + head->bytes;

	return head->bytes > sizeof(*head) &&
	       (end == PAGE_SIZE || (end < PAGE_SIZE && end % SLOB_GRAIN == SLOB_FIRST));
}

/** slob_is_shared - does this page hold objects of any caches? */
static inline bool slob_is_shared(const struct page *page)
{
	return page->slab_cache == &slob_kmalloc;
}

/** slob_room - bytes of an object that is known to be one, and to stand in a shared page. */
static inline size_t slob_room(const void *object)
{
	return ((const struct slob_head *)object)[-1].bytes - sizeof(struct slob_head);
}

/** slob_shares - do objects of @size bytes stand in shared pages? */
static inline bool slob_shares(size_t size, u32 align)
{
	u32 at = ALIGN(SLOB_GRAIN, align);

	return size <= PAGE_SIZE && at + size <= PAGE_SIZE;
}

/* ---- objects --------------------------------------------------------------------------------- */

/**
 * slob_alloc - memory for an object of @s.
 * @size: bytes, at least 1.
 * @align: a power of two from SLOB_GRAIN to PAGE_SIZE.
 * @node: where, or NUMA_NO_NODE.
 *
 * Return: the memory, of any contents; NULL where there is none.  Raises no event.
 */
void *slob_alloc(struct kmem_cache *s, size_t size, u32 align, gfp_t gfp, int node);

/**
 * slob_free - prove that an object is one, and give it back.
 * @s: the cache it has to be of; NULL for any.
 * @object: an address in a page of this engine, slob_page().
 * @kind: the event that the free is; MM_EVENT_KINDS for none.
 *
 * What is no object is reported, and nothing is done.
 */
void slob_free(struct kmem_cache *s, const void *object, enum mm_event_kind kind);

/** slob_size - bytes that the user of an object has; 0 of what is no object. */
size_t slob_size(const void *object);

/** slob_page - the page of this engine that @object is in; NULL for any other address. */
static inline struct page *slob_page(const void *object)
{
	struct page *page;

	if ((unsigned long)object - page_offset_base >= lowmem_bytes)
		return NULL;
	page = virt_to_page(object);
	return page->slab_cache ? page : NULL;
}

/* ---- what the other engine has and this one need not ----------------------------------------- */

/** slab_take_ready - an object that @s has ready for this CPU: it never has. */
static inline void *slab_take_ready(struct kmem_cache *s)
{
	return NULL;
}

/** slab_cpu_dead - no CPU has objects. */
static inline void slab_cpu_dead(unsigned int cpu)
{
}

/** slab_shrink_all - nothing is kept that nobody uses. Return: 0 pages. */
static inline unsigned long slab_shrink_all(void)
{
	return 0;
}

/* ---- inside ---------------------------------------------------------------------------------- */

/** slob_cache - the cache of an id; NULL where there is none.  Under slob_lock. */
struct kmem_cache *slob_cache(u32 id);

/** slob_list_survivors - print the objects of a cache that nobody gave back. */
void slob_list_survivors(struct kmem_cache *s);

#endif
