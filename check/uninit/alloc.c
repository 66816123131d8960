// SPDX-License-Identifier: MIT
/*
 * Allocators, as instrumented modules get them: what they give was written by nobody.
 *
 * The core takes memory for modules, too, and fills it before it hands it on (kstrdup(), and all
 * that registers something), so it is not the allocation that counts but who asked: the loader
 * binds modules to these, and the core does not know of them.
 *
 * What is zeroed, by __GFP_ZERO or the kind of the function, is written; so are objects of caches
 * whose users may find there what others have left: a constructor's, or SLAB_TYPESAFE_BY_RCU.
 */
#include <linux/gfp.h>
#include <linux/device.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kvmalloc.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "check/check.h"
#include "check/uninit/shadow.h"
#include "mm/slab/slab.h"

/* @p: @size bytes that were taken with @gfp, or none. */
static void *fresh(void *p, size_t size, gfp_t gfp)
{
	if (!ZERO_OR_NULL_PTR(p) && !(gfp & __GFP_ZERO))
		shadow_poison((unsigned long)p, size, origin_taken());
	return p;
}

/* ---- kmalloc --------------------------------------------------------------------------------- */

static void *fresh___kmalloc(size_t size, gfp_t gfp)
{
	return fresh(__kmalloc(size, gfp), size, gfp);
}

static void *fresh___kmalloc_node(size_t size, gfp_t gfp, int node)
{
	return fresh(__kmalloc_node(size, gfp, node), size, gfp);
}

#ifndef CONFIG_SLOB /* whose kmalloc() has one way in */
static void *fresh___kmalloc_large(size_t size, gfp_t gfp)
{
	return fresh(__kmalloc_large(size, gfp), size, gfp);
}

static void *fresh___kmalloc_cache(struct kmem_cache *s, gfp_t gfp, size_t size)
{
	return fresh(__kmalloc_cache(s, gfp, size), size, gfp);
}
#endif

static void *fresh_devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return fresh((devm_kmalloc)(dev, size, gfp), size, gfp);
}

/* ---- krealloc -------------------------------------------------------------------------------- */

/* What the user of @p asked for; of large objects all that there is. */
static size_t bytes_of(const void *p)
{
	struct slab_place place;

	if (ZERO_OR_NULL_PTR(p))
		return 0;
	if ((unsigned long)p - page_offset_base < lowmem_bytes && slab_place_of(p, &place))
		return place.requested;
	return is_vmalloc_addr(p) ? 0 : ksize(p);
}

/** struct saved - shadow and origins of an object that may move. */
struct saved {
	u8 *shadow;
	u32 *origins;
	size_t bytes, slots;
};

static struct saved save(const void *p)
{
	struct saved saved = { .bytes = bytes_of(p) };

	if (!saved.bytes || shadow_first((unsigned long)p, saved.bytes) == saved.bytes)
		return (struct saved){ .bytes = saved.bytes };
	saved.slots = DIV_ROUND_UP(saved.bytes, SLOT);
	saved.shadow = check_host_alloc(saved.bytes);
	saved.origins = check_host_alloc(saved.slots * SLOT);
	if (saved.shadow && saved.origins) {
		memcpy(saved.shadow, shadow_of((unsigned long)p), saved.bytes);
		memcpy(saved.origins, origin_of((unsigned long)p), saved.slots * SLOT);
	}
	return saved;
}

/* @p holds what was saved, and behind it nothing. */
static void *restore(void *p, size_t size, gfp_t gfp, struct saved *saved)
{
	size_t kept = min(size, saved->bytes);

	if (!ZERO_OR_NULL_PTR(p) && saved->shadow && saved->origins) {
		shadow_poison((unsigned long)p, kept, 0);
		memcpy(shadow_of((unsigned long)p), saved->shadow, kept);
		memcpy(origin_of((unsigned long)p), saved->origins, kept & ~(SLOT - 1));
	}
	check_host_free(saved->shadow, saved->bytes);
	check_host_free(saved->origins, saved->slots * SLOT);
	if (!ZERO_OR_NULL_PTR(p))
		fresh((char *)p + kept, size - kept, gfp);
	return p;
}

static void *fresh_krealloc(const void *p, size_t size, gfp_t gfp)
{
	struct saved saved = save(p);

	return restore(krealloc(p, size, gfp), size, gfp, &saved);
}

static void *fresh_devm_krealloc(struct device *dev, void *p, size_t size, gfp_t gfp)
{
	/* The core's record stands before the object, so how long that was is not known. */
	void *new = (devm_krealloc)(dev, p, size, gfp);

	return p ? new : fresh(new, size, gfp);
}

