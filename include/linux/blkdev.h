/* SPDX-License-Identifier: MIT */
/*
 * Block devices: disks, their queues, and what a driver does.
 *
 *	disk = blk_alloc_disk(&lim, node)	for a driver that takes bios: fops->submit_bio
 *	disk = blk_mq_alloc_disk(&set, &lim, p)	for one that takes requests: linux/blk-mq.h
 *	add_disk(disk)				/dev/NAME is there
 *	del_gendisk(disk), put_disk(disk)	and back
 *
 * There are no partitions, zones or policies of scheduling.  kernel/block/submit.c has the theory.
 */
#ifndef _LINUX_BLKDEV_H
#define _LINUX_BLKDEV_H

#include <linux/args.h>
#include <linux/bio.h>
#include <linux/blk_types.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/log2.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/version.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct blk_mq_hw_ctx;
struct blk_mq_ops;
struct blk_mq_tag_set;
struct hd_geometry;
struct legacy;
struct request;

#define SECTOR_SHIFT	   9
#define SECTOR_SIZE	   (1 << SECTOR_SHIFT)
#define SECTOR_MASK	   (PAGE_SECTORS - 1)
#define PAGE_SECTORS_SHIFT (PAGE_SHIFT - SECTOR_SHIFT)
#define PAGE_SECTORS	   (1 << PAGE_SECTORS_SHIFT)

#define DISK_NAME_LEN	 32
#define DISK_MAX_PARTS	 256
#define BDEVNAME_SIZE	 32
#define BLKDEV_MAJOR_MAX 512

/* ---- how a device is opened ------------------------------------------------------------------ */

/* The same bits as FMODE_*, which drivers were given until 6.4. */
typedef unsigned int blk_mode_t;
#define BLK_OPEN_READ	((blk_mode_t)FMODE_READ)
#define BLK_OPEN_WRITE	((blk_mode_t)FMODE_WRITE)
#define BLK_OPEN_EXCL	((blk_mode_t)FMODE_EXCL)
#define BLK_OPEN_NDELAY ((blk_mode_t)FMODE_NDELAY)

/* ---- limits ---------------------------------------------------------------------------------- */

typedef unsigned int blk_features_t;
#define BLK_FEAT_WRITE_CACHE   (1u << 0)
#define BLK_FEAT_FUA	       (1u << 1)
#define BLK_FEAT_ROTATIONAL    (1u << 2)
#define BLK_FEAT_ADD_RANDOM    (1u << 3)
#define BLK_FEAT_IO_STAT       (1u << 4)
#define BLK_FEAT_STABLE_WRITES (1u << 5)
#define BLK_FEAT_SYNCHRONOUS   (1u << 6)
#define BLK_FEAT_NOWAIT	       (1u << 7)

#define BLK_MAX_SEGMENTS	128
#define BLK_SAFE_MAX_SECTORS	255
#define BLK_DEF_MAX_SECTORS_CAP 2560u
#define BLK_MAX_SEGMENT_SIZE	65536
#define BLK_SEG_BOUNDARY_MASK	0xFFFFFFFFul
#define BLK_BOUNCE_ANY		0ull
#define BLK_BOUNCE_HIGH		0ull

/**
 * struct queue_limits - what a device can do at once; requests are split to fit.
 * @logical_block_size: bytes that all places and lengths are multiples of: 512 to PAGE_SIZE.
 * @physical_block_size, @io_min, @io_opt: bytes, hints for programs.
 * @max_sectors: of one operation, in units of 512 bytes; no more than @max_hw_sectors.
 * @chunk_sectors: none reaches across a multiple of it; 0: no such place.
 * @max_segments: pieces of memory; @max_segment_size: bytes of each.
 * @seg_boundary_mask: no piece reaches across a multiple of it + 1.
 * @virt_boundary_mask: between two pieces there is nothing but a multiple of it + 1; 0: anything.
 * @max_dev_sectors: of one operation of this device, where its host can do more; 0: as the host.
 * @max_hw_discard_sectors: of one discard; 0: it knows none; and so on.
 * @max_discard_segments: ranges of one discard, which here is a single one always.
 * @dma_alignment: of programs' own memory, which no device is given here: it is told, no more.
 * @features: BLK_FEAT_*.
 */
