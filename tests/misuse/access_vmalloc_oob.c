// SPDX-License-Identifier: MIT
/*
 * An area of vmalloc() is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: vmalloc-out-of-bounds in put+OFF [access_vmalloc_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_vmalloc_oob] access_vmalloc_oob.c:33
 *	 access_vmalloc_oob_init+OFF [access_vmalloc_oob] access_vmalloc_oob.c:40
 *	Allocated by task N:
 *	 access_vmalloc_oob_init+OFF [access_vmalloc_oob] access_vmalloc_oob.c:38
 *	The buggy address belongs to the virtual mapping at ADDR
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 5000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#ifdef CORRECTED
#define AT 4999
#else
#define AT 5000
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_vmalloc_oob_init(void)
{
	char *p = vmalloc(5000);

	put(p, AT);
	vfree(p);
	return 0;
}

static void __exit access_vmalloc_oob_exit(void)
{
}

module_init(access_vmalloc_oob_init);
module_exit(access_vmalloc_oob_exit);
MODULE_DESCRIPTION("an area of vmalloc() is written behind its end");
MODULE_LICENSE("GPL");
