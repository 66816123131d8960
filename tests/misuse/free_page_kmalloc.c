// SPDX-License-Identifier: MIT
/*
 * An object of kmalloc() is given back as a page.
 *
 * expect:
 *	BUG: Bad page free: address ADDR is not that of a page
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [free_page_kmalloc] free_page_kmalloc.c:20
 *	 free_page_kmalloc_init+OFF [free_page_kmalloc] free_page_kmalloc.c:30
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/slab.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	kfree(object);
#else
	free_page((unsigned long)object);
#endif
}

static int __init free_page_kmalloc_init(void)
{
	void *object = kmalloc(PAGE_SIZE / 2, GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	kfree(object);
#endif
	return 0;
}

static void __exit free_page_kmalloc_exit(void)
{
}

module_init(free_page_kmalloc_init);
module_exit(free_page_kmalloc_exit);
MODULE_DESCRIPTION("gives an object back as a page");
MODULE_LICENSE("GPL");
