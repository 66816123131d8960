// SPDX-License-Identifier: MIT
/*
 * An area of vmalloc() is given to vm_unmap_ram().
 *
 * expect:
 *	BUG: Trying to vm_unmap_ram() nonexistent vm area (ADDR)
 *	It is an area of 1 pages of vmalloc()
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [vm_unmap_ram_vmalloc] vm_unmap_ram_vmalloc.c:20
 *	 vm_unmap_ram_vmalloc_init+OFF [vm_unmap_ram_vmalloc] vm_unmap_ram_vmalloc.c:30
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	vfree(object);
#else
	vm_unmap_ram(object, 1);
#endif
}

static int __init vm_unmap_ram_vmalloc_init(void)
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

static void __exit vm_unmap_ram_vmalloc_exit(void)
{
}

module_init(vm_unmap_ram_vmalloc_init);
module_exit(vm_unmap_ram_vmalloc_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
