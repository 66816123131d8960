// SPDX-License-Identifier: MIT
/* What is to be seen of disks: /proc/partitions, /proc/diskstats, /sys/block and their files. */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sysfs.h>
#include "base/textbuf.h"
#include "kernel/block/disk.h"
#include "kernel/files/device.h"
#include "kernel/files/machine_files.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"

/* ---- /proc ----------------------------------------------------------------------------------- */

static void show_partition(struct gendisk *disk, void *t)
{
	if (get_capacity(disk))
		textbuf_printf(t, "%4d  %7d %10llu %s\n", disk->major, disk->first_minor,
			       (unsigned long long)get_capacity(disk) / 2, disk->disk_name);
}

static void partitions_show(struct textbuf *t)
{
	textbuf_puts(t, "major minor  #blocks  name\n\n");
	disk_for_each(show_partition, t);
}

static unsigned long long stat_of(const atomic64_t *v)
{
	return (unsigned long long)atomic64_read(v);
}

/* Operations, merged ones, sectors, milliseconds: of the second and fourth there are none here. */
static void show_stats(struct textbuf *t, const struct disk_stats *s)
{
	textbuf_printf(t, "%llu 0 %llu 0 %llu 0 %llu 0 0 0 0 %llu 0 %llu 0 %llu 0\n",
		       stat_of(&s->ios[STAT_READ]), stat_of(&s->sectors[STAT_READ]),
		       stat_of(&s->ios[STAT_WRITE]), stat_of(&s->sectors[STAT_WRITE]),
		       stat_of(&s->ios[STAT_DISCARD]), stat_of(&s->sectors[STAT_DISCARD]),
		       stat_of(&s->ios[STAT_FLUSH]));
}

static void show_diskstats(struct gendisk *disk, void *t)
{
	textbuf_printf(t, "%4d %7d %s ", disk->major, disk->first_minor, disk->disk_name);
	show_stats(t, &disk->part0->bd_stats);
}

static void diskstats_show(struct textbuf *t)
{
	disk_for_each(show_diskstats, t);
}

/* ---- /sys/block/NAME ------------------------------------------------------------------------- */

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", (unsigned long long)get_capacity(dev_to_disk(dev)));
}
static DEVICE_ATTR_RO(size);

static ssize_t ro_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", get_disk_ro(dev_to_disk(dev)));
}
static DEVICE_ATTR_RO(ro);

static ssize_t removable_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", !!(dev_to_disk(dev)->flags & GENHD_FL_REMOVABLE));
}
static DEVICE_ATTR_RO(removable);

static ssize_t stat_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct textbuf t;

	textbuf_init(&t, buf, PAGE_SIZE);
	show_stats(&t, &dev_to_bdev(dev)->bd_stats);
	return (ssize_t)t.len;
}
static DEVICE_ATTR_RO(stat);

static struct attribute *disk_attrs[] = {
	&dev_attr_size.attr, &dev_attr_ro.attr, &dev_attr_removable.attr, &dev_attr_stat.attr, NULL,
};

#define QUEUE_NUMBER(_name, _value)                                                               \
	static ssize_t _name##_show(struct device *dev, struct device_attribute *attr, char *buf) \
	{                                                                                         \
		const struct request_queue *q = dev_to_disk(dev)->queue;                          \
                                                                                                  \
		return sysfs_emit(buf, "%llu\n", (unsigned long long)(_value));                   \
	}                                                                                         \
	static DEVICE_ATTR_RO(_name)

QUEUE_NUMBER(logical_block_size, q->limits.logical_block_size);
QUEUE_NUMBER(physical_block_size, q->limits.physical_block_size);
QUEUE_NUMBER(hw_sector_size, q->limits.logical_block_size);
QUEUE_NUMBER(minimum_io_size, q->limits.io_min);
QUEUE_NUMBER(optimal_io_size, q->limits.io_opt);
QUEUE_NUMBER(chunk_sectors, q->limits.chunk_sectors);
QUEUE_NUMBER(max_sectors_kb, q->limits.max_sectors / 2);
QUEUE_NUMBER(max_hw_sectors_kb, q->limits.max_hw_sectors / 2);
QUEUE_NUMBER(max_segments, q->limits.max_segments);
QUEUE_NUMBER(max_segment_size, q->limits.max_segment_size);
QUEUE_NUMBER(discard_granularity, q->limits.discard_granularity);
QUEUE_NUMBER(discard_max_bytes, (u64)q->limits.max_discard_sectors << SECTOR_SHIFT);
QUEUE_NUMBER(write_zeroes_max_bytes, (u64)q->limits.max_write_zeroes_sectors << SECTOR_SHIFT);
QUEUE_NUMBER(nr_requests, q->nr_requests);
QUEUE_NUMBER(rotational, !blk_queue_nonrot(q));
QUEUE_NUMBER(fua, !!(q->limits.features & BLK_FEAT_FUA));

static ssize_t write_cache_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	bool back = dev_to_disk(dev)->queue->limits.features & BLK_FEAT_WRITE_CACHE;

	return sysfs_emit(buf, "write %s\n", back ? "back" : "through");
}
static DEVICE_ATTR_RO(write_cache);

static struct attribute *queue_attrs[] = {
	&dev_attr_logical_block_size.attr,
	&dev_attr_physical_block_size.attr,
	&dev_attr_hw_sector_size.attr,
	&dev_attr_minimum_io_size.attr,
	&dev_attr_optimal_io_size.attr,
	&dev_attr_chunk_sectors.attr,
	&dev_attr_max_sectors_kb.attr,
	&dev_attr_max_hw_sectors_kb.attr,
	&dev_attr_max_segments.attr,
	&dev_attr_max_segment_size.attr,
	&dev_attr_discard_granularity.attr,
	&dev_attr_discard_max_bytes.attr,
	&dev_attr_write_zeroes_max_bytes.attr,
	&dev_attr_nr_requests.attr,
	&dev_attr_rotational.attr,
	&dev_attr_fua.attr,
	&dev_attr_write_cache.attr,
	NULL,
};

static const struct attribute_group disk_group = { .attrs = disk_attrs };
static const struct attribute_group queue_group = { .name = "queue", .attrs = queue_attrs };
static const struct attribute_group *disk_groups[] = { &disk_group, &queue_group, NULL };

const struct device_type disk_type = { .name = "disk", .groups = disk_groups };

int block_files_init(void)
{
	int err = machine_file_add("partitions", partitions_show);

	if (!err)
		err = machine_file_add("diskstats", diskstats_show);
	/* As /sys/class/block: there are no partitions to be told apart from. */
	return err ?: sysfs_link(tree_sys, "block", class_node(&block_class), NULL);
}
