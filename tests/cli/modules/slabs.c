// SPDX-License-Identifier: MIT
/* Caches with objects, for the files that tell of them. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

#define HELD 100

static int spoil;
module_param(spoil, int, 0);
MODULE_PARM_DESC(spoil, "write past the end of an object");

static struct kmem_cache *held, *twin_a, *twin_b, *ready;
static void *objects[HELD];

static void make_ready(void *object)
{
	*(long *)object = 0;
}

static noinline void hold(int first, int end)
{
	int i;

	for (i = first; i < end; i++)
		objects[i] = kmem_cache_alloc(held, GFP_KERNEL);
}

static int __init slabs_init(void)
{
	held = kmem_cache_create("cli_held", 200, 0, SLAB_NO_MERGE, NULL);
	twin_a = kmem_cache_create("cli_twin_a", 1864, 0, SLAB_RECLAIM_ACCOUNT, NULL);
	twin_b = kmem_cache_create("cli_twin_b", 1864, 0, SLAB_RECLAIM_ACCOUNT, NULL);
	ready = kmem_cache_create("cli_ready", 100, 64, SLAB_HWCACHE_ALIGN, make_ready);
	if (!held || !twin_a || !twin_b || !ready)
		return -ENOMEM;
	hold(0, HELD);
	if (spoil)
		((char *)objects[spoil])[200] = 1;
	return 0;
}

static void __exit slabs_exit(void)
{
	int i;

	for (i = 0; i < HELD; i++)
		kmem_cache_free(held, objects[i]);
	kmem_cache_destroy(held);
	kmem_cache_destroy(twin_a);
	kmem_cache_destroy(twin_b);
	kmem_cache_destroy(ready);
}

module_init(slabs_init);
module_exit(slabs_exit);
MODULE_DESCRIPTION("Caches with objects");
MODULE_LICENSE("Dual MIT/GPL");
