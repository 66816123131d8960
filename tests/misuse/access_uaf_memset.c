// SPDX-License-Identifier: MIT
/*
 * An object is set after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in access_uaf_memset_init+OFF [access_uaf_memset]
 *	Write of size 33 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_uaf_memset_init+OFF [access_uaf_memset] access_uaf_memset.c:38
 *	Allocated by task N:
 *	 access_uaf_memset_init+OFF [access_uaf_memset] access_uaf_memset.c:31
 *	Freed by task N:
 *	 access_uaf_memset_init+OFF [access_uaf_memset] access_uaf_memset.c:36
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes inside of
 *	 freed 33-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static volatile size_t bytes = 33;

static int __init access_uaf_memset_init(void)
{
	char *p = kmalloc(33, GFP_KERNEL);

#ifdef CORRECTED
	memset(p, 1, bytes);
#endif
	kfree(p);
#ifndef CORRECTED
	memset(p, 1, bytes);
#endif
	return 0;
}

static void __exit access_uaf_memset_exit(void)
{
}

module_init(access_uaf_memset_init);
module_exit(access_uaf_memset_exit);
MODULE_DESCRIPTION("an object is set after it was freed");
MODULE_LICENSE("GPL");
