// SPDX-License-Identifier: MIT
/* A pool on a cache, by the functions that the pool's header offers for that. */
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

#define RESERVE 10

static struct kmem_cache *cache;
static mempool_t *pool;

static int __init mempool_init_module(void)
{
	void *element[RESERVE * 2];
	int i;

	cache = kmem_cache_create("pool_objects", 500, 0, 0, NULL);
	if (!cache)
		return -ENOMEM;
	pool = mempool_create(RESERVE, mempool_alloc_slab, mempool_free_slab, cache);
	if (!pool) {
		kmem_cache_destroy(cache);
		return -ENOMEM;
	}
	for (i = 0; i < RESERVE * 2; i++)
		element[i] = mempool_alloc(pool, GFP_NOIO);
	printk(KERN_INFO "mempool: %d of %d in reserve\n", pool->curr_nr, pool->min_nr);
	while (i--)
		mempool_free(element[i], pool);
	return 0;
}

static void __exit mempool_exit_module(void)
{
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
}

module_init(mempool_init_module);
module_exit(mempool_exit_module);
MODULE_LICENSE("GPL");
