// SPDX-License-Identifier: MIT
/*
 * An object of kmalloc_node() is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_oob_node]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_oob_node] access_oob_node.c:33
 *	 access_oob_node_init+OFF [access_oob_node] access_oob_node.c:40
 *	Allocated by task N:
 *	 access_oob_node_init+OFF [access_oob_node] access_oob_node.c:38
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-4k of size 4096
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 4000-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 3999
#else
#define AT 4000
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_oob_node_init(void)
{
	char *p = kmalloc_node(4000, GFP_KERNEL, 0);

	put(p, AT);
	kfree(p);
	return 0;
}

static void __exit access_oob_node_exit(void)
{
}

module_init(access_oob_node_init);
module_exit(access_oob_node_exit);
MODULE_DESCRIPTION("an object of kmalloc_node() is written behind its end");
MODULE_LICENSE("GPL");
