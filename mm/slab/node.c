// SPDX-License-Identifier: MIT
/*
 * Caches of objects.
 *
 * A cache hands out objects of one size.  Its memory is slabs: blocks of 2^order pages cut into
 * equal places, each node having its own.  A slab's free objects are linked through themselves
 * from page->freelist; a slab with some free objects is in one of the node's partial lists, one
 * with none in the full list.  Every page of a slab carries its cache in page->slab_cache and the
 * cache's arrays in page->slab_slots, so that a free finds both from the address alone, whichever
 * page of the slab the object is in.
 *
 * In front of the slabs each CPU has an array of free objects (port/slot.h), which is where nearly
 * every call ends.  It is filled and emptied by halves, so it is two bundles in one: what is used
 * now, and a spare in either direction.  Between the arrays and the slabs stands the node's store:
 * sheaves, bundles of objects that one CPU flushed and another takes whole.  An object in an array
 * or a sheaf is in use as far as its slab knows; it never touches its slab until it has been cold
 * for long.
 *
 * What differs from Linux:
 *
 * - An array is popped and pushed in a restartable sequence, with no lock and no interrupt state.
 * - All slabs are listed, full ones too, so that everything can be walked and proved.
 * - Partial slabs are listed by how full they are.  Objects come from the fullest, so that the
 *   emptiest get the time to become empty, and can go back to the page layer.
 * - Debugging is a matter of run-time flags of one cache: such a cache has no arrays, the fast
 *   path finds them empty and full, and each call comes to debug.c.  No other cache pays.
 *
 * Locking: slab_mutex (the list of caches) > node->lock > zone->lock.  Pages are taken and given
 * back with no node lock held.
 *
 * This file is the slabs of a node; slab.h shows the call tree.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/prefetch.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/slab/slab.h>

void (*slab_call_rcu)(struct callback_head *head, void (*fn)(struct callback_head *head));
void (*slab_rcu_barrier)(void);

void node_init(struct cache_node *n)
{
	lock_init(&n->lock);
	n->nr_sheaves = 0;
	n->sheaves = NULL;
	n->nr_stored = 0;
	n->empties = NULL;
	n->nr_empties = 0;
	for (int d = 0; d < NR_DENSITIES; d++)
		INIT_LIST_HEAD(&n->partial[d]);
	INIT_LIST_HEAD(&n->full);
	n->nr_partial = 0;
	n->nr_slabs = 0;
	memset(n->stat, 0, sizeof(n->stat));
}

/* ---- a slab's life --------------------------------------------------------------------------- */

/* @page is a slab of @s more, or less: @sign. */
static void count_slab(const struct kmem_cache *s, const struct page *page, long sign)
{
	mod_node_page_state(NODE_DATA(page_to_nid(page)),
			    s->flags & SLAB_RECLAIM_ACCOUNT ? NR_SLAB_RECLAIMABLE_B :
							      NR_SLAB_UNRECLAIMABLE_B,
			    sign * (long)(PAGE_SIZE << s->order));
}

/*
 * Where the first object stands: each slab a cache line later than the one before, as slack allows.
 */
static void *slab_colour(struct kmem_cache *s, struct page *page)
{
	u32 colour = __atomic_fetch_add(&s->next_colour, 1, __ATOMIC_RELAXED) % s->colours;

	return (char *)page_address(page) + (size_t)colour * max(s->align, (u32)L1_CACHE_BYTES);
}

static struct page *slab_new(struct kmem_cache *s, gfp_t gfp, int nid)
{
	gfp_t flags = (gfp | s->gfp | __GFP_COMP) & ~(__GFP_ZERO | __GFP_HIGHMEM | __GFP_MOVABLE);
	struct page *page;

	WARN_ONCE(s->ctor && gfp & __GFP_ZERO,
		  "cache %s: __GFP_ZERO undoes what the constructor did\n", s->name);
	page = alloc_pages_untraced(flags, s->order, nid);
	if (!page)
		return NULL;
	page->slab_start = slab_colour(s, page);
	page->slab_inuse = 0;
	page->slab_objects = (u16)s->objects;
	WRITE_ONCE(page->flags, page->flags | (1ul << PG_slab));
	slab_debug_setup_slab(s, page);
	for (u32 i = 0; i < s->objects; i++) {
		void *object = slab_object(s, page, i);

		slab_debug_setup_object(s, page, object);
		if (s->ctor)
			slab_access_construct(s, object);
	}
	slab_link_objects(s, page);
	for (unsigned long i = 0; i < 1ul << s->order; i++) {
		page[i].slab_slots = s->put_at;
		WRITE_ONCE(page[i].slab_cache, s);
	}
	count_slab(s, page, 1);
	return page;
}

