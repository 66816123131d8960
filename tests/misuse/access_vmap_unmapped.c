// SPDX-License-Identifier: MIT
/*
 * Pages are written through a mapping of vmap() that is gone.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: vmalloc-use-after-free in put+OFF [access_vmap_unmapped]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_vmap_unmapped] access_vmap_unmapped.c:37
 *	 access_vmap_unmapped_init+OFF [access_vmap_unmapped] access_vmap_unmapped.c:50
 *	Allocated by task N:
 *	 access_vmap_unmapped_init+OFF [access_vmap_unmapped] access_vmap_unmapped.c:43
 *	Freed by task N:
 *	 access_vmap_unmapped_init+OFF [access_vmap_unmapped] access_vmap_unmapped.c:48
 *	The buggy address belongs to the virtual mapping at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 8192-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 *	BUG: unable to handle page fault for address: ADDR
 *	#PF: supervisor write access in kernel mode
 *	#PF: error_code(0x0002) - not-present page
 *	CPU: N PID: N Comm: insmod
 *	 access_vmap_unmapped_init+OFF [access_vmap_unmapped] access_vmap_unmapped.c:50
 *	access_vmap_unmapped: 1 allocation was not given back, 4096 bytes:
 *	  access_vmap_unmapped.c:42 in access_vmap_unmapped_init: pages, 4096 bytes
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_vmap_unmapped_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *p = vmap(&page, 1, VM_MAP, PAGE_KERNEL);

#ifdef CORRECTED
	put(p, 0);
#endif
	vunmap(p);
#ifndef CORRECTED
	put(p, 0);
#endif
	__free_page(page);
	return 0;
}

static void __exit access_vmap_unmapped_exit(void)
{
}

module_init(access_vmap_unmapped_init);
module_exit(access_vmap_unmapped_exit);
MODULE_DESCRIPTION("pages are written through a mapping of vmap() that is gone");
MODULE_LICENSE("GPL");
