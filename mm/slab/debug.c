// SPDX-License-Identifier: MIT
/*
 * Caches that check their objects.
 *
 * A cache with any of SLAB_RED_ZONE, SLAB_POISON, SLAB_STORE_USER or SLAB_CONSISTENCY_CHECKS has no
 * CPU arrays, so every call passes here.  An object of such a cache lies in its place like this:
 *
 *	red_left   object   [pad to inuse]   free pointer   alloc track   free track   pad
 *	  bb/cc    6b..a5        bb/cc                                                  5a
 *
 * Red zones hold 0xbb while the object is free and 0xcc while it is in use; a free object is
 * poisoned with 0x6b and ends with 0xa5.  A byte that differs tells which rule was broken, and by
 * the tracks whose object it was.  What was found is put right, so that it is reported once.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/poison.h>
#include <linux/string.h>
#include <mm/slab/slab.h>

#define TRACK_FRAMES 12

/** struct track - who took or gave an object, and when. */
struct track {
	unsigned long frames[TRACK_FRAMES];
	u32 nr;
	u32 cpu;
	u64 when;
	size_t requested;
};

enum track_item { TRACK_ALLOC, TRACK_FREE };

slab_flags_t slab_debug_parse(const char *letters)
{
	slab_flags_t flags = 0;

	for (; *letters && *letters != ','; letters++)
		switch (*letters) {
		case 'F':
		case 'f':
			flags |= SLAB_CONSISTENCY_CHECKS;
			break;
		case 'Z':
		case 'z':
			flags |= SLAB_RED_ZONE;
			break;
		case 'P':
		case 'p':
			flags |= SLAB_POISON;
			break;
		case 'U':
		case 'u':
			flags |= SLAB_STORE_USER;
			break;
		default:
			pr_err("slab_debug option '%c' unknown. skipped\n", *letters);
		}
	return flags;
}

/* Grow s->size and s->inuse by what the flags need; the free pointer is placed already. */
void slab_debug_layout(struct kmem_cache *s)
{
	if (s->flags & SLAB_RED_ZONE && s->inuse == s->object_size) {
		/* Nothing lies behind the object yet: make room for a red zone. */
		s->inuse += sizeof(void *);
		s->offset += sizeof(void *);
		s->size += sizeof(void *);
	}
	if (s->flags & SLAB_STORE_USER) {
		s->size = ALIGN(s->size, __alignof__(struct track));
		s->size += 2 * sizeof(struct track);
	}
	if (s->flags & SLAB_RED_ZONE) {
		s->red_left = ALIGN(sizeof(void *), s->align);
		s->size += s->red_left;
	}
}

static struct track *get_track(struct kmem_cache *s, void *object, enum track_item item)
{
	u32 at = s->offset >= s->inuse ? s->offset + (u32)sizeof(void *) : s->inuse;

	return (struct track *)((char *)object + ALIGN(at, __alignof__(struct track))) + item;
}

static void set_track(struct kmem_cache *s, void *object, enum track_item item, size_t requested)
{
	struct track *t;

	if (!(s->flags & SLAB_STORE_USER))
		return;
	t = get_track(s, object, item);
	t->nr = port_stack_trace(t->frames, TRACK_FRAMES, 3);
	t->cpu = port_cpu();
	t->when = port_time_ns();
	t->requested = requested;
}

/* The bytes the caller asked for: past them is the red zone even inside the object. */
static u32 object_end(struct kmem_cache *s, void *object)
{
	if (s->flags & SLAB_KMALLOC && s->flags & SLAB_STORE_USER)
		return (u32)get_track(s, object, TRACK_ALLOC)->requested;
	return s->object_size;
}

/**
 * slab_debug_used - bytes of a live object, from its start, that are its user's to write.
 *
 * What lies behind them in the object is part of the red zone.
 */
u32 slab_debug_used(struct kmem_cache *s, void *object)
{
	return s->flags & SLAB_RED_ZONE ? object_end(s, object) : s->object_size;
}

static void print_track(const char *what, const struct track *t)
{
	if (!t->nr)
		return;
	pr_err("%s age=%llums cpu=%u\n", what,
	       (unsigned long long)(port_time_ns() - t->when) / 1000000, t->cpu);
	for (u32 i = 0; i < t->nr; i++)
		pr_err("\t%pB\n", (void *)t->frames[i]);
}

void slab_debug_print_tracks(struct kmem_cache *s, void *object)
{
	if (!(s->flags & SLAB_STORE_USER))
		return;
	print_track("Allocated in:", get_track(s, object, TRACK_ALLOC));
	print_track("Freed in:", get_track(s, object, TRACK_FREE));
}

/* ---- reports --------------------------------------------------------------------------------- */

