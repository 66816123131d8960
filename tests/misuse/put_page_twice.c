// SPDX-License-Identifier: MIT
/*
 * A reference to a page is given back that was never taken.
 *
 * expect:
 *	BUG: Bad page state, pfn:N: the page is free already
 *	page:ADDR refcount:0 mapcount:0 mapping:ADDR index:N pfn:N
 *	flags=N(buddy|node=0|zone=1)
 *	page dumped because: the page is free already
 *	CPU: N PID: N Comm: insmod
 *	 put_page_twice_init+OFF [put_page_twice] put_page_twice.c:32
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

static noinline void done(struct page *page)
{
	put_page(page);
}

static int __init put_page_twice_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
#ifdef CORRECTED
	get_page(page);
#endif
	done(page);
	__free_page(page);
	return 0;
}

static void __exit put_page_twice_exit(void)
{
}

module_init(put_page_twice_init);
module_exit(put_page_twice_exit);
MODULE_DESCRIPTION("puts a page once too often");
MODULE_LICENSE("GPL");
