// SPDX-License-Identifier: MIT
/* Giving objects back. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <mm/slab/sampler.h>
#include <mm/slab/slab.h>

static void count_flush(struct cache_node *n)
{
	__atomic_fetch_add(&n->stat[SLAB_STAT_FLUSH], 1, __ATOMIC_RELAXED);
}

/* There is no memory for a sheaf: objects of this CPU's array go straight to their slabs. */
static void flush_to_slabs(struct kmem_cache *s, unsigned int nr)
{
	void *objs[SHEAF_OBJS];

	nr = slots_take(&s->slots, objs, min_t(unsigned int, nr, SHEAF_OBJS));
	if (nr)
		node_give(s, objs, nr);
}

/* This CPU's array is full: move half of it to the node, then there is room. */
static void flush(struct kmem_cache *s, void *object)
{
	struct cache_node *n = &s->node[numa_node_id()];
	unsigned int nr;

	/* Where the fast path is diverted this is it; else another thread was here. */
	if (slots_put(&s->slots, &object, 1))
		return;
	nr = slab_missed(s);
	count_flush(n);
	if (!store_flush(s, n, nr))
		flush_to_slabs(s, nr);
	if (!slots_put(&s->slots, &object, 1))
		node_give(s, &object, 1);
}

/** slab_free_slow - give an object of @s back when this CPU's array has no room. */
noinline void slab_free_slow(struct kmem_cache *s, struct page *page, void *object)
{
	if (slab_sampled(object)) {
		slab_sampler->give(object);
		return;
	}
	if (slab_debugged(s)) {
		slab_debug_free(s, compound_head(page), object);
		return;
	}
	if (unlikely(s->flags & SLAB_INIT_FREE))
		slab_zero(s, object, s->object_size);
	if (!s->slots.memory)
		node_give(s, &object, 1);
	else if (page_to_nid(page) == numa_node_id())
		flush(s, object);
	else if (!store_put_one(s, node_of(s, page), object))
		node_give(s, &object, 1);
}

static noinline void free_slow(struct kmem_cache *s, struct page *page, void *object)
{
	mm_trace_free(MM_EVENT_OBJECT, object);
	slab_free_slow(s, page, object);
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
	struct page *page = mem_map + (at >> PAGE_SHIFT);

	if (unlikely(at >= lowmem_bytes || page->slab_cache != s)) {
		slab_free_odd(s, object);
		return;
	}
	if (unlikely(!port_slot_put(&s->slots.puts, object)))
		free_slow(s, page, object);
}
EXPORT_SYMBOL(kmem_cache_free);

/* ---- many at once ---------------------------------------------------------------------------- */

/* The cache that an object is of; NULL for what is no object. */
static struct kmem_cache *cache_of(const void *object)
{
	unsigned long at = (unsigned long)object - page_offset_base;

	return likely(at < lowmem_bytes) ? mem_map[at >> PAGE_SHIFT].slab_cache : NULL;
}

/* How many of the first objects of @p are of @s. */
static size_t run_of(const struct kmem_cache *s, size_t size, void *const *p)
{
	size_t n = 0;

	while (n < size && cache_of(p[n]) == s)
		n++;
	return n;
}

/*
 * Some of @size objects of one cache: sheaf by sheaf to the store while there are many, then to
 * this CPU's array, flushed.
 */
static size_t bulk_some(struct kmem_cache *s, size_t size, void **p)
{
	struct cache_node *n = &s->node[numa_node_id()];

	if (s->slots.memory && port.lockless_slots && !slab_guarded(s) && size >= SHEAF_OBJS) {
		if (!store_put(s, n, p, SHEAF_OBJS))
			node_give(s, p, SHEAF_OBJS);
		return SHEAF_OBJS;
	}
	free_slow(s, virt_to_page(p[0]), p[0]);
	return 1 + port_slot_put_n(&s->slots.puts, p + 1, (unsigned int)size - 1);
}

static void free_run(struct kmem_cache *s, size_t size, void **p)
{
	size_t done = port_slot_put_n(&s->slots.puts, p, (unsigned int)size);

	while (unlikely(done < size))
		done += bulk_some(s, size - done, p + done);
}

/**
 * kmem_cache_free_bulk - give many objects back.
 * @s: their cache; NULL for objects of any caches and of kmalloc.
 * @p: the objects.
 *
 * Objects of one cache that stand side by side move together.
 */
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	size_t n;

	for (; size; size -= n, p += n) {
		struct kmem_cache *one = s ?: cache_of(p[0]);

		n = one ? run_of(one, size, p) : 0;
		/* A listener is told of each object, by the call that it was. */
		if (likely(n && !mm_tracer)) {
			free_run(one, n, p);
			continue;
		}
		n = 1;
		if (s)
			kmem_cache_free(s, p[0]);
		else
			kfree(p[0]);
	}
}
EXPORT_SYMBOL(kmem_cache_free_bulk);

noinline void slab_free_odd(struct kmem_cache *s, const void *object)
{
	struct kmem_cache *real;

	if (s && !object)
		return;
	if ((unsigned long)object - page_offset_base >= lowmem_bytes ||
	    !virt_to_page(object)->slab_cache) {
		slab_free_foreign(s ? "kmem_cache_free" : "kfree", object);
		return;
	}
	real = virt_to_page(object)->slab_cache;
	report_begin("cache_from_obj: Wrong slab cache. %s but object is from %s",
		     s ? s->name : "kmalloc", real->name);
	slab_debug_print_tracks(real, (void *)object);
	report_end();
	mm_trace_free(MM_EVENT_OBJECT, object);
	slab_free_slow(real, virt_to_page(object), (void *)object);
}