static void print_bytes(const char *text, const u8 *at, size_t n)
{
	for (size_t i = 0; i < n; i += 16)
		pr_err("%s %px: %*ph\n", text, at + i, (int)min_t(size_t, 16, n - i), at + i);
}

static void print_object(struct kmem_cache *s, struct page *page, void *object)
{
	u8 *p = object;

	slab_debug_print_tracks(s, object);
	pr_err("Slab %px objects=%u used=%u fp=%px\n", page, page->slab_objects, page->slab_inuse,
	       page->freelist);
	pr_err("Object %px @offset=%td fp=%px\n", p, p - (u8 *)page_address(page),
	       get_freepointer(s, object));
	if (s->red_left)
		print_bytes("Redzone ", p - min_t(u32, s->red_left, 16),
			    min_t(u32, s->red_left, 16));
	print_bytes("Object  ", p, min_t(u32, s->object_size, 64));
	if (s->flags & SLAB_RED_ZONE)
		print_bytes("Redzone ", p + s->object_size, s->inuse - s->object_size);
}

static void slab_bug(struct kmem_cache *s, struct page *page, void *object, const char *what)
{
	report_begin("%s: %s", s->name, what);
	print_object(s, page, object);
	report_end();
}

/* [from, from + bytes) must be all @value: report the first byte that is not, and restore. */
static int check_bytes(struct kmem_cache *s, struct page *page, void *object, const char *what,
		       u8 *from, u8 value, size_t bytes)
{
	u8 *fault = memchr_inv(from, value, bytes), *last;

	if (!fault)
		return 1;
	last = from + bytes;
	while (last > fault && last[-1] == value)
		last--;
	report_begin("%s: %s", s->name, what);
	pr_err("0x%px-0x%px @offset=%td. First byte 0x%x instead of 0x%x\n", fault, last - 1,
	       fault - (u8 *)page_address(page), fault[0], value);
	print_object(s, page, object);
	pr_err("FIX %s: Restoring 0x%px-0x%px=0x%x\n", s->name, fault, last - 1, value);
	report_end();
	memset(fault, value, (size_t)(last - fault));
	return 0;
}

/* ---- setting and checking -------------------------------------------------------------------- */

void slab_debug_setup_slab(struct kmem_cache *s, struct page *page)
{
	if (s->flags & SLAB_POISON)
		memset(page_address(page), POISON_INUSE, PAGE_SIZE << s->order);
}

static void mark_object(struct kmem_cache *s, void *object, bool active)
{
	u8 red = active ? SLUB_RED_ACTIVE : SLUB_RED_INACTIVE, *p = object;
	u32 end = active ? object_end(s, object) : s->object_size;

	if (s->flags & SLAB_RED_ZONE) {
		memset(p - s->red_left, red, s->red_left);
		memset(p + end, red, s->inuse - end);
	}
	if (s->flags & SLAB_POISON && !active && !s->ctor && !(s->flags & SLAB_TYPESAFE_BY_RCU)) {
		memset(p, POISON_FREE, s->object_size - 1);
		p[s->object_size - 1] = POISON_END;
	}
}

void slab_debug_setup_object(struct kmem_cache *s, struct page *page, void *object)
{
	if (!slab_debugged(s))
		return;
	if (s->flags & SLAB_STORE_USER)
		memset(get_track(s, object, TRACK_ALLOC), 0, 2 * sizeof(struct track));
	mark_object(s, object, false);
}

/**
 * slab_debug_check_object - are the bytes in and around @object as they should be?
 * @active: it is in use, or it is free.
 * Return: 1, or 0 after a report.
 */
int slab_debug_check_object(struct kmem_cache *s, struct page *page, void *object, bool active)
{
	u8 red = active ? SLUB_RED_ACTIVE : SLUB_RED_INACTIVE, *p = object;
	u32 end = active ? object_end(s, object) : s->object_size;
	int ok = 1;

	if (s->flags & SLAB_RED_ZONE) {
		ok &= check_bytes(s, page, object, "Left Redzone overwritten", p - s->red_left, red,
				  s->red_left);
		ok &= check_bytes(s, page, object,
				  active && end < s->object_size ? "kmalloc Redzone overwritten" :
								   "Right Redzone overwritten",
				  p + end, red, s->inuse - end);
	}
	if (s->flags & SLAB_POISON && !active && !s->ctor && !(s->flags & SLAB_TYPESAFE_BY_RCU)) {
		ok &= check_bytes(s, page, object, "Poison overwritten", p, POISON_FREE,
				  s->object_size - 1);
		ok &= check_bytes(s, page, object, "End Poison overwritten", p + s->object_size - 1,
				  POISON_END, 1);
	}
	return ok;
}

