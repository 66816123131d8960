// SPDX-License-Identifier: MIT
/*
 * A large kmalloc() is freed twice.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: double-free in access_large_double_free_init+OFF [access_large_double_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_large_double_free_init+OFF [access_large_double_free] access_large_double_free.c:32
 *	Allocated by task N:
 *	 access_large_double_free_init+OFF [access_large_double_free] access_large_double_free.c:27
 *	Freed by task N:
 *	 access_large_double_free_init+OFF [access_large_double_free] access_large_double_free.c:29
 *	The buggy address belongs to the large kmalloc at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 50000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_large_double_free_init(void)
{
	char *p = kmalloc(50000, GFP_KERNEL);

	kfree(p);
#ifndef CORRECTED
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
#endif
	return 0;
}

static void __exit access_large_double_free_exit(void)
{
}

module_init(access_large_double_free_init);
module_exit(access_large_double_free_exit);
MODULE_DESCRIPTION("a large kmalloc() is freed twice");
MODULE_LICENSE("GPL");
