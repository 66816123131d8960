// SPDX-License-Identifier: MIT
/*
 * An object is written up to its ksize(), which is more than was asked for.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_ksize_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_ksize_oob] access_ksize_oob.c:27
 *	 access_ksize_oob_init+OFF [access_ksize_oob] access_ksize_oob.c:37
 *	Allocated by task N:
 *	 access_ksize_oob_init+OFF [access_ksize_oob] access_ksize_oob.c:32
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 13 bytes to the right of
 *	 allocated 50-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_ksize_oob_init(void)
{
	char *p = kmalloc(50, GFP_KERNEL);

#ifdef CORRECTED
	put(p, 49);
#else
	put(p, ksize(p) - 1);
#endif
	kfree(p);
	return 0;
}

static void __exit access_ksize_oob_exit(void)
{
}

module_init(access_ksize_oob_init);
module_exit(access_ksize_oob_exit);
MODULE_DESCRIPTION("an object is written up to its ksize(), which is more than was asked f");
MODULE_LICENSE("GPL");
