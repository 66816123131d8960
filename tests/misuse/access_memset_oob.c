// SPDX-License-Identifier: MIT
/*
 * More of an object is set than it has.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_memset_oob_init+OFF [access_memset_oob]
 *	Write of size 129 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_memset_oob_init+OFF [access_memset_oob] access_memset_oob.c:37
 *	Allocated by task N:
 *	 access_memset_oob_init+OFF [access_memset_oob] access_memset_oob.c:35
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
#define BYTES 128
#else
#define BYTES 129
#endif

static volatile size_t bytes = BYTES;

static int __init access_memset_oob_init(void)
{
	char *p = kmalloc(128, GFP_KERNEL);

	memset(p, 1, bytes);
	kfree(p);
	return 0;
}

static void __exit access_memset_oob_exit(void)
{
}

module_init(access_memset_oob_init);
module_exit(access_memset_oob_exit);
MODULE_DESCRIPTION("more of an object is set than it has");
MODULE_LICENSE("GPL");
