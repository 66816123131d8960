// SPDX-License-Identifier: MIT
/*
 * A variable is freed that was never allocated.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: invalid-free in access_free_global_init+OFF [access_free_global]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_free_global_init+OFF [access_free_global] access_free_global.c:31
 *	The buggy address belongs to the variable:
 *	 table of access_free_global.c
 *	The buggy address is located 0 bytes inside of
 *	 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static char table[64];

static int __init access_free_global_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);
	char *q = table;

	OPTIMIZER_HIDE_VAR(q);
#ifndef CORRECTED
	kfree(q);
#endif
	kfree(p);
	return 0;
}

static void __exit access_free_global_exit(void)
{
}

module_init(access_free_global_init);
module_exit(access_free_global_exit);
MODULE_DESCRIPTION("a variable is freed that was never allocated");
MODULE_LICENSE("GPL");
