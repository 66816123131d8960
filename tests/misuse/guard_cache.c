// SPDX-License-Identifier: MIT
/*
 * An object of a cache with a constructor is written after it was freed.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: use-after-free write in guard_cache_init+OFF [guard_cache]
 *	Use-after-free write at ADDR (in kfence-#0):
 *	 guard_cache_init+OFF [guard_cache] guard_cache.c:40
 *	kfence-#0: ADDR-ADDR, size=56, cache=guarded
 *	allocated by task N on cpu N at TIME:
 *	 guard_cache_init+OFF [guard_cache] guard_cache.c:30
 *	freed by task N on cpu N at TIME:
 *	 guard_cache_init+OFF [guard_cache] guard_cache.c:38
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static void construct(void *object)
{
	*(long *)object = 7;
}

static int __init guard_cache_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("guarded", 56, 8, 0, construct);
	long *object = kmem_cache_alloc(cache, GFP_KERNEL);

	if (object[0] != 7 || ksize(object) != 56)
		pr_err("not constructed\n");
#ifdef CORRECTED
	WRITE_ONCE(object[1], 1);
	kmem_cache_free(cache, object);
#else
	kmem_cache_free(cache, object);
	OPTIMIZER_HIDE_VAR(object);
	WRITE_ONCE(object[1], 1);
#endif
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit guard_cache_exit(void)
{
}

module_init(guard_cache_init);
module_exit(guard_cache_exit);
MODULE_DESCRIPTION("an object of a cache with a constructor is written after it was freed");
MODULE_LICENSE("GPL");