struct queue_limits {
	blk_features_t features;
	unsigned int flags;
	unsigned long seg_boundary_mask;
	unsigned long virt_boundary_mask;
	unsigned int max_hw_sectors;
	unsigned int max_dev_sectors;
	unsigned int chunk_sectors;
	unsigned int max_sectors;
	unsigned int max_user_sectors;
	unsigned int max_segment_size;
	unsigned int physical_block_size;
	unsigned int logical_block_size;
	unsigned int alignment_offset;
	unsigned int io_min;
	unsigned int io_opt;
	unsigned int max_discard_sectors;
	unsigned int max_hw_discard_sectors;
	unsigned int max_user_discard_sectors;
	unsigned int max_secure_erase_sectors;
	unsigned int max_write_zeroes_sectors;
	unsigned int discard_granularity;
	unsigned int discard_alignment;
	unsigned short max_segments;
	unsigned short max_discard_segments;
	unsigned int dma_alignment;
	unsigned char discard_zeroes_data; /* until 4.12 */
};

/* ---- the queue ------------------------------------------------------------------------------- */

typedef blk_qc_t(make_request_fn)(struct request_queue *q, struct bio *bio);
typedef void(request_fn_proc)(struct request_queue *q);

/* What can be said of a queue by blk_queue_flag_set(). */
enum {
	QUEUE_FLAG_DYING,
	QUEUE_FLAG_NOMERGES,
	QUEUE_FLAG_SAME_COMP,
	QUEUE_FLAG_NONROT,
	QUEUE_FLAG_VIRT = QUEUE_FLAG_NONROT,
	QUEUE_FLAG_DISCARD,
	QUEUE_FLAG_ADD_RANDOM,
	QUEUE_FLAG_STABLE_WRITES,
	QUEUE_FLAG_NOWAIT,
	QUEUE_FLAG_QUIESCED,
	QUEUE_FLAG_IO_STAT,
	QUEUE_FLAG_NO_SG_MERGE,
	QUEUE_FLAG_SYNCHRONOUS,
	QUEUE_FLAG_CRASHED, /* its driver has: nothing is given to it any more */
};

/**
 * struct request_queue - what a disk's operations go through.
 *
 *	@usage = requests that are under way + calls of submit_bio() of a driver's
 *	none begins while @freeze_depth > 0
 *	@dispatching = who looks whether queue_rq() may be called, or calls it; who looks while
 *	the queue is quiesced does not call it
 *
 * @queuedata: the driver's.
 * @mq_ops: of one that takes requests; else NULL.
 * @make_request_fn: takes bios, until 5.8.
 * @queue_lock: for drivers.
 * @refs: the disk's, its maker's.
 * @legacy: of one whose requests the driver fetches: kernel/block/legacy.c; else NULL.
 * @owned_by_disk: made with its disk, and gone with it.
 * @hctxs: where requests are given to the driver, @nr_hw_queues of them; NULL when that is over.
 */
struct request_queue {
	void *queuedata;
	const struct blk_mq_ops *mq_ops;
	make_request_fn *make_request_fn;
	struct queue_limits limits;
	unsigned long queue_flags;
	struct gendisk *disk;
	struct legacy *legacy;
	struct blk_mq_tag_set *tag_set;
	struct blk_mq_hw_ctx **hctxs;
	unsigned int nr_hw_queues;
	unsigned long nr_requests;
	unsigned int rq_timeout;
	spinlock_t queue_lock;
	int node;
	atomic_t refs;
	bool owned_by_disk;
	atomic_t usage, dispatching;
	int freeze_depth, quiesce_depth; /* under freeze_lock */
	spinlock_t freeze_lock;
	wait_queue_head_t freeze_wait;
	struct delayed_work timeout_work;
};

