// SPDX-License-Identifier: MIT
/*
 * The length of a string is asked for that was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in access_strlen_init+OFF [access_strlen]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_strlen_init+OFF [access_strlen] access_strlen.c:37
 *	Allocated by task N:
 *	 access_strlen_init+OFF [access_strlen] access_strlen.c:29
 *	Freed by task N:
 *	 access_strlen_init+OFF [access_strlen] access_strlen.c:34
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes inside of
 *	 freed 11-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static int __init access_strlen_init(void)
{
	char *p = kstrdup("0123456789", GFP_KERNEL);

#ifdef CORRECTED
	pr_info("%zu\n", strlen(p));
#endif
	kfree(p);
#ifndef CORRECTED
	OPTIMIZER_HIDE_VAR(p);
	pr_info("%zu\n", strlen(p));
#endif
	return 0;
}

static void __exit access_strlen_exit(void)
{
}

module_init(access_strlen_init);
module_exit(access_strlen_exit);
MODULE_DESCRIPTION("the length of a string is asked for that was freed");
MODULE_LICENSE("GPL");
