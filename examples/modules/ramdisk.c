// SPDX-License-Identifier: MIT
/*
 * A block device on pages of RAM, each allocated when it is first written to.
 *
 * The lesson: a driver of a disk may be called to make memory free, so what it allocates itself
 * must not wait for that: GFP_NOIO.  It can still fail, and then the bio fails, with the status
 * that says why; the kernel keeps the bytes and tries again.  A page that nobody needs any more
 * (discard) is freed.  Pages may be high, so they are copied by memcpy_page().
 *
 * Below, what is written lies in two pages of the kernel's until fsync(), and then in two of the
 * disk's, too; the second of these is discarded.  The size of the disk has eight bytes everywhere,
 * though the number of that command says size_t.
 *
 *	$ ashlar run --exec ramdisk.exec ramdisk.c megabytes=1
 *	exec:2: open /dev/ramdisk rw = 0
 *	exec:3: ioctl _IOR(0x12, 114, size_t) zeros:8 = 0 hex:0000100000000000
 *	exec:4: write "over the border" at 4090 = 15
 *	exec:5: write "x" at 1048576 expect ENOSPC = -ENOSPC
 *	exec:6: read 15 at 1048570 = 6 hex:000000000000
 *	exec:7: cat /sys/block/ramdisk/pages = 2
 *	0
 *	exec:8: fsync = 0
 *	exec:9: cat /sys/block/ramdisk/pages = 2
 *	2
 *	exec:10: ioctl _IO(0x12, 119) u64:4096+u64:4096 = 0 hex:00100000000000000010000000000000
 *	exec:11: cat /sys/block/ramdisk/pages = 2
 *	1
 *	exec:12: read 15 at 4090 = 15 hex:6f7665722074000000000000000000
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/slab.h>

static unsigned int megabytes = 16;
module_param(megabytes, uint, 0444);
MODULE_PARM_DESC(megabytes, "size of the disk");

/** struct sheet - page @index of the disk, in @ramdisk.sheets by that. */
struct sheet {
	struct rb_node node;
	pgoff_t index;
	struct page *page;
};

/** struct ramdisk - the disk. @lock guards @sheets, @nr_sheets, and the pages of sheets. */
static struct ramdisk {
	struct mutex lock;
	struct rb_root sheets;
	unsigned long nr_sheets;
	struct gendisk *disk;
	int major;
} ramdisk;

/* ---- pages ----------------------------------------------------------------------------------- */

/* The sheet at @index; NULL, and @link and @parent say where one would go. */
static struct sheet *find_sheet(pgoff_t index, struct rb_node ***link, struct rb_node **parent)
{
	*link = &ramdisk.sheets.rb_node;
	*parent = NULL;
	while (**link) {
		struct sheet *s = rb_entry(**link, struct sheet, node);

		if (s->index == index)
			return s;
		*parent = **link;
		*link = index < s->index ? &(*parent)->rb_left : &(*parent)->rb_right;
	}
	return NULL;
}

static struct page *lookup_page(pgoff_t index)
{
	struct rb_node **link, *parent;
	struct sheet *s = find_sheet(index, &link, &parent);

	return s ? s->page : NULL;
}

/* The page at @index, zeroed where it is new; NULL without memory. */
static struct page *get_page_at(pgoff_t index)
{
	struct rb_node **link, *parent;
	struct sheet *s = find_sheet(index, &link, &parent);

	if (s)
		return s->page;
	s = kmalloc(sizeof(*s), GFP_NOIO);
	if (!s)
		return NULL;
	s->page = alloc_page(GFP_NOIO | __GFP_ZERO | __GFP_HIGHMEM);
	if (!s->page) {
		kfree(s);
		return NULL;
	}
	s->index = index;
	rb_link_node(&s->node, parent, link);
	rb_insert_color(&s->node, &ramdisk.sheets);
	ramdisk.nr_sheets++;
	return s->page;
}

static void free_sheet(struct sheet *s)
{
	rb_erase(&s->node, &ramdisk.sheets);
	ramdisk.nr_sheets--;
	__free_page(s->page);
	kfree(s);
}

/* ---- operations ------------------------------------------------------------------------------ */

