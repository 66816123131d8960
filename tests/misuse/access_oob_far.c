// SPDX-License-Identifier: MIT
/*
 * A byte well behind an object is written.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_oob_far]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_oob_far] access_oob_far.c:33
 *	 access_oob_far_init+OFF [access_oob_far] access_oob_far.c:40
 *	Allocated by task N:
 *	 access_oob_far_init+OFF [access_oob_far] access_oob_far.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 32 bytes to the right of
 *	 allocated 128-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 127
#else
#define AT 160
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_oob_far_init(void)
{
	char *p = kmalloc(128, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_oob_far_exit(void)
{
}

module_init(access_oob_far_init);
module_exit(access_oob_far_exit);
MODULE_DESCRIPTION("a byte well behind an object is written");
MODULE_LICENSE("GPL");
