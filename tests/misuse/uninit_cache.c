// SPDX-License-Identifier: MIT
/*
 * An object of a cache without a constructor is used as if it had one.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_cache_init+OFF [uninit_cache]
 *	 uninit_cache_init+OFF [uninit_cache] uninit_cache.c:50
 *	Uninit was created at:
 *	 uninit_cache_init+OFF [uninit_cache] uninit_cache.c:47
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

struct node {
	struct node *next;
	int key;
};

#ifdef CORRECTED
static void make(void *object)
{
	memset(object, 0, sizeof(struct node));
}
#else
#define make NULL
#endif

static noinline bool is_last(const struct node *node)
{
	return !node->next;
}

static int __init uninit_cache_init(void)
{
	struct kmem_cache *cache =
		kmem_cache_create("uninit_nodes", sizeof(struct node), 0, 0, make);
	struct node *node;

	if (!cache)
		return -ENOMEM;
	node = kmem_cache_alloc(cache, GFP_KERNEL);
	if (node) {
		node->key = 1;
		pr_info("%s\n", is_last(node) ? "last" : "not last");
		kmem_cache_free(cache, node);
	}
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit uninit_cache_exit(void)
{
}

module_init(uninit_cache_init);
module_exit(uninit_cache_exit);
MODULE_DESCRIPTION("an object of a cache without a constructor is used as if it had one");
MODULE_LICENSE("GPL");
