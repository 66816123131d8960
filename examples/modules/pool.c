// SPDX-License-Identifier: MIT
/*
 * A mempool: memory that is there when there is none.
 *
 * The lesson: a driver that must make progress while memory is short, say to write pages out and
 * so to free some, keeps a reserve.  mempool_alloc() asks the cache first and the reserve only
 * when the cache has nothing; mempool_free() refills the reserve first.  Here all the
 * memory of a small machine is taken, and the pool still gives its four requests, not a fifth.
 *
 *	$ ashlar run --mem 64M pool.c
 *	[    0.305203] the cache has memory for more than 1000 requests: yes
 *	[    0.306502] now it has none, but the pool gives 4
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

#define RESERVE 4

struct request {
	struct list_head list;
	char data[4000];
};

static struct kmem_cache *cache;
static mempool_t *pool;

/* Requests from @get until there is none, or very many. Return: how many, in @taken. */
static unsigned int take_all(struct list_head *taken, void *(*get)(void))
{
	struct request *request;
	unsigned int count = 0;

	while (count < 1000000 && (request = get())) {
		list_add(&request->list, taken);
		count++;
	}
	return count;
}

static void *get_from_cache(void)
{
	return kmem_cache_alloc(cache, GFP_NOWAIT);
}

static void *get_from_pool(void)
{
	return mempool_alloc(pool, GFP_NOWAIT);
}

static int __init pool_init(void)
{
	struct request *request, *next;
	LIST_HEAD(everything);
	LIST_HEAD(reserve);

	cache = KMEM_CACHE(request, 0);
	if (!cache)
		return -ENOMEM;
	pool = mempool_create_slab_pool(RESERVE, cache);
	if (!pool) {
		kmem_cache_destroy(cache);
		return -ENOMEM;
	}

	pr_info("the cache has memory for more than 1000 requests: %s\n",
		take_all(&everything, get_from_cache) > 1000 ? "yes" : "no");
	pr_info("now it has none, but the pool gives %u\n", take_all(&reserve, get_from_pool));

	list_for_each_entry_safe(request, next, &reserve, list)
		mempool_free(request, pool);
	list_for_each_entry_safe(request, next, &everything, list)
		kmem_cache_free(cache, request);
	return 0;
}

static void __exit pool_exit(void)
{
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
}

module_init(pool_init);
module_exit(pool_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A mempool on a machine without memory");
