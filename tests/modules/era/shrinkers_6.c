// SPDX-License-Identifier: MIT
/* Shrinkers as of 6.0, with names, and as of 6.7, allocated. */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define OBJECTS 1000

struct shelf {
	struct list_head objects;
	spinlock_t lock;
	unsigned long nr, freed;
	struct shrinker *shrinker;
};

struct object {
	struct list_head link;
	char data[2000];
};

static struct shelf old, new;
static struct shrinker old_shrinker;

static unsigned long shelf_free(struct shelf *shelf, unsigned long most)
{
	struct object *object, *next;
	unsigned long n = 0;
	LIST_HEAD(gone);

	spin_lock(&shelf->lock);
	list_for_each_entry_safe(object, next, &shelf->objects, link) {
		if (n == most)
			break;
		list_move(&object->link, &gone);
		n++;
	}
	shelf->nr -= n;
	shelf->freed += n;
	spin_unlock(&shelf->lock);
	list_for_each_entry_safe(object, next, &gone, link)
		kfree(object);
	return n;
}

static unsigned long count_objects(struct shrinker *s, struct shrink_control *sc)
{
	struct shelf *shelf = s->private_data;

	return READ_ONCE(shelf->nr) ?: SHRINK_EMPTY;
}

static unsigned long scan_objects(struct shrinker *s, struct shrink_control *sc)
{
	if (!(sc->gfp_mask & __GFP_FS))
		return SHRINK_STOP;
	return shelf_free(s->private_data, sc->nr_to_scan);
}

static void shelf_fill(struct shelf *shelf)
{
	spin_lock_init(&shelf->lock);
	INIT_LIST_HEAD(&shelf->objects);
	while (shelf->nr < OBJECTS) {
		struct object *object = kmalloc(sizeof(*object), GFP_KERNEL);

		if (!object)
			break;
		list_add_tail(&object->link, &shelf->objects);
		shelf->nr++;
	}
}

static int __init shrinkers_init(void)
{
	struct page *page, *next;
	LIST_HEAD(all);
	int err;

	shelf_fill(&old);
	shelf_fill(&new);
	old_shrinker.count_objects = count_objects;
	old_shrinker.scan_objects = scan_objects;
	old_shrinker.seeks = DEFAULT_SEEKS;
	old_shrinker.private_data = &old;
	err = register_shrinker(&old_shrinker, "shelf-%s:%d", "old", 60);
	if (err)
		goto empty;
	new.shrinker = shrinker_alloc(SHRINKER_NUMA_AWARE, "shelf-%s:%d", "new", 67);
	if (!new.shrinker) {
		err = -ENOMEM;
		goto unregister;
	}
	new.shrinker->count_objects = count_objects;
	new.shrinker->scan_objects = scan_objects;
	new.shrinker->private_data = &new;
	shrinker_register(new.shrinker);
	while (!(old.freed && new.freed) && (page = alloc_page(GFP_KERNEL)))
		list_add(&page->lru, &all);
	pr_info("shrinkers: old %d, new %d\n", old.freed > 0, new.freed > 0);
	list_for_each_entry_safe(page, next, &all, lru)
		__free_page(page);
	return 0;
unregister:
	unregister_shrinker(&old_shrinker);
empty:
	shelf_free(&old, OBJECTS);
	shelf_free(&new, OBJECTS);
	return err;
}

static void __exit shrinkers_exit(void)
{
	shrinker_free(new.shrinker);
	unregister_shrinker(&old_shrinker);
	shelf_free(&old, OBJECTS);
	shelf_free(&new, OBJECTS);
}

module_init(shrinkers_init);
module_exit(shrinkers_exit);
MODULE_LICENSE("GPL");