static void slab_pages_free(struct page *page)
{
	unsigned int order = compound_order(page);

	for (unsigned long i = 0; i < 1ul << order; i++) {
		WRITE_ONCE(page[i].slab_cache, NULL);
		page[i].slab_slots = 0;
	}
	WRITE_ONCE(page->flags, page->flags & ~(1ul << PG_slab));
	WRITE_ONCE(page->mapping, NULL);
	page->index = 0;
	page->slab_inuse = page->slab_objects = 0;
	WRITE_ONCE(page->freelist, NULL);
	page->private = 0;
	free_pages_untraced(page, order);
}

static void slab_free_rcu(struct callback_head *head)
{
	slab_pages_free(container_of(head, struct page, rcu_head));
}

/* Give an empty slab, in no list any more, back to the page layer. */
static void slab_discard(struct kmem_cache *s, struct page *page)
{
	if (s->flags & SLAB_CONSISTENCY_CHECKS)
		slab_debug_discard(s, page);
	for (u32 i = 0; i < s->objects && s->dtor; i++) {
		slab_access_take(s, slab_object(s, page, i), s->object_size);
		s->dtor(slab_object(s, page, i), s, 0);
	}
	count_slab(s, page, -1);
	if (s->flags & SLAB_TYPESAFE_BY_RCU && slab_call_rcu)
		slab_call_rcu(&page->rcu_head, slab_free_rcu);
	else
		slab_pages_free(page);
}

static void discard_list(struct kmem_cache *s, struct list_head *empty)
{
	while (!list_empty(empty)) {
		struct page *page = list_first_entry(empty, struct page, slab_list);

		list_del(&page->slab_list);
		slab_discard(s, page);
	}
}

/* ---- a node's slabs -------------------------------------------------------------------------- */

/*
 * The list that a slab with free objects belongs into.  Within a list the newest comes first when
 * it got fuller, and last when it got emptier.
 */
static struct list_head *partial_list(struct kmem_cache *s, struct cache_node *n, u32 inuse)
{
	return &n->partial[slab_density(s, inuse)];
}

/** node_relist - the length of a slab's free list, which is not empty, was put right. */
void node_relist(struct kmem_cache *s, struct page *page)
{
	list_move(&page->slab_list, partial_list(s, node_of(s, page), page->slab_inuse));
}

/** node_grow - add a slab. Return: false where the page layer has none. */
bool node_grow(struct kmem_cache *s, gfp_t gfp, int nid)
{
	struct cache_node *n;
	struct page *page;

	if (gfp & __GFP_NO_GROW)
		return false;
	page = slab_new(s, gfp, nid);
	if (!page)
		return false;
	n = node_of(s, page);
	lock_acquire(&n->lock);
	list_add(&page->slab_list, &n->partial[0]);
	n->nr_partial++;
	n->nr_slabs++;
	n->stat[SLAB_STAT_SLAB_NEW]++;
	lock_release(&n->lock);
	return true;
}

/* The fullest partial slab, or NULL; under the lock. */
static struct page *densest(struct cache_node *n)
{
	for (int d = NR_DENSITIES - 1; d >= 0; d--)
		if (!list_empty(&n->partial[d]))
			return list_first_entry(&n->partial[d], struct page, slab_list);
	return NULL;
}

/* Take up to @want objects off a partial slab; under the lock. */
static unsigned int slab_take(struct kmem_cache *s, struct cache_node *n, struct page *page,
			      void **objs, unsigned int want)
{
	struct list_head *old = partial_list(s, n, page->slab_inuse), *new;
	void *object = page->freelist;
	unsigned int got = 0;

	while (object && got < want) {
		objs[got++] = object;
		object = slab_distrusts(s) ? slab_debug_next(s, page, object) :
					     get_freepointer(s, object);
	}
	WRITE_ONCE(page->freelist, object);
	page->slab_inuse += (u16)got;
	new = object ? partial_list(s, n, page->slab_inuse) : &n->full;
	/* A free list that was put right has another length than it had. */
	if (new != old || slab_distrusts(s))
		list_move(&page->slab_list, new);
	if (!object)
		n->nr_partial--;
	return got;
}

/** node_take - up to @want objects from the partial slabs of @n. Return: how many. */
unsigned int node_take(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int want)
{
	unsigned int got = 0;
	struct page *page;

	lock_acquire(&n->lock);
	while (got < want && (page = densest(n)))
		got += slab_take(s, n, page, objs + got, want - got);
	lock_release(&n->lock);
	return got;
}

