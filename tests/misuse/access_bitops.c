// SPDX-License-Identifier: MIT
/*
 * A bit is set behind a bitmap.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_bitops_init+OFF [access_bitops]
 *	Write of size 8 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_bitops_init+OFF [access_bitops] access_bitops.c:37
 *	Allocated by task N:
 *	 access_bitops_init+OFF [access_bitops] access_bitops.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-8 of size 8
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 8-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/bitops.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define BIT_NR 63
#else
#define BIT_NR 64
#endif

static volatile int nr = BIT_NR;

static int __init access_bitops_init(void)
{
	unsigned long *bits = kzalloc(sizeof(*bits), GFP_KERNEL);

	set_bit(nr, bits);
	kfree(bits);
	return 0;
}

static void __exit access_bitops_exit(void)
{
}

module_init(access_bitops_init);
module_exit(access_bitops_exit);
MODULE_DESCRIPTION("a bit is set behind a bitmap");
MODULE_LICENSE("GPL");
