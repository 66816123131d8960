// SPDX-License-Identifier: MIT
/* What programs ask of a disk by ioctl(), and operations on ranges of it. */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "kernel/block/disk.h"
#include "mm/page/page.h"

/* ---- operations on ranges -------------------------------------------------------------------- */

/** blkdev_issue_flush - what the device still keeps is to be safe. Return: 0, or an errno. */
int blkdev_issue_flush(struct block_device *bdev)
{
	struct bio bio;

	if (!bdev_write_cache(bdev))
		return 0;
	bio_init(&bio, bdev, NULL, 0, REQ_OP_WRITE | REQ_PREFLUSH);
	return submit_bio_wait(&bio);
}
EXPORT_SYMBOL(blkdev_issue_flush);

/* An operation without memory on a range, in parts that @max says. */
static int for_parts(struct block_device *bdev, blk_opf_t op, sector_t sector, sector_t nr,
		     unsigned int max)
{
	unsigned int block = bdev_logical_block_size(bdev) >> SECTOR_SHIFT;
	struct bio bio;
	int err = 0;

	/* What a bio says in bytes. */
	max = round_down(min(max, UINT_MAX >> SECTOR_SHIFT), block);
	/* Drivers of old write to the limits, which nobody looks at then. */
	if (!max)
		return -EOPNOTSUPP;
	while (nr && !err) {
		unsigned int part = (unsigned int)min_t(sector_t, nr, max);

		bio_init(&bio, bdev, NULL, 0, op);
		bio.bi_iter.bi_sector = sector;
		bio.bi_iter.bi_size = part << SECTOR_SHIFT;
		err = submit_bio_wait(&bio);
		sector += part;
		nr -= part;
	}
	return err;
}

static int check_range(struct block_device *bdev, sector_t sector, sector_t nr)
{
	if (bdev_read_only(bdev))
		return -EPERM;
	if ((sector | nr) & ((bdev_logical_block_size(bdev) >> SECTOR_SHIFT) - 1))
		return -EINVAL;
	return 0;
}

/** blkdev_issue_discard - nobody needs these sectors. Return: 0, -EOPNOTSUPP, another errno. */
int blkdev_issue_discard(struct block_device *bdev, sector_t sector, sector_t nr_sects, gfp_t gfp)
{
	unsigned int max = bdev_max_discard_sectors(bdev);
	int err = check_range(bdev, sector, nr_sects);

	if (err)
		return err;
	return max ? for_parts(bdev, REQ_OP_DISCARD, sector, nr_sects, max) : -EOPNOTSUPP;
}
EXPORT_SYMBOL(blkdev_issue_discard);

static int write_zero_pages(struct block_device *bdev, sector_t sector, sector_t nr)
{
	struct page *zeros = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO, 0, NUMA_NO_NODE);
	struct bio_vec vecs[CACHE_BATCH];
	struct bio bio;
	int err = zeros ? 0 : -ENOMEM;

	while (nr && !err) {
		bio_init(&bio, bdev, vecs, CACHE_BATCH, REQ_OP_WRITE);
		bio.bi_iter.bi_sector = sector;
		while (nr && bio.bi_vcnt < CACHE_BATCH) {
			unsigned int part = (unsigned int)min_t(sector_t, nr, PAGE_SECTORS);

			__bio_add_page(&bio, zeros, part << SECTOR_SHIFT, 0);
			sector += part;
			nr -= part;
		}
		err = submit_bio_wait(&bio);
	}
	if (zeros)
		free_pages_untraced(zeros, 0);
	return err;
}

/** blkdev_issue_zeroout - these sectors are to be zero. Return: 0 or an errno. */
int blkdev_issue_zeroout(struct block_device *bdev, sector_t sector, sector_t nr_sects, gfp_t gfp,
			 unsigned int flags)
{
	unsigned int max = bdev_get_queue(bdev)->limits.max_write_zeroes_sectors;
	int err = check_range(bdev, sector, nr_sects);

	if (err)
		return err;
	if (max)
		err = for_parts(bdev, REQ_OP_WRITE_ZEROES, sector, nr_sects, max);
	if (!max || err == -EOPNOTSUPP)
		err = write_zero_pages(bdev, sector, nr_sects);
	return err;
}
EXPORT_SYMBOL(blkdev_issue_zeroout);

