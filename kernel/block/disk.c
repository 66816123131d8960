// SPDX-License-Identifier: MIT
/*
 * Disks: their lives, and how they are found.
 *
 *	alloc_disk(), ...	memory, with a reference of the maker's
 *	add_disk()		/dev/NAME and its folder in /sys; it can be opened
 *	del_gendisk()		what is dirty is written; then nothing is read or written any more
 *	put_disk()		the last reference: its queue goes, and it
 *
 * A disk is one device: no partitions are looked for, so nothing is read before someone opens it.
 */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kernel/block/disk.h"
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"

static struct {
	struct lock lock;
	struct list_head list;	 /* that were added, in that order */
	unsigned int next_minor; /* of BLOCK_EXT_MAJOR */
} disks;

/* ---- making ---------------------------------------------------------------------------------- */

static void disk_release(struct device *dev)
{
	struct gendisk *disk = dev_to_disk(dev);
	struct request_queue *q = disk->queue;

	cache_free(disk->part0);
	if (q && q->owned_by_disk)
		queue_end(q);
	if (q && (q->owned_by_disk || disk->queue_kept)) {
		q->disk = NULL;
		blk_put_queue(q);
	}
	if (test_bit(GD_ADDED, &disk->state) && disk->fops->free_disk)
		disk->fops->free_disk(disk);
	kfree(disk);
}

static void setup_bdev(struct block_device *bdev, struct gendisk *disk)
{
	struct inode *inode = &bdev->bd_inode_mem;

	bdev->bd_disk = disk;
	bdev->bd_inode = inode;
	bdev->bd_mapping = inode->i_mapping = &inode->i_data;
	mutex_init(&bdev->bd_mutex);
	inode->i_mode = S_IFBLK;
	inode->i_blkbits = PAGE_SHIFT;
	inode->i_data.host = inode;
	spin_lock_init(&inode->i_lock);
	init_rwsem(&inode->i_rwsem);
	INIT_LIST_HEAD(&inode->i_devices);
	device_initialize(&bdev->bd_device);
	bdev->bd_device.class = &block_class;
	bdev->bd_device.release = disk_release;
	bdev->bd_device.node_fops = &def_blk_fops;
}

struct gendisk *alloc_disk_node(int minors, int node)
{
	struct gendisk *disk = kzalloc_node(sizeof(*disk), GFP_KERNEL, node);

	if (!disk)
		return NULL;
	disk->minors = minors;
	disk->node_id = node;
	disk->part0 = &disk->bdev;
	mutex_init(&disk->open_mutex);
	INIT_LIST_HEAD(&disk->link);
	setup_bdev(disk->part0, disk);
	if (!cache_new(disk->part0))
		return disk;
	put_disk(disk);
	return NULL;
}
EXPORT_SYMBOL(alloc_disk_node);

/* A disk with @q as its own, which it gets also where there is no disk. */
static struct gendisk *alloc_with(struct request_queue *q)
{
	struct gendisk *disk;

	if (IS_ERR(q))
		return ERR_CAST(q);
	disk = alloc_disk_node(0, q->node);
	if (!disk) {
		blk_put_queue(q);
		return ERR_PTR(-ENOMEM);
	}
	q->owned_by_disk = true;
	q->disk = disk;
	disk->queue = disk->part0->bd_queue = q;
	return disk;
}

struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node)
{
	return alloc_with(queue_new(lim, node));
}
EXPORT_SYMBOL(__blk_alloc_disk);

struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim,
				    void *queuedata)
{
	return alloc_with(blk_mq_alloc_queue(set, lim, queuedata));
}
EXPORT_SYMBOL(__blk_mq_alloc_disk);

/** put_disk - drop a reference; NULL is fine. */
void put_disk(struct gendisk *disk)
{
	if (disk)
		put_device(disk_to_dev(disk));
}
EXPORT_SYMBOL(put_disk);

/** blk_cleanup_disk - put_disk() and the end of its queue, from 5.14 to 5.18. */
void blk_cleanup_disk(struct gendisk *disk)
{
	queue_end(disk->queue);
	put_disk(disk);
}
EXPORT_SYMBOL(blk_cleanup_disk);

/* ---- adding ---------------------------------------------------------------------------------- */

static bool overlaps(const struct gendisk *a, const struct gendisk *b)
{
	return a->major == b->major && a->first_minor < b->first_minor + b->minors &&
	       b->first_minor < a->first_minor + a->minors;
}

/* In the list of disks, with a number that no other has. */
static int enter_list(struct gendisk *disk)
{
	struct gendisk *d;
	int err = 0;

	lock_acquire(&disks.lock);
	if (!disk->major) {
		disk->major = BLOCK_EXT_MAJOR;
		disk->first_minor = (int)disks.next_minor++;
		disk->minors = 1;
	}
	list_for_each_entry(d, &disks.list, link)
		if (overlaps(disk, d))
			err = -EBUSY;
	if (!err)
		list_add_tail(&disk->link, &disks.list);
	lock_release(&disks.lock);
	return err;
}

