// SPDX-License-Identifier: MIT
/*
 * An object of kmalloc() is given to a cache.
 *
 * expect:
 *	BUG: cache_from_obj: Wrong slab cache. entry but object is from kmalloc-16
 *	Allocated in cache_free_kmalloc_init+OFF [cache_free_kmalloc] cache_free_kmalloc.c:25 \
 *	age=N cpu=N pid=N
 *	 cache_free_kmalloc_init+OFF [cache_free_kmalloc] cache_free_kmalloc.c:25
 *	CPU: N PID: N Comm: insmod
 *	 cache_free_kmalloc_init+OFF [cache_free_kmalloc] cache_free_kmalloc.c:32
 *	cache_free_kmalloc: 1 allocation was not given back, 16 bytes:
 *	  cache_free_kmalloc.c:25 in cache_free_kmalloc_init: kmalloc, 16 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

struct entry {
	long key, value;
};

static int __init cache_free_kmalloc_init(void)
{
	struct kmem_cache *entries = KMEM_CACHE(entry, 0);
	struct entry *e = kmalloc(sizeof(*e), GFP_KERNEL);

	if (!entries || !e)
		return -ENOMEM;
#ifdef CORRECTED
	kfree(e);
#else
	kmem_cache_free(entries, e);
#endif
	kmem_cache_destroy(entries);
	return 0;
}

static void __exit cache_free_kmalloc_exit(void)
{
}

module_init(cache_free_kmalloc_init);
module_exit(cache_free_kmalloc_exit);
MODULE_DESCRIPTION("frees memory to the wrong cache");
MODULE_LICENSE("GPL");
