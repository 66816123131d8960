// SPDX-License-Identifier: MIT
/*
 * The address of a block of pages is kept in a variable that ends.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 8192):
 *	  pages
 *	  hex dump (first 32 bytes):
 *	    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	  backtrace:
 *	    act+OFF [lost_pages] lost_pages.c:23
 *	    lost_pages_init+OFF [lost_pages] lost_pages.c:34
 *	lost_pages: 1 allocation was not given back, 8192 bytes:
 *	  lost_pages.c:23 in act (from lost_pages.c:34 in lost_pages_init): pages, 8192 bytes
 */
#include <linux/gfp.h>
#include <linux/module.h>

static noinline void act(void)
{
	unsigned long block = __get_free_pages(GFP_KERNEL, 1);

#ifdef CORRECTED
	free_pages(block, 1);
#else
	OPTIMIZER_HIDE_VAR(block);
#endif
}

static int __init lost_pages_init(void)
{
	act();
	return 0;
}

static void __exit lost_pages_exit(void)
{
}

module_init(lost_pages_init);
module_exit(lost_pages_exit);
MODULE_DESCRIPTION("loses pages");
MODULE_LICENSE("GPL");
