// SPDX-License-Identifier: MIT
/*
 * An object is freed in its middle.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: invalid-free in access_invalid_free_init+OFF [access_invalid_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_invalid_free_init+OFF [access_invalid_free] access_invalid_free.c:34
 *	Allocated by task N:
 *	 access_invalid_free_init+OFF [access_invalid_free] access_invalid_free.c:32
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 8 bytes inside of
 *	 allocated 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 0
#else
#define AT 8
#endif

static int __init access_invalid_free_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);

	kfree(p + AT);
#ifndef CORRECTED
	kfree(p);
#endif
	return 0;
}

static void __exit access_invalid_free_exit(void)
{
}

module_init(access_invalid_free_init);
module_exit(access_invalid_free_exit);
MODULE_DESCRIPTION("an object is freed in its middle");
MODULE_LICENSE("GPL");
