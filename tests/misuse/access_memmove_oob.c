// SPDX-License-Identifier: MIT
/*
 * More bytes are moved than are behind the first.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_memmove_oob_init+OFF [access_memmove_oob]
 *	Read of size 64 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_memmove_oob_init+OFF [access_memmove_oob] access_memmove_oob.c:37
 *	Allocated by task N:
 *	 access_memmove_oob_init+OFF [access_memmove_oob] access_memmove_oob.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define BYTES 60
#else
#define BYTES 64
#endif

static volatile size_t bytes = BYTES;

static int __init access_memmove_oob_init(void)
{
	char *p = kzalloc(64, GFP_KERNEL);

	memmove(p, p + 4, bytes);
	kfree(p);
	return 0;
}

static void __exit access_memmove_oob_exit(void)
{
}

module_init(access_memmove_oob_init);
module_exit(access_memmove_oob_exit);
MODULE_DESCRIPTION("more bytes are moved than are behind the first");
MODULE_LICENSE("GPL");
