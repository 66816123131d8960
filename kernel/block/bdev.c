// SPDX-License-Identifier: MIT
/*
 * /dev/NAME of a disk: what programs do with it.
 *
 * All openers share the disk's pages.  With the last close() these are written and dropped; those
 * that cannot be written stay for who opens it next.
 *
 * open() with O_EXCL has the disk for itself alone as far as others ask for that, too.  O_DIRECT is
 * refused: everything goes through the pages.  So is mmap(), since nobody would tell what a program
 * has written to a page that it shares.
 */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include "kernel/block/disk.h"

/* ---- what drivers are told ------------------------------------------------------------------- */

/** struct opening - a call of a driver's open() or release(). */
struct opening {
	struct gendisk *disk;
	blk_mode_t mode;
	int err;
};

static void call_open(void *arg)
{
	struct opening *o = arg;
	const struct block_device_operations *fops = o->disk->fops;

	if (fops->open)
		o->err = fops->open(o->disk, o->mode);
	else
		o->err = fops->__old_open(o->disk->part0, o->mode);
}

static void call_release(void *arg)
{
	struct opening *o = arg;
	const struct block_device_operations *fops = o->disk->fops;

	if (fops->release)
		fops->release(o->disk);
	else
		fops->__old_release(o->disk, o->mode);
}

static int tell_open(struct gendisk *disk, blk_mode_t mode)
{
	const struct block_device_operations *fops = disk->fops;
	struct opening o = { disk, mode, 0 };
	const void *entry = (const void *)fops->open ?: (const void *)fops->__old_open;

	if (entry && !driver_call(disk, entry, call_open, &o))
		return -EIO;
	return o.err;
}

static void tell_release(struct gendisk *disk, blk_mode_t mode)
{
	const struct block_device_operations *fops = disk->fops;
	struct opening o = { disk, mode, 0 };
	const void *entry = (const void *)fops->release ?: (const void *)fops->__old_release;

	if (entry)
		driver_call(disk, entry, call_release, &o);
}

/* ---- opening and closing --------------------------------------------------------------------- */

static blk_mode_t mode_of(const struct file *file)
{
	blk_mode_t mode = file->f_mode & (FMODE_READ | FMODE_WRITE);

	/* The flag is there only while it is opened. */
	if ((file->f_flags & O_EXCL) || (file->f_mode & FMODE_EXCL))
		mode |= BLK_OPEN_EXCL;
	if (file->f_flags & O_NONBLOCK)
		mode |= BLK_OPEN_NDELAY;
	return mode;
}

/* Under open_mutex. */
static int open_locked(struct gendisk *disk, struct file *file, blk_mode_t mode)
{
	struct block_device *bdev = disk->part0;
	int err;

	if (!disk_live(disk))
		return -ENXIO;
	if ((mode & BLK_OPEN_WRITE) && bdev_read_only(bdev))
		return -EACCES;
	if ((mode & BLK_OPEN_EXCL) && bdev->bd_holder)
		return -EBUSY;
	err = tell_open(disk, mode);
	if (err)
		return err;
	if (mode & BLK_OPEN_EXCL) {
		bdev->bd_holder = file;
		file->f_mode |= FMODE_EXCL;
	}
	atomic_inc(&bdev->bd_openers);
	return 0;
}

static int blkdev_open(struct inode *inode, struct file *file)
{
	struct gendisk *disk = disk_find(inode->i_rdev);
	blk_mode_t mode = mode_of(file);
	int err = -ENXIO;

	if (!disk)
		return -ENXIO;
	if (file->f_flags & O_DIRECT)
		err = -EINVAL;
	else if (try_module_get(disk->fops->owner)) {
		mutex_lock(&disk->open_mutex);
		err = open_locked(disk, file, mode);
		mutex_unlock(&disk->open_mutex);
		if (err)
			module_put(disk->fops->owner);
	}
	if (err) {
		put_disk(disk);
		return err;
	}
	file->private_data = disk->part0;
	file->f_mapping = disk->part0->bd_mapping;
	return 0;
}

static int blkdev_release(struct inode *inode, struct file *file)
{
	struct block_device *bdev = file->private_data;
	struct gendisk *disk = bdev->bd_disk;
	struct module *owner = disk->fops->owner;

	mutex_lock(&disk->open_mutex);
	if (bdev->bd_holder == file)
		bdev->bd_holder = NULL;
	if (atomic_dec_and_test(&bdev->bd_openers)) {
		sync_blockdev(bdev);
		invalidate_bdev(bdev);
	}
	tell_release(disk, mode_of(file));
	mutex_unlock(&disk->open_mutex);
	put_disk(disk);
	module_put(owner);
	return 0;
}

/* ---- reading, writing and the rest ----------------------------------------------------------- */

static struct block_device *bdev_of(const struct file *file)
{
	return file->private_data;
}

static ssize_t blkdev_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	ssize_t done = cache_read(bdev_of(iocb->ki_filp), iocb->ki_pos, to);

	if (done > 0)
		iocb->ki_pos += done;
	return done;
}

static int sync_range(struct block_device *bdev, loff_t start, loff_t end)
{
	int err = cache_sync(bdev, (pgoff_t)(start >> PAGE_SHIFT), (pgoff_t)(end >> PAGE_SHIFT));

	return err ?: blkdev_issue_flush(bdev);
}

static ssize_t blkdev_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct block_device *bdev = bdev_of(iocb->ki_filp);
	ssize_t done;
	int err = 0;

	if (bdev_read_only(bdev))
		return -EPERM;
	done = cache_write(bdev, iocb->ki_pos, from);
	if (done <= 0)
		return done;
	if (iocb->ki_flags & IOCB_DSYNC)
		err = sync_range(bdev, iocb->ki_pos, iocb->ki_pos + done - 1);
	iocb->ki_pos += done;
	return err ?: done;
}

static int blkdev_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return sync_range(bdev_of(file), start, end);
}

static loff_t blkdev_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, bdev_nr_bytes(bdev_of(file)));
}

/* Whole blocks only; what is not there any more reads as zeros. */
static long blkdev_fallocate(struct file *file, int mode, loff_t start, loff_t len)
{
	struct block_device *bdev = bdev_of(file);
	loff_t size = bdev_nr_bytes(bdev);

	if (mode != (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE) && mode != FALLOC_FL_ZERO_RANGE &&
	    mode != (FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE))
		return -EOPNOTSUPP;
	if (start < 0 || len <= 0 || start >= size)
		return -EINVAL;
	if (len > size - start) {
		if (!(mode & FALLOC_FL_KEEP_SIZE))
			return -EINVAL;
		len = size - start;
	}
	if ((start | len) & (bdev_logical_block_size(bdev) - 1))
		return -EINVAL;
	return block_zero(bdev, start, len);
}

const struct file_operations def_blk_fops = {
	.open = blkdev_open,
	.release = blkdev_release,
	.llseek = blkdev_llseek,
	.read_iter = blkdev_read_iter,
	.write_iter = blkdev_write_iter,
	.fsync = blkdev_fsync,
	.unlocked_ioctl = block_ioctl,
	.fallocate = blkdev_fallocate,
};

/** set_blocksize - the size that programs like best. Return: 0, -EINVAL. */
int set_blocksize(struct block_device *bdev, int size)
{
	if (size > (int)PAGE_SIZE || size < (int)bdev_logical_block_size(bdev) ||
	    !is_power_of_2((unsigned long)size))
		return -EINVAL;
	bdev->bd_inode->i_blkbits = (unsigned int)ilog2((unsigned long)size);
	return 0;
}
EXPORT_SYMBOL(set_blocksize);
