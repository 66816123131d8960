// SPDX-License-Identifier: MIT
/*
 * The size of an object is asked for after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in access_ksize_uaf_init+OFF [access_ksize_uaf]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_ksize_uaf_init+OFF [access_ksize_uaf] access_ksize_uaf.c:36
 *	Allocated by task N:
 *	 access_ksize_uaf_init+OFF [access_ksize_uaf] access_ksize_uaf.c:28
 *	Freed by task N:
 *	 access_ksize_uaf_init+OFF [access_ksize_uaf] access_ksize_uaf.c:33
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes inside of
 *	 freed 50-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_ksize_uaf_init(void)
{
	char *p = kmalloc(50, GFP_KERNEL);

#ifdef CORRECTED
	pr_info("%zu\n", ksize(p));
#endif
	kfree(p);
#ifndef CORRECTED
	OPTIMIZER_HIDE_VAR(p);
	pr_info("%zu\n", ksize(p));
#endif
	return 0;
}

static void __exit access_ksize_uaf_exit(void)
{
}

module_init(access_ksize_uaf_init);
module_exit(access_ksize_uaf_exit);
MODULE_DESCRIPTION("the size of an object is asked for after it was freed");
MODULE_LICENSE("GPL");
