// SPDX-License-Identifier: MIT
/*
 * An object of a cache is written after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in put+OFF [access_cache_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_cache_uaf] access_cache_uaf.c:29
 *	 access_cache_uaf_init+OFF [access_cache_uaf] access_cache_uaf.c:42
 *	Allocated by task N:
 *	 access_cache_uaf_init+OFF [access_cache_uaf] access_cache_uaf.c:35
 *	Freed by task N:
 *	 access_cache_uaf_init+OFF [access_cache_uaf] access_cache_uaf.c:40
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache gallery of size 200
 *	The buggy address is located 0 bytes inside of
 *	 freed 200-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_cache_uaf_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 200, 0, 0, NULL);
	char *p = kmem_cache_alloc(cache, GFP_KERNEL);

#ifdef CORRECTED
	put(p, 0);
#endif
	kmem_cache_free(cache, p);
#ifndef CORRECTED
	put(p, 0);
#endif
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit access_cache_uaf_exit(void)
{
}

module_init(access_cache_uaf_init);
module_exit(access_cache_uaf_exit);
MODULE_DESCRIPTION("an object of a cache is written after it was freed");
MODULE_LICENSE("GPL");
