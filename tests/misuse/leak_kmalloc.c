// SPDX-License-Identifier: MIT
/*
 * The exit function forgets what the init function took, all but the last of it.
 *
 * expect:
 *	leak_kmalloc: 3 allocations were not given back, 24 bytes:
 *	  leak_kmalloc.c:17 in name (from leak_kmalloc.c:23 in leak_kmalloc_init): kmalloc, 3 of 8 \
 *	bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

static char *names[4];

static noinline char *name(int nr)
{
	return kasprintf(GFP_KERNEL, "device%d", nr);
}

static int __init leak_kmalloc_init(void)
{
	for (int i = 0; i < ARRAY_SIZE(names); i++)
		names[i] = name(i);
	return 0;
}

static void __exit leak_kmalloc_exit(void)
{
#ifdef CORRECTED
	for (int i = 0; i < ARRAY_SIZE(names); i++)
		kfree(names[i]);
#else
	kfree(names[ARRAY_SIZE(names) - 1]);
#endif
}

module_init(leak_kmalloc_init);
module_exit(leak_kmalloc_exit);
MODULE_DESCRIPTION("does not give back all it took");
MODULE_LICENSE("GPL");
