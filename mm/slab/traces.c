// SPDX-License-Identifier: MIT
/*
 * /sys/kernel/debug/slab/CACHE/alloc_traces and free_traces: who took the objects that are in use
 * now, and who had given them back before; of caches that keep tracks (SLAB_STORE_USER).
 *
 *	     87 foo_init+0x75/0x1b0 [foo] waste=696/8 age=397/397/398 pid=1-7 cpus=0-1 nodes=0
 *	        foo_init+0x75/0x1b0 [foo]
 *	        do_one_initcall+0x2a/0x60
 *
 * is 87 objects that were taken by the same calls, each with 8 bytes that kmalloc() was not asked
 * for; how long ago, in jiffies: the least, the average, the most.  Whoever took most comes first.
 *
 * They are collected in a table, hashed by their calls, while the cache's locks are held.  The
 * table's memory comes before; where it does not suffice all begins anew with more.
 */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/nodemask.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <mm/slab/debug.h>
#include <mm/slab/show.h>

/** struct calls - objects that were taken, or given back, by the same calls; 0 @objects: none. */
struct calls {
	unsigned long objects;
	struct track track; /* of one of them */
	s32 min_pid, max_pid;
	u64 min_age, max_age, sum_age; /* in jiffies */
	DECLARE_BITMAP(cpus, CONFIG_NR_CPUS);
	DECLARE_BITMAP(nodes, MAX_NUMNODES);
};

/**
 * struct table - those of a cache.
 *
 *	@nr = how many of the @room at @calls have objects, at most three quarters
 */
struct table {
	struct calls *calls;
	struct page *pages;
	u32 room, nr;
	u64 now;
	enum track_item item;
};

static int table_new(struct table *table, unsigned int order)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NOWARN | __GFP_ZERO;

	table->pages = alloc_pages_untraced(gfp, order, NUMA_NO_NODE);
	if (!table->pages)
		return -ENOMEM;
	table->calls = page_address(table->pages);
	table->room = (u32)((PAGE_SIZE << order) / sizeof(struct calls));
	table->nr = 0;
	table->now = port_time_ns();
	return 0;
}

/* ---- collecting ------------------------------------------------------------------------------ */

static bool same_calls(const struct track *a, const struct track *b)
{
	return a->nr == b->nr && a->requested == b->requested &&
	       !memcmp(a->frames, b->frames, a->nr * sizeof(*a->frames));
}

/* Where such calls are, or can be put.  There is always room for one more. */
static struct calls *find_calls(struct table *table, const struct track *track)
{
	unsigned long hash = track->requested;
	u32 i;

	for (u32 frame = 0; frame < track->nr; frame++)
		hash = hash_long(hash ^ track->frames[frame], 32);
	for (i = (u32)hash % table->room; table->calls[i].objects; i = (i + 1) % table->room)
		if (same_calls(&table->calls[i].track, track))
			break;
	return &table->calls[i];
}

/* Return: false where the table has become too small. */
static bool add_object(struct kmem_cache *s, struct table *table, void *object)
{
	const struct track *track = track_of(s, object, table->item);
	struct calls *c = find_calls(table, track);
	u64 age = track->nr ? div_u64(table->now - min(track->when, table->now), NSEC_PER_TICK) : 0;

	if (!c->objects) {
		if (++table->nr > table->room / 4 * 3)
			return false;
		c->track = *track;
		c->min_pid = c->max_pid = track->pid;
		c->min_age = c->max_age = age;
	}
	c->objects++;
	c->min_pid = min(c->min_pid, track->pid);
	c->max_pid = max(c->max_pid, track->pid);
	c->min_age = min(c->min_age, age);
	c->max_age = max(c->max_age, age);
	c->sum_age += age;
	if (track->nr) {
		__set_bit(track->cpu, c->cpus);
		__set_bit((unsigned int)page_to_nid(virt_to_page(object)), c->nodes);
	}
	return true;
}

static bool add_slab(struct kmem_cache *s, struct table *table, struct page *page)
{
	for (u32 i = 0; i < s->objects; i++) {
		void *object = slab_object(s, page, i);

		if (!slab_is_free(s, page, object) && !add_object(s, table, object))
			return false;
	}
	return true;
}

