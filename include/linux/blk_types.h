/* SPDX-License-Identifier: MIT */
/*
 * What a block device is given to do: a struct bio, which is an operation, a place and memory.
 *
 * See kernel/block/submit.c for its way through the kernel.
 */
#ifndef _LINUX_BLK_TYPES_H
#define _LINUX_BLK_TYPES_H

#include <linux/atomic.h>
#include <linux/bvec.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <linux/version.h>

struct bio;
struct bio_set;
struct block_cache;
struct block_device;
struct gendisk;
struct request_queue;

/* ---- results --------------------------------------------------------------------------------- */

/** blk_status_t - how it ended; blk_status_to_errno() says it in the words of others. */
typedef u8 blk_status_t;
#define BLK_STS_OK		     0
#define BLK_STS_NOTSUPP		     ((blk_status_t)1)
#define BLK_STS_TIMEOUT		     ((blk_status_t)2)
#define BLK_STS_NOSPC		     ((blk_status_t)3)
#define BLK_STS_TRANSPORT	     ((blk_status_t)4)
#define BLK_STS_TARGET		     ((blk_status_t)5)
#define BLK_STS_RESV_CONFLICT	     ((blk_status_t)6)
#define BLK_STS_NEXUS		     BLK_STS_RESV_CONFLICT
#define BLK_STS_MEDIUM		     ((blk_status_t)7)
#define BLK_STS_PROTECTION	     ((blk_status_t)8)
#define BLK_STS_RESOURCE	     ((blk_status_t)9)
#define BLK_STS_IOERR		     ((blk_status_t)10)
#define BLK_STS_DM_REQUEUE	     ((blk_status_t)11)
#define BLK_STS_AGAIN		     ((blk_status_t)12)
#define BLK_STS_DEV_RESOURCE	     ((blk_status_t)13)
#define BLK_STS_ZONE_RESOURCE	     ((blk_status_t)14)
#define BLK_STS_ZONE_OPEN_RESOURCE   ((blk_status_t)15)
#define BLK_STS_ZONE_ACTIVE_RESOURCE ((blk_status_t)16)
#define BLK_STS_OFFLINE		     ((blk_status_t)17)
#define BLK_STS_DURATION_LIMIT	     ((blk_status_t)18)
#define BLK_STS_INVAL		     ((blk_status_t)19)

/**
 * blk_status_to_errno, errno_to_blk_status - the same as a negative errno, and the other way round;
 * what the other does not know is -EIO, or BLK_STS_IOERR.
 */
int blk_status_to_errno(blk_status_t status);
blk_status_t errno_to_blk_status(int errno);

/* What submit_bio() of drivers returned from 4.4 to 5.15. */
typedef unsigned int blk_qc_t;
#define BLK_QC_T_NONE ((blk_qc_t)-1)

/* ---- operations ------------------------------------------------------------------------------ */

typedef u32 blk_opf_t;

#define REQ_OP_BITS   8
#define REQ_OP_MASK   ((blk_opf_t)((1 << REQ_OP_BITS) - 1))
#define REQ_FLAG_BITS 24

/* Odd ones go to the device. */
enum req_op {
	REQ_OP_READ = 0,
	REQ_OP_WRITE = 1,
	REQ_OP_FLUSH = 2,
	REQ_OP_DISCARD = 3,
	REQ_OP_SECURE_ERASE = 5,
	REQ_OP_ZONE_APPEND = 7,
	REQ_OP_WRITE_ZEROES = 9,
	REQ_OP_ZONE_OPEN = 10,
	REQ_OP_ZONE_CLOSE = 11,
	REQ_OP_ZONE_FINISH = 12,
	REQ_OP_ZONE_RESET = 13,
	REQ_OP_ZONE_RESET_ALL = 15,
	REQ_OP_DRV_IN = 34,
	REQ_OP_DRV_OUT = 35,
	REQ_OP_LAST = 36,
};

enum req_flag_bits {
	__REQ_FAILFAST_DEV = REQ_OP_BITS,
	__REQ_FAILFAST_TRANSPORT,
	__REQ_FAILFAST_DRIVER,
	__REQ_SYNC,
	__REQ_META,
	__REQ_PRIO,
	__REQ_NOMERGE,
	__REQ_IDLE,
	__REQ_INTEGRITY,
	__REQ_FUA,
	__REQ_PREFLUSH,
	__REQ_RAHEAD,
	__REQ_BACKGROUND,
	__REQ_NOWAIT,
	__REQ_POLLED,
	__REQ_NOUNMAP,
};

