// SPDX-License-Identifier: MIT
/*
 * Block devices: a bio on its way.
 *
 * A program reads and writes /dev/NAME; that is, pages which a cache keeps of the device
 * (cache.c).  A page is read when it is touched first, and written when somebody says so (fsync(),
 * the last close()) or when memory runs out.  Then it is part of a bio: an operation, a place and
 * memory.  submit_bio() gives it to the driver, in one of two ways:
 *
 *	fops->submit_bio()	the driver takes bios as they are; what is too large for it, it has
 *				split by bio_split_to_limits()
 *	mq_ops->queue_rq()	the driver takes requests, of which there are only so many; they
 *				are split to its limits before (mq.c)
 *
 * and in its time, in whatever context, the driver calls bio_endio() (or blk_mq_end_request(),
 * which does), and that the owner's bi_end_io().  Nobody merges bios of their own accord, holds
 * them back or sorts them: there is no scheduler.
 *
 * A driver may submit bios from within its submit_bio(), to itself or to another.  They are not
 * given on at once, which would need a stack for each, but when it has returned.
 *
 * An operation is under way from queue_enter() to queue_exit().  Who changes or ends a queue
 * drains it: none begins, and he waits for those that have.
 *
 * A crash of a driver is told, ends the call that crashed, and is the end of the disk: nobody knows
 * what it was going to do with the bios and requests it still has.  Those who wait for one get -EIO
 * (wait.c); what it does with them later is nothing to anybody, and does no harm.  Of a driver that
 * has crashed in a thread of its own, a timer or the like all disks are dead (disk.c).
 *
 * Locks, outermost first: gendisk.open_mutex; a page's lock; block_cache.lock (a leaf), a tag
 * set's, hctx.lock.  No lock of the core is held while a driver is called, but the page's, and
 * open_mutex in its open() and release().
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "kernel/block/disk.h"
#include "kernel/kernel.h"

/* ---- results --------------------------------------------------------------------------------- */

static const struct {
	blk_status_t status;
	int errno;
	const char *name;
} results[] = {
	{ BLK_STS_OK, 0, "" },
	{ BLK_STS_IOERR, -EIO, "I/O" },
	{ BLK_STS_NOTSUPP, -EOPNOTSUPP, "operation not supported" },
	{ BLK_STS_TIMEOUT, -ETIMEDOUT, "timeout" },
	{ BLK_STS_NOSPC, -ENOSPC, "critical space allocation" },
	{ BLK_STS_TRANSPORT, -ENOLINK, "recoverable transport" },
	{ BLK_STS_TARGET, -EREMOTEIO, "critical target" },
	{ BLK_STS_RESV_CONFLICT, -EBADE, "reservation conflict" },
	{ BLK_STS_MEDIUM, -ENODATA, "critical medium" },
	{ BLK_STS_PROTECTION, -EILSEQ, "protection" },
	{ BLK_STS_RESOURCE, -ENOMEM, "kernel resource" },
	{ BLK_STS_DEV_RESOURCE, -EBUSY, "device resource" },
	{ BLK_STS_AGAIN, -EAGAIN, "nonblocking retry" },
	{ BLK_STS_OFFLINE, -ENODEV, "device offline" },
	{ BLK_STS_INVAL, -EINVAL, "invalid" },
};

int blk_status_to_errno(blk_status_t status)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(results); i++)
		if (results[i].status == status)
			return results[i].errno;
	return -EIO;
}
EXPORT_SYMBOL(blk_status_to_errno);

blk_status_t errno_to_blk_status(int errno)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(results); i++)
		if (results[i].errno == errno)
			return results[i].status;
	return BLK_STS_IOERR;
}
EXPORT_SYMBOL(errno_to_blk_status);

/* ---- drivers --------------------------------------------------------------------------------- */

void disk_die(struct gendisk *disk)
{
	set_bit(GD_DEAD, &disk->state);
	if (disk->queue)
		queue_crash(disk->queue);
	waits_lose(disk);
}

bool driver_call(struct gendisk *disk, const void *entry, void (*fn)(void *arg), void *arg)
{
	struct bio_list *waiting = current->bio_list;

	if (background_call("a block driver", entry, fn, arg))
		return true;
	current->bio_list = waiting;
	disk_die(disk);
	return false;
}

static void call_driver(void *arg)
{
	struct bio *bio = arg;
	struct gendisk *disk = bio->bi_bdev->bd_disk;

	if (disk->fops->submit_bio)
		disk->fops->submit_bio(bio);
	else
		disk->queue->make_request_fn(disk->queue, bio);
}

/* What is left of a bio comes here again while parts of it end, which look at its flags. */
static void begin(struct bio *bio)
{
	if (bio_flagged(bio, BIO_ENDED))
		bio_clear_flag(bio, BIO_ENDED);
}

