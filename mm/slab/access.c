// SPDX-License-Identifier: MIT
/*
 * What the shadow says of a slab, in a machine that checks accesses: see mm/boot/access.h.
 *
 * There every cache has red zones and owners, for the same reasons: bytes between objects that a
 * wrong access hits, and someone to name.  So a slab is a red zone from end to end, in which the
 * bytes that a live object's user asked for may be accessed:
 *
 *	red_left   object          [pad to inuse]   free pointer   tracks   pad to the next
 *	  fc      00 .. 00 | 0n fc      fc               fc          fc           fc
 *
 * An object that was freed says so (fb) until it is someone's again, and is held back meanwhile,
 * so that this is not soon.  Objects of SLAB_TYPESAFE_BY_RCU caches may be read when they are
 * free, and are neither forbidden nor held back.
 */
#include <linux/kernel.h>
#include <mm/slab/debug.h>
#include <mm/slab/sampler.h>

static bool readable_when_free(const struct kmem_cache *s)
{
	return s->flags & SLAB_TYPESAFE_BY_RCU;
}

/* The bytes of an object as the shadow counts them. */
static u32 room_of(const struct kmem_cache *s)
{
	return ALIGN(s->object_size, 8u);
}

/** slab_access_setup - all of a new slab is nobody's. */
void slab_access_setup(const struct kmem_cache *s, const struct page *page)
{
	mm_access_forbid(page_address(page), PAGE_SIZE << s->order, ACCESS_SLAB_REDZONE);
}

/** slab_access_take - @bytes of @object are its user's from now on. */
void slab_access_take(const struct kmem_cache *s, const void *object, u32 bytes)
{
	mm_access_allow(object, bytes, room_of(s), ACCESS_SLAB_REDZONE);
}

/** slab_access_give - @object was freed. */
void slab_access_give(const struct kmem_cache *s, const void *object)
{
	if (!readable_when_free(s))
		mm_access_forbid(object, room_of(s), ACCESS_SLAB_FREE);
}

/** slab_access_construct - call the constructor of a new object, which is nobody's yet. */
void slab_access_construct(struct kmem_cache *s, void *object)
{
	if (slab_debugged(s))
		mm_access_allow(object, s->object_size, room_of(s), ACCESS_SLAB_REDZONE);
	slab_construct(s->ctor, s->flags, s, object);
	if (slab_debugged(s) && !readable_when_free(s))
		mm_access_forbid(object, room_of(s), ACCESS_SLAB_REDZONE);
}

/* What is held back is freed in every respect, but that its slab counts it as one in use. */
static void release(const struct access_kept *kept)
{
	void *object = kept->p;

	node_give((struct kmem_cache *)kept->owner, &object, 1);
}

/** slab_access_keep - hold a freed object back. Return: false where it has to go to its slab. */
bool slab_access_keep(struct kmem_cache *s, void *object)
{
	const struct access_kept kept = {
		.p = object, .bytes = s->size, .release = release, .owner = s
	};

	return !readable_when_free(s) && mm_access_keep(&kept);
}

/* ---- for reports ----------------------------------------------------------------------------- */

static void owner_of(struct kmem_cache *s, void *object, enum track_item item,
		     struct slab_owner *owner)
{
	const struct track *track;

	*owner = (struct slab_owner){};
	if (!(s->flags & SLAB_STORE_USER))
		return;
	track = track_of(s, object, item);
	/* It may have been written over. */
	owner->nr = min(track->nr, (u32)TRACK_FRAMES);
	owner->frames = track->frames;
	owner->pid = track->pid;
}

bool slab_place_of(const void *p, struct slab_place *place)
{
	struct kmem_cache *s;
	struct page *page;
	u32 i;

	if ((unsigned long)p - page_offset_base >= lowmem_bytes)
		return false;
	if (slab_sampled(p))
		return slab_sampler->place(p, place);
	page = virt_to_head_page(p);
	s = page->slab_cache;
	if (!s || !slab_debugged(s))
		return false;
	i = p < page->slab_start ? 0 : (u32)((p - page->slab_start) / s->size);
	place->object = slab_object(s, page, min(i, s->objects - 1));
	place->name = s->name;
	place->size = s->object_size;
	place->requested = slab_debug_used(s, place->object);
	owner_of(s, place->object, TRACK_ALLOC, &place->taken);
	owner_of(s, place->object, TRACK_FREE, &place->freed);
	return true;
}
