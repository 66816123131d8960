// SPDX-License-Identifier: MIT
/*
 * An area of vmalloc() is given to vunmap(), which leaves its pages.
 *
 * expect:
 *	BUG: Trying to vunmap() nonexistent vm area (ADDR)
 *	It is an area of 1 pages of vmalloc()
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [vunmap_vmalloc] vunmap_vmalloc.c:22
 *	 vunmap_vmalloc_init+OFF [vunmap_vmalloc] vunmap_vmalloc.c:32
 *	vunmap_vmalloc: 1 allocation was not given back, 4096 bytes:
 *	  vunmap_vmalloc.c:28 in vunmap_vmalloc_init: vmalloc, 4096 bytes
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	vfree(object);
#else
	vunmap(object);
#endif
}

static int __init vunmap_vmalloc_init(void)
{
	void *object = vmalloc(PAGE_SIZE);

	if (!object)
		return -ENOMEM;
	drop(object);
	return 0;
}

static void __exit vunmap_vmalloc_exit(void)
{
}

module_init(vunmap_vmalloc_init);
module_exit(vunmap_vmalloc_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
