// SPDX-License-Identifier: MIT
/*
 * A block of pages is never given back.
 *
 * expect:
 *	leak_pages: 1 allocation was not given back, 32768 bytes:
 *	  leak_pages.c:16 in act (from leak_pages.c:21 in leak_pages_init): pages, 32768 bytes
 */
#include <linux/gfp.h>
#include <linux/module.h>

static unsigned long block;

static noinline void act(void)
{
	block = __get_free_pages(GFP_KERNEL, 3);
}

static int __init leak_pages_init(void)
{
	act();
	return 0;
}

static void __exit leak_pages_exit(void)
{
#ifdef CORRECTED
	free_pages(block, 3);
#endif
}

module_init(leak_pages_init);
module_exit(leak_pages_exit);
MODULE_DESCRIPTION("keeps pages");
MODULE_LICENSE("GPL");
