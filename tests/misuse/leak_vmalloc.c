// SPDX-License-Identifier: MIT
/*
 * An area of vmalloc() is never given back.
 *
 * expect:
 *	leak_vmalloc: 1 allocation was not given back, 100000 bytes:
 *	  leak_vmalloc.c:17 in act (from leak_vmalloc.c:22 in leak_vmalloc_init): vmalloc, 100000 \
 *	bytes
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

static void *table;

static noinline void act(void)
{
	table = vzalloc(100000);
}

static int __init leak_vmalloc_init(void)
{
	act();
	return 0;
}

static void __exit leak_vmalloc_exit(void)
{
#ifdef CORRECTED
	vfree(table);
#endif
}

module_init(leak_vmalloc_init);
module_exit(leak_vmalloc_exit);
MODULE_DESCRIPTION("keeps an area");
MODULE_LICENSE("GPL");
