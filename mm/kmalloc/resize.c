// SPDX-License-Identifier: MIT
/* Sizes: how much there is, how much there would be, and changing it. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/sampler.h>

/* What the user of an object may write: all of it, but for what checks and late readers need. */
static size_t slab_room(const struct kmem_cache *s)
{
	if (slab_debugged(s))
		return s->object_size;
	return s->flags & SLAB_TYPESAFE_BY_RCU ? s->inuse : s->size;
}

/**
 * ksize - bytes of the object that @object is.
 * @object: from kmalloc() or a cache; ZERO_SIZE_PTR has 0.
 *
 * A cache that checks red zones keeps the bytes past the requested ones for itself: use
 * kmalloc_size_roundup() before the allocation to have them.
 *
 * Return: bytes; 0 for what was not allocated, after a report.
 */
size_t ksize(const void *object)
{
	struct page *page;

	if (ZERO_OR_NULL_PTR(object) || !mm_access_check(object))
		return 0;
	if ((unsigned long)object - page_offset_base < lowmem_bytes) {
		page = virt_to_page(object);
		if (page->slab_cache)
			return slab_sampled(object) ? slab_sampler->used(object) :
						      slab_room(page->slab_cache);
		page = large_page(object);
		if (page)
			return PAGE_SIZE << page_block_order(page);
	}
	report("ksize: %px was not allocated by kmalloc", object);
	return 0;
}
EXPORT_SYMBOL(ksize);

/** kmalloc_size_roundup - the bytes that kmalloc(@size) would make usable. */
size_t kmalloc_size_roundup(size_t size)
{
	unsigned int index;

	if (size && size <= KMALLOC_MAX_CACHE_SIZE) {
		index = kmalloc_index(size);
		return index == 1 ? 96 : index == 2 ? 192 : 1ul << index;
	}
	if (size && size <= KMALLOC_MAX_SIZE)
		return PAGE_SIZE << get_order(size);
	return size;
}
EXPORT_SYMBOL(kmalloc_size_roundup);

/* How many of the @room bytes of @p are the user's: all, or those before the red zone. */
static size_t used_bytes(void *p, size_t room)
{
	struct kmem_cache *s = virt_to_page(p)->slab_cache;

	return s && (slab_sampled(p) || slab_debugged(s)) ? slab_user_bytes(s, p) : room;
}

/*
 * The object stays where it is; it has room.  With __GFP_ZERO every byte that was never the
 * user's is zero when it becomes so: now, or by a later call.
 */
static void *resize_in_place(void *p, size_t room, size_t new_size, gfp_t flags)
{
	struct kmem_cache *s = virt_to_page(p)->slab_cache;
	size_t from = min(used_bytes(p, room), new_size);

	if (slab_sampled(p))
		slab_sampler->resize(p, new_size);
	else if (s && slab_debugged(s))
		slab_debug_resize(s, p, new_size);
	if (!s)
		large_access(virt_to_page(p), new_size);
	if (flags & __GFP_ZERO)
		memset((char *)p + from, 0, used_bytes(p, room) - from);
	if (mm_tracer) {
		mm_trace_free(MM_EVENT_KMALLOC, p);
		mm_trace_alloc(MM_EVENT_KMALLOC, p, new_size, room, flags);
	}
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
		memcpy(ret, p, used_bytes((void *)p, room));
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
	memset((void *)object, 0, used_bytes((void *)object, room));
	barrier_data(object);
	kfree(object);
}
EXPORT_SYMBOL(kfree_sensitive);
