// SPDX-License-Identifier: MIT
/*
 * An object is used after it was freed and another of its size was taken.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in put+OFF [access_uaf_next]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_uaf_next] access_uaf_next.c:29
 *	 access_uaf_next_init+OFF [access_uaf_next] access_uaf_next.c:42
 *	Allocated by task N:
 *	 access_uaf_next_init+OFF [access_uaf_next] access_uaf_next.c:34
 *	Freed by task N:
 *	 access_uaf_next_init+OFF [access_uaf_next] access_uaf_next.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 40 bytes inside of
 *	 freed 43-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_uaf_next_init(void)
{
	char *p = kmalloc(43, GFP_KERNEL), *q;

#ifdef CORRECTED
	put(p, 40);
#endif
	kfree(p);
	q = kmalloc(43, GFP_KERNEL);
#ifndef CORRECTED
	put(p, 40);
#endif
	kfree(q);
	return 0;
}

static void __exit access_uaf_next_exit(void)
{
}

module_init(access_uaf_next_init);
module_exit(access_uaf_next_exit);
MODULE_DESCRIPTION("an object is used after it was freed and another of its size was taken");
MODULE_LICENSE("GPL");
