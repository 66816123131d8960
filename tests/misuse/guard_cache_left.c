// SPDX-License-Identifier: MIT
/*
 * A cache is destroyed while an object of it is live.
 *
 * options: --guard-sample 1
 * expect:
 *	=============================================================================
 *	BUG guarded (Not tainted): Objects remaining in guarded on __kmem_cache_shutdown()
 *	-----------------------------------------------------------------------------
 *	CPU: N PID: N Comm: insmod
 *	 guard_cache_left_init+OFF [guard_cache_left] guard_cache_left.c:29
 *	Object ADDR @kfence-#0
 *	allocated by task N on cpu N at TIME:
 *	 guard_cache_left_init+OFF [guard_cache_left] guard_cache_left.c:24
 *	kmem_cache_destroy guarded: Slab cache still has objects when called from \
 *	guard_cache_left_init+OFF [guard_cache_left] guard_cache_left.c:29
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init guard_cache_left_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("guarded", 56, 0, 0, NULL);
	void *object = kmem_cache_alloc(cache, GFP_KERNEL);

#ifdef CORRECTED
	kmem_cache_free(cache, object);
#endif
	kmem_cache_destroy(cache);
#ifndef CORRECTED
	kmem_cache_free(cache, object);
#endif
	return 0;
}

static void __exit guard_cache_left_exit(void)
{
}

module_init(guard_cache_left_init);
module_exit(guard_cache_left_exit);
MODULE_DESCRIPTION("a cache is destroyed while an object of it is live");
MODULE_LICENSE("GPL");
