// SPDX-License-Identifier: MIT
/*
 * Memory of kmalloc() is given to vfree().
 *
 * expect:
 *	BUG: Trying to vfree() bad address (ADDR)
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [vfree_kmalloc] vfree_kmalloc.c:20
 *	 vfree_kmalloc_init+OFF [vfree_kmalloc] vfree_kmalloc.c:30
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	kfree(object);
#else
	vfree(object);
#endif
}

static int __init vfree_kmalloc_init(void)
{
	void *object = kmalloc(200, GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	kfree(object);
#endif
	return 0;
}

static void __exit vfree_kmalloc_exit(void)
{
}

module_init(vfree_kmalloc_init);
module_exit(vfree_kmalloc_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
