// SPDX-License-Identifier: MIT
/*
 * A mempool: memory that is there when there is none.
 *
 * The lesson: a driver that must make progress while memory is short, say to write pages out and
 * so to free some, keeps a reserve.  mempool_alloc() asks the cache first and the reserve only
 * when the cache has nothing; mempool_free() refills the reserve first.  Here every page of a
 * small machine is taken, and the pool still gives its four requests, and not a fifth.
 *
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#define RESERVE 4

struct request {
	struct list_head list;
	char data[4000];
};

static struct kmem_cache *cache;
static mempool_t *pool;
static LIST_HEAD(hoard);

/* Take every page that a request like this one could get. */
static unsigned long take_all_pages(void)
{
	unsigned long count = 0;
	struct page *page;

	while ((page = alloc_page(GFP_NOWAIT | __GFP_NOWARN))) {
		list_add(&page->lru, &hoard);
		count++;
	}
	return count;
}

static void give_pages_back(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &hoard, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/* Requests until there is none, all given back. Return: how many there were. */
static unsigned int count_requests(void)
{
	struct request *request, *next;
	unsigned int count = 0;
	LIST_HEAD(taken);

	while (count < 100 && (request = mempool_alloc(pool, GFP_NOWAIT))) {
		list_add(&request->list, &taken);
		count++;
	}
	list_for_each_entry_safe(request, next, &taken, list)
		mempool_free(request, pool);
	return count;
}

static int __init pool_init(void)
{
	cache = KMEM_CACHE(request, 0);
	if (!cache)
		return -ENOMEM;
	pool = mempool_create_slab_pool(RESERVE, cache);
	if (!pool) {
		kmem_cache_destroy(cache);
		return -ENOMEM;
	}

	pr_info("with memory, %u requests and more\n", count_requests());
	/* What the cache had to spare goes back to the pages, so that it can be taken there. */
	kmem_cache_shrink(cache);
	pr_info("every page is taken: %s\n", take_all_pages() ? "yes" : "no");
	pr_info("without memory, %u requests\n", count_requests());
	give_pages_back();
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