#define blk_queue_dying(q)    test_bit(QUEUE_FLAG_DYING, &(q)->queue_flags)
#define blk_queue_quiesced(q) test_bit(QUEUE_FLAG_QUIESCED, &(q)->queue_flags)
/* A flag said so until 6.10, and since then a feature the opposite. */
#define blk_queue_nonrot(q)                                \
	(test_bit(QUEUE_FLAG_NONROT, &(q)->queue_flags) || \
	 !((q)->limits.features & BLK_FEAT_ROTATIONAL))
#define queue_is_mq(q) ((q)->mq_ops != NULL)

static inline void blk_queue_flag_set(unsigned int flag, struct request_queue *q)
{
	set_bit(flag, &q->queue_flags);
}

static inline void blk_queue_flag_clear(unsigned int flag, struct request_queue *q)
{
	clear_bit(flag, &q->queue_flags);
}
#define queue_flag_set_unlocked(flag, q)   blk_queue_flag_set((flag), (q))
#define queue_flag_clear_unlocked(flag, q) blk_queue_flag_clear((flag), (q))

bool blk_get_queue(struct request_queue *q);
void blk_put_queue(struct request_queue *q);
void blk_cleanup_queue(struct request_queue *q);

/**
 * blk_alloc_queue, blk_alloc_queue_for - a queue for a driver that takes bios, until 5.13; one that
 * gives them to @fn.
 *
 * A source says blk_alloc_queue(): (node) from 5.9 on; with the function until 5.8; with flags,
 * alone, until 5.6, and then blk_queue_make_request().
 * Return: the queue, for blk_cleanup_queue(); or NULL.
 */
struct request_queue *blk_alloc_queue(int node);
struct request_queue *blk_alloc_queue_for(make_request_fn *fn, int node);
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 9, 0)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 7, 0)
#define blk_alloc_queue(fn, node) blk_alloc_queue_for((fn), (node))
#else
#define blk_alloc_queue(gfp) blk_alloc_queue_for(NULL, NUMA_NO_NODE)
#endif

static inline void blk_queue_make_request(struct request_queue *q, make_request_fn *fn)
{
	q->make_request_fn = fn;
}
#endif

/* Setting limits: kernel/block/limits.c. */
int blk_validate_limits(struct queue_limits *lim);
int queue_limits_set(struct request_queue *q, struct queue_limits *lim);
/**
 * queue_limits_start_update, queue_limits_commit_update, queue_limits_cancel_update - take a copy
 * of the limits, to be changed; then make it the limits, or forget it.  From 6.9.
 *
 * One update at a time is the caller's affair: drivers do so before add_disk().
 * Return: 0; -EINVAL for what cannot be, and nothing has changed.
 */
struct queue_limits queue_limits_start_update(struct request_queue *q);
int queue_limits_commit_update(struct request_queue *q, struct queue_limits *lim);
void queue_limits_cancel_update(struct request_queue *q);
void blk_set_stacking_limits(struct queue_limits *lim);

/**
 * blk_queue_logical_block_size, blk_queue_physical_block_size, blk_queue_io_min, blk_queue_io_opt,
 * blk_queue_max_hw_sectors, blk_queue_max_segments, blk_queue_max_segment_size,
 * blk_queue_segment_boundary, blk_queue_chunk_sectors, blk_queue_max_discard_sectors,
 * blk_queue_max_write_zeroes_sectors, blk_queue_dma_alignment - set one limit, until 6.9; what
 * cannot be is reported, and changes nothing.
 */
void blk_queue_logical_block_size(struct request_queue *q, unsigned int size);
void blk_queue_physical_block_size(struct request_queue *q, unsigned int size);
void blk_queue_io_min(struct request_queue *q, unsigned int min);
void blk_queue_io_opt(struct request_queue *q, unsigned int opt);
void blk_queue_max_hw_sectors(struct request_queue *q, unsigned int sectors);
void blk_queue_max_segments(struct request_queue *q, unsigned short segments);
void blk_queue_max_segment_size(struct request_queue *q, unsigned int size);
void blk_queue_segment_boundary(struct request_queue *q, unsigned long mask);
void blk_queue_chunk_sectors(struct request_queue *q, unsigned int sectors);
void blk_queue_max_discard_sectors(struct request_queue *q, unsigned int sectors);
void blk_queue_max_write_zeroes_sectors(struct request_queue *q, unsigned int sectors);
void blk_queue_dma_alignment(struct request_queue *q, int mask);

