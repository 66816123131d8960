// SPDX-License-Identifier: MIT
/*
 * An object is used after its cache was destroyed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-free in put+OFF [access_cache_destroyed]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_cache_destroyed] access_cache_destroyed.c:21
 *	 access_cache_destroyed_init+OFF [access_cache_destroyed] access_cache_destroyed.c:35
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_cache_destroyed_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 200, 0, 0, NULL);
	char *p = kmem_cache_alloc(cache, GFP_KERNEL);

#ifdef CORRECTED
	put(p, 0);
#endif
	kmem_cache_free(cache, p);
	kmem_cache_destroy(cache);
#ifndef CORRECTED
	put(p, 0);
#endif
	return 0;
}

static void __exit access_cache_destroyed_exit(void)
{
}

module_init(access_cache_destroyed_init);
module_exit(access_cache_destroyed_exit);
MODULE_DESCRIPTION("an object is used after its cache was destroyed");
MODULE_LICENSE("GPL");