/* Pages at the ends that are in the range only in part are written first. */
static int drop_range(struct block_device *bdev, loff_t start, loff_t len)
{
	pgoff_t first = (pgoff_t)(start >> PAGE_SHIFT);
	pgoff_t last = (pgoff_t)((start + len - 1) >> PAGE_SHIFT);
	int err = cache_sync(bdev, first, last);

	cache_truncate(bdev, first, last, false);
	return err;
}

int block_zero(struct block_device *bdev, loff_t start, loff_t len)
{
	int err = drop_range(bdev, start, len);

	if (!err)
		err = blkdev_issue_zeroout(bdev, (sector_t)start >> SECTOR_SHIFT,
					   (sector_t)len >> SECTOR_SHIFT, GFP_KERNEL, 0);
	/* Someone may have read them in between. */
	cache_truncate(bdev, (pgoff_t)(start >> PAGE_SHIFT),
		       (pgoff_t)((start + len - 1) >> PAGE_SHIFT), false);
	return err;
}

/* ---- asked by programs ----------------------------------------------------------------------- */

static long on_range(struct block_device *bdev, fmode_t mode, unsigned int cmd,
		     const void __user *arg)
{
	loff_t size = bdev_nr_bytes(bdev);
	u64 range[2];
	int err;

	if (!(mode & FMODE_WRITE))
		return -EBADF;
	if (cmd == BLKDISCARD && !bdev_max_discard_sectors(bdev))
		return -EOPNOTSUPP;
	if (copy_from_user(range, arg, sizeof(range)))
		return -EFAULT;
	if ((range[0] | range[1]) & (SECTOR_SIZE - 1))
		return -EINVAL;
	if (range[0] + range[1] < range[0] || range[0] + range[1] > (u64)size)
		return -EINVAL;
	if (!range[1])
		return cmd == BLKDISCARD ? -EINVAL : 0;
	if (cmd == BLKZEROOUT)
		return block_zero(bdev, (loff_t)range[0], (loff_t)range[1]);
	err = drop_range(bdev, (loff_t)range[0], (loff_t)range[1]);
	return err   ?:
		       blkdev_issue_discard(bdev, range[0] >> SECTOR_SHIFT,
					    range[1] >> SECTOR_SHIFT, GFP_KERNEL);
}

/** struct asking - a call of a driver's getgeo(), set_read_only() or ioctl(). */
struct asking {
	struct block_device *bdev;
	struct hd_geometry geo;
	bool ro;
	blk_mode_t mode;
	unsigned int cmd;
	unsigned long arg;
	long result;
};

static void call_getgeo(void *arg)
{
	struct asking *a = arg;

	a->result = a->bdev->bd_disk->fops->getgeo(a->bdev, &a->geo);
}

static void call_set_read_only(void *arg)
{
	struct asking *a = arg;

	a->result = a->bdev->bd_disk->fops->set_read_only(a->bdev, a->ro);
}

static void call_ioctl(void *arg)
{
	struct asking *a = arg;

	a->result = a->bdev->bd_disk->fops->ioctl(a->bdev, a->mode, a->cmd, a->arg);
}

/* Return: what the driver said; -EIO where it has crashed. */
static long ask(struct asking *a, const void *entry, void (*call)(void *arg))
{
	return driver_call(a->bdev->bd_disk, entry, call, a) ? a->result : -EIO;
}

static long get_geometry(struct block_device *bdev, struct hd_geometry __user *arg)
{
	const void *entry = (const void *)bdev->bd_disk->fops->getgeo;
	struct asking a = { .bdev = bdev };
	long err;

	if (!arg)
		return -EINVAL;
	if (!entry)
		return -ENOTTY;
	err = ask(&a, entry, call_getgeo);
	if (err)
		return err;
	return copy_to_user(arg, &a.geo, sizeof(a.geo)) ? -EFAULT : 0;
}