/** blk_queue_write_cache - whether the device has a cache, and knows REQ_FUA; until 6.10. */
void blk_queue_write_cache(struct request_queue *q, bool enabled, bool fua);
/** blk_queue_rq_timeout - jiffies after which the driver's timeout() is called for a request. */
void blk_queue_rq_timeout(struct request_queue *q, unsigned int timeout);
#define blk_queue_hardsect_size(q, size) blk_queue_logical_block_size((q), (size))
#define blk_queue_max_sectors(q, n)	 blk_queue_max_hw_sectors((q), (n))

/* Every page here is one that a device reaches. */
static inline void blk_queue_bounce_limit(struct request_queue *q, u64 limit)
{
}

static inline unsigned int queue_logical_block_size(const struct request_queue *q)
{
	return q->limits.logical_block_size ?: SECTOR_SIZE;
}

static inline unsigned int queue_physical_block_size(const struct request_queue *q)
{
	return q->limits.physical_block_size;
}

static inline unsigned int queue_max_sectors(const struct request_queue *q)
{
	return q->limits.max_sectors;
}

static inline unsigned int queue_max_hw_sectors(const struct request_queue *q)
{
	return q->limits.max_hw_sectors;
}

static inline unsigned int queue_dma_alignment(const struct request_queue *q)
{
	return q->limits.dma_alignment;
}

static inline unsigned short queue_max_segments(const struct request_queue *q)
{
	return q->limits.max_segments;
}

/* ---- what a driver does ---------------------------------------------------------------------- */

/**
 * struct block_device_operations - each may be NULL.
 *
 * open() and release() got other arguments in 6.5.  A source sees the form of the version that it
 * is compiled for; where the two lie is the same for all.
 *
 * @submit_bio: for drivers that take bios: see to it that bio_endio() is called.
 * @check_events: DISK_EVENT_* since it was asked last; @media_changed: has it, until 5.8.
 * @revalidate_disk: it has: look at it again.
 * @ioctl: what the kernel does not do itself.
 * @getgeo: for HDIO_GETGEO; @rw_page: one page, which nothing calls.
 * @free_disk: the last reference to the disk is gone.
 */
struct block_device_operations {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
	void (*submit_bio)(struct bio *bio);
#else
	blk_qc_t (*submit_bio)(struct bio *bio);
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	int (*open)(struct gendisk *disk, blk_mode_t mode);
	void (*release)(struct gendisk *disk);
	int (*__old_open)(struct block_device *bdev, fmode_t mode);
	void (*__old_release)(struct gendisk *disk, fmode_t mode);
#else
	int (*__new_open)(struct gendisk *disk, blk_mode_t mode);
	void (*__new_release)(struct gendisk *disk);
	int (*open)(struct block_device *bdev, fmode_t mode);
	void (*release)(struct gendisk *disk, fmode_t mode);
#endif
	int (*rw_page)(struct block_device *bdev, sector_t sector, struct page *page, int op);
	int (*ioctl)(struct block_device *bdev, blk_mode_t mode, unsigned int cmd,
		     unsigned long arg);
	int (*compat_ioctl)(struct block_device *bdev, blk_mode_t mode, unsigned int cmd,
			    unsigned long arg);
	unsigned int (*check_events)(struct gendisk *disk, unsigned int clearing);
	int (*media_changed)(struct gendisk *disk);
	int (*revalidate_disk)(struct gendisk *disk);
	int (*getgeo)(struct block_device *bdev, struct hd_geometry *geo);
	int (*set_read_only)(struct block_device *bdev, bool ro);
	void (*free_disk)(struct gendisk *disk);
	struct module *owner;
};

#define DISK_EVENT_MEDIA_CHANGE	 (1u << 0)
#define DISK_EVENT_EJECT_REQUEST (1u << 1)

/* ---- the disk -------------------------------------------------------------------------------- */

