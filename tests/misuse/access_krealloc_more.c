// SPDX-License-Identifier: MIT
/*
 * An object that krealloc() made larger is written behind its new end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_krealloc_more]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_krealloc_more] access_krealloc_more.c:33
 *	 access_krealloc_more_init+OFF [access_krealloc_more] access_krealloc_more.c:40
 *	Allocated by task N:
 *	 access_krealloc_more_init+OFF [access_krealloc_more] access_krealloc_more.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 19-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 18
#else
#define AT 19
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_krealloc_more_init(void)
{
	char *p = krealloc(kmalloc(17, GFP_KERNEL), 19, GFP_KERNEL);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_krealloc_more_exit(void)
{
}

module_init(access_krealloc_more_init);
module_exit(access_krealloc_more_exit);
MODULE_DESCRIPTION("an object that krealloc() made larger is written behind its new end");
MODULE_LICENSE("GPL");
