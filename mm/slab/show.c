// SPDX-License-Identifier: MIT
/*
 * A cache in numbers, and /proc/slabinfo.
 *
 * What is in use is what slabs have given out, less what CPU arrays and stores hold: as far as its
 * slab knows, such an object is in use.  The numbers of a cache that works meanwhile are near the
 * truth: arrays are not stopped to be counted.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/nodemask.h>
#include <linux/string.h>
#include <mm/slab/show.h>

static void count_spare(void *ctx, void *object)
{
	unsigned long *spare = ctx;

	spare[page_to_nid(virt_to_page(object))]++;
}

/* Arrays and stores may hold objects of other nodes; where there are none they need no look. */
static void count_arrays(const struct kmem_cache *s, unsigned long *spare)
{
	if (nr_online_nodes == 1)
		spare[0] = slots_count(&s->slots);
	else
		slots_for_each(&s->slots, count_spare, spare);
}

static void count_store(const struct cache_node *n, unsigned long *spare)
{
	if (nr_online_nodes == 1) {
		spare[0] += n->nr_stored;
		return;
	}
	for (const struct sheaf *sheaf = n->sheaves; sheaf; sheaf = sheaf->next)
		for (unsigned long i = 0; i < sheaf->count; i++)
			count_spare(spare, sheaf->objs[i]);
}

static void count_node(const struct kmem_cache *s, struct cache_node *n, struct slab_count *c,
		       unsigned long *spare)
{
	unsigned long free = 0;
	struct page *page;

	lock_acquire(&n->lock);
	c->slabs = n->nr_slabs;
	c->partial = n->nr_partial;
	c->total = n->nr_slabs * s->objects;
	c->partial_objects = 0;
	for_each_partial(page, n)
	{
		c->partial_objects += page->slab_inuse;
		free += s->objects - page->slab_inuse;
	}
	count_store(n, spare);
	lock_release(&n->lock);
	c->objects = c->total - free;
}

void slab_count(struct kmem_cache *s, struct slab_count *counts)
{
	unsigned long spare[MAX_NUMNODES] = { 0 };

	count_arrays(s, spare);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		count_node(s, &s->node[nid], counts + nid, spare);
	/* What moved meanwhile may have been counted twice. */
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		counts[nid].objects -= min(spare[nid], counts[nid].objects);
}

/* ---- /proc/slabinfo -------------------------------------------------------------------------- */

static void info_line(struct textbuf *t, struct kmem_cache *s)
{
	struct slab_count counts[MAX_NUMNODES];
	unsigned long slabs = 0, total = 0, objects = 0;

	slab_count(s, counts);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		slabs += counts[nid].slabs;
		total += counts[nid].total;
		objects += counts[nid].objects;
	}
	textbuf_printf(t, "%-17s %6lu %6lu %6u %4u %4lu", s->name, objects, total, s->size,
		       s->objects, 1ul << s->order);
	textbuf_printf(t, " : tunables %4u %4u %4u", 0, 0, 0);
	textbuf_printf(t, " : slabdata %6lu %6lu %6u\n", slabs, slabs, 0);
}

/** slabinfo_show - every cache with its objects, the newest first: /proc/slabinfo. */
void slabinfo_show(struct textbuf *t)
{
	struct kmem_cache *s;

	textbuf_printf(t, "slabinfo - version: 2.1\n"
			  "# name            <active_objs> <num_objs> <objsize> <objperslab> "
			  "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> "
			  ": slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	lock_acquire(&slab_mutex);
	list_for_each_entry_reverse(s, &slab_caches, list)
		if (!(s->flags & SLAB_HIDDEN))
			info_line(t, s);
	lock_release(&slab_mutex);
}
