// SPDX-License-Identifier: MIT
/*
 * A page that kmap() mapped is never unmapped.
 *
 * options: --profile pc32 --mem 1200M
 * expect:
 *	leak_kmap: 1 allocation was not given back, 0 bytes:
 *	  leak_kmap.c:20 in act (from leak_kmap.c:25 in leak_kmap_init): kmap, not unmapped
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/module.h>

static struct page *page;

static noinline void act(void)
{
	page = alloc_page(GFP_HIGHUSER);
	if (page)
		memset(kmap(page), 0, PAGE_SIZE);
}

static int __init leak_kmap_init(void)
{
	act();
	return 0;
}

static void __exit leak_kmap_exit(void)
{
	if (!page)
		return;
#ifdef CORRECTED
	kunmap(page);
#endif
	__free_page(page);
}

module_init(leak_kmap_init);
module_exit(leak_kmap_exit);
MODULE_DESCRIPTION("keeps a mapping of a page");
MODULE_LICENSE("GPL");
