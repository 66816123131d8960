// SPDX-License-Identifier: MIT
/*
 * A cache is never destroyed.
 *
 * expect:
 *	leak_cache: 1 allocation was not given back, 0 bytes:
 *	  leak_cache.c:17 in act (from leak_cache.c:22 in leak_cache_init): kmem_cache, not \
 *	destroyed
 */
#include <linux/module.h>
#include <linux/slab.h>

static struct kmem_cache *cache;

static noinline void act(void)
{
	cache = kmem_cache_create("entries", 72, 0, 0, NULL);
}

static int __init leak_cache_init(void)
{
	act();
	return 0;
}

static void __exit leak_cache_exit(void)
{
#ifdef CORRECTED
	kmem_cache_destroy(cache);
#endif
}

module_init(leak_cache_init);
module_exit(leak_cache_exit);
MODULE_DESCRIPTION("keeps a cache");
MODULE_LICENSE("GPL");
