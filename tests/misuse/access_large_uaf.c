// SPDX-License-Identifier: MIT
/*
 * A large kmalloc() is written after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-free in put+OFF [access_large_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_large_uaf] access_large_uaf.c:28
 *	 access_large_uaf_init+OFF [access_large_uaf] access_large_uaf.c:40
 *	Allocated by task N:
 *	 access_large_uaf_init+OFF [access_large_uaf] access_large_uaf.c:33
 *	Freed by task N:
 *	 access_large_uaf_init+OFF [access_large_uaf] access_large_uaf.c:38
 *	The buggy address belongs to the large kmalloc at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 50000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_large_uaf_init(void)
{
	char *p = kmalloc(50000, GFP_KERNEL);

#ifdef CORRECTED
	put(p, 0);
#endif
	kfree(p);
#ifndef CORRECTED
	put(p, 0);
#endif
	return 0;
}

static void __exit access_large_uaf_exit(void)
{
}

module_init(access_large_uaf_init);
module_exit(access_large_uaf_exit);
MODULE_DESCRIPTION("a large kmalloc() is written after it was freed");
MODULE_LICENSE("GPL");