#define REQ_FAILFAST_DEV       (1u << __REQ_FAILFAST_DEV)
#define REQ_FAILFAST_TRANSPORT (1u << __REQ_FAILFAST_TRANSPORT)
#define REQ_FAILFAST_DRIVER    (1u << __REQ_FAILFAST_DRIVER)
#define REQ_SYNC	       (1u << __REQ_SYNC)
#define REQ_META	       (1u << __REQ_META)
#define REQ_PRIO	       (1u << __REQ_PRIO)
#define REQ_NOMERGE	       (1u << __REQ_NOMERGE)
#define REQ_IDLE	       (1u << __REQ_IDLE)
#define REQ_INTEGRITY	       (1u << __REQ_INTEGRITY)
#define REQ_FUA		       (1u << __REQ_FUA)
#define REQ_PREFLUSH	       (1u << __REQ_PREFLUSH)
#define REQ_RAHEAD	       (1u << __REQ_RAHEAD)
#define REQ_BACKGROUND	       (1u << __REQ_BACKGROUND)
#define REQ_NOWAIT	       (1u << __REQ_NOWAIT)
#define REQ_POLLED	       (1u << __REQ_POLLED)
#define REQ_NOUNMAP	       (1u << __REQ_NOUNMAP)

static inline bool op_is_write(blk_opf_t op)
{
	return op & 1;
}

static inline bool op_is_flush(blk_opf_t op)
{
	return op & (REQ_FUA | REQ_PREFLUSH);
}

static inline bool op_is_sync(blk_opf_t op)
{
	return (op & REQ_OP_MASK) == REQ_OP_READ || (op & (REQ_SYNC | REQ_FUA | REQ_PREFLUSH));
}

static inline bool op_is_discard(blk_opf_t op)
{
	return (op & REQ_OP_MASK) == REQ_OP_DISCARD;
}

/* ---- the bio --------------------------------------------------------------------------------- */

typedef void(bio_end_io_t)(struct bio *bio);

/**
 * struct bio - an operation on a block device.
 *
 *	it has ended <=> @__bi_remaining = 0 or (not BIO_CHAIN, and bio_endio() was called)
 *
 * @bi_next: for lists of its owner, the driver's while it has it.
 * @bi_bdev: the device.
 * @bi_opf: REQ_OP_* and REQ_* flags.
 * @bi_flags: BIO_*.
 * @bi_status: how it ended.
 * @__bi_remaining: parts that have not ended, itself included.
 * @bi_iter: where on the device, and what is to be done yet.
 * @bi_end_io: called when it has ended, in any context; @bi_private: the owner's.
 * @bi_vcnt: pieces at @bi_io_vec; @bi_max_vecs: that there is room for.
 * @__bi_cnt: references to one of bio_alloc().
 * @bi_pool: which it is of; NULL: of nobody's, it was kmalloc()ed or its owner's.
 */
struct bio {
	struct bio *bi_next;
	struct block_device *bi_bdev;
	blk_opf_t bi_opf;
	unsigned short bi_flags;
	unsigned short bi_ioprio;
	blk_status_t bi_status;
	atomic_t __bi_remaining;
	struct bvec_iter bi_iter;
	bio_end_io_t *bi_end_io;
	void *bi_private;
	unsigned short bi_vcnt;
	unsigned short bi_max_vecs;
	atomic_t __bi_cnt;
	struct bio_vec *bi_io_vec;
	struct bio_set *bi_pool;
};

/* Before 5.12 a bio named the disk. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0)
#define bi_disk bi_bdev->bd_disk
#endif

/* Bits of bi_flags. */
enum {
	BIO_CLONED,   /* the array of pieces is another's */
	BIO_CHAIN,    /* it has parts that end before it does */
	BIO_REFFED,   /* there is more than one reference */
	BIO_QUIET,    /* its errors are not worth a message */
	BIO_OWN_VECS, /* the array of pieces is an allocation of its own */
	BIO_ENDED,    /* bio_endio() was called, and it was not used again */
};

#define BIO_MAX_VECS  256u
#define BIO_MAX_PAGES BIO_MAX_VECS

/* ---- the device ------------------------------------------------------------------------------ */

/** struct disk_stats - what was done, by STAT_READ, ... */
enum stat_group { STAT_READ, STAT_WRITE, STAT_DISCARD, STAT_FLUSH, NR_STAT_GROUPS };

struct disk_stats {
	atomic64_t ios[NR_STAT_GROUPS], sectors[NR_STAT_GROUPS];
};

/**
 * struct block_device - a disk, as those see it who read and write it.  There are no partitions.
 * @bd_nr_sectors: its capacity, in units of 512 bytes.
 * @bd_openers: files that are open; guarded by the disk's open_mutex, as are the holders.
 * @bd_holder: who has it for himself alone (O_EXCL).
 * @bd_inode: of its pages; not that of the file in /dev.
 * @bd_cache: these pages: kernel/block/cache.c.
 */
struct block_device {
	sector_t bd_start_sect;
	sector_t bd_nr_sectors;
	struct gendisk *bd_disk;
	struct request_queue *bd_queue;
	struct disk_stats bd_stats;
	dev_t bd_dev;
	u8 bd_partno;
	bool bd_read_only;
	atomic_t bd_openers;
	void *bd_holder;
	int bd_holders;
	struct mutex bd_mutex; /* for drivers of before 5.11 */
	struct inode *bd_inode;
	struct address_space *bd_mapping;
	struct device bd_device;
	struct inode bd_inode_mem;
	struct block_cache *bd_cache;
};

#define dev_to_bdev(device) container_of((device), struct block_device, bd_device)
#define bdev_kobj(_bdev)    (&((_bdev)->bd_device.kobj))

#endif
