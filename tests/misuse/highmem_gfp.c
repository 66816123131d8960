// SPDX-License-Identifier: MIT
/*
 * kmalloc() is asked for memory that has no address.
 *
 * expect:
 *	BUG: Unexpected gfp: 0x2 (__GFP_HIGHMEM). Fixing up to gfp: 0xcc0 (GFP_KERNEL). Fix your \
 *	code!
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [highmem_gfp] highmem_gfp.c:23
 *	 highmem_gfp_init+OFF [highmem_gfp] highmem_gfp.c:28
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define HOW GFP_KERNEL
#else
#define HOW (GFP_KERNEL | __GFP_HIGHMEM)
#endif

static noinline void act(void)
{
	kfree(kmalloc(60, HOW));
}

static int __init highmem_gfp_init(void)
{
	act();
	return 0;
}

static void __exit highmem_gfp_exit(void)
{
}

module_init(highmem_gfp_init);
module_exit(highmem_gfp_exit);
MODULE_DESCRIPTION("asks kmalloc() for high memory");
MODULE_LICENSE("GPL");
