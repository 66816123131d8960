/* SPDX-License-Identifier: MIT */
/* The calls of linux/slab.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_SLAB_TAGGED_H
#define _LINUX_SLAB_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/slab.h>

/* The calls that are not counted where they stand. */
#define kmalloc_noprof(...)		  (kmalloc)(__VA_ARGS__)
#define kmalloc_node_noprof(...)	  (kmalloc_node)(__VA_ARGS__)
#define kzalloc_noprof(...)		  (kzalloc)(__VA_ARGS__)
#define kmalloc_array_noprof(...)	  (kmalloc_array)(__VA_ARGS__)
#define kmalloc_array_node_noprof(...)	  (kmalloc_array_node)(__VA_ARGS__)
#define kcalloc_node_noprof(...)	  (kcalloc_node)(__VA_ARGS__)
#define kmalloc_large_noprof(...)	  (__kmalloc_large)(__VA_ARGS__)
#define __kmalloc_noprof(...)		  (__kmalloc)(__VA_ARGS__)
#define krealloc_noprof(...)		  (krealloc)(__VA_ARGS__)
#define kmem_cache_alloc_noprof(...)	  (kmem_cache_alloc)(__VA_ARGS__)
#define kmem_cache_alloc_node_noprof(...) (kmem_cache_alloc_node)(__VA_ARGS__)
#define kmem_cache_alloc_lru_noprof(...)  (kmem_cache_alloc_lru)(__VA_ARGS__)
#define kmem_cache_alloc_bulk_noprof(...) (kmem_cache_alloc_bulk)(__VA_ARGS__)
#define kmemdup_noprof(...)		  (kmemdup)(__VA_ARGS__)

/* The calls that most are, with one more argument: whom for. */
void *__kmalloc_tagged(size_t size, gfp_t flags, struct alloc_tag *tag) __malloc __alloc_size(1);
void *__kmalloc_cache_tagged(struct kmem_cache *s, gfp_t flags, size_t size,
			     struct alloc_tag *tag) __malloc __alloc_size(3);
void *kmem_cache_alloc_tagged(struct kmem_cache *s, gfp_t flags, struct alloc_tag *tag) __malloc;

#if ALLOC_TAGS

static __always_inline __malloc void *kmalloc_tagged(struct alloc_tag *tag, size_t size,
						     gfp_t flags)
{
	if (__builtin_constant_p(size) && size && size <= KMALLOC_MAX_CACHE_SIZE)
		return __kmalloc_cache_tagged(
			kmalloc_caches[kmalloc_type(flags)][kmalloc_index(size)], flags, size, tag);
	return __kmalloc_tagged(size, flags, tag);
}

static __always_inline __malloc void *kzalloc_tagged(struct alloc_tag *tag, size_t size,
						     gfp_t flags)
{
	return kmalloc_tagged(tag, size, flags | __GFP_ZERO);
}

static __always_inline __malloc void *kmalloc_array_tagged(struct alloc_tag *tag, size_t n,
							   size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc_tagged(tag, bytes, flags);
}

static __always_inline __malloc void *kcalloc_tagged(struct alloc_tag *tag, size_t n, size_t size,
						     gfp_t flags)
{
	return kmalloc_array_tagged(tag, n, size, flags | __GFP_ZERO);
}

static __always_inline __malloc void *cache_alloc_tagged(struct alloc_tag *tag,
							 struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc_tagged(s, flags, tag);
}

static __always_inline __malloc void *cache_zalloc_tagged(struct alloc_tag *tag,
							  struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc_tagged(s, flags | __GFP_ZERO, tag);
}

#define kmalloc(...)	       __alloc_tagged(kmalloc_tagged, __VA_ARGS__)
#define kzalloc(...)	       __alloc_tagged(kzalloc_tagged, __VA_ARGS__)
#define kmalloc_array(...)     __alloc_tagged(kmalloc_array_tagged, __VA_ARGS__)
#define kcalloc(...)	       __alloc_tagged(kcalloc_tagged, __VA_ARGS__)
#define __kmalloc(...)	       kmalloc(__VA_ARGS__)
#define __kmalloc_large(...)   kmalloc(__VA_ARGS__)
#define kmem_cache_alloc(...)  __alloc_tagged(cache_alloc_tagged, __VA_ARGS__)
#define kmem_cache_zalloc(...) __alloc_tagged(cache_zalloc_tagged, __VA_ARGS__)

#define kmalloc_node(...)	    alloc_hooks((kmalloc_node)(__VA_ARGS__))
#define __kmalloc_node(...)	    alloc_hooks((__kmalloc_node)(__VA_ARGS__))
#define kzalloc_node(...)	    alloc_hooks((kzalloc_node)(__VA_ARGS__))
#define kmalloc_array_node(...)	    alloc_hooks((kmalloc_array_node)(__VA_ARGS__))
#define kcalloc_node(...)	    alloc_hooks((kcalloc_node)(__VA_ARGS__))
#define __kmalloc_track_caller(...) alloc_hooks((__kmalloc_track_caller)(__VA_ARGS__))
#define krealloc(...)		    alloc_hooks((krealloc)(__VA_ARGS__))
#define krealloc_array(...)	    alloc_hooks((krealloc_array)(__VA_ARGS__))
#define kmem_cache_alloc_node(...)  alloc_hooks((kmem_cache_alloc_node)(__VA_ARGS__))
#define kmem_cache_alloc_lru(...)   alloc_hooks((kmem_cache_alloc_lru)(__VA_ARGS__))
#define kmem_cache_alloc_bulk(...)  alloc_hooks((kmem_cache_alloc_bulk)(__VA_ARGS__))

#define kstrdup(...)	      alloc_hooks((kstrdup)(__VA_ARGS__))
#define kstrdup_const(...)    alloc_hooks((kstrdup_const)(__VA_ARGS__))
#define kstrndup(...)	      alloc_hooks((kstrndup)(__VA_ARGS__))
#define kmemdup(...)	      alloc_hooks((kmemdup)(__VA_ARGS__))
#define kmemdup_array(...)    alloc_hooks((kmemdup_array)(__VA_ARGS__))
#define kmemdup_nul(...)      alloc_hooks((kmemdup_nul)(__VA_ARGS__))
#define kasprintf(...)	      alloc_hooks((kasprintf)(__VA_ARGS__))
#define kvasprintf(...)	      alloc_hooks((kvasprintf)(__VA_ARGS__))
#define kvasprintf_const(...) alloc_hooks((kvasprintf_const)(__VA_ARGS__))

#endif

#endif
