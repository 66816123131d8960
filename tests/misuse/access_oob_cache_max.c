// SPDX-License-Identifier: MIT
/*
 * An object of the largest class is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_oob_cache_max]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_oob_cache_max] access_oob_cache_max.c:33
 *	 access_oob_cache_max_init+OFF [access_oob_cache_max] access_oob_cache_max.c:40
 *	Allocated by task N:
 *	 access_oob_cache_max_init+OFF [access_oob_cache_max] access_oob_cache_max.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-8k of size 8192
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 8092-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT (KMALLOC_MAX_CACHE_SIZE - 101)
#else
#define AT (KMALLOC_MAX_CACHE_SIZE - 100)
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_oob_cache_max_init(void)
{
	char *p = kmalloc(KMALLOC_MAX_CACHE_SIZE - 100, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_oob_cache_max_exit(void)
{
}

module_init(access_oob_cache_max_init);
module_exit(access_oob_cache_max_exit);
MODULE_DESCRIPTION("an object of the largest class is written behind its end");
MODULE_LICENSE("GPL");
