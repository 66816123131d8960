// SPDX-License-Identifier: MIT
/*
 * High memory with kmap().
 *
 * The lesson: a 32-bit kernel has addresses for the first 896 MiB of memory only.  A page above
 * has a struct page but no address, until kmap() lends it one of a few; so map it, use it, unmap
 * it.  kmap_local_page() is for a short use by one thread, and what is mapped last is unmapped
 * first.  Where all memory has addresses, the same code runs, and kmap() has nothing to do.
 *
 *	$ ashlar run --profile pc32 high.c
 *	[    0.000810] frame 38000 is high memory, its address is none
 *	[    0.000849] kmap() lends it one: yes
 *	[    0.000880] written through one mapping, read through another
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

static int __init high_init(void)
{
	struct page *page = alloc_page(GFP_HIGHUSER), *copy = alloc_page(GFP_HIGHUSER);
	char *from, *to;

	if (!page || !copy)
		goto free_pages;
	pr_info("frame %lx is %s memory, its address is %s\n", page_to_pfn(page),
		PageHighMem(page) ? "high" : "low", page_address(page) ? "there" : "none");

	to = kmap(page);
	pr_info("kmap() lends it one: %s\n", page_address(page) == to ? "yes" : "no");
	strscpy(to, "written through one mapping, read through another", PAGE_SIZE);
	kunmap(page);

	to = kmap_local_page(copy);
	from = kmap_local_page(page);
	memcpy(to, from, PAGE_SIZE);
	kunmap_local(from);
	pr_info("%s\n", to);
	kunmap_local(to);

free_pages:
	if (copy)
		__free_page(copy);
	if (page)
		__free_page(page);
	return page && copy ? 0 : -ENOMEM;
}

static void __exit high_exit(void)
{
}

module_init(high_init);
module_exit(high_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Pages without an address, and how they get one");
