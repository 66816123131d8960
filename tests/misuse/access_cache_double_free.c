// SPDX-License-Identifier: MIT
/*
 * An object of a cache is freed twice.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: double-free in access_cache_double_free_init+OFF [access_cache_double_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_cache_double_free_init+OFF [access_cache_double_free] access_cache_double_free.c:33
 *	Allocated by task N:
 *	 access_cache_double_free_init+OFF [access_cache_double_free] access_cache_double_free.c:29
 *	Freed by task N:
 *	 access_cache_double_free_init+OFF [access_cache_double_free] access_cache_double_free.c:31
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache gallery of size 200
 *	The buggy address is located 0 bytes inside of
 *	 freed 200-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_cache_double_free_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 200, 0, 0, NULL);
	char *p = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, p);
#ifndef CORRECTED
	kmem_cache_free(cache, p);
#endif
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit access_cache_double_free_exit(void)
{
}

module_init(access_cache_double_free_init);
module_exit(access_cache_double_free_exit);
MODULE_DESCRIPTION("an object of a cache is freed twice");
MODULE_LICENSE("GPL");
