// SPDX-License-Identifier: MIT
/*
 * Caches as 2.6.22 and 2.6.23 made them: no destructor any more, a constructor that is still told
 * why it is called, and the short form for a struct.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

MODULE_LICENSE("GPL");

struct anon {
	spinlock_t lock;
	int users;
};

struct request {
	int number;
	char name[20];
};

static struct kmem_cache *anon_cachep, *request_cachep;

static void anon_ctor(void *data, struct kmem_cache *cachep, unsigned long flags)
{
	struct anon *anon = data;

	spin_lock_init(&anon->lock);
	anon->users = cachep && flags == SLAB_CTOR_CONSTRUCTOR ? 0 : -1;
}

static int __init slab_init(void)
{
	struct anon *anon;
	struct request *request;

	anon_cachep = kmem_cache_create("anon", sizeof(struct anon), 0,
					SLAB_DESTROY_BY_RCU | SLAB_PANIC | SLAB_MEM_SPREAD,
					anon_ctor);
	request_cachep = KMEM_CACHE(request, SLAB_HWCACHE_ALIGN | SLAB_TEMPORARY | SLAB_PANIC);
	anon = kmem_cache_alloc(anon_cachep, GFP_KERNEL);
	request = kmem_cache_zalloc(request_cachep, GFP_KERNEL);
	if (anon && request) {
		spin_lock(&anon->lock);
		printk(KERN_INFO "slab: %d users, %s has %u bytes\n", anon->users,
		       kmem_cache_name(request_cachep), kmem_cache_size(request_cachep));
		spin_unlock(&anon->lock);
	}
	if (anon)
		kmem_cache_free(anon_cachep, anon);
	if (request)
		kmem_cache_free(request_cachep, request);
	return 0;
}

static void __exit slab_exit(void)
{
	kmem_cache_destroy(anon_cachep);
	kmem_cache_destroy(request_cachep);
}

module_init(slab_init);
module_exit(slab_exit);
