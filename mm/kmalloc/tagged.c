// SPDX-License-Identifier: MIT
/*
 * kmalloc for callers that say where they are from (mm/boot/tag_map.c).
 *
 * The fast ways are those of kmalloc.c and one store.  All others are kmalloc.c's own, with the
 * caller noted in the thread.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <mm/kmalloc/kmalloc.h>

static noinline void *cache_slow(struct kmem_cache *s, gfp_t flags, size_t size,
				 struct alloc_tag *tag)
{
	return alloc_for_tag(tag, __kmalloc_cache(s, flags, size));
}

static noinline void *kmalloc_slow(size_t size, gfp_t flags, struct alloc_tag *tag)
{
	return alloc_for_tag(tag, __kmalloc(size, flags));
}

/** __kmalloc_cache_tagged - __kmalloc_cache() for @tag. */
void *__kmalloc_cache_tagged(struct kmem_cache *s, gfp_t flags, size_t size, struct alloc_tag *tag)
{
	void *object = port_slot_take(&s->slots.tagged);

	if (unlikely(!object))
		return cache_slow(s, flags, size, tag);
	tag_map_give(object, tag);
	return unlikely(flags & __GFP_ZERO) ? slab_zeroed(s, object) : object;
}
EXPORT_SYMBOL(__kmalloc_cache_tagged);

/* Another family of caches, or zeroing. */
static noinline void *kmalloc_unusual(size_t size, gfp_t flags, struct alloc_tag *tag)
{
	struct kmem_cache *s = NULL;

	/* 0 wraps around. */
	if (size - 1 < KMALLOC_MAX_CACHE_SIZE)
		s = kmalloc_caches[kmalloc_type(flags)][kmalloc_index(size)];
	return s ? __kmalloc_cache_tagged(s, flags, size, tag) : kmalloc_slow(size, flags, tag);
}

/** __kmalloc_tagged - __kmalloc() for @tag. */
void *__kmalloc_tagged(size_t size, gfp_t flags, struct alloc_tag *tag)
{
	struct kmem_cache *s = kmalloc_plain_cache(size);
	void *object;

	if (unlikely(!s || flags & KMALLOC_ODD_FLAGS))
		return kmalloc_unusual(size, flags, tag);
	object = port_slot_take(&s->slots.tagged);
	if (unlikely(!object))
		return cache_slow(s, flags, size, tag);
	tag_map_give(object, tag);
	return object;
}
EXPORT_SYMBOL(__kmalloc_tagged);
