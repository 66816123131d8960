// SPDX-License-Identifier: MIT
/*
 * An object of a SLAB_TYPESAFE_BY_RCU cache is used after its cache is gone.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-free in put+OFF [access_cache_typesafe]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_cache_typesafe] access_cache_typesafe.c:22
 *	 access_cache_typesafe_init+OFF [access_cache_typesafe] access_cache_typesafe.c:37
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_cache_typesafe_init(void)
{
	struct kmem_cache *cache = kmem_cache_create("gallery", 100, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	char *p = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_free(cache, p);
#ifdef CORRECTED
	put(p, 0);
#endif
	kmem_cache_destroy(cache);
	rcu_barrier();
#ifndef CORRECTED
	put(p, 0);
#endif
	return 0;
}

static void __exit access_cache_typesafe_exit(void)
{
}

module_init(access_cache_typesafe_init);
module_exit(access_cache_typesafe_exit);
MODULE_DESCRIPTION("an object of a slab_typesafe_by_rcu cache is used after its cache is g");
MODULE_LICENSE("GPL");
