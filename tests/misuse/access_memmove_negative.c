// SPDX-License-Identifier: MIT
/*
 * Bytes are moved whose number is negative.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: out-of-bounds in access_memmove_negative_init+OFF [access_memmove_negative]
 *	Read of size 18446744073709551614 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_memmove_negative_init+OFF [access_memmove_negative] access_memmove_negative.c:37
 *	Allocated by task N:
 *	 access_memmove_negative_init+OFF [access_memmove_negative] access_memmove_negative.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 4 bytes inside of
 *	 allocated 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define BYTES 2
#else
#define BYTES -2
#endif

static volatile size_t bytes = BYTES;

static int __init access_memmove_negative_init(void)
{
	char *p = kzalloc(64, GFP_KERNEL);

	memmove(p, p + 4, bytes);
	kfree(p);
	return 0;
}

static void __exit access_memmove_negative_exit(void)
{
}

module_init(access_memmove_negative_init);
module_exit(access_memmove_negative_exit);
MODULE_DESCRIPTION("bytes are moved whose number is negative");
MODULE_LICENSE("GPL");
