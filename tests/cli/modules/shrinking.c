// SPDX-License-Identifier: MIT
/* A module with a shrinker: one that works, is left behind, or crashes, in the background too. */
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/oom.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/swap.h>

static char *what = "nothing";
module_param(what, charp, 0444);

struct item {
	struct list_head link;
	char data[4000];
};

static LIST_HEAD(items);
static DEFINE_SPINLOCK(lock);
static unsigned long nr_items, in_background, by_callers;

static unsigned long items_count(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(nr_items);
}

static unsigned long items_scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long n = 0;
	struct item *item;

	if (!strcmp(what, "crash"))
		*(volatile int *)8 = 1;
	if (current_is_kswapd())
		in_background++;
	else
		by_callers++;
	while (n < sc->nr_to_scan) {
		spin_lock(&lock);
		item = list_first_entry_or_null(&items, struct item, link);
		if (item) {
			list_del(&item->link);
			nr_items--;
		}
		spin_unlock(&lock);
		if (!item)
			break;
		kfree(item);
		n++;
	}
	return n;
}

static struct shrinker shrinker = {
	.count_objects = items_count,
	.scan_objects = items_scan,
	.seeks = DEFAULT_SEEKS,
};

static int no_store(struct notifier_block *nb, unsigned long action, void *freed)
{
	return NOTIFY_OK;
}

static struct notifier_block notifier = { .notifier_call = no_store };

/* Twice the machine's memory, a part of it at a time. */
static int fill(void)
{
	unsigned long n = 2 * totalram_pages();

	while (n--) {
		struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);

		if (!item)
			return -ENOMEM;
		spin_lock(&lock);
		list_add_tail(&item->link, &items);
		nr_items++;
		spin_unlock(&lock);
	}
	return 0;
}

/* A little below the low mark, so that the thread is woken and finds something to ask. */
static void wait_for_background(void)
{
	struct item *item = kmalloc(sizeof(*item), GFP_KERNEL);
	LIST_HEAD(pages);
	struct page *page, *next;

	if (item) {
		list_add(&item->link, &items);
		nr_items = 100000;
	}
	while ((page = alloc_page(GFP_NOWAIT | __GFP_NOWARN)))
		list_add(&page->lru, &pages);
	msleep(200);
	list_for_each_entry_safe(page, next, &pages, lru)
		__free_page(page);
	nr_items = 0;
	kfree(item);
	INIT_LIST_HEAD(&items);
}

static int __init shrinking_init(void)
{
	int err;

	err = register_shrinker(&shrinker, "items");
	if (err)
		return err;
	if (!strcmp(what, "fill")) {
		err = fill();
		pr_info("shrinking: filled %d, %s\n", err,
			in_background || by_callers ? "some were freed" : "none was freed");
		pr_info("shrinking: in the background %d\n", in_background > 0);
	}
	if (!strcmp(what, "crash"))
		wait_for_background();
	if (!strcmp(what, "leave"))
		register_oom_notifier(&notifier);
	return 0;
}

static void __exit shrinking_exit(void)
{
	struct item *item, *next;

	if (!strcmp(what, "leave") || !strcmp(what, "crash"))
		return;
	unregister_shrinker(&shrinker);
	list_for_each_entry_safe(item, next, &items, link)
		kfree(item);
}

module_init(shrinking_init);
module_exit(shrinking_exit);
MODULE_LICENSE("GPL");
