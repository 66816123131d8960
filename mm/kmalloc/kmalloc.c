// SPDX-License-Identifier: MIT
/*
 * kmalloc: memory by the byte.
 *
 * Up to KMALLOC_MAX_CACHE_SIZE a request is one object of a cache of its size class: the powers of
 * two from 8 bytes to 8 KiB, and 96 and 192, which are asked for often and would waste most.
 * Beyond, it is a block of pages (large.c).  There are four families of caches, alike in size:
 * the normal one, one for memory that DMA devices of 24 address lines reach, one for memory that
 * can be reclaimed, and one for memory that is accounted to someone; kmalloc_type() picks by flags.
 *
 * A constant size is resolved to its cache by the compiler (linux/slab.h).  A variable size costs
 * one look-up in a table of caches with an entry for each 8 bytes.
 *
 * Alignment: an object whose size class is a power of two is aligned to it, because its slab is
 * aligned to its own size and cut into equal places, and the colour is a multiple of the alignment.
 *
 * Freeing takes only the address.  One subtraction and one shift lead to struct page, which names
 * the cache if the page belongs to a slab; if it does not, the address begins a large block, or it
 * is a mistake and is reported.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/sampler.h>

struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];
EXPORT_SYMBOL(kmalloc_caches);

struct kmem_cache *kmalloc_plain[KMALLOC_MAX_CACHE_SIZE / 8 + 1];

static const char *const family_names[NR_KMALLOC_TYPES] = {
	[KMALLOC_NORMAL] = "kmalloc",
	[KMALLOC_CGROUP] = "kmalloc-cg",
	[KMALLOC_RECLAIM] = "kmalloc-rcl",
	[KMALLOC_DMA] = "dma-kmalloc",
};

static const slab_flags_t family_flags[NR_KMALLOC_TYPES] = {
	[KMALLOC_CGROUP] = SLAB_ACCOUNT,
	[KMALLOC_RECLAIM] = SLAB_RECLAIM_ACCOUNT,
	[KMALLOC_DMA] = SLAB_CACHE_DMA,
};

static u32 class_size(unsigned int index)
{
	return index == 1 ? 96 : index == 2 ? 192 : 1u << index;
}

static int family_init(enum kmalloc_cache_type type)
{
	for (unsigned int index = 1; index <= KMALLOC_SHIFT_HIGH; index++) {
		u32 size = class_size(index), align = size & (size - 1) ? 0 : size;
		char name[32];

		if (size >= 1024 && size % 1024 == 0)
			snprintf(name, sizeof(name), "%s-%uk", family_names[type], size / 1024);
		else
			snprintf(name, sizeof(name), "%s-%u", family_names[type], size);
		kmalloc_caches[type][index] =
			slab_cache_create(name, size, align, SLAB_KMALLOC | family_flags[type]);
		if (!kmalloc_caches[type][index])
			return -ENOMEM;
	}
	return 0;
}

/** kmalloc_init - the caches of all families. Return: 0 or -ENOMEM. */
int kmalloc_init(void)
{
	memset(kmalloc_caches, 0, sizeof(kmalloc_caches));
	for (unsigned int type = 0; type < NR_KMALLOC_TYPES; type++)
		if (family_init((enum kmalloc_cache_type)type))
			return -ENOMEM;
	for (size_t i = 1; i < ARRAY_SIZE(kmalloc_plain); i++)
		kmalloc_plain[i] = kmalloc_caches[KMALLOC_NORMAL][kmalloc_index(i * 8)];
	return large_init();
}

void kmalloc_exit(void)
{
	memset(kmalloc_caches, 0, sizeof(kmalloc_caches));
	memset(kmalloc_plain, 0, sizeof(kmalloc_plain));
	memset(large_caches, 0, sizeof(large_caches));
}

/* ---- allocation ------------------------------------------------------------------------------ */

static struct kmem_cache *cache_for(size_t size, gfp_t flags)
{
	return kmalloc_caches[kmalloc_type(flags)][kmalloc_index(size)];
}

/* There are no caches: the program's first request, or one for which there is no machine. */
static noinline void *kmalloc_first(size_t size, gfp_t flags, int node)
{
	return machine_ready() && cache_for(size, flags) ? __kmalloc_node(size, flags, node) : NULL;
}

/* The slow half of every kmalloc: the array was empty, or events are listened to. */
static noinline void *kmalloc_slow(struct kmem_cache *s, gfp_t flags, int node, size_t size)
{
	void *object = node == NUMA_NO_NODE ? slab_take_diverted(s) : NULL;

	if (object) {
		if (flags & __GFP_ZERO)
			slab_zero(s, object, s->object_size);
		return object;
	}
	if (mm_trace_should_fail(MM_EVENT_KMALLOC, size, flags))
		return NULL;
	object = slab_sample(s, flags, node, size) ?: slab_alloc_slow(s, flags, node, size);
	if (object && flags & __GFP_ZERO)
		slab_zero(s, object, slab_user_bytes(s, object));
	mm_trace_alloc(MM_EVENT_KMALLOC, object, size, s->object_size, flags);
	tag_map_note_object(object);
	return object;
}

/* Sizes that have no cache: 0, and what is large. */
static noinline void *kmalloc_odd(size_t size, gfp_t flags, int node)
{
	struct kmem_cache *s = large_cache(size, flags);
	void *object;

	if (s)
		return node == NUMA_NO_NODE || nr_online_nodes == 1 ?
			       __kmalloc_cache(s, flags, size) :
			       kmalloc_slow(s, flags, node, size);
	if (!size)
		return ZERO_SIZE_PTR;
	if (mm_trace_should_fail(MM_EVENT_KMALLOC, size, flags))
		return NULL;
	object = large_alloc(size, flags, node);
	if (!object)
		return NULL;
	tag_map_note_page(virt_to_page(object));
	mm_trace_alloc(MM_EVENT_KMALLOC, object, size, page_size(virt_to_page(object)), flags);
	return object;
}

