// SPDX-License-Identifier: MIT
/* /proc/slabinfo, in the kernel's layout. */
#include <linux/kernel.h>
#include <linux/list.h>
#include <mm/slab/slab.h>

struct counts {
	unsigned long slabs, objects, active;
};

static struct counts count(struct kmem_cache *s)
{
	struct counts c = { 0 };
	unsigned long spare = slots_count(&s->slots);
	struct page *page;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *n = &s->node[nid];

		lock_acquire(&n->lock);
		c.slabs += n->nr_slabs;
		spare += n->nr_stored;
		for_each_partial(page, n) spare += page->slab_objects - page->slab_inuse;
		lock_release(&n->lock);
	}
	c.objects = c.slabs * s->objects;
	/* The arrays move while they are counted. */
	c.active = c.objects > spare ? c.objects - spare : 0;
	return c;
}

/** slabinfo_show - every cache with its objects: /proc/slabinfo. */
void slabinfo_show(struct textbuf *t)
{
	struct kmem_cache *s;

	textbuf_printf(t, "slabinfo - version: 2.1\n"
			  "# name            <active_objs> <num_objs> <objsize> <objperslab> "
			  "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> "
			  ": slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	lock_acquire(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		struct counts c = count(s);

		textbuf_printf(t, "%-17s %6lu %6lu %6u %4u %4lu", s->name, c.active, c.objects,
			       s->size, s->objects, 1ul << s->order);
		textbuf_printf(t, " : tunables %4u %4u %4u", 0, 0, 0);
		textbuf_printf(t, " : slabdata %6lu %6lu %6u\n", c.slabs, c.slabs, 0);
	}
	lock_release(&slab_mutex);
}