static void give(struct bio *bio)
{
	struct gendisk *disk = bio->bi_bdev->bd_disk;
	struct request_queue *q = disk->queue;

	if (!queue_enter(q)) {
		bio_io_error(bio);
		return;
	}
	begin(bio);
	if (disk->fops->submit_bio || q->make_request_fn) {
		driver_call(disk,
			    (const void *)disk->fops->submit_bio ?:
								   (const void *)q->make_request_fn,
			    call_driver, bio);
		queue_exit(q);
	} else if (q->hctxs) {
		mq_submit(q, bio);
	} else {
		report("BUG: disk %s has neither submit_bio() nor requests", disk->disk_name);
		queue_exit(q);
		bio_io_error(bio);
	}
}

/* ---- what can be done at all ----------------------------------------------------------------- */

static void tell_beyond_end(const struct bio *bio)
{
	const char *name = bio->bi_bdev->bd_disk->disk_name;

	pr_info_ratelimited("%s: attempt to access beyond end of device\n"
			    "%s: rw=%u, sector=%llu, nr_sectors = %u limit=%llu\n",
			    current->comm, name, bio->bi_opf,
			    (unsigned long long)bio->bi_iter.bi_sector, bio_sectors(bio),
			    (unsigned long long)bio->bi_bdev->bd_nr_sectors);
}

static blk_status_t check_place(const struct bio *bio)
{
	const struct block_device *bdev = bio->bi_bdev;
	sector_t end = READ_ONCE(bdev->bd_nr_sectors);
	unsigned int block = queue_logical_block_size(bdev->bd_disk->queue);

	if (!bio->bi_iter.bi_size)
		return BLK_STS_OK;
	if (bio_sectors(bio) > end || bio->bi_iter.bi_sector > end - bio_sectors(bio)) {
		tell_beyond_end(bio);
		return BLK_STS_IOERR;
	}
	if ((bio->bi_iter.bi_sector << SECTOR_SHIFT | bio->bi_iter.bi_size) & (block - 1))
		return BLK_STS_IOERR;
	return BLK_STS_OK;
}

static blk_status_t check_operation(const struct bio *bio)
{
	const struct queue_limits *lim = &bio->bi_bdev->bd_disk->queue->limits;

	switch (bio_op(bio)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
	case REQ_OP_FLUSH:
	case REQ_OP_DRV_IN:
	case REQ_OP_DRV_OUT:
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
		return lim->max_discard_sectors ? BLK_STS_OK : BLK_STS_NOTSUPP;
	case REQ_OP_SECURE_ERASE:
		return lim->max_secure_erase_sectors ? BLK_STS_OK : BLK_STS_NOTSUPP;
	case REQ_OP_WRITE_ZEROES:
		return lim->max_write_zeroes_sectors ? BLK_STS_OK : BLK_STS_NOTSUPP;
	default:
		return BLK_STS_NOTSUPP;
	}
}

/* Where nothing is kept back there is nothing to flush. Return: true where that was all. */
static bool needs_no_flush(struct bio *bio)
{
	if (!op_is_flush(bio->bi_opf) ||
	    (bio->bi_bdev->bd_disk->queue->limits.features & BLK_FEAT_WRITE_CACHE))
		return false;
	bio->bi_opf &= ~(REQ_PREFLUSH | REQ_FUA);
	return !bio_sectors(bio);
}

/* Return: whether it is to go on; if not, it has ended. */
static bool check(struct bio *bio)
{
	blk_status_t status = BLK_STS_IOERR;
	struct gendisk *disk;

	if (WARN_ON_ONCE(!bio->bi_bdev)) {
		bio_io_error(bio);
		return false;
	}
	disk = bio->bi_bdev->bd_disk;
	if (!test_bit(GD_DEAD, &disk->state) && disk->queue)
		status = check_place(bio) ?: check_operation(bio);
	if (!status && !needs_no_flush(bio))
		return true;
	/* A part of it may have failed before. */
	if (status)
		WRITE_ONCE(bio->bi_status, status);
	begin(bio);
	bio_endio(bio);
	return false;
}

/* ---- submitting ------------------------------------------------------------------------------ */

static enum stat_group stat_group_of(const struct bio *bio)
{
	if (bio_op(bio) == REQ_OP_DISCARD)
		return STAT_DISCARD;
	if (bio_op(bio) == REQ_OP_FLUSH || (op_is_flush(bio->bi_opf) && !bio_sectors(bio)))
		return STAT_FLUSH;
	return op_is_write(bio->bi_opf) ? STAT_WRITE : STAT_READ;
}

void submit_bio_noacct(struct bio *bio)
{
	struct bio_list waiting = BIO_EMPTY_LIST;

	might_sleep();
	if (!check(bio))
		return;
	if (current->bio_list) {
		bio_list_add(current->bio_list, bio);
		return;
	}
	current->bio_list = &waiting;
	do
		give(bio);
	while ((bio = bio_list_pop(&waiting)));
	current->bio_list = NULL;
}
EXPORT_SYMBOL(submit_bio_noacct);

void submit_bio(struct bio *bio)
{
	if (bio->bi_bdev) {
		struct disk_stats *stats = &bio->bi_bdev->bd_stats;

		atomic64_inc(&stats->ios[stat_group_of(bio)]);
		atomic64_add(bio_sectors(bio), &stats->sectors[stat_group_of(bio)]);
	}
	submit_bio_noacct(bio);
}
EXPORT_SYMBOL(submit_bio);
