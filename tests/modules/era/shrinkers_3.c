// SPDX-License-Identifier: MIT
/* A cache of objects that shrinks, as of 3.1 to 3.11: one callback, which counts when given 0. */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

#define OBJECTS 4000

struct object {
	struct list_head lru;
	char data[1000];
};

static LIST_HEAD(objects);
static DEFINE_MUTEX(objects_lock);
static struct kmem_cache *cache;
static int nr_objects, freed;

static int shrink_objects(struct shrinker *shrink, struct shrink_control *sc)
{
	struct object *object;
	unsigned long n;

	if (!sc->nr_to_scan)
		return nr_objects;
	if (!mutex_trylock(&objects_lock))
		return -1;
	for (n = 0; n < sc->nr_to_scan && !list_empty(&objects); n++) {
		object = list_first_entry(&objects, struct object, lru);
		list_del(&object->lru);
		kmem_cache_free(cache, object);
		nr_objects--;
		freed++;
	}
	mutex_unlock(&objects_lock);
	return nr_objects;
}

static struct shrinker objects_shrinker = {
	.shrink = shrink_objects,
	.seeks = DEFAULT_SEEKS,
};

static int __init shrinkers_init(void)
{
	struct page *page, *next;
	LIST_HEAD(all);

	cache = KMEM_CACHE(object, SLAB_RECLAIM_ACCOUNT);
	if (!cache)
		return -ENOMEM;
	while (nr_objects < OBJECTS) {
		struct object *object = kmem_cache_alloc(cache, GFP_KERNEL);

		if (!object)
			break;
		list_add(&object->lru, &objects);
		nr_objects++;
	}
	register_shrinker(&objects_shrinker);
	while (!freed && (page = alloc_page(GFP_KERNEL)))
		list_add(&page->lru, &all);
	printk(KERN_INFO "shrinkers: %s freed, %d in all\n", freed ? "some" : "none",
	       nr_objects + freed);
	list_for_each_entry_safe(page, next, &all, lru)
		__free_page(page);
	return 0;
}

static void __exit shrinkers_exit(void)
{
	struct shrink_control sc = { .gfp_mask = GFP_KERNEL, .nr_to_scan = OBJECTS };

	unregister_shrinker(&objects_shrinker);
	shrink_objects(&objects_shrinker, &sc);
	kmem_cache_destroy(cache);
}

module_init(shrinkers_init);
module_exit(shrinkers_exit);
MODULE_LICENSE("GPL");
