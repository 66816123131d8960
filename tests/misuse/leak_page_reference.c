// SPDX-License-Identifier: MIT
/*
 * A reference to a page is taken, and only the page is freed.
 *
 * expect:
 *	leak_page_reference: 1 allocation was not given back, 4096 bytes:
 *	  leak_page_reference.c:16 in act (from leak_page_reference.c:29 in \
 *	leak_page_reference_init): pages, 4096 bytes
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

static noinline void act(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return;
	get_page(page);
#ifdef CORRECTED
	put_page(page);
#endif
	__free_page(page);
}

static int __init leak_page_reference_init(void)
{
	act();
	return 0;
}

static void __exit leak_page_reference_exit(void)
{
}

module_init(leak_page_reference_init);
module_exit(leak_page_reference_exit);
MODULE_DESCRIPTION("keeps a reference to a page");
MODULE_LICENSE("GPL");
