// SPDX-License-Identifier: MIT
/*
 * A byte right behind an object is written.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_oob_right]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_oob_right] access_oob_right.c:33
 *	 access_oob_right_init+OFF [access_oob_right] access_oob_right.c:40
 *	Allocated by task N:
 *	 access_oob_right_init+OFF [access_oob_right] access_oob_right.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 123-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 122
#else
#define AT 123
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_oob_right_init(void)
{
	char *p = kmalloc(123, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_oob_right_exit(void)
{
}

module_init(access_oob_right_init);
module_exit(access_oob_right_exit);
MODULE_DESCRIPTION("a byte right behind an object is written");
MODULE_LICENSE("GPL");
