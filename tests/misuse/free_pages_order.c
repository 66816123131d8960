// SPDX-License-Identifier: MIT
/*
 * A block of four pages is given back as one of two.
 *
 * expect:
 *	BUG: Bad page state, pfn:N: freed with order 1, allocated with order 2
 *	page:ADDR refcount:1 mapcount:0 mapping:ADDR index:N pfn:N
 *	flags=N(live|node=0|zone=1)
 *	page dumped because: freed with order 1, allocated with order 2
 *	CPU: N PID: N Comm: insmod
 *	 free_pages_order_init+OFF [free_pages_order] free_pages_order.c:26
 */
#include <linux/gfp.h>
#include <linux/module.h>

#ifdef CORRECTED
#define ORDER 2
#else
#define ORDER 1
#endif

static int __init free_pages_order_init(void)
{
	unsigned long block = __get_free_pages(GFP_KERNEL, 2);

	free_pages(block, ORDER);
	return 0;
}

static void __exit free_pages_order_exit(void)
{
}

module_init(free_pages_order_init);
module_exit(free_pages_order_exit);
MODULE_DESCRIPTION("gives pages back with another order");
MODULE_LICENSE("GPL");
