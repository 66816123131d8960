// SPDX-License-Identifier: MIT
/*
 * The page of an object is given back under the object.
 *
 * expect:
 *	BUG: Bad page state, pfn:N: a page of a slab is freed as a page
 *	page:ADDR refcount:1 mapcount:0 mapping:ADDR index:N pfn:N
 *	flags=N(slab|live|node=0|zone=1)
 *	page dumped because: a page of a slab is freed as a page
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [free_page_slab] free_page_slab.c:26
 *	 free_page_slab_init+OFF [free_page_slab] free_page_slab.c:33
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

static noinline void act(void)
{
	void *object = kmalloc(64, GFP_KERNEL);

	if (!object)
		return;
#ifndef CORRECTED
	__free_page(virt_to_page(object));
#endif
	kfree(object);
}

static int __init free_page_slab_init(void)
{
	act();
	return 0;
}

static void __exit free_page_slab_exit(void)
{
}

module_init(free_page_slab_init);
module_exit(free_page_slab_exit);
MODULE_DESCRIPTION("frees a page of a slab");
MODULE_LICENSE("GPL");
