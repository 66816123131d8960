// SPDX-License-Identifier: MIT
/*
 * A block of pages is given back twice.
 *
 * expect:
 *	BUG: Bad page state, pfn:N: the page is free already
 *	page:ADDR refcount:0 mapcount:0 mapping:ADDR index:N pfn:N
 *	flags=N(buddy|node=0|zone=1)
 *	page dumped because: the page is free already
 *	CPU: N PID: N Comm: insmod
 *	 double_free_pages_init+OFF [double_free_pages] double_free_pages.c:22
 */
#include <linux/gfp.h>
#include <linux/module.h>

static int __init double_free_pages_init(void)
{
	unsigned long block = __get_free_pages(GFP_KERNEL, 1);

	free_pages(block, 1);
#ifndef CORRECTED
	free_pages(block, 1);
#endif
	return 0;
}

static void __exit double_free_pages_exit(void)
{
}

module_init(double_free_pages_init);
module_exit(double_free_pages_exit);
MODULE_DESCRIPTION("frees pages twice");
MODULE_LICENSE("GPL");
