// SPDX-License-Identifier: MIT
/* Giving objects back. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/vmalloc.h>
#include <mm/slab/slab.h>

/* This CPU's array is full: move a batch to the node, then there is room. */
static void flush(struct kmem_cache *s, void *object)
{
	void *objs[SHEAF_OBJS];
	unsigned int nr;

	if (slots_put(&s->slots, &object, 1))
		return;
	nr = slots_take(&s->slots, objs, s->batch);
	if (nr == s->batch && store_put(s, &s->node[numa_node_id()], objs, nr))
		nr = 0;
	if (nr)
		node_give(s, objs, nr);
	if (!slots_put(&s->slots, &object, 1))
		node_give(s, &object, 1);
}

/** slab_free_slow - give an object of @s back when this CPU's array has no room. */
noinline void slab_free_slow(struct kmem_cache *s, struct page *page, void *object)
{
	if (slab_debugged(s))
		slab_debug_free(s, compound_head(page), object);
	else if (s->slots.memory && page_to_nid(page) == numa_node_id())
		flush(s, object);
	else
		node_give(s, &object, 1);
}

/**
 * kmem_cache_free - give an object back.
 * @s: the cache it was taken from.
 * @object: the object.
 *
 * An object of another cache is reported, and given back to the cache that it is of.
 * Context: any.
 */
void kmem_cache_free(struct kmem_cache *s, void *object)
{
	unsigned long at = (unsigned long)object - page_offset_base;
	struct page *page = virt_to_page(object);

	if (unlikely(at >= lowmem_bytes || page->slab_cache != s)) {
		slab_free_odd(s, object);
		return;
	}
	if (likely(port_slot_put(&s->slots.array, object)))
		return;
	mm_trace_free(MM_EVENT_OBJECT, object);
	slab_free_slow(s, page, object);
}
EXPORT_SYMBOL(kmem_cache_free);

static bool all_of_cache(const struct kmem_cache *s, size_t size, void *const *p)
{
	for (size_t i = 0; i < size; i++) {
		unsigned long at = (unsigned long)p[i] - page_offset_base;

		if (at >= lowmem_bytes || mem_map[at >> PAGE_SHIFT].slab_cache != s)
			return false;
	}
	return true;
}

/**
 * kmem_cache_free_bulk - give many objects back.
 * @s: their cache; NULL for objects of any caches and of kmalloc.
 * @p: the objects.
 */
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	size_t done = 0;

	if (likely(s && all_of_cache(s, size, p)))
		done = port_slot_put_n(&s->slots.array, p, (unsigned int)size);
	for (; done < size; done++) {
		if (s)
			kmem_cache_free(s, p[done]);
		else
			kfree(p[done]);
	}
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

static const char *kind_of(const void *object)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0), at = (unsigned long)object;

	if (is_vmalloc_addr(object))
		return "it is a vmalloc address, which vfree() takes";
	if (at - (here & ~((1ul << 20) - 1)) < 2ul << 20)
		return "it is on the stack";
	if ((unsigned long)object - page_offset_base < lowmem_bytes)
		return "the page holds no slab";
	return "it is not memory of this machine";
}

noinline void slab_free_odd(struct kmem_cache *s, const void *object)
{
	struct kmem_cache *real;

	if (s && !object)
		return;
	if ((unsigned long)object - page_offset_base >= lowmem_bytes ||
	    !virt_to_page(object)->slab_cache) {
		report("Invalid free: %s of %px: %s", s ? "kmem_cache_free" : "kfree", object,
		       kind_of(object));
		return;
	}
	real = virt_to_page(object)->slab_cache;
	report_begin("kmem_cache_free: wrong slab cache: %s, but the object is from %s",
		     s ? s->name : "kmalloc", real->name);
	slab_debug_print_tracks(real, (void *)object);
	report_end();
	mm_trace_free(MM_EVENT_OBJECT, object);
	slab_free_slow(real, virt_to_page(object), (void *)object);
}
