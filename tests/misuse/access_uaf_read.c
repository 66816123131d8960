// SPDX-License-Identifier: MIT
/*
 * An object is read after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in get+OFF [access_uaf_read]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 get+OFF [access_uaf_read] access_uaf_read.c:29
 *	 access_uaf_read_init+OFF [access_uaf_read] access_uaf_read.c:41
 *	Allocated by task N:
 *	 access_uaf_read_init+OFF [access_uaf_read] access_uaf_read.c:34
 *	Freed by task N:
 *	 access_uaf_read_init+OFF [access_uaf_read] access_uaf_read.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 8 bytes inside of
 *	 freed 10-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline char get(const char *p, long i)
{
	return p[i];
}

static int __init access_uaf_read_init(void)
{
	char *p = kzalloc(10, GFP_KERNEL);

#ifdef CORRECTED
	pr_info("%d\n", get(p, 8));
#endif
	kfree(p);
#ifndef CORRECTED
	pr_info("%d\n", get(p, 8));
#endif
	return 0;
}

static void __exit access_uaf_read_exit(void)
{
}

module_init(access_uaf_read_init);
module_exit(access_uaf_read_exit);
MODULE_DESCRIPTION("an object is read after it was freed");
MODULE_LICENSE("GPL");
