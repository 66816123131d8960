// SPDX-License-Identifier: MIT
/*
 * A cache is destroyed while an object of it is in use.
 *
 * expect:
 *	=============================================================================
 *	BUG entry (Not tainted): Objects remaining in entry on __kmem_cache_shutdown()
 *	-----------------------------------------------------------------------------
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	CPU: N PID: N Comm: insmod
 *	 cache_destroy_objects_init+OFF [cache_destroy_objects] cache_destroy_objects.c:41
 *	Object ADDR @offset=N
 *	Allocated in cache_destroy_objects_init+OFF [cache_destroy_objects] \
 *	cache_destroy_objects.c:35 age=N cpu=N pid=N
 *	 cache_destroy_objects_init+OFF [cache_destroy_objects] cache_destroy_objects.c:35
 *	kmem_cache_destroy entry: Slab cache still has objects when called from \
 *	cache_destroy_objects_init+OFF [cache_destroy_objects] cache_destroy_objects.c:41
 *	cache_destroy_objects: 1 allocation was not given back, 16 bytes:
 *	  cache_destroy_objects.c:35 in cache_destroy_objects_init: cache object, 16 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

struct entry {
	long key, value;
};

static int __init cache_destroy_objects_init(void)
{
	struct kmem_cache *entries = KMEM_CACHE(entry, 0);
	struct entry *kept;

	if (!entries)
		return -ENOMEM;
	kept = kmem_cache_zalloc(entries, GFP_KERNEL);
#ifdef CORRECTED
	kmem_cache_free(entries, kept);
#else
	OPTIMIZER_HIDE_VAR(kept);
#endif
	kmem_cache_destroy(entries);
	return 0;
}

static void __exit cache_destroy_objects_exit(void)
{
}

module_init(cache_destroy_objects_init);
module_exit(cache_destroy_objects_exit);
MODULE_DESCRIPTION("destroys a cache with objects");
MODULE_LICENSE("GPL");
