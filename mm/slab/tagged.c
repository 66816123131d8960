// SPDX-License-Identifier: MIT
/* Objects whose takers say where they are from, and who has taken which. */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <mm/slab/slab.h>

/* ---- taking ---------------------------------------------------------------------------------- */

static noinline void *alloc_slow(struct kmem_cache *s, gfp_t flags, struct alloc_tag *tag)
{
	return alloc_for_tag(tag, kmem_cache_alloc(s, flags));
}

/** slab_zeroed - zero a new object, on the way out of a fast path. Return: the object. */
noinline void *slab_zeroed(const struct kmem_cache *s, void *object)
{
	slab_zero(s, object, s->object_size);
	return object;
}

/** kmem_cache_alloc_tagged - kmem_cache_alloc() for @tag. */
void *kmem_cache_alloc_tagged(struct kmem_cache *s, gfp_t flags, struct alloc_tag *tag)
{
	void *object = port_slot_take(&s->slots.tagged);

	if (unlikely(!object))
		return alloc_slow(s, flags, tag);
	tag_map_give(object, tag);
	return unlikely(flags & __GFP_ZERO) ? slab_zeroed(s, object) : object;
}
EXPORT_SYMBOL(kmem_cache_alloc_tagged);

/* ---- looking --------------------------------------------------------------------------------- */

/* No slab has more objects: the smallest, in the largest slab of several. */
#define MAX_OBJECTS ((PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER) / ARCH_SLAB_MINALIGN)

/** struct look - who looks, at whose objects; and room to find the free ones, under slab_mutex. */
struct look {
	slab_look_fn fn;
	void *ctx;
	struct kmem_cache *s;
};

static DECLARE_BITMAP(free_objects, MAX_OBJECTS);

/*
 * Mark the free objects of a slab.  A list that was written over is followed as far as it makes
 * sense: telling of it is for those who use it.
 */
static void find_free(struct kmem_cache *s, struct page *page)
{
	const char *first = slab_object(s, page, 0), *object = page->freelist;

	bitmap_zero(free_objects, page->slab_objects);
	for (u32 n = 0; object && n < page->slab_objects; n++) {
		unsigned long at = (unsigned long)(object - first);

		if (at % s->size || at / s->size >= page->slab_objects)
			break;
		__set_bit(at / s->size, free_objects);
		object = get_freepointer(s, object);
	}
}

static void look_at_slab(struct look *look, struct page *page)
{
	struct kmem_cache *s = look->s;
	unsigned long i;

	find_free(s, page);
	for_each_clear_bit(i, free_objects, page->slab_objects)
		look->fn(look->ctx, s, slab_object(s, page, (u32)i));
}

static void look_at_node(struct look *look, struct cache_node *n)
{
	struct page *page;

	lock_acquire(&n->lock);
	for_each_partial(page, n) look_at_slab(look, page);
	list_for_each_entry(page, &n->full, slab_list)
		look_at_slab(look, page);
	lock_release(&n->lock);
}

/**
 * slab_look_live - call @fn for each live object of each cache.
 *
 * The CPUs' arrays and the stores are emptied first, and stay off while a cache is looked at, so
 * that what is free is known to its slab.  Others may go on: what they take or give meanwhile is
 * told of or not.  @fn may not.
 *
 * Context: may sleep.
 */
void slab_look_live(slab_look_fn fn, void *ctx)
{
	struct look look = { .fn = fn, .ctx = ctx };

	lock_acquire(&slab_mutex);
	list_for_each_entry(look.s, &slab_caches, list) {
		cache_drain(look.s, true);
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			look_at_node(&look, &look.s->node[nid]);
		/* On again. */
		cache_drain(look.s, look.s->dead);
	}
	lock_release(&slab_mutex);
}
