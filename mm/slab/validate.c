// SPDX-License-Identifier: MIT
/*
 * Whole slabs of caches with checks: validating them on demand, and listing who is left in them.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <mm/slab/debug.h>
#include <mm/slab/sampler.h>

/* ---- validation ------------------------------------------------------------------------------ */

static void tell_slab(struct kmem_cache *s, struct page *page, const char *what, unsigned int is,
		      const char *but, unsigned int should)
{
	slab_bug_begin(s, "%s %u %s %u", what, is, but, should);
	slab_bug_slab(page);
	report_end();
}

/* How many objects there are is the cache's to say, whatever the slab holds. */
static int validate_objects(struct kmem_cache *s, struct page *page)
{
	if (page->slab_objects == s->objects)
		return 0;
	if (page->slab_objects > s->objects)
		tell_slab(s, page, "objects", page->slab_objects, "> max", s->objects);
	else
		tell_slab(s, page, "Wrong number of objects. Found", page->slab_objects,
			  "but should be", s->objects);
	page->slab_objects = (u16)s->objects;
	slab_bug_fix(s, "Number of objects adjusted");
	return 1;
}

static bool head_leads_nowhere(struct kmem_cache *s, const struct page *page)
{
	return page->freelist && !slab_is_object(s, page, page->freelist);
}

/* How many are in use is what the free list leaves. */
static int validate_inuse(struct kmem_cache *s, struct page *page)
{
	unsigned int inuse = page->slab_inuse, free = 0;

	if (head_leads_nowhere(s, page)) {
		slab_bug(s, page, NULL, "Freepointer corrupt");
		WRITE_ONCE(page->freelist, NULL);
		page->slab_inuse = page->slab_objects;
		slab_bug_fix(s, "Freelist cleared");
		return 1;
	}
	if (!slab_debug_check_list(s, page))
		return 1;
	for (void *fp = page->freelist; fp && free < s->objects; fp = get_freepointer(s, fp))
		free++;
	if (inuse == s->objects - free)
		return 0;
	if (inuse > s->objects)
		tell_slab(s, page, "inuse", inuse, "> max", s->objects);
	else
		tell_slab(s, page, "Wrong object count. Counter is", inuse, "but counted were",
			  s->objects - free);
	page->slab_inuse = (u16)(s->objects - free);
	slab_bug_fix(s, "Object count adjusted");
	return 1;
}

/* An allocation takes the object off the list first and marks it then: it may be in between. */
static bool being_taken(struct kmem_cache *s, void *object)
{
	u8 *p = object;

	return s->red_left && !memchr_inv(p - s->red_left, SLUB_RED_INACTIVE, s->red_left);
}

static int validate_slab(struct kmem_cache *s, struct page *page)
{
	int mistakes = validate_objects(s, page) + validate_inuse(s, page);

	mistakes += !slab_debug_check_pads(s, page);
	for (u32 i = 0; i < s->objects; i++) {
		void *object = slab_object(s, page, i);
		bool active = !slab_on_freelist(s, page, object);

		if (!active || !being_taken(s, object))
			mistakes += !slab_debug_check_object(s, page, object, active);
	}
	return mistakes;
}

/* The slab is in the list that it belongs into by what is known of it now. */
static void relist(struct kmem_cache *s, struct cache_node *n, struct page *page, bool was_full)
{
	if (page->freelist)
		node_relist(s, page);
	else
		list_move(&page->slab_list, &n->full);
	n->nr_partial += was_full && page->freelist;
	n->nr_partial -= !was_full && !page->freelist;
}

static int validate_list(struct kmem_cache *s, struct cache_node *n, struct list_head *slabs,
			 bool full)
{
	struct page *page, *next;
	int mistakes = 0;

	list_for_each_entry_safe(page, next, slabs, slab_list) {
		int here = validate_slab(s, page);

		if (here)
			relist(s, n, page, full);
		mistakes += here;
	}
	return mistakes;
}

/**
 * slab_validate - look at every object, list and count of a cache with checks.
 *
 * What is wrong is reported and put right.
 *
 * Return: how many mistakes were found; -EINVAL for a cache without checks, which has no marks to
 * go by.
 * Context: any thread; the cache may be in use.
 */
int slab_validate(struct kmem_cache *s)
{
	int mistakes = 0;

	if (!slab_debugged(s))
		return -EINVAL;
	lock_acquire(&s->check_lock);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *n = &s->node[nid];

		lock_acquire(&n->lock);
		for (unsigned int d = 0; d < NR_DENSITIES; d++)
			mistakes += validate_list(s, n, &n->partial[d], false);
		mistakes += validate_list(s, n, &n->full, true);
		lock_release(&n->lock);
	}
	lock_release(&s->check_lock);
	return mistakes;
}

/* ---- survivors ------------------------------------------------------------------------------- */

bool slab_is_free(struct kmem_cache *s, const struct page *page, const void *object)
{
	const void *fp = page->freelist;

	for (u32 i = 0; fp && i < s->objects && slab_is_object(s, page, fp); i++) {
		if (fp == object)
			return true;
		fp = get_freepointer(s, fp);
	}
	return false;
}

static void list_slab(struct kmem_cache *s, struct page *page, bool *told)
{
	if (!page->slab_inuse)
		return;
	if (!*told)
		slab_bug_begin(s, "Objects remaining in %s on __kmem_cache_shutdown()", s->name);
	slab_bug_slab(page);
	if (!*told)
		report_end();
	*told = true;
	for (u32 i = 0; i < s->objects; i++) {
		void *object = slab_object(s, page, i);

		if (slab_is_free(s, page, object))
			continue;
		pr_err("Object 0x%px @offset=%td\n", object,
		       (char *)object - (char *)page_address(page));
		slab_debug_print_tracks(s, object);
	}
}

/**
 * slab_report_survivors - a cache is destroyed that has objects: print them, as one report.
 * @s: the cache; its arrays are empty.
 * @caller: who destroys it.
 */
void slab_report_survivors(struct kmem_cache *s, unsigned long caller)
{
	bool told = false;
	struct page *page;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *n = &s->node[nid];

		lock_acquire(&n->lock);
		for_each_partial(page, n) list_slab(s, page, &told);
		list_for_each_entry(page, &n->full, slab_list)
			list_slab(s, page, &told);
		lock_release(&n->lock);
	}
	if (slab_sampler && slab_sampler->left(s, false)) {
		if (!told) {
			slab_bug_begin(s, "Objects remaining in %s on __kmem_cache_shutdown()",
				       s->name);
			report_end();
		}
		slab_sampler->left(s, true);
	}
	pr_err("kmem_cache_destroy %s: Slab cache still has objects when called from %pB\n",
	       s->name, (void *)caller);
}

void slab_look_objects(struct page *page,
		       void (*fn)(void *ctx, unsigned long from, unsigned long to), void *ctx)
{
	const struct kmem_cache *s = page->slab_cache;

	for (u32 i = 0; i < s->objects; i++) {
		unsigned long object = (unsigned long)slab_object(s, page, i);

		fn(ctx, object, object + s->object_size);
	}
}
