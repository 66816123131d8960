// SPDX-License-Identifier: MIT
/*
 * A page is given to kfree().
 *
 * expect:
 *	BUG: Invalid free: kfree of ADDR: the page holds no slab
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [kfree_page] kfree_page.c:22
 *	 kfree_page_init+OFF [kfree_page] kfree_page.c:32
 *	kfree_page: 1 allocation was not given back, 4096 bytes:
 *	  kfree_page.c:28 in kfree_page_init: pages, 4096 bytes
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/slab.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	free_page((unsigned long)object);
#else
	kfree(object);
#endif
}

static int __init kfree_page_init(void)
{
	void *object = (void *)__get_free_page(GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	drop(object);
	return 0;
}

static void __exit kfree_page_exit(void)
{
}

module_init(kfree_page_init);
module_exit(kfree_page_exit);
MODULE_DESCRIPTION("gives a page to the wrong function");
MODULE_LICENSE("GPL");
