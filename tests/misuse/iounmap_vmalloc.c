// SPDX-License-Identifier: MIT
/*
 * An area of vmalloc() is given to iounmap().
 *
 * expect:
 *	BUG: iounmap: bad address ADDR
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [iounmap_vmalloc] iounmap_vmalloc.c:20
 *	 iounmap_vmalloc_init+OFF [iounmap_vmalloc] iounmap_vmalloc.c:30
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	vfree(object);
#else
	iounmap((void __iomem *)object);
#endif
}

static int __init iounmap_vmalloc_init(void)
{
	void *object = vmalloc(PAGE_SIZE);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	vfree(object);
#endif
	return 0;
}

static void __exit iounmap_vmalloc_exit(void)
{
}

module_init(iounmap_vmalloc_init);
module_exit(iounmap_vmalloc_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