/* A piece that lies in one page of the disk. */
static blk_status_t copy_piece(struct bio_vec *bv, loff_t pos, bool write)
{
	pgoff_t index = (pgoff_t)(pos >> PAGE_SHIFT);
	struct page *page = write ? get_page_at(index) : lookup_page(index);

	if (page && write)
		memcpy_page(page, offset_in_page(pos), bv->bv_page, bv->bv_offset, bv->bv_len);
	else if (page)
		memcpy_page(bv->bv_page, bv->bv_offset, page, offset_in_page(pos), bv->bv_len);
	else if (write)
		return BLK_STS_RESOURCE;
	else
		memzero_page(bv->bv_page, bv->bv_offset, bv->bv_len);
	return BLK_STS_OK;
}

static blk_status_t transfer(struct bio *bio)
{
	struct bvec_iter iter;
	struct bio_vec bv;
	blk_status_t status = BLK_STS_OK;

	bio_for_each_segment(bv, bio, iter)
	{
		loff_t pos = (loff_t)iter.bi_sector << SECTOR_SHIFT;
		unsigned int left = bv.bv_len;

		/* A piece that begins within a page of the disk may end in the next. */
		for (; left && !status; left -= bv.bv_len, bv.bv_offset += bv.bv_len) {
			bv.bv_len = min_t(unsigned int, left, PAGE_SIZE - offset_in_page(pos));
			status = copy_piece(&bv, pos, op_is_write(bio_op(bio)));
			pos += bv.bv_len;
		}
		if (status)
			break;
	}
	return status;
}

/* Only pages that are in the range from end to end are nobody's any more. */
static void discard(const struct bio *bio)
{
	pgoff_t end = (pgoff_t)(bio_end_sector(bio) >> PAGE_SECTORS_SHIFT);
	struct rb_node *node = rb_first(&ramdisk.sheets), *next;

	for (; node; node = next) {
		struct sheet *s = rb_entry(node, struct sheet, node);

		next = rb_next(node);
		if (((sector_t)s->index << PAGE_SECTORS_SHIFT) >= bio->bi_iter.bi_sector &&
		    s->index < end)
			free_sheet(s);
	}
}

static void ramdisk_submit_bio(struct bio *bio)
{
	mutex_lock(&ramdisk.lock);
	switch (bio_op(bio)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		bio->bi_status = transfer(bio);
		break;
	case REQ_OP_DISCARD:
		discard(bio);
		break;
	default:
		bio->bi_status = BLK_STS_NOTSUPP;
	}
	mutex_unlock(&ramdisk.lock);
	bio_endio(bio);
}

static const struct block_device_operations ramdisk_fops = {
	.owner = THIS_MODULE,
	.submit_bio = ramdisk_submit_bio,
};

/* ---- its life -------------------------------------------------------------------------------- */

static ssize_t pages_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n", ramdisk.nr_sheets);
}
static DEVICE_ATTR_RO(pages);

static struct attribute *ramdisk_attrs[] = { &dev_attr_pages.attr, NULL };
ATTRIBUTE_GROUPS(ramdisk);

static int make_disk(void)
{
	struct queue_limits limits = {
		.max_hw_discard_sectors = UINT_MAX >> SECTOR_SHIFT,
		.discard_granularity = PAGE_SIZE,
	};
	struct gendisk *disk = blk_alloc_disk(&limits, NUMA_NO_NODE);
	int err;

	if (IS_ERR(disk))
		return (int)PTR_ERR(disk);
	disk->major = ramdisk.major;
	disk->minors = 1;
	disk->fops = &ramdisk_fops;
	strscpy(disk->disk_name, "ramdisk", sizeof(disk->disk_name));
	set_capacity(disk, (sector_t)megabytes << (20 - SECTOR_SHIFT));
	err = device_add_disk(NULL, disk, ramdisk_groups);
	if (err)
		put_disk(disk);
	else
		ramdisk.disk = disk;
	return err;
}

static int __init ramdisk_init(void)
{
	int err;

	mutex_init(&ramdisk.lock);
	ramdisk.sheets = RB_ROOT;
	ramdisk.major = register_blkdev(0, "ramdisk");
	if (ramdisk.major < 0)
		return ramdisk.major;
	err = make_disk();
	if (err)
		unregister_blkdev(ramdisk.major, "ramdisk");
	return err;
}

static void __exit ramdisk_exit(void)
{
	struct rb_node *node;

	del_gendisk(ramdisk.disk);
	put_disk(ramdisk.disk);
	unregister_blkdev(ramdisk.major, "ramdisk");
	while ((node = rb_first(&ramdisk.sheets)))
		free_sheet(rb_entry(node, struct sheet, node));
}

module_init(ramdisk_init);
module_exit(ramdisk_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A block device on pages of RAM");
