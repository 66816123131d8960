// SPDX-License-Identifier: MIT
/* What is new: cleanup by scope, caches by arguments, sizes that cannot overflow, bulk. */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct item {
	struct kref ref;
	struct list_head node;
	u32 len;
	u8 data[] __counted_by(len);
};

static DEFINE_MUTEX(lock);
static LIST_HEAD(items);

static void item_free(struct kref *ref)
{
	kfree(container_of(ref, struct item, ref));
}

static int __init caches(void)
{
	struct kmem_cache_args args = { .align = 64 };
	struct kmem_cache *a = kmem_cache_create("by_args", 48, &args, SLAB_HWCACHE_ALIGN);
	struct kmem_cache *b = KMEM_CACHE(item, SLAB_ACCOUNT | SLAB_NO_MERGE);
	void *objects[8];

	if (!a || !b)
		return -ENOMEM;
	pr_info("guards: %d objects\n", kmem_cache_alloc_bulk(a, GFP_KERNEL, 8, objects));
	kmem_cache_free_bulk(a, 8, objects);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	return 0;
}

static int __init guards_init(void)
{
	char *name __free(kfree) = kasprintf(GFP_KERNEL, "%s-%d", "item", 3);
	struct item *item = kzalloc(struct_size(item, data, 10), GFP_KERNEL_ACCOUNT);
	struct page *pages[4] = {};
	unsigned long nr;
	int *zeros;
	void *big;

	if (!name || !item)
		return -ENOMEM;
	item->len = 10;
	kref_init(&item->ref);
	scoped_guard(mutex, &lock) list_add(&item->node, &items);
	{
		guard(mutex)(&lock);
		list_del(&item->node);
	}
	kref_put(&item->ref, item_free);

	nr = alloc_pages_bulk_array(GFP_KERNEL, 4, pages);
	pr_info("guards: %s, %lu pages, room for %zu\n", name, nr, kmalloc_size_roundup(100));
	while (nr--)
		__free_page(pages[nr]);

	zeros = kcalloc(3, sizeof(*zeros), GFP_KERNEL);
	zeros = krealloc_array(zeros, 6, sizeof(*zeros), GFP_KERNEL | __GFP_ZERO);
	pr_info("guards: the new part is %d\n", zeros ? zeros[5] : -1);
	kfree_sensitive(zeros);
	big = kvcalloc(10, 100000, GFP_KERNEL);
	big = kvrealloc(big, 2000000, GFP_KERNEL);
	kvfree(big);
	return caches();
}

static void __exit guards_exit(void)
{
}

module_init(guards_init);
module_exit(guards_exit);
MODULE_LICENSE("Dual BSD/GPL");
