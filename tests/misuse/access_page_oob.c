// SPDX-License-Identifier: MIT
/*
 * A page is written behind its end, where the next was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-free in put+OFF [access_page_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_page_oob] access_page_oob.c:36
 *	 access_page_oob_init+OFF [access_page_oob] access_page_oob.c:46
 *	Allocated by task N:
 *	 access_page_oob_init+OFF [access_page_oob] access_page_oob.c:44
 *	Freed by task N:
 *	 access_page_oob_init+OFF [access_page_oob] access_page_oob.c:45
 *	The buggy address belongs to the block of pages at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 4096-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT (PAGE_SIZE - 1)
#else
#define AT PAGE_SIZE
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_page_oob_init(void)
{
	struct page *pages = alloc_pages(GFP_KERNEL, 1);
	char *p = page_address(pages);

	split_page(pages, 1);
	__free_page(pages + 1);
	put(p, AT);
	__free_page(pages);
	return 0;
}

static void __exit access_page_oob_exit(void)
{
}

module_init(access_page_oob_init);
module_exit(access_page_oob_exit);
MODULE_DESCRIPTION("a page is written behind its end, where the next was freed");
MODULE_LICENSE("GPL");
