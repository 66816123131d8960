// SPDX-License-Identifier: MIT
/*
 * Zeroed memory is asked of a cache that has a constructor.
 *
 * expect:
 *	------------[ cut here ]------------
 *	cache numbers: __GFP_ZERO undoes what the constructor did
 *	WARNING: CPU: N PID: N at mm/slab/node.c:N node_grow.cold+OFF
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_ctor_zero] slub_ctor_zero.c:31
 *	 slub_ctor_zero_init+OFF [slub_ctor_zero] slub_ctor_zero.c:43
 *	---[ end trace ADDR ]---
 */
#include <linux/module.h>
#include <linux/slab.h>

static void construct(void *object)
{
	*(int *)object = 42;
}

#ifdef CORRECTED
#define HOW GFP_KERNEL
#else
#define HOW (GFP_KERNEL | __GFP_ZERO)
#endif

static noinline void act(void)
{
	struct kmem_cache *s = kmem_cache_create("numbers", 32, 0, SLAB_NO_MERGE, construct);
	int *number = kmem_cache_alloc(s, HOW);

	if (number && *number != 42)
		pr_info("slub_ctor_zero: it is %d\n", *number);
	if (number)
		*number = 42;
	kmem_cache_free(s, number);
	kmem_cache_destroy(s);
}

static int __init slub_ctor_zero_init(void)
{
	act();
	return 0;
}

static void __exit slub_ctor_zero_exit(void)
{
}

module_init(slub_ctor_zero_init);
module_exit(slub_ctor_zero_exit);
MODULE_DESCRIPTION("zeroes constructed objects");
MODULE_LICENSE("GPL");
