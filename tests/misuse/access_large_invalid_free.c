// SPDX-License-Identifier: MIT
/*
 * A large kmalloc() is freed in its middle.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: invalid-free in access_large_invalid_free_init+OFF [access_large_invalid_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_large_invalid_free_init+OFF [access_large_invalid_free] \
 *	access_large_invalid_free.c:35
 *	Allocated by task N:
 *	 access_large_invalid_free_init+OFF [access_large_invalid_free] \
 *	access_large_invalid_free.c:33
 *	The buggy address belongs to the large kmalloc at ADDR
 *	The buggy address is located 100 bytes inside of
 *	 allocated 50000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 0
#else
#define AT 100
#endif

static int __init access_large_invalid_free_init(void)
{
	char *p = kmalloc(50000, GFP_KERNEL);

	kfree(p + AT);
#ifndef CORRECTED
	kfree(p);
#endif
	return 0;
}

static void __exit access_large_invalid_free_exit(void)
{
}

module_init(access_large_invalid_free_init);
module_exit(access_large_invalid_free_exit);
MODULE_DESCRIPTION("a large kmalloc() is freed in its middle");
MODULE_LICENSE("GPL");
