// SPDX-License-Identifier: MIT
/*
 * A page is written after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-free in put+OFF [access_page_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_page_uaf] access_page_uaf.c:29
 *	 access_page_uaf_init+OFF [access_page_uaf] access_page_uaf.c:41
 *	Allocated by task N:
 *	 access_page_uaf_init+OFF [access_page_uaf] access_page_uaf.c:34
 *	Freed by task N:
 *	 access_page_uaf_init+OFF [access_page_uaf] access_page_uaf.c:39
 *	The buggy address belongs to the block of pages at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 4096-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_page_uaf_init(void)
{
	char *p = (char *)__get_free_page(GFP_KERNEL);

#ifdef CORRECTED
	put(p, 0);
#endif
	free_page((unsigned long)p);
#ifndef CORRECTED
	put(p, 0);
#endif
	return 0;
}

static void __exit access_page_uaf_exit(void)
{
}

module_init(access_page_uaf_init);
module_exit(access_page_uaf_exit);
MODULE_DESCRIPTION("a page is written after it was freed");
MODULE_LICENSE("GPL");
