// SPDX-License-Identifier: MIT
/*
 * A page of vmalloc() memory is given back by its address.
 *
 * expect:
 *	BUG: Bad page free: address ADDR is not that of a page
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [free_page_vmalloc] free_page_vmalloc.c:20
 *	 free_page_vmalloc_init+OFF [free_page_vmalloc] free_page_vmalloc.c:30
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	vfree(object);
#else
	free_page((unsigned long)object);
#endif
}

static int __init free_page_vmalloc_init(void)
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

static void __exit free_page_vmalloc_exit(void)
{
}

module_init(free_page_vmalloc_init);
module_exit(free_page_vmalloc_exit);
MODULE_DESCRIPTION("gives a page of an area back");
MODULE_LICENSE("GPL");
