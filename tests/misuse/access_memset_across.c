// SPDX-License-Identifier: MIT
/*
 * A few bytes that begin inside an object are set beyond its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_memset_across_init+OFF [access_memset_across]
 *	Write of size 8 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_memset_across_init+OFF [access_memset_across] access_memset_across.c:37
 *	Allocated by task N:
 *	 access_memset_across_init+OFF [access_memset_across] access_memset_across.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 128-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define AT 120
#else
#define AT 121
#endif

static volatile size_t bytes = 8;

static int __init access_memset_across_init(void)
{
	char *p = kmalloc(128, GFP_KERNEL);

	memset(p + AT, 1, bytes);
	kfree(p);
	return 0;
}

static void __exit access_memset_across_exit(void)
{
}

module_init(access_memset_across_init);
module_exit(access_memset_across_exit);
MODULE_DESCRIPTION("a few bytes that begin inside an object are set beyond its end");
MODULE_LICENSE("GPL");
