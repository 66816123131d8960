// SPDX-License-Identifier: MIT
/*
 * A pointer into an area of vmalloc() is given to vfree().
 *
 * expect:
 *	BUG: Trying to vfree() nonexistent vm area (ADDR)
 *	It lies inside an area of vmalloc() that begins at ADDR
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [vfree_inside] vfree_inside.c:20
 *	 vfree_inside_init+OFF [vfree_inside] vfree_inside.c:30
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	vfree(object);
#else
	vfree(object + PAGE_SIZE);
#endif
}

static int __init vfree_inside_init(void)
{
	void *object = vmalloc(4 * PAGE_SIZE);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	vfree(object);
#endif
	return 0;
}

static void __exit vfree_inside_exit(void)
{
}

module_init(vfree_inside_init);
module_exit(vfree_inside_exit);
MODULE_DESCRIPTION("frees the middle of an area");
MODULE_LICENSE("GPL");
