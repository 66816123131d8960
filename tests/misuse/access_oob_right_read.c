// SPDX-License-Identifier: MIT
/*
 * A byte right behind an object is read.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in get+OFF [access_oob_right_read]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 get+OFF [access_oob_right_read] access_oob_right_read.c:33
 *	 access_oob_right_read_init+OFF [access_oob_right_read] access_oob_right_read.c:40
 *	Allocated by task N:
 *	 access_oob_right_read_init+OFF [access_oob_right_read] access_oob_right_read.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 13-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 12
#else
#define AT 13
#endif

static noinline char get(const char *p, long i)
{
	return p[i];
}

static int __init access_oob_right_read_init(void)
{
	char *p = kzalloc(13, GFP_KERNEL);

	pr_info("%d\n", get(p, AT));
	kfree(p);
	return 0;
}

static void __exit access_oob_right_read_exit(void)
{
}

module_init(access_oob_right_read_init);
module_exit(access_oob_right_read_exit);
MODULE_DESCRIPTION("a byte right behind an object is read");
MODULE_LICENSE("GPL");
