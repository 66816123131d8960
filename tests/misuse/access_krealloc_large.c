// SPDX-License-Identifier: MIT
/*
 * A large kmalloc() that krealloc() made smaller is written behind its new end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_krealloc_large]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_krealloc_large] access_krealloc_large.c:32
 *	 access_krealloc_large_init+OFF [access_krealloc_large] access_krealloc_large.c:39
 *	Allocated by task N:
 *	 access_krealloc_large_init+OFF [access_krealloc_large] access_krealloc_large.c:37
 *	The buggy address belongs to the large kmalloc at ADDR
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 49000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 48999
#else
#define AT 49000
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_krealloc_large_init(void)
{
	char *p = krealloc(kmalloc(50000, GFP_KERNEL), 49000, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_krealloc_large_exit(void)
{
}

module_init(access_krealloc_large_init);
module_exit(access_krealloc_large_exit);
MODULE_DESCRIPTION("a large kmalloc() that krealloc() made smaller is written behind its n");
MODULE_LICENSE("GPL");
