// SPDX-License-Identifier: MIT
/*
 * A cache is destroyed twice.
 *
 * expect:
 *	BUG: kmem_cache_destroy: ADDR is not a cache, or no more
 *	CPU: N PID: N Comm: insmod
 *	 cache_destroy_twice_init+OFF [cache_destroy_twice] cache_destroy_twice.c:19
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init cache_destroy_twice_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("once", 40, 0, 0, NULL);

	kmem_cache_destroy(cache);
#ifndef CORRECTED
	kmem_cache_destroy(cache);
#endif
	return 0;
}

static void __exit cache_destroy_twice_exit(void)
{
}

module_init(cache_destroy_twice_init);
module_exit(cache_destroy_twice_exit);
MODULE_DESCRIPTION("destroys a cache twice");
MODULE_LICENSE("GPL");
