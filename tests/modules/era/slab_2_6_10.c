// SPDX-License-Identifier: MIT
/*
 * A cache as it was made before 2.6.20: types and flags by their first names, six arguments, a
 * constructor that is told why it is called.
 */
#include <linux/config.h>
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <asm/system.h>

MODULE_LICENSE("GPL");
MODULE_AUTHOR("a reader");

struct track {
	int number;
	struct list_head list;
	char title[40];
};

static kmem_cache_t *track_cachep;
static int constructed;

static void track_ctor(void *p, kmem_cache_t *cachep, unsigned long flags)
{
	struct track *track = p;

	if (cachep == NULL)
		return;
	if ((flags & (SLAB_CTOR_VERIFY | SLAB_CTOR_CONSTRUCTOR)) == SLAB_CTOR_CONSTRUCTOR) {
		memset(track, 0, sizeof(*track));
		INIT_LIST_HEAD(&track->list);
		constructed++;
	}
}

static int __init slab_init(void)
{
	struct track *track;

	track_cachep = kmem_cache_create("track_cache", sizeof(struct track), 0,
					 SLAB_HWCACHE_ALIGN | SLAB_RECLAIM_ACCOUNT, track_ctor,
					 NULL);
	if (!track_cachep) {
		printk(KERN_ERR "slab: no cache\n");
		return -ENOMEM;
	}
	track = kmem_cache_alloc(track_cachep, SLAB_KERNEL);
	if (!track) {
		kmem_cache_destroy(track_cachep);
		return -ENOMEM;
	}
	printk(KERN_INFO "slab: constructed %s, its list is %s\n", constructed ? "yes" : "no",
	       list_empty(&track->list) ? "empty" : "broken");
	kmem_cache_free(track_cachep, track);
	track = kmem_cache_alloc(track_cachep, SLAB_ATOMIC);
	if (track)
		kmem_cache_free(track_cachep, track);
	return 0;
}

static void __exit slab_exit(void)
{
	kmem_cache_destroy(track_cachep);
	printk(KERN_INFO "slab: gone\n");
}

module_init(slab_init);
module_exit(slab_exit);
