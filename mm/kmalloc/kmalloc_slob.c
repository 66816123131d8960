// SPDX-License-Identifier: MIT
/*
 * kmalloc on the tiny engine (mm/slab/slob.c): no size classes, each object as long as asked for.
 *
 * A power of two up to half a page is aligned to itself, as everywhere; the place in front of such
 * an object is left to others.  From a page on, a request is a block of pages (large.c).
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <mm/kmalloc/kmalloc.h>

/* Nothing to set up: the engine has the record that stands for kmalloc. */
int kmalloc_init(void)
{
	return 0;
}

void kmalloc_exit(void)
{
}

static u32 align_of(size_t size)
{
	return is_power_of_2(size) && size > SLOB_GRAIN && size <= PAGE_SIZE ? (u32)size :
									       SLOB_GRAIN;
}

static bool is_large(size_t size)
{
	return !slob_shares(size, align_of(size));
}

/* No classes, no invariants: slab_check() has all there is to prove. */
int kmalloc_check(void)
{
	return 0;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void *take(size_t size, gfp_t flags, int node)
{
	void *object;

	if (is_large(size))
		return large_alloc(size, flags, node);
	object = slob_alloc(&slob_kmalloc, size, align_of(size), flags, node);
	if (object && flags & __GFP_ZERO)
		memset(object, 0, slob_room(object));
	return object;
}

/* May there be memory?  A program that can get a machine gets it now. */
static bool ready(void)
{
	return likely(slab_is_available()) || machine_ready();
}

/** __kmalloc_node - kmalloc() on a node; NUMA_NO_NODE for any. */
void *__kmalloc_node(size_t size, gfp_t flags, int node)
{
	void *object;

	if (!size)
		return ZERO_SIZE_PTR;
	if (!ready() || mm_trace_should_fail(MM_EVENT_KMALLOC, size, flags))
		return NULL;
	object = take(size, flags, node);
	if (object)
		mm_trace_alloc(MM_EVENT_KMALLOC, object, size, kmalloc_size_roundup(size), flags);
	return object;
}
EXPORT_SYMBOL(__kmalloc_node);

/** __kmalloc - every kmalloc() comes here. */
void *__kmalloc(size_t size, gfp_t flags)
{
	return __kmalloc_node(size, flags, NUMA_NO_NODE);
}
EXPORT_SYMBOL(__kmalloc);

/** kmalloc_untraced - for the core's own needs. */
void *kmalloc_untraced(size_t size, gfp_t flags)
{
	if (!size)
		return ZERO_SIZE_PTR;
	return ready() ? take(size, flags, NUMA_NO_NODE) : NULL;
}

/* ---- giving back ----------------------------------------------------------------------------- */

static void give(const void *object, enum mm_event_kind kind)
{
	struct page *page;

	if (ZERO_OR_NULL_PTR(object))
		return;
	if (slob_page(object)) {
		slob_free(NULL, object, kind);
		return;
	}
	page = large_page(object);
	if (!page) {
		slab_free_foreign("kfree", object);
		return;
	}
	if (kind != MM_EVENT_KINDS)
		mm_trace_free(kind, object);
	large_free(page);
}

/**
 * kfree - give back what kmalloc() and its family returned.
 * @object: the memory; NULL and ZERO_SIZE_PTR are fine.
 *
 * Objects of any cache are taken, too.  What is not one is reported and left alone.
 * Context: any.
 */
void kfree(const void *object)
{
	give(object, MM_EVENT_KMALLOC);
}
EXPORT_SYMBOL(kfree);

void kfree_untraced(const void *object)
{
	give(object, MM_EVENT_KINDS);
}

/* ---- sizes ----------------------------------------------------------------------------------- */

/**
 * ksize - bytes of the object that @object is.
 * @object: from kmalloc() or a cache; ZERO_SIZE_PTR has 0.
 * Return: bytes; 0 for what was not allocated, after a report.
 */
size_t ksize(const void *object)
{
	struct page *page;
	size_t size = 0;

	if (ZERO_OR_NULL_PTR(object))
		return 0;
	if (slob_page(object)) {
		size = slob_size(object);
	} else {
		page = large_page(object);
		if (page)
			size = PAGE_SIZE << page_block_order(page);
	}
	if (!size)
		report("ksize: %px was not allocated by kmalloc", object);
	return size;
}
EXPORT_SYMBOL(ksize);

/** kmalloc_size_roundup - the bytes that kmalloc(@size) is certain to make usable. */
size_t kmalloc_size_roundup(size_t size)
{
	return size && size <= KMALLOC_MAX_SIZE && is_large(size) ? PAGE_SIZE << get_order(size) :
								    size;
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/*
 * The object stays where it is; it has room.  With __GFP_ZERO every byte that was never the
 * user's is zero when it becomes so: now, or by a later call.
 */
static void *resize_in_place(void *p, size_t room, size_t new_size, gfp_t flags)
{
	if (flags & __GFP_ZERO)
		memset((char *)p + new_size, 0, room - new_size);
	mm_trace_free(MM_EVENT_KMALLOC, p);
	mm_trace_alloc(MM_EVENT_KMALLOC, p, new_size, room, flags);
	return p;
}

/**
 * krealloc - change the size of what kmalloc() gave.
 * @p: the memory, or NULL for new memory.
 * @new_size: bytes; 0 frees it.
 * @flags: GFP_* for memory that must be taken.
 *
 * The bytes up to the smaller of both sizes are kept.
 *
 * Return: the memory, at the same address or another; ZERO_SIZE_PTR for size 0; NULL where memory
 * ran out, and then @p is what it was.
 * Context: as kmalloc().
 */
void *krealloc(const void *p, size_t new_size, gfp_t flags)
{
	size_t room;
	void *ret;

	if (!new_size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(p))
		return __kmalloc(new_size, flags);
	room = ksize(p);
	if (!room)
		return NULL;
	if (new_size <= room)
		return resize_in_place((void *)p, room, new_size, flags);
	ret = __kmalloc(new_size, flags);
	if (ret) {
		memcpy(ret, p, room);
		kfree(p);
	}
	return ret;
}
EXPORT_SYMBOL(krealloc);

/**
 * kfree_sensitive - kfree() memory that held a secret.
 *
 * All of the object is zeroed, not only what was asked for, and no compiler may leave it out.
 */
void kfree_sensitive(const void *object)
{
	size_t room;

	if (ZERO_OR_NULL_PTR(object))
		return;
	room = ksize(object);
	if (!room)
		return;
	memset((void *)object, 0, room);
	barrier_data(object);
	kfree(object);
}
EXPORT_SYMBOL(kfree_sensitive);
