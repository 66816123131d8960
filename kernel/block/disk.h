/* SPDX-License-Identifier: MIT */
/* Between the files of kernel/block/: what they call of each other. */
#ifndef KERNEL_BLOCK_DISK_H
#define KERNEL_BLOCK_DISK_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/rbtree.h>

#include "kernel/block/block.h"

struct leftovers;
struct textbuf;

/* ---- bio.c, limits.c ------------------------------------------------------------------------- */

int bio_layer_init(void);
void bio_layer_exit(void);

/**
 * limits_fit - how much of the front of @bio the device can do at once.
 * @segs: set to the pieces of memory that it is for the device.
 * Return: sectors, all of @bio where it fits; 0 where not even one block does.
 */
unsigned int limits_fit(const struct bio *bio, const struct queue_limits *lim, unsigned int *segs);

/* ---- queue.c --------------------------------------------------------------------------------- */

/** queue_new - a queue with these limits, or none; an error pointer on failure. */
struct request_queue *queue_new(struct queue_limits *lim, int node);
/** queue_end - drain it; it takes nothing any more. */
void queue_end(struct request_queue *q);
/** queue_enter - an operation begins. Return: false where the queue is dying; may sleep. */
bool queue_enter(struct request_queue *q);
void queue_exit(struct request_queue *q);
/** queue_drain - wait until none runs; begin none until queue_undrain(). */
void queue_drain(struct request_queue *q);
void queue_undrain(struct request_queue *q);
/** queue_crash - its driver has crashed: nothing begins, and what it still has is nobody's. */
void queue_crash(struct request_queue *q);

static inline bool queue_crashed(const struct request_queue *q)
{
	return test_bit(QUEUE_FLAG_CRASHED, &q->queue_flags);
}

/* ---- wait.c ---------------------------------------------------------------------------------- */

int waits_init(void);
void waits_exit(void);
/** waits_lose - who waits for @disk waits no more. */
void waits_lose(struct gendisk *disk);

/* ---- submit.c -------------------------------------------------------------------------------- */

/**
 * driver_call - @fn(@arg), which calls @entry of the driver of @disk, guarded.
 * Return: false where it crashed: then the disk is dead, and who waits for it waits no more.
 */
bool driver_call(struct gendisk *disk, const void *entry, void (*fn)(void *arg), void *arg);

/** disk_die - nothing is done for @disk any more; who waits for it gets -EIO. */
void disk_die(struct gendisk *disk);

/* ---- mq.c, mq_set.c -------------------------------------------------------------------------- */

/** mq_submit - @bio becomes a request of @q, which the caller has entered. */
void mq_submit(struct request_queue *q, struct bio *bio);
/** mq_teardown - the hardware queues go; nothing is under way. */
void mq_teardown(struct request_queue *q);
/** mq_crash - for queue_crash(): the driver has no requests any more. */
void mq_crash(struct request_queue *q);

/*
 * request.used: whose it is.
 *
 *	FREE ─ tags_get() ─▶ CORE ─ queue_rq() ─▶ DRIVER ─ blk_mq_end_request() ─▶ ENDING ─▶ FREE
 *	                       ▲                    │ │
 *	                       └─ no room, requeue ─┘ └─ mq_crash() ─▶ LOST
 *
 * Only who has made it ENDING looks at its bios, its queue and its disk on behalf of a driver.  One
 * that is LOST is not under way any more, so its queue and disk may be gone; it stays, and is
 * nobody's, as long as the machine.
 */
enum { RQ_FREE, RQ_CORE, RQ_DRIVER, RQ_ENDING, RQ_LOST };

/** rq_move - @rq is @to, if it was @from. Return: whether. */
static inline bool rq_move(struct request *rq, u32 from, u32 to)
{
	return cmpxchg(&rq->used, from, to) == from;
}

/** tags_get - a request of @hctx that is free; waits. Return: NULL where the driver has crashed. */
struct request *tags_get(struct blk_mq_hw_ctx *hctx);
/** tags_put - give it back. */
void tags_put(struct request *rq);
/** tags_lose - what the driver of @q has of @tags is lost. Return: how many. */
int tags_lose(struct blk_mq_tags *tags, const struct request_queue *q);
/** lost_requests_free - at the end of the machine. */
void lost_requests_free(void);
/** tags_for_each - @fn for each request of @tags that a driver has, until it returns false. */
void tags_for_each(struct blk_mq_tags *tags, bool (*fn)(struct request *rq, void *data),
		   void *data);
int tags_check(struct blk_mq_tags *tags);

void hctx_init(struct blk_mq_hw_ctx *hctx);
/** mq_timeout_work - looks for requests that are late; the work of each queue. */
void mq_timeout_work(struct work_struct *work);
/** mq_dispatch - give what waits to the driver. */
void mq_dispatch(struct blk_mq_hw_ctx *hctx);
void mq_init(void);

/* ---- legacy.c -------------------------------------------------------------------------------- */

/** legacy_free - what a queue of blk_init_queue() has more. */
void legacy_free(struct request_queue *q);

/* ---- disk.c ---------------------------------------------------------------------------------- */

extern const struct file_operations def_blk_fops;
extern struct class block_class;

