// SPDX-License-Identifier: MIT
/*
 * Caches that check their objects.
 *
 * A cache with any of SLAB_DEBUG_FLAGS has no CPU arrays, so every call passes here.  An object of
 * such a cache lies in its place like this:
 *
 *	red_left   object   [pad to inuse]   free pointer   tracks   pad to the next
 *	  bb/cc    6b..a5        bb/cc                                     5a
 *
 * Red zones hold 0xbb while the object is free and 0xcc while it is in use; a free object is
 * poisoned with 0x6b and ends with 0xa5; what is nobody's holds 0x5a.  A byte that differs tells
 * which rule was broken, and by the tracks whose object it was.
 *
 * What was found is put right: the bytes are restored and the object goes where it was to go, so
 * that each mistake is reported once, by the call that finds it.  Here this differs from Linux,
 * which takes the object, or the slab, out of use for good; a list that leads nowhere is cut here,
 * too, and what was behind it stays in use.
 *
 * report.c has the words, track.c the owners, validate.c looks at whole slabs.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <mm/slab/debug.h>
#include <mm/slab/sampler.h>

/* ---- layout ---------------------------------------------------------------------------------- */

static bool pointer_outside(const struct kmem_cache *s)
{
	return s->offset >= s->inuse;
}

u32 slab_debug_end(const struct kmem_cache *s)
{
	u32 end = pointer_outside(s) ? s->offset + (u32)sizeof(void *) : s->inuse;

	if (s->flags & SLAB_STORE_USER)
		end = ALIGN(end, (u32)sizeof(u64)) + track_bytes(s->flags);
	return end;
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
	if (s->flags & SLAB_STORE_USER)
		s->size = slab_debug_end(s);
	if (s->flags & SLAB_RED_ZONE) {
		/* A word that takes a write before the next object, instead of the tracks. */
		s->size += sizeof(void *);
		s->red_left = ALIGN(sizeof(void *), s->align);
		s->size += s->red_left;
	}
}

/**
 * slab_debug_size - bytes that an object of @object_size takes with @flags, at least.
 *
 * For slab_debug=O, which is decided before there is a cache: alignment may add to it.
 */
u32 slab_debug_size(u32 object_size, slab_flags_t flags)
{
	u32 size = ALIGN(object_size, (u32)sizeof(void *));

	if (flags & (SLAB_POISON | SLAB_RED_ZONE))
		size += sizeof(void *);
	if (flags & SLAB_RED_ZONE)
		size += 2 * sizeof(void *) + (size == object_size) * sizeof(void *);
	return size + track_bytes(flags);
}

