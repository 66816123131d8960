/* SPDX-License-Identifier: MIT */
/* loops.c with the calls of a kmem_cache, whose objects have one size: each kind has a cache. */
#include <linux/slab.h>

#define LOOPS		      loops_cache
#define TAKE(work, bytes)     kmem_cache_alloc((work)->cache, GFP_KERNEL)
#define GIVE(work, p)	      kmem_cache_free((work)->cache, p)
#define TAKE_MANY(work, n, p) (kmem_cache_alloc_bulk((work)->cache, GFP_KERNEL, n, p) == (n))
#define GIVE_MANY(work, n, p) kmem_cache_free_bulk((work)->cache, n, p)

/* The cache of objects of so many bytes. */
#define KIND(work, bytes)	  ((work)->caches[(bytes) / KIND_STEP])
#define TAKE_KIND(work, bytes)	  kmem_cache_alloc(KIND(work, bytes), GFP_KERNEL)
#define GIVE_KIND(work, p, bytes) kmem_cache_free(KIND(work, bytes), p)
