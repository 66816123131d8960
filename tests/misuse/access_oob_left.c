// SPDX-License-Identifier: MIT
/*
 * A byte right before an object is written.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_oob_left]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_oob_left] access_oob_left.c:33
 *	 access_oob_left_init+OFF [access_oob_left] access_oob_left.c:40
 *	Allocated by task N:
 *	 access_oob_left_init+OFF [access_oob_left] access_oob_left.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 1 bytes to the left of
 *	 allocated 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 0
#else
#define AT -1
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_oob_left_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_oob_left_exit(void)
{
}

module_init(access_oob_left_init);
module_exit(access_oob_left_exit);
MODULE_DESCRIPTION("a byte right before an object is written");
MODULE_LICENSE("GPL");
