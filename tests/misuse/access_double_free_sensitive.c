// SPDX-License-Identifier: MIT
/*
 * An object is freed twice by kfree_sensitive().
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in access_double_free_sensitive_init+OFF \
 *	[access_double_free_sensitive]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_double_free_sensitive_init+OFF [access_double_free_sensitive] \
 *	access_double_free_sensitive.c:37
 *	Allocated by task N:
 *	 access_double_free_sensitive_init+OFF [access_double_free_sensitive] \
 *	access_double_free_sensitive.c:32
 *	Freed by task N:
 *	 access_double_free_sensitive_init+OFF [access_double_free_sensitive] \
 *	access_double_free_sensitive.c:34
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes inside of
 *	 freed 16-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_double_free_sensitive_init(void)
{
	char *p = kmalloc(16, GFP_KERNEL);

	kfree_sensitive(p);
#ifndef CORRECTED
	OPTIMIZER_HIDE_VAR(p);
	kfree_sensitive(p);
#endif
	return 0;
}

static void __exit access_double_free_sensitive_exit(void)
{
}

module_init(access_double_free_sensitive_init);
module_exit(access_double_free_sensitive_exit);
MODULE_DESCRIPTION("an object is freed twice by kfree_sensitive()");
MODULE_LICENSE("GPL");