enum {
	GENHD_FL_REMOVABLE = 1 << 0,
	GENHD_FL_HIDDEN = 1 << 1,
	GENHD_FL_NO_PART = 1 << 2,
};
/* Before 5.17. */
#define GENHD_FL_NO_PART_SCAN		 GENHD_FL_NO_PART
#define GENHD_FL_EXT_DEVT		 0
#define GENHD_FL_SUPPRESS_PARTITION_INFO 0
#define GENHD_FL_CD			 (1 << 3)

/* Bits of gendisk.state. */
enum { GD_READ_ONLY = 1, GD_DEAD, GD_ADDED, GD_REMOVED };

/**
 * struct gendisk - a disk.
 * @major, @first_minor, @minors: its number; all 0: any of BLOCK_EXT_MAJOR.
 * @disk_name: of the file in /dev.
 * @part0: the disk as a device, which holds the references to it all.
 * @flags: GENHD_FL_*; @state: GD_*.
 * @open_mutex: guards its openers, and is held in open() and release().
 * @queue_kept: it has a reference to @queue.
 * @link: in the list of all disks; @maker: who made it.
 */
struct gendisk {
	int major, first_minor, minors;
	char disk_name[DISK_NAME_LEN];
	unsigned short events, event_flags;
	struct block_device *part0;
	const struct block_device_operations *fops;
	struct request_queue *queue;
	void *private_data;
	int flags;
	unsigned long state;
	struct mutex open_mutex;
	int node_id;
	bool queue_kept;
	struct list_head link;
	const void *maker;
	struct block_device bdev;
};

#define disk_to_dev(disk)   (&((disk)->part0->bd_device))
#define dev_to_disk(device) (dev_to_bdev(device)->bd_disk)

#define MODULE_ALIAS_BLOCKDEV_MAJOR(major) MODULE_ALIAS("block-major-" __stringify(major) "-*")

int __register_blkdev(unsigned int major, const char *name, void (*probe)(dev_t devt));
void unregister_blkdev(unsigned int major, const char *name);
#define register_blkdev(major, name) __register_blkdev((major), (name), NULL)

/**
 * alloc_disk_node, alloc_disk - a disk without a queue, until 5.14: its maker sets disk->queue.
 * Return: the disk, for put_disk(); or NULL.
 */
struct gendisk *alloc_disk_node(int minors, int node);
#define alloc_disk(minors) alloc_disk_node((minors), NUMA_NO_NODE)

struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node);
/**
 * blk_alloc_disk - a disk for a driver that takes bios: (limits or NULL, node) since 6.9.
 * Return: an error pointer on failure; before 6.9, with (node), NULL.
 */
#define blk_alloc_disk(...)	      __BIO_FORM(__blk_alloc_disk_, __VA_ARGS__)
#define __blk_alloc_disk_2(lim, node) __blk_alloc_disk((lim), (node))
#define __blk_alloc_disk_1(node)                                         \
	({                                                               \
		struct gendisk *__disk = __blk_alloc_disk(NULL, (node)); \
                                                                         \
		IS_ERR(__disk) ? NULL : __disk;                          \
	})
void blk_cleanup_disk(struct gendisk *disk);

/**
 * device_add_disk, add_disk - the disk is there, and can be opened before this returns.
 * @parent: the device it is part of; or NULL.
 * @groups: files in /sys that it comes with; or NULL.
 *
 * Return: 0; -EINVAL for one that is not ready, -EBUSY, -EEXIST, -ENOMEM.
 * Context: process.
 */
int __must_check device_add_disk(struct device *parent, struct gendisk *disk,
				 const struct attribute_group **groups);
int add_disk(struct gendisk *disk);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
/* Until then a disk turned unless its driver said that it does not. */
static inline struct gendisk *__disk_that_turns(struct gendisk *disk)
{
	if (disk->queue && !test_bit(QUEUE_FLAG_NONROT, &disk->queue->queue_flags))
		disk->queue->limits.features |= BLK_FEAT_ROTATIONAL;
	return disk;
}
#define add_disk(disk) add_disk(__disk_that_turns(disk))
#define device_add_disk(parent, disk, groups) \
	device_add_disk((parent), __disk_that_turns(disk), (groups))