/** disk_find - the disk of this number, referenced; or NULL. */
struct gendisk *disk_find(dev_t devt);
/** disk_for_each - @fn for each disk that was added, in that order; sleeps neither. */
void disk_for_each(void (*fn)(struct gendisk *disk, void *arg), void *arg);
void disks_init(void);
void disks_forget(const struct leftovers *l);
/** disks_die - those that the module made. */
void disks_die(const struct leftovers *l);

/* ---- major.c --------------------------------------------------------------------------------- */

void majors_init(void);
void majors_forget(const struct leftovers *l);
void blkdevs_show(struct textbuf *t);

/* ---- show.c ---------------------------------------------------------------------------------- */

extern const struct device_type disk_type;
int block_files_init(void);

/* ---- cache.c, writeback.c -------------------------------------------------------------------- */

/**
 * struct block_cache - the pages of a device that are in memory.
 *
 *	pages in @pages = @nr_pages = those in @clean + those in @dirty
 *	pages in @dirty = @nr_dirty
 *
 * @lock: guards all but @link and @users; nothing is allocated or waited for under it.
 * @pages: by index; @clean, @dirty: the least recently used first.
 * @link: in the list of all caches; @users: who walks that list and stands here.
 */
struct block_cache {
	struct lock lock;
	struct rb_root pages;
	struct list_head clean, dirty;
	unsigned long nr_pages, nr_dirty;
	struct block_device *bdev;
	struct list_head link;
	unsigned int users;
};

/**
 * struct cache_page - a page of a cache.
 *
 *	PG_uptodate: its bytes are the device's, or newer: then it is dirty
 *	@refs = who uses it now + 1 while it is in the cache
 *
 * Where it stands and @refs are guarded by the cache's lock, its bytes and flags by the page's.
 * @gone: it is out of the cache; it changes only under both.
 */
struct cache_page {
	struct rb_node node;
	struct list_head lru;
	struct page *page;
	pgoff_t index;
	unsigned int refs;
	bool gone;
};

#define CACHE_ALL ((pgoff_t)-1)

/* Pages that are read or written by one bio: enough for drivers to see several. */
#define CACHE_BATCH 16u

void caches_init(void);
int cache_new(struct block_device *bdev);
void cache_free(struct block_device *bdev);

/** cache_read, cache_write - by programs. Return: bytes, or a negative errno. */
ssize_t cache_read(struct block_device *bdev, loff_t pos, struct iov_iter *to);
ssize_t cache_write(struct block_device *bdev, loff_t pos, struct iov_iter *from);

/**
 * cache_next_dirty - the first dirty page in [@from, @to], with a reference; or NULL.
 * cache_lock_dirty - lock @p, waiting if @wait. Return: whether it is dirty, and locked.
 */
struct cache_page *cache_next_dirty(struct block_cache *c, pgoff_t from, pgoff_t to);
bool cache_lock_dirty(struct block_cache *c, struct cache_page *p, bool wait);
/** cache_done - drop a reference to @p. */
void cache_done(struct block_cache *c, struct cache_page *p);
/** cache_drop - take @p, which the caller has locked, out of the cache. */
void cache_drop(struct block_cache *c, struct cache_page *p);
void cache_set_clean(struct block_cache *c, struct cache_page *p);
/** cache_bytes - how many bytes of page @index the device has. */
unsigned int cache_bytes(struct block_device *bdev, pgoff_t index);
/** cache_shrink - drop up to @nr clean pages that nobody uses. Return: how many. */
unsigned long cache_shrink(struct block_cache *c, unsigned long nr);
/** cache_truncate - drop the pages in [@from, @to]; dirty ones only if @dirty, too. */
void cache_truncate(struct block_device *bdev, pgoff_t from, pgoff_t to, bool dirty);
/** cache_for_each - @fn for each cache, until it returns false; it may sleep. */
void cache_for_each(bool (*fn)(struct block_cache *c, void *arg), void *arg);

/** cache_io - read or write @nr pages that follow each other and are locked. Return: 0, -errno. */
int cache_io(struct block_device *bdev, struct cache_page *const *pages, unsigned int nr,
	     blk_opf_t op);

/** struct write_back - what is to be written of a cache, and what came of it. */
struct write_back {
	pgoff_t from, to;
	unsigned long nr; /* at most so many pages */
	bool wait;	  /* for pages that others use now */
	bool drop;	  /* what was written */
	unsigned long written;
	int error; /* the first */
};

/** cache_write_back - write what is dirty, and wait for it; what fails stays dirty. */
void cache_write_back(struct block_device *bdev, struct write_back *wb);
/** cache_sync - write all that is dirty in [@from, @to]. Return: 0, or the first error. */
int cache_sync(struct block_device *bdev, pgoff_t from, pgoff_t to);
/** cache_watch_memory - from now on give memory back when it is short; or no more. */
int cache_watch_memory(void);
void cache_unwatch_memory(void);

/* ---- ioctl.c --------------------------------------------------------------------------------- */

long block_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
/** block_zero - these bytes, whole blocks, are zero from now on. Return: 0 or an errno. */
int block_zero(struct block_device *bdev, loff_t start, loff_t len);

#endif