/* The bytes the caller asked for: past them is the red zone even inside the object. */
static u32 object_end(struct kmem_cache *s, void *object)
{
	/* What is written there may have been written over. */
	if (s->flags & SLAB_KMALLOC && s->flags & SLAB_STORE_USER)
		return min(track_requested(s, object), s->object_size);
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

u32 slab_user_bytes(struct kmem_cache *s, void *object)
{
	if (slab_sampled(object))
		return (u32)slab_sampler->used(object);
	return slab_debugged(s) ? slab_debug_used(s, object) : s->object_size;
}

/* A constructed object, and one that late readers may see, stays whole while it is free. */
static bool poisons_objects(const struct kmem_cache *s)
{
	return s->flags & SLAB_POISON && !s->ctor && !s->dtor && !(s->flags & SLAB_TYPESAFE_BY_RCU);
}

/* ---- setting --------------------------------------------------------------------------------- */

void slab_debug_setup_slab(struct kmem_cache *s, struct page *page)
{
	if (s->flags & SLAB_POISON)
		memset(page_address(page), POISON_INUSE, PAGE_SIZE << s->order);
	if (slab_debugged(s))
		slab_access_setup(s, page);
}

static void mark_object(struct kmem_cache *s, void *object, bool active)
{
	u8 red = active ? SLUB_RED_ACTIVE : SLUB_RED_INACTIVE, *p = object;
	u32 end = active ? object_end(s, object) : s->object_size;

	if (s->flags & SLAB_RED_ZONE) {
		memset(p - s->red_left, red, s->red_left);
		memset(p + end, red, s->inuse - end);
	}
	if (!active && poisons_objects(s)) {
		memset(p, POISON_FREE, s->object_size - 1);
		p[s->object_size - 1] = POISON_END;
	}
}

void slab_debug_setup_object(struct kmem_cache *s, struct page *page, void *object)
{
	if (!slab_debugged(s))
		return;
	track_clear(s, object);
	mark_object(s, object, false);
}

/* ---- looking --------------------------------------------------------------------------------- */

/**
 * struct look - one look at an object or a slab.
 * @object: NULL while it is about a slab.
 * @told: something was wrong and was reported; what else is found is only put right.
 */
struct look {
	struct kmem_cache *s;
	struct page *page;
	void *object;
	bool told;
};

static void tell_bytes(struct look *l, const char *what, const u8 *fault, const u8 *last, u8 value)
{
	if (l->told)
		return;
	l->told = true;
	slab_bug_begin(l->s, "%s overwritten", what);
	pr_err("0x%px-0x%px @offset=%td. First byte 0x%x instead of 0x%x\n", fault, last,
	       fault - (u8 *)page_address(l->page), fault[0], value);
	slab_bug_object(l->s, l->page, l->object);
	report_end();
}

/* The @bytes at @from must be @value.  Those that are not are told of and restored. */
static void expect_bytes(struct look *l, const char *what, u8 *from, u8 value, size_t bytes)
{
	u8 *fault = memchr_inv(from, value, bytes), *last = from + bytes - 1;

	if (!fault)
		return;
	while (*last == value)
		last--;
	if (!mm_access_was_told(fault, (size_t)(last + 1 - fault))) {
		tell_bytes(l, what, fault, last, value);
		slab_bug_fix(l->s, "Restoring %s 0x%px-0x%px=0x%x", what, fault, last, value);
	}
	memset(fault, value, (size_t)(last + 1 - fault));
}

static void look_at_red_zones(struct look *l, bool active)
{
	struct kmem_cache *s = l->s;
	u8 red = active ? SLUB_RED_ACTIVE : SLUB_RED_INACTIVE, *p = l->object;
	u32 end = active ? object_end(s, l->object) : s->object_size;

	expect_bytes(l, "Left Redzone", p - s->red_left, red, s->red_left);
	expect_bytes(l, "Right Redzone", p + s->object_size, red, s->inuse - s->object_size);
	expect_bytes(l, "kmalloc Redzone", p + end, red, s->object_size - end);
}

static void look_at_poison(struct look *l, bool active)
{
	struct kmem_cache *s = l->s;
	u32 end = slab_debug_end(s);
	u8 *p = l->object;

	if (!(s->flags & SLAB_RED_ZONE))
		expect_bytes(l, "Alignment padding", p + s->object_size, POISON_INUSE,
			     s->inuse - s->object_size);
	if (!active && poisons_objects(s)) {
		expect_bytes(l, "Poison", p, POISON_FREE, s->object_size - 1);
		expect_bytes(l, "End Poison", p + s->object_size - 1, POISON_END, 1);
	}
	expect_bytes(l, "Object padding", p + end, POISON_INUSE, s->size - s->red_left - end);
}

bool slab_is_object(const struct kmem_cache *s, const struct page *page, const void *p)
{
	long at = (const char *)p - (const char *)page->slab_start - (long)s->red_left;

	return at >= 0 && at % s->size == 0 && at / s->size < s->objects;
}

/* A live object's free pointer is what it was when the object was taken, unless it was hit. */
static void look_at_pointer(struct look *l)
{
	void *next = get_freepointer(l->s, l->object);

	if (!pointer_outside(l->s) || !next || slab_is_object(l->s, l->page, next))
		return;
	if (!l->told)
		slab_bug(l->s, l->page, l->object, "Freepointer corrupt");
	l->told = true;
	set_freepointer(l->s, l->object, NULL);
}

/**
 * slab_debug_check_object - are the bytes in and around @object as they should be?
 * @active: it is in use, or it is free.
 * Return: 1, or 0 after a report.
 */
int slab_debug_check_object(struct kmem_cache *s, struct page *page, void *object, bool active)
{
	struct look l = { .s = s, .page = page, .object = object };

	if (s->flags & SLAB_RED_ZONE)
		look_at_red_zones(&l, active);
	if (s->flags & SLAB_POISON)
		look_at_poison(&l, active);
	if (active)
		look_at_pointer(&l);
	return !l.told;
}

/* The @bytes at @from are nobody's. */
static void expect_pad(struct look *l, u8 *from, size_t bytes)
{
	u8 *fault = memchr_inv(from, POISON_INUSE, bytes), *last = from + bytes - 1;

	if (!fault)
		return;
	while (*last == POISON_INUSE)
		last--;
	if (!l->told) {
		slab_bug_begin(l->s, "Padding overwritten. 0x%px-0x%px @offset=%td", fault, last,
			       fault - (u8 *)page_address(l->page));
		slab_bug_slab(l->page);
		report_end();
		slab_dump(KERN_ERR, "Padding ", from, bytes);
	}
	l->told = true;
	slab_bug_fix(l->s, "Restoring slab padding 0x%px-0x%px=0x%x", fault, last, POISON_INUSE);
	memset(fault, POISON_INUSE, (size_t)(last + 1 - fault));
}

int slab_debug_check_pads(struct kmem_cache *s, struct page *page)
{
	struct look l = { .s = s, .page = page };
	u8 *start = page_address(page), *first = page->slab_start;
	u8 *end = first + (size_t)s->objects * s->size;

	if (s->flags & SLAB_POISON) {
		expect_pad(&l, start, (size_t)(first - start));
		expect_pad(&l, end, (size_t)(start + (PAGE_SIZE << s->order) - end));
	}
	return !l.told;
}

/** slab_debug_discard - a last look at a slab whose objects are all free. */
void slab_debug_discard(struct kmem_cache *s, struct page *page)
{
	slab_debug_check_pads(s, page);
	for (u32 i = 0; i < s->objects; i++)
		slab_debug_check_object(s, page, slab_object(s, page, i), false);
}

/* ---- the free list --------------------------------------------------------------------------- */

/* @object, which is in the free list, leads nowhere: it is the last from now on. */
static void cut_list(struct kmem_cache *s, struct page *page, void *object, const char *what,
		     const char *fix)
{
	u32 nr = 0;

	slab_bug(s, page, object, what);
	set_freepointer(s, object, NULL);
	for (void *fp = page->freelist; fp; fp = get_freepointer(s, fp))
		nr++;
	page->slab_inuse = (u16)(page->slab_objects - nr);
	node_relist(s, page);
	slab_bug_fix(s, "%s", fix);
}

/**
 * slab_debug_next - the free object behind @object, which is about to be taken; under the lock.
 * Return: NULL at the end, and where what is there leads out of the slab, after a report.
 */
void *slab_debug_next(struct kmem_cache *s, struct page *page, void *object)
{
	void *next = get_freepointer(s, object);

	if (!next || slab_is_object(s, page, next))
		return next;
	cut_list(s, page, object, "Freepointer corrupt", "Marking all objects used");
	return NULL;
}

/*
 * Walk the list as far as @object, no further than it can be long.
 * @broken: the object whose link leads nowhere, or NULL.
 * Return: is @object in it?
 */
static bool walk_list(struct kmem_cache *s, struct page *page, const void *object, void **broken)
{
	void *fp = page->freelist, *next;

	*broken = NULL;
	for (u32 i = 0; fp && i < s->objects; i++, fp = next) {
		if (fp == object)
			return true;
		next = get_freepointer(s, fp);
		if (next && !slab_is_object(s, page, next)) {
			*broken = fp;
			return false;
		}
	}
	return false;
}

int slab_debug_check_list(struct kmem_cache *s, struct page *page)
{
	void *broken;

	walk_list(s, page, NULL, &broken);
	if (broken)
		cut_list(s, page, broken, "Freechain corrupt", "Object count adjusted");
	return !broken;
}

bool slab_on_freelist(struct kmem_cache *s, struct page *page, const void *object)
{
	void *broken;
	bool found = walk_list(s, page, object, &broken);

	if (broken)
		slab_debug_check_list(s, page);
	return found;
}

/* ---- the two calls --------------------------------------------------------------------------- */

static void trace_call(struct kmem_cache *s, struct page *page, void *object, bool alloc)
{
	if (likely(!(s->flags & SLAB_TRACE)))
		return;
	pr_info("TRACE %s %s 0x%px inuse=%d fp=0x%px\n", s->name, alloc ? "alloc" : "free", object,
		page->slab_inuse, page->freelist);
	if (!alloc)
		slab_dump(KERN_INFO, "Object ", object, s->object_size);
	dump_stack_lvl(KERN_INFO);
}

/** slab_debug_alloc - take an object of a cache with checks. */
void *slab_debug_alloc(struct kmem_cache *s, gfp_t gfp, int node, size_t requested)
{
	struct page *page;
	void *object;

	gfp = slab_fix_flags(gfp);
	if (!node_get(s, gfp, node == NUMA_NO_NODE ? numa_node_id() : node, &object, 1))
		return NULL;
	page = virt_to_head_page(object);
	/* Who validates meanwhile sees all marks of a free object, or all of one in use. */
	lock_acquire(&s->check_lock);
	if (s->flags & SLAB_CONSISTENCY_CHECKS)
		slab_debug_check_pads(s, page);
	slab_debug_check_object(s, page, object, false);
	track_set(s, object, TRACK_ALLOC, requested);
	mark_object(s, object, true);
	slab_access_take(s, object, object_end(s, object));
	lock_release(&s->check_lock);
	trace_call(s, page, object, true);
	if (s->flags & SLAB_INIT_ALLOC)
		slab_zero(s, object, slab_debug_used(s, object));
	return object;
}

static void not_freed(struct kmem_cache *s, const void *object)
{
	slab_bug_fix(s, "Object at 0x%px not freed", object);
}

/* @p leads into the slab, but not to an object: show the one around it. */
static void tell_invalid(struct kmem_cache *s, struct page *page, void *p)
{
	u32 i = (u32)(((char *)p - (char *)page->slab_start) / s->size);

	slab_bug_begin(s, "Invalid object pointer 0x%px", p);
	slab_bug_object(s, page, slab_object(s, page, min(i, s->objects - 1)));
	report_end();
	not_freed(s, p);
}

/** slab_debug_free - prove that @object may be freed, and free it. */
void slab_debug_free(struct kmem_cache *s, struct page *page, void *object)
{
	struct cache_node *n = node_of(s, page);
	bool twice;

	if (!slab_is_object(s, page, object)) {
		if (!mm_access_bad_free(object, false))
			tell_invalid(s, page, object);
		return;
	}
	lock_acquire(&s->check_lock);
	lock_acquire(&n->lock);
	twice = slab_on_freelist(s, page, object) || mm_access_freed(object);
	lock_release(&n->lock);
	if (!twice) {
		if (s->flags & SLAB_CONSISTENCY_CHECKS)
			slab_debug_check_pads(s, page);
		slab_debug_check_object(s, page, object, true);
		track_set(s, object, TRACK_FREE, 0);
		trace_call(s, page, object, false);
		mark_object(s, object, false);
		if (s->flags & SLAB_INIT_FREE)
			slab_zero(s, object, s->object_size);
		slab_access_give(s, object);
		if (!slab_access_keep(s, object))
			node_give(s, &object, 1);
	}
	lock_release(&s->check_lock);
	if (twice && !mm_access_bad_free(object, true)) {
		slab_bug(s, page, object, "Object already free");
		not_freed(s, object);
	}
}

/** slab_debug_resize - a live object of kmalloc now has @requested bytes of use. */
void slab_debug_resize(struct kmem_cache *s, void *object, size_t requested)
{
	lock_acquire(&s->check_lock);
	slab_debug_check_object(s, virt_to_head_page(object), object, true);
	track_resize(s, object, requested);
	mark_object(s, object, true);
	slab_access_take(s, object, object_end(s, object));
	lock_release(&s->check_lock);
}