static bool add_node(struct kmem_cache *s, struct table *table, struct cache_node *n)
{
	struct page *page;

	for_each_partial(page, n) if (!add_slab(s, table, page)) return false;
	list_for_each_entry(page, &n->full, slab_list)
		if (!add_slab(s, table, page))
			return false;
	return true;
}

static bool add_cache(struct kmem_cache *s, struct table *table)
{
	bool done = true;

	lock_acquire(&s->check_lock);
	for (unsigned int nid = 0; done && nid < nr_online_nodes; nid++) {
		lock_acquire(&s->node[nid].lock);
		done = add_node(s, table, &s->node[nid]);
		lock_release(&s->node[nid].lock);
	}
	lock_release(&s->check_lock);
	return done;
}

/* ---- showing --------------------------------------------------------------------------------- */

static int by_objects(const void *a, const void *b)
{
	const struct calls *left = a, *right = b;

	return (left->objects < right->objects) - (left->objects > right->objects);
}

static void show_calls(struct textbuf *t, const struct kmem_cache *s, const struct calls *c,
		       enum track_item item)
{
	const struct track *track = &c->track;

	textbuf_printf(t, "%7lu ", c->objects);
	if (track->nr)
		textbuf_printf(t, "%pS", (void *)track_caller(track));
	else
		textbuf_puts(t, "<not-available>");
	if (item == TRACK_ALLOC && s->flags & SLAB_KMALLOC && s->object_size > track->requested)
		textbuf_printf(t, " waste=%lu/%u", c->objects * (s->object_size - track->requested),
			       s->object_size - track->requested);
	if (c->objects > 1)
		textbuf_printf(t, " age=%llu/%llu/%llu", c->min_age,
			       div64_u64(c->sum_age, c->objects), c->max_age);
	else
		textbuf_printf(t, " age=%llu", c->min_age);
	textbuf_printf(t, " pid=%d", c->min_pid);
	if (c->max_pid != c->min_pid)
		textbuf_printf(t, "-%d", c->max_pid);
	if (num_online_cpus() > 1 && track->nr)
		textbuf_printf(t, " cpus=%*pbl", CONFIG_NR_CPUS, c->cpus);
	if (nr_online_nodes > 1 && track->nr)
		textbuf_printf(t, " nodes=%*pbl", MAX_NUMNODES, c->nodes);
	textbuf_putc(t, '\n');
	for (u32 i = 0; i < track->nr; i++)
		textbuf_printf(t, "        %pS\n", (void *)track->frames[i]);
	textbuf_putc(t, '\n');
}

static void show_table(struct textbuf *t, const struct kmem_cache *s, struct table *table)
{
	sort(table->calls, table->room, sizeof(*table->calls), by_objects, NULL);
	for (u32 i = 0; i < table->nr; i++)
		show_calls(t, s, &table->calls[i], table->item);
	if (!table->nr)
		textbuf_puts(t, "No data\n");
}

static int show_cache(struct textbuf *t, struct kmem_cache *s, enum track_item item)
{
	struct table table = { .item = item };
	bool done = false;

	for (unsigned int order = 0; !done; order++) {
		if (order > MAX_PAGE_ORDER || table_new(&table, order))
			return -ENOMEM;
		done = add_cache(s, &table);
		if (done)
			show_table(t, s, &table);
		free_pages_untraced(table.pages, order);
	}
	return 0;
}

static int find_item(const char *name)
{
	if (!strcmp(name, "alloc_traces"))
		return TRACK_ALLOC;
	return strcmp(name, "free_traces") ? -ENOENT : TRACK_FREE;
}

bool slab_traces_known(const char *name)
{
	return find_item(name) >= 0;
}

int slab_traces_show(struct textbuf *t, const char *cache, const char *name)
{
	int item = find_item(name), err = -ENOENT;
	struct kmem_cache *s;

	if (item < 0)
		return item;
	lock_acquire(&slab_mutex);
	s = slab_find(cache);
	if (s && s->flags & SLAB_STORE_USER)
		err = show_cache(t, s, (enum track_item)item);
	lock_release(&slab_mutex);
	return err;
}
