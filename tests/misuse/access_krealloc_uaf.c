// SPDX-License-Identifier: MIT
/*
 * An object is given to krealloc() after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in access_krealloc_uaf_init+OFF [access_krealloc_uaf]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_krealloc_uaf_init+OFF [access_krealloc_uaf] access_krealloc_uaf.c:34
 *	Allocated by task N:
 *	 access_krealloc_uaf_init+OFF [access_krealloc_uaf] access_krealloc_uaf.c:28
 *	Freed by task N:
 *	 access_krealloc_uaf_init+OFF [access_krealloc_uaf] access_krealloc_uaf.c:31
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes inside of
 *	 freed 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_krealloc_uaf_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL), *q;

#ifndef CORRECTED
	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
#endif
	q = krealloc(p, 80, GFP_KERNEL);
	kfree(q);
	return 0;
}

static void __exit access_krealloc_uaf_exit(void)
{
}

module_init(access_krealloc_uaf_init);
module_exit(access_krealloc_uaf_exit);
MODULE_DESCRIPTION("an object is given to krealloc() after it was freed");
MODULE_LICENSE("GPL");
