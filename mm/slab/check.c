// SPDX-License-Identifier: MIT
/*
 * Proof of the slab layer's invariants, by walking all caches.
 *
 * For each slab: its pages name the cache, its head is a live compound page of the node, the free
 * list is as long as the counts say and leads only to objects of the slab, and it is in the list of
 * its density.  For each node: the lists are as long as their counts, and stored objects belong to
 * the cache.  For each CPU array:
 * the same.  With red zones, the bytes around free objects.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <mm/slab/slab.h>

struct walk {
	struct kmem_cache *s;
	int broken;
};

static void broke(struct walk *w, const void *where, const char *what)
{
	w->broken++;
	pr_err("slab_check: cache %s, %px: %s\n", w->s->name, where, what);
}

static bool is_object_of(struct kmem_cache *s, const void *object)
{
	struct page *page;
	long at;

	if ((unsigned long)object - page_offset_base >= lowmem_bytes)
		return false;
	page = virt_to_head_page(object);
	if (page->slab_cache != s)
		return false;
	at = (const char *)object - (const char *)page->slab_start - (long)s->red_left;
	return at >= 0 && at % s->size == 0 && at / s->size < s->objects;
}

static void check_object(void *ctx, void *object)
{
	struct walk *w = ctx;

	if (!is_object_of(w->s, object))
		broke(w, object, "a free object in an array or sheaf is not of this cache");
}

static void check_slab(struct walk *w, struct cache_node *n, struct page *page, bool full)
{
	struct kmem_cache *s = w->s;
	void *fp = page->freelist;
	u32 free = 0;

	if (!PageSlab(page) || compound_order(page) != s->order || node_of(s, page) != n)
		broke(w, page, "a slab's head does not say so");
	for (unsigned long i = 0; i < 1ul << s->order; i++)
		if (page[i].slab_cache != s || page[i].slab_slots != s->put_at)
			broke(w, page + i, "a page of a slab does not name the cache");
	for (; fp && free <= s->objects; fp = get_freepointer(s, fp), free++) {
		if (!is_object_of(s, fp) || virt_to_head_page(fp) != page) {
			broke(w, page, "the free list leads out of the slab");
			return;
		}
		if (s->flags & SLAB_RED_ZONE && !slab_debug_check_object(s, page, fp, false))
			w->broken++;
	}
	if (page->slab_objects != s->objects || page->slab_inuse + free != s->objects)
		broke(w, page, "in use + free is not the number of objects");
	if (full != !free)
		broke(w, page, "a slab is in the wrong list");
}

/* Return: how many slabs the partial lists have. */
static unsigned long check_partial(struct walk *w, struct cache_node *n)
{
	unsigned long partial = 0;
	struct page *page;

	for (u32 d = 0; d < NR_DENSITIES; d++)
		list_for_each_entry(page, &n->partial[d], slab_list) {
			check_slab(w, n, page, false);
			if (slab_density(w->s, page->slab_inuse) != d)
				broke(w, page, "a slab is in the list of another density");
			partial++;
		}
	return partial;
}

static void check_store(struct walk *w, struct cache_node *n)
{
	unsigned int sheaves = 0, empties = 0;
	unsigned long stored = 0;

	for (struct sheaf *sheaf = n->sheaves; sheaf; sheaf = sheaf->next, sheaves++) {
		if (!sheaf->count || sheaf->count > SHEAF_OBJS)
			broke(w, sheaf, "a sheaf's count is out of bounds");
		for (unsigned long i = 0; i < sheaf->count && i < SHEAF_OBJS; i++, stored++)
			check_object(w, sheaf->objs[i]);
	}
	for (struct sheaf *sheaf = n->empties; sheaf; sheaf = sheaf->next, empties++)
		if (sheaf->count)
			broke(w, sheaf, "an empty sheaf has objects");
	if (sheaves != n->nr_sheaves || stored != n->nr_stored || empties != n->nr_empties)
		broke(w, n, "the counts of stored objects are wrong");
}

static void check_node(struct walk *w, struct cache_node *n)
{
	unsigned long partial, full = 0;
	struct page *page;

	lock_acquire(&n->lock);
	partial = check_partial(w, n);
	list_for_each_entry(page, &n->full, slab_list) {
		check_slab(w, n, page, true);
		full++;
	}
	if (partial != n->nr_partial || partial + full != n->nr_slabs)
		broke(w, n, "the counts of slabs are wrong");
	check_store(w, n);
	lock_release(&n->lock);
}

/**
 * slab_check - prove the invariants of all caches; call it while nothing else allocates.
 * Return: how many are broken; each was printed.
 */
int slab_check(void)
{
	struct walk w = { 0 };

	/* What is held back is not in the lists that are walked, and is to be looked at, too. */
	mm_access_drain(NULL);
	lock_acquire(&slab_mutex);
	list_for_each_entry(w.s, &slab_caches, list) {
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			check_node(&w, &w.s->node[nid]);
		slots_for_each(&w.s->slots, check_object, &w);
	}
	lock_release(&slab_mutex);
	return w.broken;
}
