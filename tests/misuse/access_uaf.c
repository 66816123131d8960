// SPDX-License-Identifier: MIT
/*
 * An object is written after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in put+OFF [access_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_uaf] access_uaf.c:29
 *	 access_uaf_init+OFF [access_uaf] access_uaf.c:41
 *	Allocated by task N:
 *	 access_uaf_init+OFF [access_uaf] access_uaf.c:34
 *	Freed by task N:
 *	 access_uaf_init+OFF [access_uaf] access_uaf.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 8 bytes inside of
 *	 freed 10-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_uaf_init(void)
{
	char *p = kmalloc(10, GFP_KERNEL);

#ifdef CORRECTED
	put(p, 8);
#endif
	kfree(p);
#ifndef CORRECTED
	put(p, 8);
#endif
	return 0;
}

static void __exit access_uaf_exit(void)
{
}

module_init(access_uaf_init);
module_exit(access_uaf_exit);
MODULE_DESCRIPTION("an object is written after it was freed");
MODULE_LICENSE("GPL");
