// SPDX-License-Identifier: MIT
/*
 * Memory of vmalloc() is given to kfree().
 *
 * expect:
 *	BUG: Invalid free: kfree of ADDR: it is a vmalloc address, which vfree() takes
 *	CPU: N PID: N Comm: insmod
 *	 kfree_vmalloc_init+OFF [kfree_vmalloc] kfree_vmalloc.c:19
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static int __init kfree_vmalloc_init(void)
{
	void *table = vmalloc(3 * PAGE_SIZE);

#ifndef CORRECTED
	kfree(table);
#endif
	/* What kfree() would not take is still the module's. */
	vfree(table);
	return 0;
}

static void __exit kfree_vmalloc_exit(void)
{
}

module_init(kfree_vmalloc_init);
module_exit(kfree_vmalloc_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
