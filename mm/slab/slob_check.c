// SPDX-License-Identifier: MIT
/*
 * Proof of the tiny engine's invariants, by walking every block of every page; and who is left.
 *
 * A page: its blocks fill it from the first grain to its end; those on the free list are in the
 * order of their addresses and never two in a row; the others are objects of caches there are; the
 * counts in struct page are those of the walk; it is in the list that these counts lead to.  A
 * cache: as many objects are found as it counts.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <mm/slab/slab.h>

static int broke(const struct page *page, const char *what)
{
	pr_err("slab_check: page %px: %s\n", page_address(page), what);
	return 1;
}

/* What a walk over the blocks of a page has met. */
struct walk {
	u32 at, next; /* a block, and the first free one at or behind it */
	bool was_free;
	u32 free, objects;
};

/* Count the block at @w->at in.  Return: what is wrong with it, or NULL. */
static const char *walk_block(const struct page *page, struct walk *w)
{
	const struct slob_head *head = slob_head_at(page, w->at);
	bool is_free = w->at == w->next;
	struct kmem_cache *s;

	if (!slob_head_ok(head, w->at))
		return "the length of a block cannot be";
	if (is_free) {
		if (w->was_free)
			return "two free blocks were not made one";
		w->next = head->next;
		w->free += head->bytes;
	} else {
		s = slob_cache(head->owner & SLOB_MAX_ID);
		if (!s)
			return "an object is of no cache";
		s->found++;
		w->objects++;
	}
	w->was_free = is_free;
	w->at += head->bytes;
	return NULL;
}

static int check_shared(const struct page *page, unsigned int list)
{
	struct walk w = { .at = SLOB_FIRST, .next = slob_first_free(page) };
	bool worthwhile = page->slab_objects >= SLOB_WORTHWHILE;
	int broken = 0;

	while (w.at < PAGE_SIZE) {
		const char *wrong = walk_block(page, &w);

		if (wrong)
			return broke(page, wrong);
	}
	if (w.next)
		broken += broke(page, "the free list leads to what is no block");
	if (w.free != page->slab_objects)
		broken += broke(page, "the free bytes are not those of the free blocks");
	if (!w.objects || w.objects != page->slab_inuse)
		broken += broke(page, "the objects are not as many as they should be");
	if (page->private >= SLOB_FULL || list != (worthwhile ? page->private : SLOB_FULL))
		broken += broke(page, "it is in the wrong list");
	return broken;
}

static int check_whole(const struct page *page, unsigned int list)
{
	struct kmem_cache *s = page->slab_cache;

	if (!s || slob_cache(s->id) != s)
		return broke(page, "an object is of no cache");
	s->found++;
	if (list != SLOB_WHOLE)
		return broke(page, "it is in the wrong list");
	for (unsigned long i = 0; i < 1ul << compound_order(page); i++)
		if (page[i].slab_cache != s)
			return broke(page + i, "a page of a slab does not name the cache");
	return 0;
}

static int check_caches(void)
{
	struct kmem_cache *s;
	int broken = 0;

	list_for_each_entry(s, &slab_caches, list) {
		if (s->found == s->objects + s->waiting)
			continue;
		pr_err("slab_check: cache %s has %lu objects, not %lu\n", s->name, s->found,
		       s->objects + s->waiting);
		broken++;
	}
	return broken;
}

/**
 * slab_check - prove the invariants of all pages and caches; others wait meanwhile.
 * Return: how many are broken; each was printed.
 */
int slab_check(void)
{
	struct kmem_cache *s;
	struct page *page;
	int broken = 0;

	lock_acquire(&slob_lock);
	list_for_each_entry(s, &slab_caches, list)
		s->found = 0;
	for (unsigned int list = 0; list < SLOB_LISTS; list++)
		list_for_each_entry(page, &slob_lists[list], slab_list) {
			if (!PageSlab(page))
				broken += broke(page, "a slab's head does not say so");
			broken += slob_is_shared(page) ? check_shared(page, list) :
							 check_whole(page, list);
		}
	/* Where blocks cannot be walked, some objects were not met. */
	if (!broken)
		broken = check_caches();
	lock_release(&slob_lock);
	return broken;
}

/* ---- survivors ------------------------------------------------------------------------------- */

static void print_object(const struct page *page, const void *object)
{
	pr_err("Object 0x%px @offset=%td\n", object,
	       (const char *)object - (const char *)page_address(page));
}

static void list_shared(const struct kmem_cache *s, const struct page *page)
{
	const struct slob_head *head;
	u32 next = slob_first_free(page);

	for (u32 at = SLOB_FIRST; at < PAGE_SIZE; at += head->bytes) {
		head = slob_head_at(page, at);
		if (!slob_head_ok(head, at))
			return;
		if (at == next)
			next = head->next;
		else if (head->owner == s->id)
			print_object(page, head + 1);
	}
}

void slob_list_survivors(struct kmem_cache *s)
{
	struct page *page;

	lock_acquire(&slob_lock);
	for (unsigned int list = 0; list < SLOB_LISTS; list++)
		list_for_each_entry(page, &slob_lists[list], slab_list) {
			if (slob_is_shared(page))
				list_shared(s, page);
			else if (page->slab_cache == s && page->slab_inuse)
				print_object(page, page_address(page));
		}
	pr_err("%s: %lu object%s remaining\n", s->name, s->objects, s->objects == 1 ? "" : "s");
	lock_release(&slob_lock);
}

/* ---- /proc/slabinfo -------------------------------------------------------------------------- */

/* Bytes from one object of a cache to the next, and how many a page or block has room for. */
static unsigned long stride(const struct kmem_cache *s)
{
	return slob_shares(s->size, s->align) ?
		       ALIGN(s->size + sizeof(struct slob_head), s->align) :
		       PAGE_SIZE << get_order(s->size);
}

/**
 * slabinfo_show - every cache with its objects, in the layout of /proc/slabinfo.
 *
 * Pages are of no one cache: the shared ones are told as the slabs of kmalloc.
 */
void slabinfo_show(struct textbuf *t)
{
	unsigned long shared = 0;
	struct kmem_cache *s;
	struct page *page;

	textbuf_printf(t, "slabinfo - version: 2.1\n"
			  "# name            <active_objs> <num_objs> <objsize> <objperslab> "
			  "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> "
			  ": slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	lock_acquire(&slob_lock);
	for (unsigned int list = 0; list <= SLOB_FULL; list++)
		list_for_each_entry(page, &slob_lists[list], slab_list)
			shared++;
	list_for_each_entry(s, &slab_caches, list) {
		unsigned long bytes = stride(s), whole = slob_shares(s->size, s->align) ? 0 : 1;
		unsigned long slabs = s == &slob_kmalloc ? shared : whole * s->objects;

		textbuf_printf(t, "%-17s %6lu %6lu %6lu %4lu %4lu", s->name, s->objects,
			       s->objects + s->waiting, bytes,
			       whole ?: (PAGE_SIZE - SLOB_FIRST) / bytes,
			       whole ? bytes >> PAGE_SHIFT : 1);
		textbuf_printf(t, " : tunables %4u %4u %4u", 0, 0, 0);
		textbuf_printf(t, " : slabdata %6lu %6lu %6u\n", slabs, slabs, 0);
	}
	lock_release(&slob_lock);
}

void slab_look_objects(struct page *page,
		       void (*fn)(void *ctx, unsigned long from, unsigned long to), void *ctx)
{
	unsigned long start = (unsigned long)page_address(page);

	fn(ctx, start, start + (PAGE_SIZE << page_block_order(page)));
}
