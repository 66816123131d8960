// SPDX-License-Identifier: MIT
/*
 * An object of a cache is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_cache_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_cache_oob] access_cache_oob.c:33
 *	 access_cache_oob_init+OFF [access_cache_oob] access_cache_oob.c:41
 *	Allocated by task N:
 *	 access_cache_oob_init+OFF [access_cache_oob] access_cache_oob.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache gallery of size 200
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 200-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 199
#else
#define AT 200
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_cache_oob_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 200, 0, 0, NULL);
	char *p = kmem_cache_alloc(cache, GFP_KERNEL);

	put(p, AT);
	kmem_cache_free(cache, p);
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit access_cache_oob_exit(void)
{
}

module_init(access_cache_oob_init);
module_exit(access_cache_oob_exit);
MODULE_DESCRIPTION("an object of a cache is written behind its end");
MODULE_LICENSE("GPL");
