// SPDX-License-Identifier: MIT
/*
 * An area is freed twice.
 *
 * expect:
 *	BUG: Trying to vfree() nonexistent vm area (ADDR)
 *	It was freed before: an area of vmalloc()
 *	CPU: N PID: N Comm: insmod
 *	 double_vfree_init+OFF [double_vfree] double_vfree.c:20
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

static int __init double_vfree_init(void)
{
	void *area = vmalloc(2 * PAGE_SIZE);

	vfree(area);
#ifndef CORRECTED
	vfree(area);
#endif
	return 0;
}

static void __exit double_vfree_exit(void)
{
}

module_init(double_vfree_init);
module_exit(double_vfree_exit);
MODULE_DESCRIPTION("frees an area twice");
MODULE_LICENSE("GPL");
