// SPDX-License-Identifier: MIT
/* A store that shrinks, by the functions of 2.6: set_shrinker(), and one number that says all. */
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#define STORE 500

static LIST_HEAD(store);
static DEFINE_SPINLOCK(lock);
static int stored, asked;
static struct shrinker *shrinker;

static int shrink_store(int nr_to_scan, gfp_t gfp_mask)
{
	struct page *page;
	int left;

	spin_lock(&lock);
	asked += nr_to_scan != 0;
	while (nr_to_scan-- > 0 && !list_empty(&store)) {
		page = list_entry(store.next, struct page, lru);
		list_del(&page->lru);
		__free_page(page);
		stored--;
	}
	left = stored;
	spin_unlock(&lock);
	return left;
}

static int __init shrinkers_init(void)
{
	struct page *page, *next;
	LIST_HEAD(all);

	while (stored < STORE && (page = alloc_page(GFP_KERNEL))) {
		list_add(&page->lru, &store);
		stored++;
	}
	shrinker = set_shrinker(DEFAULT_SEEKS, shrink_store);
	if (!shrinker)
		return -ENOMEM;
	while (stored && (page = alloc_page(GFP_KERNEL)))
		list_add(&page->lru, &all);
	printk(KERN_INFO "shrinkers: %d of %d left, asked %d\n", stored, STORE, asked > 0);
	list_for_each_entry_safe(page, next, &all, lru)
		__free_page(page);
	return 0;
}

static void __exit shrinkers_exit(void)
{
	remove_shrinker(shrinker);
	shrink_store(STORE, GFP_KERNEL);
}

module_init(shrinkers_init);
module_exit(shrinkers_exit);
MODULE_LICENSE("GPL");
