// SPDX-License-Identifier: MIT
/*
 * A page is searched that was taken without __GFP_ZERO.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in first_free+OFF [uninit_page]
 *	 first_free+OFF [uninit_page] uninit_page.c:25
 *	 uninit_page_init+OFF [uninit_page] uninit_page.c:40
 *	Uninit was created at:
 *	 alloc_pages+OFF [uninit_page] include/linux/gfp.h:N
 *	 uninit_page_init+OFF [uninit_page] uninit_page.c:35
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

static noinline int first_free(const unsigned long *map)
{
	for (int i = 0; i < 4; i++)
		if (!map[i])
			return i;
	return -ENOSPC;
}

static int __init uninit_page_init(void)
{
#ifdef CORRECTED
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
#else
	struct page *page = alloc_page(GFP_KERNEL);
#endif

	if (!page)
		return -ENOMEM;
	pr_info("%d\n", first_free(page_address(page)));
	__free_page(page);
	return 0;
}

static void __exit uninit_page_exit(void)
{
}

module_init(uninit_page_init);
module_exit(uninit_page_exit);
MODULE_DESCRIPTION("a page is searched that was taken without __GFP_ZERO");
MODULE_LICENSE("GPL");