static bool points_to_object(struct kmem_cache *s, struct page *page, void *object)
{
	long at = (char *)object - (char *)page->slab_start - (long)s->red_left;

	return at >= 0 && at % s->size == 0 && at / s->size < page->slab_objects;
}

/**
 * slab_debug_next - the free object behind @object in its slab's list; under the node's lock.
 * Return: NULL at the end, and where what is there leads out of the slab, after a report.
 */
void *slab_debug_next(struct kmem_cache *s, struct page *page, void *object)
{
	void *next = get_freepointer(s, object);

	if (!next || points_to_object(s, page, next))
		return next;
	slab_bug(s, page, object, "Freepointer corrupt");
	pr_err("FIX %s: The objects behind it stay in use\n", s->name);
	set_freepointer(s, object, NULL);
	page->slab_inuse = page->slab_objects;
	for (object = page->freelist; object; object = get_freepointer(s, object))
		page->slab_inuse--;
	node_relist(s, page);
	return NULL;
}

/* Is @object in the slab's free list?  The list is walked no further than it can be long. */
static bool on_freelist(struct kmem_cache *s, struct page *page, void *object)
{
	void *fp = page->freelist;

	for (u32 i = 0; fp && i <= page->slab_objects; i++) {
		if (fp == object)
			return true;
		fp = slab_debug_next(s, page, fp);
	}
	return false;
}

/* The object that @p points into. */
static void *object_around(struct kmem_cache *s, struct page *page, void *p)
{
	u32 i = (u32)(((char *)p - (char *)page->slab_start) / s->size);

	return slab_object(s, page, min(i, page->slab_objects - 1u));
}

/* ---- the two calls --------------------------------------------------------------------------- */

/** slab_debug_alloc - take an object of a cache with checks. */
void *slab_debug_alloc(struct kmem_cache *s, gfp_t gfp, int node, size_t requested)
{
	struct page *page;
	void *object;

	if (!node_get(s, gfp, node == NUMA_NO_NODE ? numa_node_id() : node, &object, 1))
		return NULL;
	page = virt_to_head_page(object);
	slab_debug_check_object(s, page, object, false);
	set_track(s, object, TRACK_ALLOC, requested);
	mark_object(s, object, true);
	return object;
}

/** slab_debug_free - prove that @object may be freed, and free it. */
void slab_debug_free(struct kmem_cache *s, struct page *page, void *object)
{
	struct cache_node *n = node_of(s, page);
	bool twice;

	if (!points_to_object(s, page, object)) {
		report_begin("%s: Invalid object pointer 0x%px", s->name, object);
		print_object(s, page, object_around(s, page, object));
		report_end();
		return;
	}
	lock_acquire(&s->check_lock);
	lock_acquire(&n->lock);
	twice = on_freelist(s, page, object);
	lock_release(&n->lock);
	if (!twice) {
		slab_debug_check_object(s, page, object, true);
		set_track(s, object, TRACK_FREE, 0);
		mark_object(s, object, false);
		node_give(s, &object, 1);
	}
	lock_release(&s->check_lock);
	if (twice)
		slab_bug(s, page, object, "Object already free");
}

/** slab_debug_resize - a live object of kmalloc now has @requested bytes of use. */
void slab_debug_resize(struct kmem_cache *s, void *object, size_t requested)
{
	slab_debug_check_object(s, virt_to_head_page(object), object, true);
	if (s->flags & SLAB_STORE_USER)
		get_track(s, object, TRACK_ALLOC)->requested = requested;
	mark_object(s, object, true);
}

/* ---- survivors ------------------------------------------------------------------------------- */

static unsigned int list_slab(struct kmem_cache *s, struct page *page)
{
	unsigned int n = 0;

	for (u32 i = 0; i < page->slab_objects; i++) {
		void *object = slab_object(s, page, i);

		if (on_freelist(s, page, object))
			continue;
		pr_err("Object 0x%px @offset=%td\n", object,
		       (char *)object - (char *)page_address(page));
		slab_debug_print_tracks(s, object);
		n++;
	}
	return n;
}

/** slab_list_survivors - print the live objects of a cache whose arrays are empty. */
unsigned int slab_list_survivors(struct kmem_cache *s)
{
	unsigned int n = 0;
	struct page *page;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *node = &s->node[nid];

		lock_acquire(&node->lock);
		for_each_partial(page, node) n += list_slab(s, page);
		list_for_each_entry(page, &node->full, slab_list)
			n += list_slab(s, page);
		lock_release(&node->lock);
	}
	pr_err("%s: %u object%s remaining\n", s->name, n, n == 1 ? "" : "s");
	return n;
}
