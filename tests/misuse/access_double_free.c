// SPDX-License-Identifier: MIT
/*
 * An object is freed twice.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: double-free in access_double_free_init+OFF [access_double_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_double_free_init+OFF [access_double_free] access_double_free.c:33
 *	Allocated by task N:
 *	 access_double_free_init+OFF [access_double_free] access_double_free.c:28
 *	Freed by task N:
 *	 access_double_free_init+OFF [access_double_free] access_double_free.c:30
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes inside of
 *	 freed 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_double_free_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
#ifndef CORRECTED
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
#endif
	return 0;
}

static void __exit access_double_free_exit(void)
{
}

module_init(access_double_free_init);
module_exit(access_double_free_exit);
MODULE_DESCRIPTION("an object is freed twice");
MODULE_LICENSE("GPL");
