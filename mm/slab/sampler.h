/* SPDX-License-Identifier: MIT */
/*
 * Objects that somebody else places: between pages that nobody may access, to find out who reads
 * or writes beside them (check/guard/).
 *
 * Such an object lies in the sampler's own pages, each of which names the object's cache while the
 * object is live; so all that goes by a page's cache works as for any other, and what goes by the
 * object's place in a slab asks here first.  It is in no slab and in no count of its cache.
 */
#ifndef MM_SLAB_SAMPLER_H
#define MM_SLAB_SAMPLER_H

#include <linux/compiler.h>
#include <linux/types.h>

struct kmem_cache;
struct slab_place;

/**
 * struct slab_sampler - who places some objects himself.
 * @start, @bytes: where these are.
 * @take: place an object of @s of which @requested bytes are used. Return: it; NULL: not this one.
 * @give: @object, an address in the pages of live objects, is freed; reported where it is none.
 * @bad_free: an address in other pages was freed, which is reported.
 * @used: bytes of a live object that are its user's; @resize: from now on it is so many, or less.
 * @left: print those of @s that are live. Return: how many there are.
 * @who: print who took the object.  @place: slab_place_of().
 *
 * Context: as of the calls of the API that they are made from.
 */
struct slab_sampler {
	unsigned long start, bytes;
	void *(*take)(struct kmem_cache *s, gfp_t gfp, int node, size_t requested);
	void (*give)(void *object);
	void (*bad_free)(const void *object);
	size_t (*used)(const void *object);
	void (*resize)(void *object, size_t requested);
	unsigned long (*left)(const struct kmem_cache *s, bool print);
	void (*who)(const void *object);
	bool (*place)(const void *p, struct slab_place *place);
};

/** slab_sampler - NULL: nobody.  Set and cleared while nothing is taken or freed. */
extern const struct slab_sampler *slab_sampler;

/** slab_sampled - is @p where the sampler's objects are? */
static inline bool slab_sampled(const void *p)
{
	return unlikely(slab_sampler) &&
	       (unsigned long)p - slab_sampler->start < slab_sampler->bytes;
}

static inline void *slab_sample(struct kmem_cache *s, gfp_t gfp, int node, size_t requested)
{
	return unlikely(slab_sampler) ? slab_sampler->take(s, gfp, node, requested) : NULL;
}

#endif