/** __kmalloc_cache - kmalloc() of a constant size, from the cache of its class. */
void *__kmalloc_cache(struct kmem_cache *s, gfp_t flags, size_t size)
{
	void *object = port_slot_take(&s->slots.array);

	if (unlikely(!object))
		return kmalloc_slow(s, flags, NUMA_NO_NODE, size);
	if (unlikely(flags & __GFP_ZERO))
		slab_zero(s, object, s->object_size);
	return object;
}
EXPORT_SYMBOL(__kmalloc_cache);

/* All that is not a plain request of a cache: no size, a very large one, odd flags, no machine. */
static noinline void *kmalloc_unusual(size_t size, gfp_t flags)
{
	struct kmem_cache *s;

	/* 0 wraps around. */
	if (size - 1 >= KMALLOC_MAX_CACHE_SIZE)
		return kmalloc_odd(size, flags, NUMA_NO_NODE);
	s = cache_for(size, flags);
	return likely(s) ? __kmalloc_cache(s, flags, size) :
			   kmalloc_first(size, flags, NUMA_NO_NODE);
}

/** __kmalloc - kmalloc() of a size that the compiler does not know. */
void *__kmalloc(size_t size, gfp_t flags)
{
	struct kmem_cache *s;
	void *object;

	s = kmalloc_plain_cache(size);
	if (unlikely(!s || flags & KMALLOC_ODD_FLAGS))
		return kmalloc_unusual(size, flags);
	object = port_slot_take(&s->slots.array);
	return likely(object) ? object : kmalloc_slow(s, flags, NUMA_NO_NODE, size);
}
EXPORT_SYMBOL(__kmalloc);

/** __kmalloc_large - kmalloc() of a constant size beyond the caches. */
void *__kmalloc_large(size_t size, gfp_t flags)
{
	return __kmalloc(size, flags);
}
EXPORT_SYMBOL(__kmalloc_large);

/** __kmalloc_node - kmalloc() on a node; NUMA_NO_NODE for any. */
void *__kmalloc_node(size_t size, gfp_t flags, int node)
{
	struct kmem_cache *s;

	if (node == NUMA_NO_NODE || nr_online_nodes == 1)
		return __kmalloc(size, flags);
	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return kmalloc_odd(size, flags, node);
	s = cache_for(size, flags);
	return likely(s) ? kmalloc_slow(s, flags, node, size) : kmalloc_first(size, flags, node);
}
EXPORT_SYMBOL(__kmalloc_node);

/** kmalloc_untraced - for the core's own needs. */
void *kmalloc_untraced(size_t size, gfp_t flags)
{
	struct kmem_cache *s;
	void *object;

	if (unlikely(size - 1 >= KMALLOC_MAX_CACHE_SIZE))
		return size ? large_alloc(size, flags, NUMA_NO_NODE) : ZERO_SIZE_PTR;
	s = cache_for(size, flags);
	if (unlikely(!s)) {
		s = machine_ready() ? cache_for(size, flags) : NULL;
		if (!s)
			return NULL;
	}
	object = slab_alloc(s, flags, size);
	if (object && flags & __GFP_ZERO)
		slab_zero(s, object, size);
	return object;
}

/* ---- freeing --------------------------------------------------------------------------------- */

/* Not an object of a cache. */
static noinline void kfree_odd(const void *object, bool traced)
{
	struct page *page;

	if (ZERO_OR_NULL_PTR(object))
		return;
	page = large_page(object);
	if (!page) {
		slab_free_odd(NULL, object);
		return;
	}
	if (mm_access_freed(object)) {
		mm_access_bad_free(object, true);
		return;
	}
	if (traced)
		mm_trace_free(MM_EVENT_KMALLOC, object);
	if (!large_access_keep(page))
		large_free(page);
}

/* The array was full, or there is more to do than to put an object into it. */
static noinline void kfree_slow(struct page *page, const void *object)
{
	mm_trace_free(MM_EVENT_KMALLOC, object);
	slab_free_slow(page->slab_cache, page, (void *)object);
}

/* Return: true when all is done; else @page is the object's, or NULL for what is no object. */
static __always_inline bool kfree_fast(const void *object, struct page **page)
{
	unsigned long at = (unsigned long)object - page_offset_base;

	/* NULL and ZERO_SIZE_PTR lie outside the direct map, like everything foreign. */
	if (unlikely(at >= lowmem_bytes))
		goto foreign;
	*page = mem_map + (at >> PAGE_SHIFT);
	if (unlikely(!(*page)->slab_cache))
		goto foreign;
	return likely(port_slot_put_at((*page)->slab_slots, (void *)object));
foreign:
	*page = NULL;
	return false;
}

/**
 * kfree - give back what kmalloc() and its family returned.
 * @object: the memory; NULL and ZERO_SIZE_PTR are fine.
 *
 * Objects of any cache are taken, too.  What is not one is reported and left alone.
 * Context: any.
 */
void kfree(const void *object)
{
	struct page *page;

	if (likely(kfree_fast(object, &page)))
		return;
	if (likely(page))
		kfree_slow(page, object);
	else
		kfree_odd(object, true);
}
EXPORT_SYMBOL(kfree);

void kfree_untraced(const void *object)
{
	struct page *page;

	if (likely(kfree_fast(object, &page)))
		return;
	if (likely(page))
		slab_free_slow(page->slab_cache, page, (void *)object);
	else
		kfree_odd(object, false);
}
