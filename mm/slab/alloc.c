// SPDX-License-Identifier: MIT
/* Taking objects. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <mm/slab/sampler.h>
#include <mm/slab/slab.h>

void slab_zero(const struct kmem_cache *s, void *object, size_t bytes)
{
	memset(object, 0, bytes);
}

static void count_refill(struct cache_node *n)
{
	__atomic_fetch_add(&n->stat[SLAB_STAT_REFILL], 1, __ATOMIC_RELAXED);
}

/* Objects from the slabs: one for the caller, the others for this CPU's array. */
static void *refill_from_slabs(struct kmem_cache *s, gfp_t gfp, int nid, unsigned int want)
{
	void *objs[SHEAF_OBJS];
	unsigned int nr, kept;

	nr = node_get(s, gfp, nid, objs, min_t(unsigned int, want, SHEAF_OBJS));
	if (!nr)
		return NULL;
	/* Objects leave an array in reverse: the first of the batch goes to the caller. */
	for (unsigned int i = 1, j = nr - 1; i < j; i++, j--)
		swap(objs[i], objs[j]);
	kept = slots_put(&s->slots, objs + 1, nr - 1);
	if (kept < nr - 1)
		node_give(s, objs + 1 + kept, nr - 1 - kept);
	return objs[0];
}

/* Half an array's worth for this CPU, and one object for the caller. */
static void *refill(struct kmem_cache *s, gfp_t gfp)
{
	int nid = numa_node_id();
	struct cache_node *n = &s->node[nid];
	unsigned int want;
	void *object;

	/* Where the fast path is diverted this is it; else another thread was here. */
	if (slots_take(&s->slots, &object, 1))
		return object;
	want = slab_missed(s);
	count_refill(n);
	if (store_refill(s, n, want) && slots_take(&s->slots, &object, 1))
		return object;
	return refill_from_slabs(s, gfp, nid, want);
}

/* One object straight from a node's slabs. */
static void *take_one(struct kmem_cache *s, gfp_t gfp, int node)
{
	int nid = node == NUMA_NO_NODE ? numa_node_id() : node;
	void *object;

	return node_get(s, gfp, nid, &object, 1) ? object : NULL;
}

/**
 * slab_alloc_slow - take an object when this CPU's array has none.
 * @node: where, or NUMA_NO_NODE.
 * @requested: bytes the caller will use; for what checks lie behind them.
 */
noinline void *slab_alloc_slow(struct kmem_cache *s, gfp_t gfp, int node, size_t requested)
{
	void *object;

	gfp = current_gfp_context(gfp);
	might_alloc(gfp);
	if (unlikely((unsigned int)node >= nr_online_nodes))
		node = NUMA_NO_NODE;
	if (slab_debugged(s)) {
		object = slab_debug_alloc(s, gfp, node, requested);
		tag_map_disown_object(object);
		return object;
	}
	/* A CPU's array may hold objects of other nodes, from when its own had none. */
	if (s->slots.memory &&
	    (node == NUMA_NO_NODE || (node == numa_node_id() && !(gfp & __GFP_THISNODE))))
		object = refill(s, gfp);
	else
		object = take_one(s, gfp, node);
	if (unlikely(s->flags & SLAB_INIT_ALLOC) && object)
		slab_zero(s, object, s->object_size);
	tag_map_disown_object(object);
	return object;
}

/* The array was empty, or there is more to do than to take an object from it. */
static noinline void *alloc_slow(struct kmem_cache *s, gfp_t flags, int node)
{
	void *object = node == NUMA_NO_NODE ? slab_take_diverted(s) : NULL;

	if (!object) {
		if (mm_trace_should_fail(MM_EVENT_OBJECT, s->object_size, flags))
			return NULL;
		object = slab_sample(s, flags, node, s->object_size);
		if (!object)
			object = slab_alloc_slow(s, flags, node, s->object_size);
		mm_trace_alloc(MM_EVENT_OBJECT, object, s->object_size, s->size, flags);
		tag_map_note_object(object);
	}
	if (object && flags & __GFP_ZERO)
		slab_zero(s, object, s->object_size);
	return object;
}

/**
 * kmem_cache_alloc - take an object.
 * @s: the cache.
 * @flags: GFP_*; __GFP_ZERO zeroes it, also where the cache has a constructor, which is reported.
 *
 * Return: the object, constructed when its slab was made; NULL where memory runs out.
 * Context: any; with GFP_KERNEL one that may sleep.
 */
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	void *object = port_slot_take(&s->slots.array);

	if (unlikely(!object))
		return alloc_slow(s, flags, NUMA_NO_NODE);
	if (unlikely(flags & __GFP_ZERO))
		slab_zero(s, object, s->object_size);
	return object;
}
EXPORT_SYMBOL(kmem_cache_alloc);

/**
 * kmem_cache_alloc_node - take an object from a node.
 * @node: preferred node, with __GFP_THISNODE the only one; NUMA_NO_NODE for any.
 */
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node)
{
	if (node == NUMA_NO_NODE || nr_online_nodes == 1)
		return kmem_cache_alloc(s, flags);
	return alloc_slow(s, flags, node);
}
EXPORT_SYMBOL(kmem_cache_alloc_node);

/** kmem_cache_alloc_lru - kmem_cache_alloc(); @lru is for accounting that is not done here. */
void *kmem_cache_alloc_lru(struct kmem_cache *s, void *lru, gfp_t flags)
{
	return kmem_cache_alloc(s, flags);
}
EXPORT_SYMBOL(kmem_cache_alloc_lru);

/* ---- many at once ---------------------------------------------------------------------------- */

/*
 * Some of @want objects: sheaf by sheaf straight into the caller's array while many are wanted,
 * then from this CPU's array, refilled.
 */
static size_t bulk_some(struct kmem_cache *s, gfp_t flags, size_t want, void **p)
{
	int nid = numa_node_id();
	unsigned int got;

	if (!s->slots.memory || slab_guarded(s) || mm_tracer || want < SHEAF_OBJS) {
		p[0] = alloc_slow(s, flags & ~__GFP_ZERO, NUMA_NO_NODE);
		if (!p[0])
			return 0;
		got = port_slot_take_n(&s->slots.tagged, p + 1, (unsigned int)want - 1);
		tag_map_note_objects(p + 1, got);
		return 1 + got;
	}
	might_alloc(flags);
	got = store_take(s, &s->node[nid], p, SHEAF_OBJS);
	if (!got)
		got = node_get(s, current_gfp_context(flags), nid, p, SHEAF_OBJS);
	tag_map_note_objects(p, got);
	return got;
}

/**
 * kmem_cache_alloc_bulk - take @size objects, or none.
 * @p: where to.
 *
 * Return: @size, or 0 where memory ran out.
 * Context: as kmem_cache_alloc().
 */
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size, void **p)
{
	size_t got = port_slot_take_n(&s->slots.array, p, (unsigned int)size);

	while (unlikely(got < size)) {
		size_t more = bulk_some(s, flags, size - got, p + got);

		if (!more) {
			kmem_cache_free_bulk(s, got, p);
			return 0;
		}
		got += more;
	}
	if (unlikely(flags & __GFP_ZERO))
		for (size_t i = 0; i < size; i++)
			slab_zero(s, p[i], s->object_size);
	return (int)size;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);