static long set_ro(struct block_device *bdev, const int __user *arg)
{
	const void *entry = (const void *)bdev->bd_disk->fops->set_read_only;
	struct asking a = { .bdev = bdev };
	long err = 0;
	int ro;

	if (get_user(ro, arg))
		return -EFAULT;
	a.ro = ro;
	if (entry)
		err = ask(&a, entry, call_set_read_only);
	if (!err)
		bdev->bd_read_only = ro;
	return err;
}

static long flush_buffers(struct block_device *bdev)
{
	int err = fsync_bdev(bdev);

	invalidate_bdev(bdev);
	return err;
}

static long set_block_size(struct block_device *bdev, fmode_t mode, const int __user *arg)
{
	int size;

	if (!arg)
		return -EINVAL;
	if (get_user(size, arg))
		return -EFAULT;
	return set_blocksize(bdev, size);
}

/* Numbers that are told. Return: -ENOIOCTLCMD for any other command. */
static long tell_number(struct block_device *bdev, unsigned int cmd, void __user *arg)
{
	const struct queue_limits *lim = &bdev_get_queue(bdev)->limits;

	switch (cmd) {
	case BLKROGET:
		return put_user(bdev_read_only(bdev), (int __user *)arg);
	case BLKGETSIZE:
		return put_user((unsigned long)bdev_nr_sectors(bdev), (unsigned long __user *)arg);
	case BLKGETSIZE64:
		return put_user((u64)bdev_nr_bytes(bdev), (u64 __user *)arg);
	case BLKSSZGET:
		return put_user((int)lim->logical_block_size, (int __user *)arg);
	case BLKPBSZGET:
		return put_user(lim->physical_block_size, (unsigned int __user *)arg);
	case BLKBSZGET:
		return put_user(1 << bdev->bd_inode->i_blkbits, (int __user *)arg);
	case BLKIOMIN:
		return put_user(lim->io_min, (unsigned int __user *)arg);
	case BLKIOOPT:
		return put_user(lim->io_opt, (unsigned int __user *)arg);
	case BLKALIGNOFF:
		return put_user((int)lim->alignment_offset, (int __user *)arg);
	case BLKSECTGET:
		return put_user((unsigned short)min(lim->max_sectors, (unsigned int)USHRT_MAX),
				(unsigned short __user *)arg);
	case BLKROTATIONAL:
		return put_user((unsigned short)!blk_queue_nonrot(bdev_get_queue(bdev)),
				(unsigned short __user *)arg);
	case BLKDISCARDZEROES:
		return put_user(0u, (unsigned int __user *)arg);
	default:
		return -ENOIOCTLCMD;
	}
}

static long common_ioctl(struct block_device *bdev, fmode_t mode, unsigned int cmd,
			 unsigned long arg)
{
	switch (cmd) {
	case BLKROSET:
		return set_ro(bdev, (const int __user *)arg);
	case BLKFLSBUF:
		return flush_buffers(bdev);
	case BLKBSZSET:
		return set_block_size(bdev, mode, (const int __user *)arg);
	case BLKDISCARD:
	case BLKZEROOUT:
		return on_range(bdev, mode, cmd, (const void __user *)arg);
	case HDIO_GETGEO:
		return get_geometry(bdev, (struct hd_geometry __user *)arg);
	case BLKRRPART:
		return -EINVAL; /* there are no partitions to be read again */
	default:
		return tell_number(bdev, cmd, (void __user *)arg);
	}
}

long block_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct block_device *bdev = file->private_data;
	struct gendisk *disk = bdev->bd_disk;
	struct asking a = {
		.bdev = bdev,
		.mode = file->f_mode & (FMODE_READ | FMODE_WRITE),
		.cmd = cmd,
		.arg = arg,
	};
	long result = common_ioctl(bdev, file->f_mode, cmd, arg);

	/* What is not the kernel's, and a geometry that only ioctl() of the driver tells. */
	if (result != -ENOIOCTLCMD && !(cmd == HDIO_GETGEO && result == -ENOTTY))
		return result;
	if (!disk->fops->ioctl)
		return -ENOTTY;
	return ask(&a, (const void *)disk->fops->ioctl, call_ioctl);
}