static void leave_list(struct gendisk *disk)
{
	lock_acquire(&disks.lock);
	list_del_init(&disk->link);
	lock_release(&disks.lock);
}

static int check_disk(const struct gendisk *disk)
{
	if (WARN(!disk->queue, "add_disk(): disk %s has no queue\n", disk->disk_name) ||
	    WARN(!disk->fops, "add_disk(): disk %s has no operations\n", disk->disk_name) ||
	    WARN(!*disk->disk_name, "add_disk(): a disk without a name\n") ||
	    WARN(test_bit(GD_ADDED, &disk->state), "add_disk(): disk %s was added before\n",
		 disk->disk_name))
		return -EINVAL;
	/* A number without minors, or minors without a number. */
	if (WARN_ON(!disk->major != !disk->minors))
		return -EINVAL;
	if (disk->first_minor < 0 || disk->minors > (int)(MINORMASK + 1) - disk->first_minor)
		return -EINVAL;
	return 0;
}

static int make_device(struct gendisk *disk, struct device *parent,
		       const struct attribute_group **groups)
{
	struct device *dev = disk_to_dev(disk);
	int err = dev_set_name(dev, "%s", disk->disk_name);

	if (err)
		return err;
	dev->parent = parent;
	dev->kept_parent = get_device(parent);
	dev->devt = disk->part0->bd_dev = disk_devt(disk);
	dev->groups = groups;
	dev->type = &disk_type;
	return device_add_from(dev, disk->maker);
}

/* What stat() says of /dev/NAME has to be right where it is shown as a plain file. */
static void show_size(struct gendisk *disk)
{
	loff_t bytes = bdev_nr_bytes(disk->part0);
	struct tree_node *node = device_node(disk_to_dev(disk));

	i_size_write(disk->part0->bd_inode, bytes);
	if (!node)
		return;
	i_size_write(&node->inode, bytes);
	tree_put(node);
}

static int add_from(struct gendisk *disk, struct device *parent,
		    const struct attribute_group **groups, const void *maker)
{
	int err = check_disk(disk);

	if (err)
		return err;
	disk->maker = maker;
	err = enter_list(disk);
	if (err)
		return err;
	if (!disk->queue->owned_by_disk) {
		blk_get_queue(disk->queue);
		disk->queue_kept = true;
	}
	disk->queue->disk = disk;
	disk->part0->bd_queue = disk->queue;
	set_bit(GD_ADDED, &disk->state);
	err = make_device(disk, parent, groups);
	if (err) {
		clear_bit(GD_ADDED, &disk->state);
		leave_list(disk);
		return err;
	}
	show_size(disk);
	return 0;
}

int device_add_disk(struct device *parent, struct gendisk *disk,
		    const struct attribute_group **groups)
{
	return add_from(disk, parent, groups, __builtin_return_address(0));
}
EXPORT_SYMBOL(device_add_disk);

int add_disk(struct gendisk *disk)
{
	return add_from(disk, NULL, NULL, __builtin_return_address(0));
}
EXPORT_SYMBOL(add_disk);

/* Return: false where somebody else has, or is about to. */
static bool remove_disk(struct gendisk *disk)
{
	if (test_and_set_bit(GD_REMOVED, &disk->state))
		return false;
	set_bit(GD_DEAD, &disk->state);
	leave_list(disk);
	device_del(disk_to_dev(disk));
	set_capacity(disk, 0);
	/* What is dirty still could not be written. */
	kill_bdev(disk->part0);
	if (disk->queue->owned_by_disk) {
		queue_end(disk->queue);
	} else {
		queue_drain(disk->queue);
		queue_undrain(disk->queue);
	}
	return true;
}

/** del_gendisk - the disk is no more; put_disk() is due.  Files that are open read nothing. */
void del_gendisk(struct gendisk *disk)
{
	might_sleep();
	if (WARN_ON_ONCE(!test_bit(GD_ADDED, &disk->state) || test_bit(GD_REMOVED, &disk->state)))
		return;
	sync_blockdev(disk->part0);
	remove_disk(disk);
}
EXPORT_SYMBOL(del_gendisk);

/* ---- capacity and the like ------------------------------------------------------------------- */

/** set_capacity - it has @sectors of 512 bytes. */
void set_capacity(struct gendisk *disk, sector_t sectors)
{
	WRITE_ONCE(disk->part0->bd_nr_sectors, sectors);
	if (test_bit(GD_ADDED, &disk->state))
		show_size(disk);
}
EXPORT_SYMBOL(set_capacity);

