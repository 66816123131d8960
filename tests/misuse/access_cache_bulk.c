// SPDX-License-Identifier: MIT
/*
 * One of many objects that were freed at once is written.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in put+OFF [access_cache_bulk]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_cache_bulk] access_cache_bulk.c:29
 *	 access_cache_bulk_init+OFF [access_cache_bulk] access_cache_bulk.c:44
 *	Allocated by task N:
 *	 access_cache_bulk_init+OFF [access_cache_bulk] access_cache_bulk.c:37
 *	Freed by task N:
 *	 access_cache_bulk_init+OFF [access_cache_bulk] access_cache_bulk.c:42
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache gallery of size 100
 *	The buggy address is located 0 bytes inside of
 *	 freed 100-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_cache_bulk_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 100, 0, 0, NULL);
	void *objects[8];

	if (!kmem_cache_alloc_bulk(cache, GFP_KERNEL, ARRAY_SIZE(objects), objects))
		return -ENOMEM;
#ifdef CORRECTED
	put(objects[5], 0);
#endif
	kmem_cache_free_bulk(cache, ARRAY_SIZE(objects), objects);
#ifndef CORRECTED
	put(objects[5], 0);
#endif
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit access_cache_bulk_exit(void)
{
}

module_init(access_cache_bulk_init);
module_exit(access_cache_bulk_exit);
MODULE_DESCRIPTION("one of many objects that were freed at once is written");
MODULE_LICENSE("GPL");
