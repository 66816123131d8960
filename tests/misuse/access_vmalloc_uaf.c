// SPDX-License-Identifier: MIT
/*
 * An area of vmalloc() is written after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: vmalloc-use-after-free in put+OFF [access_vmalloc_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_vmalloc_uaf] access_vmalloc_uaf.c:29
 *	 access_vmalloc_uaf_init+OFF [access_vmalloc_uaf] access_vmalloc_uaf.c:41
 *	Allocated by task N:
 *	 access_vmalloc_uaf_init+OFF [access_vmalloc_uaf] access_vmalloc_uaf.c:34
 *	Freed by task N:
 *	 access_vmalloc_uaf_init+OFF [access_vmalloc_uaf] access_vmalloc_uaf.c:39
 *	The buggy address belongs to the virtual mapping at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 5000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_vmalloc_uaf_init(void)
{
	char *p = vmalloc(5000);

#ifdef CORRECTED
	put(p, 0);
#endif
	vfree(p);
#ifndef CORRECTED
	put(p, 0);
#endif
	return 0;
}

static void __exit access_vmalloc_uaf_exit(void)
{
}

module_init(access_vmalloc_uaf_init);
module_exit(access_vmalloc_uaf_exit);
MODULE_DESCRIPTION("an area of vmalloc() is written after it was freed");
MODULE_LICENSE("GPL");