/** set_capacity_and_notify - and say so. Return: whether it was another. */
bool set_capacity_and_notify(struct gendisk *disk, sector_t sectors)
{
	sector_t before = get_capacity(disk);

	set_capacity(disk, sectors);
	if (before == sectors || !before || !sectors || !disk_live(disk))
		return false;
	pr_info("%s: detected capacity change from %llu to %llu\n", disk->disk_name,
		(unsigned long long)before, (unsigned long long)sectors);
	kobject_uevent(&disk_to_dev(disk)->kobj, KOBJ_CHANGE);
	return true;
}
EXPORT_SYMBOL(set_capacity_and_notify);

void set_disk_ro(struct gendisk *disk, bool read_only)
{
	if (read_only)
		set_bit(GD_READ_ONLY, &disk->state);
	else
		clear_bit(GD_READ_ONLY, &disk->state);
}
EXPORT_SYMBOL(set_disk_ro);

bool disk_check_media_change(struct gendisk *disk)
{
	const struct block_device_operations *fops = disk->fops;
	bool changed = false;

	if (fops->check_events)
		changed = fops->check_events(disk, DISK_EVENT_MEDIA_CHANGE) &
			  DISK_EVENT_MEDIA_CHANGE;
	else if (fops->media_changed)
		changed = fops->media_changed(disk);
	if (changed)
		kill_bdev(disk->part0);
	return changed;
}
EXPORT_SYMBOL(disk_check_media_change);

bool bdev_check_media_change(struct block_device *bdev)
{
	return disk_check_media_change(bdev->bd_disk);
}
EXPORT_SYMBOL(bdev_check_media_change);

/** check_disk_change - and have the driver look at the new one; until 5.9. */
int check_disk_change(struct block_device *bdev)
{
	struct gendisk *disk = bdev->bd_disk;

	if (!disk_check_media_change(disk))
		return 0;
	if (disk->fops->revalidate_disk)
		disk->fops->revalidate_disk(disk);
	return 1;
}
EXPORT_SYMBOL(check_disk_change);

/* ---- finding --------------------------------------------------------------------------------- */

struct gendisk *disk_find(dev_t devt)
{
	struct gendisk *d, *found = NULL;

	lock_acquire(&disks.lock);
	list_for_each_entry(d, &disks.list, link)
		if (disk_devt(d) == devt && kobject_get_unless_zero(&disk_to_dev(d)->kobj)) {
			found = d;
			break;
		}
	lock_release(&disks.lock);
	return found;
}

void disk_for_each(void (*fn)(struct gendisk *disk, void *arg), void *arg)
{
	struct gendisk *d;

	lock_acquire(&disks.lock);
	list_for_each_entry(d, &disks.list, link)
		fn(d, arg);
	lock_release(&disks.lock);
}

/* ---- life ------------------------------------------------------------------------------------ */

static const struct block_device_operations dead_fops;
static const struct blk_mq_ops dead_mq_ops;

static bool is_of(const struct leftovers *l, const struct gendisk *d)
{
	return leftovers_has(l, d->maker) || leftovers_has(l, d->fops);
}

/* A disk of the module's that is there, referenced; NULL where there is none more. */
static struct gendisk *find_of(const struct leftovers *l, bool crashed_too)
{
	struct gendisk *d, *found = NULL;

	lock_acquire(&disks.lock);
	list_for_each_entry(d, &disks.list, link) {
		if (!is_of(l, d) || test_bit(GD_REMOVED, &d->state))
			continue;
		if (queue_crashed(d->queue) && !crashed_too)
			continue;
		if (!kobject_get_unless_zero(&disk_to_dev(d)->kobj))
			continue;
		found = d;
		break;
	}
	lock_release(&disks.lock);
	return found;
}

void disks_die(const struct leftovers *l)
{
	struct gendisk *d;

	/* All of them, before the first who waits goes on. */
	lock_acquire(&disks.lock);
	list_for_each_entry(d, &disks.list, link)
		if (is_of(l, d))
			set_bit(GD_DEAD, &d->state);
	lock_release(&disks.lock);
	while ((d = find_of(l, false))) {
		pr_err("%s: its driver has crashed\n", d->disk_name);
		disk_die(d);
		put_disk(d);
	}
}

/* None of the module's code is called any more; where nobody else removes it, so do we. */
static void forget_disk(struct gendisk *disk)
{
	disk_die(disk);
	disk->fops = &dead_fops;
	disk->queue->make_request_fn = NULL;
	if (disk->queue->mq_ops)
		disk->queue->mq_ops = &dead_mq_ops;
	if (remove_disk(disk))
		put_disk(disk);
}

void disks_forget(const struct leftovers *l)
{
	struct gendisk *d;

	while ((d = find_of(l, true))) {
		leftovers_say(l, "disk", d->disk_name, d->maker);
		forget_disk(d);
		put_disk(d);
	}
}

void disks_init(void)
{
	lock_init(&disks.lock);
	INIT_LIST_HEAD(&disks.list);
	disks.next_minor = 0;
}
