// SPDX-License-Identifier: MIT
/*
 * A page in the middle of a block is given back.
 *
 * expect:
 *	BUG: Bad page state, pfn:N: free inside a block of order 2 that starts at pfn N
 *	page:ADDR refcount:0 mapcount:0 mapping:ADDR index:N pfn:N
 *	flags=N(node=0|zone=1)
 *	page dumped because: free inside a block of order 2 that starts at pfn N
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [free_pages_inside] free_pages_inside.c:22
 *	 free_pages_inside_init+OFF [free_pages_inside] free_pages_inside.c:32
 */
#include <linux/gfp.h>
#include <linux/module.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	free_pages((unsigned long)object, 2);
#else
	free_page((unsigned long)object + PAGE_SIZE);
#endif
}

static int __init free_pages_inside_init(void)
{
	void *object = (void *)__get_free_pages(GFP_KERNEL, 2);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	free_pages((unsigned long)object, 2);
#endif
	return 0;
}

static void __exit free_pages_inside_exit(void)
{
}

module_init(free_pages_inside_init);
module_exit(free_pages_inside_exit);
MODULE_DESCRIPTION("frees the middle of a block");
MODULE_LICENSE("GPL");