#endif
void del_gendisk(struct gendisk *disk);
void put_disk(struct gendisk *disk);

void set_capacity(struct gendisk *disk, sector_t sectors);
bool set_capacity_and_notify(struct gendisk *disk, sector_t sectors);
/** set_disk_ro - whether the disk can only be read: then it is not opened for writing. */
void set_disk_ro(struct gendisk *disk, bool read_only);
/**
 * disk_check_media_change, bdev_check_media_change - ask the driver whether the medium is another
 * one; if so, pages of the old one are forgotten.
 */
bool disk_check_media_change(struct gendisk *disk);
bool bdev_check_media_change(struct block_device *bdev);
int check_disk_change(struct block_device *bdev);

static inline sector_t get_capacity(struct gendisk *disk)
{
	return READ_ONCE(disk->part0->bd_nr_sectors);
}

static inline int get_disk_ro(struct gendisk *disk)
{
	return disk->part0->bd_read_only || test_bit(GD_READ_ONLY, &disk->state);
}

static inline bool disk_live(struct gendisk *disk)
{
	return test_bit(GD_ADDED, &disk->state) && !test_bit(GD_DEAD, &disk->state);
}

static inline int disk_max_parts(struct gendisk *disk)
{
	return 1;
}

static inline dev_t disk_devt(struct gendisk *disk)
{
	return MKDEV(disk->major, disk->first_minor);
}

/* ---- the device ------------------------------------------------------------------------------ */

static inline struct request_queue *bdev_get_queue(struct block_device *bdev)
{
	return bdev->bd_disk->queue;
}

static inline sector_t bdev_nr_sectors(struct block_device *bdev)
{
	return READ_ONCE(bdev->bd_nr_sectors);
}

static inline loff_t bdev_nr_bytes(struct block_device *bdev)
{
	return (loff_t)bdev_nr_sectors(bdev) << SECTOR_SHIFT;
}

static inline unsigned int bdev_logical_block_size(struct block_device *bdev)
{
	return queue_logical_block_size(bdev_get_queue(bdev));
}

static inline unsigned int bdev_max_discard_sectors(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.max_discard_sectors;
}

static inline bool bdev_read_only(struct block_device *bdev)
{
	return get_disk_ro(bdev->bd_disk);
}

static inline bool bdev_write_cache(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.features & BLK_FEAT_WRITE_CACHE;
}

/* Its pages: kernel/block/cache.c. */
/**
 * sync_blockdev, fsync_bdev - write what is dirty; and have the device keep nothing back.
 * Return: 0, or the first error.
 */
int sync_blockdev(struct block_device *bdev);
int fsync_bdev(struct block_device *bdev);
void invalidate_bdev(struct block_device *bdev);
void kill_bdev(struct block_device *bdev);
int set_blocksize(struct block_device *bdev, int size);

int blkdev_issue_flush(struct block_device *bdev);
int blkdev_issue_discard(struct block_device *bdev, sector_t sector, sector_t nr_sects, gfp_t gfp);
int blkdev_issue_zeroout(struct block_device *bdev, sector_t sector, sector_t nr_sects, gfp_t gfp,
			 unsigned int flags);

/* Before 5.9 with the queue, and in both the bio is replaced by what fits. */
#define __blk_queue_split_1(biop)    (*(biop) = bio_split_to_limits(*(biop)))
#define __blk_queue_split_2(q, biop) __blk_queue_split_1(biop)
#define blk_queue_split(...)	     __BIO_FORM(__blk_queue_split_, __VA_ARGS__)

/** struct blk_plug - bios are given to the driver one by one, whether there is a plug or not. */
struct blk_plug {
	struct bio_list *none;
};

static inline void blk_start_plug(struct blk_plug *plug)
{
	plug->none = NULL;
}

static inline void blk_finish_plug(struct blk_plug *plug)
{
}

/* Requests had no header of their own until 5.16. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 16, 0)
#include <linux/blk-mq.h>
#endif

#endif
