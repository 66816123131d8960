// SPDX-License-Identifier: MIT
/*
 * Has what the machine may ask for: objects that a shrinker gives up, and movable pages with gaps
 * between them.  Says in the end how much of it was asked for.
 */
#include <linux/list.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#define NR_OBJECTS 1000
#define NR_PAGES   2000

struct object {
	struct list_head link;
};

static LIST_HEAD(objects);
static DEFINE_SPINLOCK(lock);
static unsigned long nr_objects;

/* Movable page i is at pages[i], and its private word is i. */
static struct page *pages[NR_PAGES];
static unsigned long nr_moved;

static unsigned long objects_count(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(nr_objects);
}

static void drop_one(void)
{
	struct object *object;

	spin_lock(&lock);
	object = list_first_entry_or_null(&objects, struct object, link);
	if (object) {
		list_del(&object->link);
		nr_objects--;
	}
	spin_unlock(&lock);
	kfree(object);
}

static unsigned long objects_scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long before = READ_ONCE(nr_objects);

	for (unsigned long n = 0; n < sc->nr_to_scan; n++)
		drop_one();
	return before - READ_ONCE(nr_objects);
}

static struct shrinker shrinker = {
	.count_objects = objects_count,
	.scan_objects = objects_scan,
	.seeks = DEFAULT_SEEKS,
};

static bool isolate(struct page *page, isolate_mode_t mode)
{
	return true;
}

static void putback(struct page *page)
{
}

static int migrate(struct page *dst, struct page *src, enum migrate_mode mode);

static const struct movable_operations movable_ops = {
	.isolate_page = isolate,
	.migrate_page = migrate,
	.putback_page = putback,
};

static int migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	unsigned long i = page_private(src);

	memcpy(page_address(dst), page_address(src), PAGE_SIZE);
	get_page(dst);
	set_page_private(dst, i);
	__SetPageMovable(dst, &movable_ops);
	pages[i] = dst;
	nr_moved++;
	__ClearPageMovable(src);
	set_page_private(src, 0);
	put_page(src);
	return MIGRATEPAGE_SUCCESS;
}

static void release(unsigned long i)
{
	struct page *page = pages[i];

	if (!page)
		return;
	lock_page(page);
	__ClearPageMovable(page);
	set_page_private(page, 0);
	unlock_page(page);
	put_page(page);
	pages[i] = NULL;
}

/* Pages that hold their numbers, three of four of which go again. */
static int take_pages(void)
{
	for (unsigned long i = 0; i < NR_PAGES; i++) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_MOVABLE);

		if (!page)
			return -ENOMEM;
		*(unsigned long *)page_address(page) = i;
		pages[i] = page;
		lock_page(page);
		set_page_private(page, i);
		__SetPageMovable(page, &movable_ops);
		unlock_page(page);
	}
	for (unsigned long i = 0; i < NR_PAGES; i++)
		if (i % 4)
			release(i);
	return 0;
}

static void release_all(void)
{
	for (unsigned long i = 0; i < NR_PAGES; i++)
		release(i);
	while (nr_objects)
		drop_one();
}

static int __init sparing_init(void)
{
	int err;

	for (int i = 0; i < NR_OBJECTS; i++) {
		struct object *object = kmalloc(sizeof(*object), GFP_KERNEL);

		if (!object)
			break;
		list_add_tail(&object->link, &objects);
		nr_objects++;
	}
	err = take_pages() ?: register_shrinker(&shrinker, "objects");
	if (err)
		release_all();
	else
		pr_info("sparing: has %lu objects\n", nr_objects);
	return err;
}

static void __exit sparing_exit(void)
{
	unsigned long spoiled = 0;

	unregister_shrinker(&shrinker);
	for (unsigned long i = 0; i < NR_PAGES; i += 4)
		spoiled += *(unsigned long *)page_address(pages[i]) != i;
	pr_info("sparing: %lu objects are left\n", nr_objects);
	pr_info("sparing: pages have %s, %lu are spoiled\n", nr_moved ? "moved" : "not moved",
		spoiled);
	release_all();
}

module_init(sparing_init);
module_exit(sparing_exit);
MODULE_LICENSE("GPL");
