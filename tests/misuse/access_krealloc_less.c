// SPDX-License-Identifier: MIT
/*
 * An object that krealloc() made smaller is written behind its new end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_krealloc_less]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_krealloc_less] access_krealloc_less.c:33
 *	 access_krealloc_less_init+OFF [access_krealloc_less] access_krealloc_less.c:40
 *	Allocated by task N:
 *	 access_krealloc_less_init+OFF [access_krealloc_less] access_krealloc_less.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 33-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 32
#else
#define AT 33
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_krealloc_less_init(void)
{
	char *p = krealloc(kmalloc(64, GFP_KERNEL), 33, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_krealloc_less_exit(void)
{
}

module_init(access_krealloc_less_init);
module_exit(access_krealloc_less_exit);
MODULE_DESCRIPTION("an object that krealloc() made smaller is written behind its new end");
MODULE_LICENSE("GPL");
