// SPDX-License-Identifier: MIT
/*
 * A large kmalloc() is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_large_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_large_oob] access_large_oob.c:32
 *	 access_large_oob_init+OFF [access_large_oob] access_large_oob.c:39
 *	Allocated by task N:
 *	 access_large_oob_init+OFF [access_large_oob] access_large_oob.c:37
 *	The buggy address belongs to the large kmalloc at ADDR
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 50000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 49999
#else
#define AT 50000
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_large_oob_init(void)
{
	char *p = kmalloc(50000, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_large_oob_exit(void)
{
}

module_init(access_large_oob_init);
module_exit(access_large_oob_exit);
MODULE_DESCRIPTION("a large kmalloc() is written behind its end");
MODULE_LICENSE("GPL");
