// SPDX-License-Identifier: MIT
/*
 * A constructor writes behind the object that it is given.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in construct+OFF [access_cache_constructor]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 construct+OFF [access_cache_constructor] access_cache_constructor.c:27
 *	 access_cache_constructor_init+OFF [access_cache_constructor] access_cache_constructor.c:33
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 39
#else
#define AT 40
#endif

static noinline void construct(void *object)
{
	((char *)object)[AT] = 1;
}

static int __init access_cache_constructor_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 40, 0, 0, construct);
	char *p = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, p);
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit access_cache_constructor_exit(void)
{
}

module_init(access_cache_constructor_init);
module_exit(access_cache_constructor_exit);
MODULE_DESCRIPTION("a constructor writes behind the object that it is given");
MODULE_LICENSE("GPL");
