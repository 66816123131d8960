// SPDX-License-Identifier: MIT
/* The life of all block devices, what modules leave of them, and their invariants. */
#include "kernel/block/disk.h"
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/files/sysfs.h"

struct class block_class = { .name = "block" };

/* ---- life ------------------------------------------------------------------------------------ */

int block_init(void)
{
	int err;

	majors_init();
	disks_init();
	mq_init();
	caches_init();
	devices_show_blocks = blkdevs_show;
	block_class.p = NULL;
	err = bio_layer_init();
	if (!err)
		err = waits_init();
	if (!err)
		err = class_register(&block_class);
	/* Made here, so that no module's first disk pays for it. */
	if (!err && class_folder(&block_class) == virtual_kobj)
		err = -ENOMEM;
	if (!err)
		err = block_files_init();
	if (err)
		block_exit();
	return err;
}

void block_exit(void)
{
	devices_show_blocks = NULL;
	if (block_class.p)
		class_unregister(&block_class);
	waits_exit();
	lost_requests_free();
	bio_layer_exit();
}

void block_forget(const char *module, unsigned long start, unsigned long end, bool crashed)
{
	const struct leftovers l = { module, start, end, crashed };

	if (!block_class.p)
		return;
	disks_forget(&l);
	majors_forget(&l);
}

void block_crashed(unsigned long start, unsigned long end)
{
	const struct leftovers l = { .start = start, .end = end };

	if (block_class.p)
		disks_die(&l);
}

/* ---- invariants ------------------------------------------------------------------------------ */

static unsigned long walk_list(const struct list_head *list, bool dirty, int *broken)
{
	struct cache_page *p;
	unsigned long nr = 0;

	list_for_each_entry(p, list, lru) {
		nr++;
		*broken += PageDirty(p->page) != dirty || !p->refs || p->gone;
	}
	return nr;
}

/* While nobody uses the pages; else one may be on its way from the one list to the other. */
static bool check_cache(struct block_cache *c, void *arg)
{
	unsigned long clean, dirty, in_tree = 0;
	struct rb_node *node;
	int broken = 0;

	lock_acquire(&c->lock);
	for (node = rb_first(&c->pages); node; node = rb_next(node))
		in_tree++;
	clean = walk_list(&c->clean, false, &broken);
	dirty = walk_list(&c->dirty, true, &broken);
	broken += in_tree != c->nr_pages || clean + dirty != in_tree || dirty != c->nr_dirty;
	lock_release(&c->lock);
	if (broken)
		pr_err("block: the cache of %s has %lu pages, %lu clean and %lu dirty ones, and "
		       "says %lu and %lu\n",
		       c->bdev->bd_disk->disk_name, in_tree, clean, dirty, c->nr_pages,
		       c->nr_dirty);
	*(int *)arg += broken;
	return true;
}

static void check_queue(struct gendisk *disk, void *broken)
{
	for (unsigned int i = 0; i < disk->queue->nr_hw_queues; i++)
		*(int *)broken += tags_check(disk->queue->hctxs[i]->tags);
}

int block_check(void)
{
	int broken = 0;

	cache_for_each(check_cache, &broken);
	disk_for_each(check_queue, &broken);
	return broken;
}