/* Objects of any node, @nid first. */
static unsigned int any_take(struct kmem_cache *s, int nid, void **objs, unsigned int want)
{
	unsigned int got = 0;

	for (unsigned int i = 0; !got && i < nr_online_nodes; i++)
		got = node_take(s, &s->node[(nid + i) % nr_online_nodes], objs, want);
	return got;
}

/**
 * node_get - up to @want objects, from slabs of @nid as long as it has memory to spare.
 *
 * A node whose memory is used up takes what slabs of other nodes have left before it makes yet
 * another one there: else each object would cost a slab.
 *
 * Return: how many; 0 where memory ran out.
 */
unsigned int node_get(struct kmem_cache *s, gfp_t gfp, int nid, void **objs, unsigned int want)
{
	const gfp_t gently = (gfp | __GFP_THISNODE | __GFP_NOWARN | __GFP_NOMEMALLOC) &
			     ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL | __GFP_HIGH | __GFP_MEMALLOC);
	unsigned int got = node_take(s, &s->node[nid], objs, want);

	if (likely(got))
		return got;
	if (nr_online_nodes > 1 && !(gfp & __GFP_THISNODE)) {
		node_grow(s, gently, nid);
		got = any_take(s, nid, objs, want);
	}
	while (!got) {
		if (!node_grow(s, gfp, nid))
			return 0;
		if (gfp & __GFP_THISNODE)
			got = node_take(s, &s->node[nid], objs, want);
		else
			got = any_take(s, nid, objs, want);
	}
	return got;
}

/*
 * Put @nr objects of one slab back into it; under the lock.  Return: true when the slab is to go.
 */
static bool slab_give(struct kmem_cache *s, struct cache_node *n, struct page *page, void **objs,
		      unsigned int nr)
{
	bool was_full = !page->freelist;
	struct list_head *old = was_full ? &n->full : partial_list(s, n, page->slab_inuse), *new;
	void *next = page->freelist;

	/* These come one by one, since there are no arrays to come from. */
	if (unlikely(s->random) && !slab_harden_free(s, page, objs[0]))
		return false;
	for (unsigned int i = 0; i < nr; next = objs[i++])
		set_freepointer(s, objs[i], next);
	WRITE_ONCE(page->freelist, next);
	page->slab_inuse -= (u16)nr;
	n->nr_partial += was_full;
	new = partial_list(s, n, page->slab_inuse);
	if (new != old || slab_distrusts(s))
		list_move_tail(&page->slab_list, new);
	if (page->slab_inuse || n->nr_partial <= READ_ONCE(s->min_partial))
		return false;
	n->nr_partial--;
	n->nr_slabs--;
	n->stat[SLAB_STAT_SLAB_FREE]++;
	return true;
}

/* How many of the first objects are of @page's slab. */
static unsigned int run_of(const struct page *page, void **objs, unsigned int nr)
{
	unsigned int n = 1;

	while (n < nr && virt_to_head_page(objs[n]) == page)
		n++;
	return n;
}

/*
 * Objects that come back have not been touched for long.  Their cache misses overlap when they are
 * asked for all at once.
 */
static void prefetch_objects(const struct kmem_cache *s, void **objs, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		prefetchw((char *)objs[i] + s->offset);
}

/** node_give - put objects back into their slabs, and slabs that nobody needs to the pages. */
void node_give(struct kmem_cache *s, void **objs, unsigned int nr)
{
	struct cache_node *n = NULL;
	LIST_HEAD(empty);
	unsigned int run;

	if (nr > 1)
		prefetch_objects(s, objs, nr);
	for (; nr; nr -= run, objs += run) {
		struct page *page = virt_to_head_page(objs[0]);

		run = run_of(page, objs, nr);
		if (n != node_of(s, page)) {
			if (n)
				lock_release(&n->lock);
			n = node_of(s, page);
			lock_acquire(&n->lock);
		}
		if (slab_give(s, n, page, objs, run))
			list_move(&page->slab_list, &empty);
	}
	if (n)
		lock_release(&n->lock);
	discard_list(s, &empty);
}

/** node_shrink - free empty slabs but for @keep of them. Return: pages that were freed. */
unsigned long node_shrink(struct kmem_cache *s, struct cache_node *n, unsigned long keep)
{
	struct page *page, *next;
	unsigned long freed = 0;
	LIST_HEAD(empty);

	lock_acquire(&n->lock);
	list_for_each_entry_safe(page, next, &n->partial[0], slab_list) {
		if (page->slab_inuse)
			continue;
		if (keep) {
			keep--;
			continue;
		}
		list_move(&page->slab_list, &empty);
		n->nr_partial--;
		n->nr_slabs--;
		n->stat[SLAB_STAT_SLAB_FREE]++;
		freed += 1ul << s->order;
	}
	lock_release(&n->lock);
	discard_list(s, &empty);
	return freed;
}
