// SPDX-License-Identifier: MIT
/* A cache as 2.6.24 to 2.6.26 made it: the constructor takes the cache and the object. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/list.h>

MODULE_LICENSE("GPL");

struct node {
	struct list_head children;
	const char *cache;
};

static struct kmem_cache *node_cachep;

static void node_ctor(struct kmem_cache *cachep, void *p)
{
	struct node *node = p;

	INIT_LIST_HEAD(&node->children);
	node->cache = kmem_cache_name(cachep);
}

static int __init slab_init(void)
{
	struct node *node;

	node_cachep = kmem_cache_create("nodes", sizeof(struct node), 0, 0, node_ctor);
	if (!node_cachep)
		return -ENOMEM;
	node = kmem_cache_alloc(node_cachep, GFP_KERNEL);
	if (!node) {
		kmem_cache_destroy(node_cachep);
		return -ENOMEM;
	}
	printk(KERN_INFO "slab: a node of %s, %s children\n", node->cache,
	       list_empty(&node->children) ? "without" : "with");
	kmem_cache_free(node_cachep, node);
	return 0;
}

static void __exit slab_exit(void)
{
	kmem_cache_destroy(node_cachep);
}

module_init(slab_init);
module_exit(slab_exit);
