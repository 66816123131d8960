// SPDX-License-Identifier: MIT
/*
 * Free lists that an attacker cannot use, in caches that slab_harden= and slab_randomize= name.
 *
 * Who can write past an object or into a freed one can overwrite the link of a free object, and so
 * choose what a later allocation returns; and who knows in which order objects come can place his
 * own beside another.  Against the first, links are hidden with a secret of the cache and their own
 * address (get_freepointer()), whatever is read from one is believed only where it leads to an
 * object of the slab, and an object that is the first of the list already is not put there again.
 * Such a cache has no CPU arrays, so that every call sees the list.  Against the second, the
 * objects of each new slab are linked in an order of its own.
 */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <mm/slab/debug.h>

/** slab_random_create - the secret of a new cache, where its flags ask for one. Return: 0. */
int slab_random_create(struct kmem_cache *s)
{
	s->random = 0;
	while (s->flags & SLAB_HARDEN && !(unsigned long)s->random)
		s->random = get_random_u64();
	return 0;
}

/* While a slab's order is being drawn, the word of object @i's link holds a number. */
static unsigned long *number_of(const struct kmem_cache *s, const struct page *page, u32 i)
{
	return (unsigned long *)((char *)slab_object(s, page, i) + s->offset);
}

/*
 * Draw who follows whom: one cycle through all objects, each such cycle as likely as any other.
 * Swapping @i only with those before it never closes a shorter one.
 */
static void draw_cycle(const struct kmem_cache *s, const struct page *page)
{
	for (u32 i = 0; i < s->objects; i++)
		*number_of(s, page, i) = i;
	for (u32 i = s->objects - 1; i > 0; i--) {
		u32 j = get_random_u32_below(i);

		swap(*number_of(s, page, i), *number_of(s, page, j));
	}
}

/* With a first object of any place, a cycle is an order, and all orders are as likely. */
static void link_at_random(struct kmem_cache *s, struct page *page)
{
	u32 first = get_random_u32_below(s->objects);

	draw_cycle(s, page);
	for (u32 i = 0; i < s->objects; i++) {
		u32 next = (u32)*number_of(s, page, i);

		set_freepointer(s, slab_object(s, page, i),
				next == first ? NULL : slab_object(s, page, next));
	}
	/* Whoever looks for movable pages looks at this word, too: mm/page/pageblock.c. */
	WRITE_ONCE(page->freelist, slab_object(s, page, first));
}

static void link_in_order(struct kmem_cache *s, struct page *page)
{
	for (u32 i = 0; i < s->objects; i++)
		set_freepointer(s, slab_object(s, page, i),
				i + 1 < s->objects ? slab_object(s, page, i + 1) : NULL);
	WRITE_ONCE(page->freelist, slab_object(s, page, 0));
}

/** slab_link_objects - make the free list of a new slab, whose objects are all set up. */
void slab_link_objects(struct kmem_cache *s, struct page *page)
{
	if (s->flags & SLAB_RANDOMIZE)
		link_at_random(s, page);
	else
		link_in_order(s, page);
}

/**
 * slab_harden_free - may @object be put into the free list of its slab?  Under the node's lock.
 *
 * For hardened caches.  It sees what needs no search: a pointer to no object, and the last object
 * that was freed being freed again.
 *
 * Return: false after a report.
 */
bool slab_harden_free(struct kmem_cache *s, struct page *page, void *object)
{
	if (!slab_is_object(s, page, object)) {
		slab_bug_begin(s, "Invalid object pointer 0x%px", object);
		slab_bug_slab(page);
		report_end();
	} else if (object == page->freelist) {
		slab_bug(s, page, object, "Object already free");
	} else {
		return true;
	}
	slab_bug_fix(s, "Object at 0x%px not freed", object);
	return false;
}
