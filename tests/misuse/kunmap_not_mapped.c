// SPDX-License-Identifier: MIT
/*
 * A page is given to kunmap() that kmap() did not map.
 *
 * options: --profile pc32 --mem 1200M
 * expect:
 *	BUG: kunmap() of page ADDR, which is not mapped by kmap()
 *	CPU: N PID: N Comm: insmod
 *	 kunmap_not_mapped_init+OFF [kunmap_not_mapped] kunmap_not_mapped.c:24
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/module.h>

static int __init kunmap_not_mapped_init(void)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	if (!page)
		return -ENOMEM;
	kmap(page);
	kunmap(page);
#ifndef CORRECTED
	kunmap(page);
#endif
	__free_page(page);
	return 0;
}

static void __exit kunmap_not_mapped_exit(void)
{
}

module_init(kunmap_not_mapped_init);
module_exit(kunmap_not_mapped_exit);
MODULE_DESCRIPTION("unmaps what was not mapped");
MODULE_LICENSE("GPL");