/* ---- caches ---------------------------------------------------------------------------------- */

static void *fresh_object(struct kmem_cache *s, void *object, gfp_t gfp)
{
	if (s->ctor || s->flags & SLAB_TYPESAFE_BY_RCU)
		return object;
	return fresh(object, s->object_size, gfp);
}

static void *fresh_kmem_cache_alloc(struct kmem_cache *s, gfp_t gfp)
{
	return fresh_object(s, kmem_cache_alloc(s, gfp), gfp);
}

static void *fresh_kmem_cache_alloc_node(struct kmem_cache *s, gfp_t gfp, int node)
{
	return fresh_object(s, kmem_cache_alloc_node(s, gfp, node), gfp);
}

static void *fresh_kmem_cache_alloc_lru(struct kmem_cache *s, void *lru, gfp_t gfp)
{
	return fresh_object(s, kmem_cache_alloc_lru(s, lru, gfp), gfp);
}

static int fresh_kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects)
{
	int taken = kmem_cache_alloc_bulk(s, gfp, nr, objects);

	shadow_clear((unsigned long)objects, nr * sizeof(*objects));
	for (int i = 0; i < taken; i++)
		fresh_object(s, objects[i], gfp);
	return taken;
}

/* ---- pages ----------------------------------------------------------------------------------- */

/* High pages have no address of their own, and those that kmap() gives are written. */
static struct page *fresh___alloc_pages(gfp_t gfp, unsigned int order, int nid,
					const struct nodemask *nodemask)
{
	struct page *page = __alloc_pages(gfp, order, nid, nodemask);

	if (page && !PageHighMem(page))
		fresh(lowmem_page_address(page), PAGE_SIZE << order, gfp);
	return page;
}

static unsigned long fresh___get_free_pages(gfp_t gfp, unsigned int order)
{
	unsigned long addr = __get_free_pages(gfp, order);

	fresh((void *)addr, PAGE_SIZE << order, gfp);
	return addr;
}

static void *fresh_alloc_pages_exact(size_t size, gfp_t gfp)
{
	return fresh(alloc_pages_exact(size, gfp), size, gfp);
}

/* ---- areas ----------------------------------------------------------------------------------- */

static void *fresh_vmalloc(unsigned long size)
{
	return fresh(vmalloc(size), size, 0);
}

static void *fresh_vmalloc_32(unsigned long size)
{
	return fresh(vmalloc_32(size), size, 0);
}

static void *fresh_vmalloc_node(unsigned long size, int node)
{
	return fresh(vmalloc_node(size, node), size, 0);
}

static void *fresh_vmalloc_huge(unsigned long size, gfp_t gfp)
{
	return fresh(vmalloc_huge(size, gfp), size, gfp);
}

static void *fresh___vmalloc(unsigned long size, gfp_t gfp)
{
	return fresh(__vmalloc(size, gfp), size, gfp);
}

static void *fresh___vmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	return fresh(__vmalloc_array(n, size, gfp), n * size, gfp);
}

static void *fresh_vmalloc_array(size_t n, size_t size)
{
	return fresh(vmalloc_array(n, size), n * size, 0);
}

static void *fresh_kvmalloc_node(size_t size, gfp_t gfp, int node)
{
	return fresh(kvmalloc_node(size, gfp, node), size, gfp);
}

/* ---- by name --------------------------------------------------------------------------------- */

#define FRESH(name)                                \
	{                                          \
#name, (unsigned long)fresh_##name \
	}

static const struct {
	const char *name;
	unsigned long function;
} functions[] = {
	FRESH(__kmalloc),
	FRESH(__kmalloc_node),
#ifndef CONFIG_SLOB
	FRESH(__kmalloc_large),
	FRESH(__kmalloc_cache),
#endif
	FRESH(devm_kmalloc),
	FRESH(devm_krealloc),
	FRESH(krealloc),
	FRESH(kmem_cache_alloc),
	FRESH(kmem_cache_alloc_node),
	FRESH(kmem_cache_alloc_lru),
	FRESH(kmem_cache_alloc_bulk),
	FRESH(__alloc_pages),
	FRESH(__get_free_pages),
	FRESH(alloc_pages_exact),
	FRESH(vmalloc),
	FRESH(vmalloc_32),
	FRESH(vmalloc_node),
	FRESH(vmalloc_huge),
	FRESH(__vmalloc),
	FRESH(__vmalloc_array),
	FRESH(vmalloc_array),
	FRESH(kvmalloc_node),
};

unsigned long allocs_bind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].function;
	return 0;
}
