// SPDX-License-Identifier: MIT
/*
 * Caches for requests beyond the size classes.
 *
 * Those up to 64 KiB are asked for often, as buffers.  Where nothing is checked or listened to they
 * come from caches too, so that they are as fast as small ones; the slabs of these hold one object
 * or two.  They are no size classes of kmalloc's: what is shown of them is pages.  All others are
 * blocks of pages (large.c).
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/kmalloc/kmalloc.h>

struct kmem_cache *large_caches[LARGE_CACHED_MAX >> PAGE_SHIFT];

/** large_init - the caches of large objects. Return: 0 or -ENOMEM. */
int large_init(void)
{
	memset(large_caches, 0, sizeof(large_caches));
	if (mm_tracer || slab_guarded(kmalloc_caches[KMALLOC_NORMAL][KMALLOC_SHIFT_HIGH]))
		return 0;
	for (size_t size = 2 * KMALLOC_MAX_CACHE_SIZE; size <= LARGE_CACHED_MAX; size *= 2) {
		struct kmem_cache *s;
		char name[32];

		snprintf(name, sizeof(name), "kmalloc-large-%zuk", size / 1024);
		s = slab_cache_create(name, (u32)size, (u32)min(size, PAGE_SIZE),
				      SLAB_KMALLOC | SLAB_HIDDEN);
		if (!s)
			return -ENOMEM;
		for (size_t i = size / 2 >> PAGE_SHIFT; i <= (size - 1) >> PAGE_SHIFT; i++)
			large_caches[i] = s;
	}
	return 0;
}

struct kmem_cache *large_cache(size_t size, gfp_t flags)
{
	if (size <= KMALLOC_MAX_CACHE_SIZE || size > LARGE_CACHED_MAX ||
	    kmalloc_type(flags) != KMALLOC_NORMAL)
		return NULL;
	return large_caches[(size - 1) >> PAGE_SHIFT];
}
