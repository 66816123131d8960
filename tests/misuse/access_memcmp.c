// SPDX-License-Identifier: MIT
/*
 * More bytes are compared than there are.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_memcmp_init+OFF [access_memcmp]
 *	Read of size 25 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_memcmp_init+OFF [access_memcmp] access_memcmp.c:37
 *	Allocated by task N:
 *	 access_memcmp_init+OFF [access_memcmp] access_memcmp.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 24-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define BYTES 24
#else
#define BYTES 25
#endif

static volatile size_t bytes = BYTES;

static int __init access_memcmp_init(void)
{
	char *p = kzalloc(24, GFP_KERNEL), text[32] = "";

	pr_info("%d\n", memcmp(p, text, bytes));
	kfree(p);
	return 0;
}

static void __exit access_memcmp_exit(void)
{
}

module_init(access_memcmp_init);
module_exit(access_memcmp_exit);
MODULE_DESCRIPTION("more bytes are compared than there are");
MODULE_LICENSE("GPL");
