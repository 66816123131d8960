/* SPDX-License-Identifier: MIT */
/*
 * Block devices that take requests, of which there are only so many at a time: kernel/block/mq.c.
 *
 *	set.ops = &ops; set.queue_depth = 64; set.nr_hw_queues = 1; ...
 *	blk_mq_alloc_tag_set(&set)
 *	disk = blk_mq_alloc_disk(&set, &lim, data)	since 6.9; before without the limits
 *
 * ops.queue_rq() is called for each request: it calls blk_mq_start_request(), and when the request
 * is done, at once or later in any context, blk_mq_end_request().  Where it has no room now it
 * returns BLK_STS_RESOURCE and is asked again.  It may sleep only where set.flags has
 * BLK_MQ_F_BLOCKING.
 */
#ifndef _LINUX_BLK_MQ_H
#define _LINUX_BLK_MQ_H

#include <linux/blkdev.h>
#include <linux/cpumask.h>
#include <linux/smp.h>

struct blk_mq_tags;

/* ---- requests -------------------------------------------------------------------------------- */

typedef u32 req_flags_t;
#define RQF_STARTED	    ((req_flags_t)(1 << 1))
#define RQF_QUIET	    ((req_flags_t)(1 << 11))
#define RQF_FAILED	    ((req_flags_t)(1 << 10))
#define RQF_DONTPREP	    ((req_flags_t)(1 << 7))
#define RQF_SPECIAL_PAYLOAD ((req_flags_t)(1 << 18))

enum mq_rq_state { MQ_RQ_IDLE, MQ_RQ_IN_FLIGHT, MQ_RQ_COMPLETE };

enum rq_end_io_ret { RQ_END_IO_NONE, RQ_END_IO_FREE };
typedef enum rq_end_io_ret(rq_end_io_fn)(struct request *rq, blk_status_t status);

/**
 * struct request - an operation that has a tag; blk_mq_rq_to_pdu() is the driver's part of it.
 *
 *	sum of bi_size over @bio and its followers = @__data_len
 *
 * @cmd_flags: REQ_OP_* and REQ_*.
 * @tag: 0 to the depth of the queue - 1, of nobody else's now.
 * @state: what the driver has done with it; @used: whose it is: kernel/block/disk.h.
 * @deadline: in jiffies, once it was started.
 * @bio: what is to be done yet, linked by bi_next.
 * @rq_disk: the disk (before 5.16, but always right).
 * @queuelist: the driver's while it has it.
 * @cmd_type: REQ_TYPE_FS, until 4.10; @buffer: where its first piece is, until 3.15.
 * @held: a bio that takes several steps, of which @steps are left: kernel/block/mq.c.
 * @next_lost: the next of those that crashed drivers had.
 */
struct request {
	struct request_queue *q;
	struct blk_mq_hw_ctx *mq_hctx;
	blk_opf_t cmd_flags;
	req_flags_t rq_flags;
	int tag;
	int internal_tag;
	unsigned int timeout;
	unsigned int __data_len;
	sector_t __sector;
	struct bio *bio, *biotail;
	struct list_head queuelist;
	struct gendisk *rq_disk;
	struct block_device *part;
	u64 start_time_ns, io_start_time_ns;
	unsigned short nr_phys_segments;
	unsigned short ioprio;
	u32 state, used;
	unsigned long deadline;
	rq_end_io_fn *end_io;
	void *end_io_data;
	void *special;
	unsigned int cmd_type;
	char *buffer;
	struct bio *held;
	u8 steps;
	struct request *next_lost;
};

#define req_op(req)	 ((enum req_op)((req)->cmd_flags & REQ_OP_MASK))
#define rq_data_dir(rq)	 (op_is_write((rq)->cmd_flags) ? WRITE : READ)
#define rq_is_sync(rq)	 op_is_sync((rq)->cmd_flags)
#define rq_dma_dir(rq)	 (op_is_write((rq)->cmd_flags) ? DMA_TO_DEVICE : DMA_FROM_DEVICE)
#define rq_list_empty(l) ((l) == NULL)

static inline bool blk_op_is_passthrough(blk_opf_t op)
{
	op &= REQ_OP_MASK;
	return op == REQ_OP_DRV_IN || op == REQ_OP_DRV_OUT;
}

static inline bool blk_rq_is_passthrough(const struct request *rq)
{
	return blk_op_is_passthrough(rq->cmd_flags);
}

static inline sector_t blk_rq_pos(const struct request *rq)
{
	return rq->__sector;
}

static inline unsigned int blk_rq_bytes(const struct request *rq)
{
	return rq->__data_len;
}

static inline unsigned int blk_rq_sectors(const struct request *rq)
{
	return blk_rq_bytes(rq) >> SECTOR_SHIFT;
}

/* Of the first piece that is left. */
static inline unsigned int blk_rq_cur_bytes(const struct request *rq)
{
	return rq->bio ? bio_cur_bytes(rq->bio) : 0;
}

static inline unsigned int blk_rq_cur_sectors(const struct request *rq)
{
	return blk_rq_cur_bytes(rq) >> SECTOR_SHIFT;
}

static inline unsigned int blk_rq_payload_bytes(const struct request *rq)
{
	return rq->bio && bio_has_data(rq->bio) ? blk_rq_bytes(rq) : 0;
}

static inline unsigned short blk_rq_nr_phys_segments(const struct request *rq)
{
	return rq->nr_phys_segments;
}

static inline enum mq_rq_state blk_mq_rq_state(const struct request *rq)
{
	return (enum mq_rq_state)READ_ONCE(rq->state);
}

static inline int blk_mq_request_started(const struct request *rq)
{
	return blk_mq_rq_state(rq) != MQ_RQ_IDLE;
}

static inline int blk_mq_request_completed(const struct request *rq)
{
	return blk_mq_rq_state(rq) == MQ_RQ_COMPLETE;
}

/** blk_mq_rq_to_pdu - the set's cmd_size bytes that come with each request. */
static inline void *blk_mq_rq_to_pdu(struct request *rq)
{
	return rq + 1;
}

static inline struct request *blk_mq_rq_from_pdu(void *pdu)
{
	return (struct request *)pdu - 1;
}

static inline u32 blk_mq_unique_tag(struct request *rq)
{
	return (u32)rq->tag & 0xffff;
}

/* ---- their pieces ---------------------------------------------------------------------------- */

struct req_iterator {
	struct bvec_iter iter;
	struct bio *bio;
};

#define __rq_for_each_bio(_bio, rq) \
	if ((rq)->bio)              \
		for (_bio = (rq)->bio; _bio; _bio = _bio->bi_next)

/** rq_for_each_segment - what is left of @_rq, piece by piece, none longer than its page. */
#define rq_for_each_segment(bvl, _rq, _iter) \
	__rq_for_each_bio((_iter).bio, (_rq)) bio_for_each_segment(bvl, (_iter).bio, (_iter).iter)

#define rq_for_each_bvec(bvl, _rq, _iter) \
	__rq_for_each_bio((_iter).bio, (_rq)) bio_for_each_bvec(bvl, (_iter).bio, (_iter).iter)

#define rq_iter_last(bvec, _iter) \
	((_iter).bio->bi_next == NULL && (bvec).bv_len == (_iter).iter.bi_size)

static inline struct bio_vec req_bvec(struct request *rq)
{
	return mp_bvec_iter_bvec(rq->bio->bi_io_vec, rq->bio->bi_iter);
}

/* ---- what a driver does ---------------------------------------------------------------------- */

/** struct blk_mq_queue_data - @last: no other request follows at once. */
struct blk_mq_queue_data {
	struct request *rq;
	bool last;
};

enum blk_eh_timer_return { BLK_EH_DONE, BLK_EH_RESET_TIMER };

/**
 * struct blk_mq_ops - each but @queue_rq may be NULL.
 * @queue_rq: take a request.
 * @commit_rqs: there are no more now, though the last was not said to be so.
 * @timeout: it has not ended in time; @complete: what blk_mq_complete_request() is to do.
 * @init_hctx, @exit_hctx, @init_request, @exit_request: a queue or request comes or goes.
 */
struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
	void (*commit_rqs)(struct blk_mq_hw_ctx *hctx);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	enum blk_eh_timer_return (*timeout)(struct request *rq);
#else
	enum blk_eh_timer_return (*timeout)(struct request *rq, bool reserved);
#endif
	void (*complete)(struct request *rq);
	int (*init_hctx)(struct blk_mq_hw_ctx *hctx, void *driver_data, unsigned int index);
	void (*exit_hctx)(struct blk_mq_hw_ctx *hctx, unsigned int index);
	int (*init_request)(struct blk_mq_tag_set *set, struct request *rq, unsigned int hctx_idx,
			    unsigned int numa_node);
	void (*exit_request)(struct blk_mq_tag_set *set, struct request *rq, unsigned int hctx_idx);
};

#define BLK_MQ_F_SHOULD_MERGE	     (1 << 0)
#define BLK_MQ_F_TAG_QUEUE_SHARED    (1 << 1)
#define BLK_MQ_F_STACKING	     (1 << 2)
#define BLK_MQ_F_SG_MERGE	     0 /* until 5.0 */
#define BLK_MQ_F_BLOCKING	     (1 << 4)
#define BLK_MQ_F_NO_SCHED	     (1 << 5)
#define BLK_MQ_F_NO_SCHED_BY_DEFAULT (1 << 6)
#define BLK_MQ_MAX_DEPTH	     10240
#define BLK_MQ_NO_TAG		     (-1)

/**
 * struct blk_mq_tag_set - requests for one or more disks.
 * @nr_hw_queues: how many the device has; each CPU goes to one of them.
 * @queue_depth: requests for each; @cmd_size: bytes of the driver's in each.
 * @timeout: in jiffies; 0: 30 seconds.
 * @tags: the requests, by hardware queue, from blk_mq_alloc_tag_set() on.
 */
struct blk_mq_tag_set {
	const struct blk_mq_ops *ops;
	unsigned int nr_maps;
	unsigned int nr_hw_queues;
	unsigned int queue_depth;
	unsigned int reserved_tags;
	unsigned int cmd_size;
	int numa_node;
	unsigned int timeout;
	unsigned int flags;
	void *driver_data;
	struct blk_mq_tags **tags;
};

/**
 * struct blk_mq_hw_ctx - a hardware queue of one disk.
 * @dispatch: requests that the driver had no room for, the oldest first; under @lock.
 * @run_work: gives them to it again.
 * @driver_data: the driver's; @queue_num: which of its queues it is.
 */
struct blk_mq_hw_ctx {
	spinlock_t lock;
	struct list_head dispatch;
	struct delayed_work run_work;
	unsigned int flags;
	void *driver_data;
	struct request_queue *queue;
	struct blk_mq_tags *tags;
	unsigned int queue_num;
	unsigned int numa_node;
	u32 stopped;
};

/**
 * blk_mq_alloc_tag_set, blk_mq_alloc_sq_tag_set - make the requests that @set describes; the second
 * one fills it in first, for one hardware queue.
 * Return: 0; -EINVAL without queues, depth or queue_rq(); -ENOMEM; what init_request() says.
 * Context: process.
 */
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
int blk_mq_alloc_sq_tag_set(struct blk_mq_tag_set *set, const struct blk_mq_ops *ops,
			    unsigned int queue_depth, unsigned int flags);

/** blk_mq_free_tag_set - free them, when all queues on them have gone. */
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);

/**
 * blk_mq_alloc_queue - a queue on the requests of @set, which has to stay as long as it.
 * @lim: what the device can do; NULL: the usual.
 *
 * Return: the queue; as an error pointer -ENOMEM, -EINVAL for limits that cannot be.
 */
struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set, struct queue_limits *lim,
					 void *queuedata);
/** blk_mq_init_queue - blk_mq_alloc_queue() until 6.8. */
#define blk_mq_init_queue(set) blk_mq_alloc_queue((set), NULL, NULL)

/** blk_mq_init_sq_queue - a set with one hardware queue, and a queue on it; until 5.13. */
struct request_queue *blk_mq_init_sq_queue(struct blk_mq_tag_set *set, const struct blk_mq_ops *ops,
					   unsigned int queue_depth, unsigned int flags);

/** blk_mq_destroy_queue - end a queue, when nothing is under way; blk_put_queue() is due. */
void blk_mq_destroy_queue(struct request_queue *q);

/**
 * blk_mq_alloc_disk - a disk with a queue on @set: (set, limits or NULL, queuedata) since 6.9,
 * before (set, queuedata).
 * Return: the disk, for add_disk() and put_disk(); an error pointer.
 */
struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim,
				    void *queuedata);
#define blk_mq_alloc_disk(...)		      __BIO_FORM(__blk_mq_alloc_disk_, __VA_ARGS__)
#define __blk_mq_alloc_disk_3(set, lim, data) __blk_mq_alloc_disk((set), (lim), (data))
#define __blk_mq_alloc_disk_2(set, data)      __blk_mq_alloc_disk((set), NULL, (data))

/* ---- a request's way ------------------------------------------------------------------------- */

/** blk_mq_start_request - queue_rq() begins with it: its time runs. */
void blk_mq_start_request(struct request *rq);

/**
 * blk_mq_end_request, __blk_mq_end_request - all of @rq has ended as @error says; or nothing of it
 * is left after blk_update_request().  It is free, and no more the driver's: ended twice is
 * reported.
 * Context: any.
 */
void blk_mq_end_request(struct request *rq, blk_status_t error);
void __blk_mq_end_request(struct request *rq, blk_status_t error);

/**
 * blk_update_request - the first @nr_bytes of what is left of @rq have ended as @error says.
 * Return: whether something is left.
 */
bool blk_update_request(struct request *rq, blk_status_t error, unsigned int nr_bytes);

/** blk_mq_complete_request - have ops->complete(@rq) called in a softirq. Context: any. */
void blk_mq_complete_request(struct request *rq);

/**
 * blk_mq_requeue_request, blk_mq_kick_requeue_list - put @rq back, as the first that the driver is
 * given when its queue is run next; run all queues of @q, soon.
 * @kick_requeue_list: run the queue, too.
 *
 * Context: any.
 */
void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list);
void blk_mq_kick_requeue_list(struct request_queue *q);

/** blk_mq_tag_to_rq - the request of this number, in use or not; NULL: there is no such number. */
struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag);

/**
 * blk_mq_run_hw_queue, blk_mq_run_hw_queues, blk_mq_delay_run_hw_queue - give what waits to the
 * driver: of one hardware queue, of all.
 * @async: by another thread, soon, as it is in any case where the caller may not sleep.
 * @msecs: or in so many milliseconds.
 *
 * Context: any.
 */
void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_run_hw_queues(struct request_queue *q, bool async);
void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs);

/**
 * blk_mq_stop_hw_queue, blk_mq_stop_hw_queues, blk_mq_start_hw_queue, blk_mq_start_hw_queues,
 * blk_mq_start_stopped_hw_queues - the driver has no room, and is given nothing until it has; then
 * what has waited is given to it, soon.
 *
 * One call of queue_rq() that began before may still run.
 * Context: any.
 */
void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_stop_hw_queues(struct request_queue *q);
void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_start_hw_queues(struct request_queue *q);
void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async);

/**
 * blk_mq_freeze_queue, blk_mq_unfreeze_queue - in between no request begins and none is under way:
 * who submits one waits.  Pairs may nest.
 * Context: process; the first one sleeps until all have ended.
 */
void blk_mq_freeze_queue(struct request_queue *q);
void blk_mq_unfreeze_queue(struct request_queue *q);

/**
 * blk_mq_quiesce_queue, blk_mq_unquiesce_queue - in between queue_rq() is not called, and does not
 * run; requests that the driver has may end.  Pairs may nest.
 * Context: process; the first one sleeps.
 */
void blk_mq_quiesce_queue(struct request_queue *q);
void blk_mq_unquiesce_queue(struct request_queue *q);

/*
 * Until 6.1 with another argument, which is false here always: no requests are reserved; and until
 * 4.20 it said nothing, and saw all.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
typedef bool(busy_tag_iter_fn)(struct request *rq, void *data);
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 0, 0)
typedef bool(busy_tag_iter_fn)(struct request *rq, void *data, bool reserved);
#else
typedef void(busy_tag_iter_fn)(struct request *rq, void *data, bool reserved);
#endif
/**
 * blk_mq_tagset_busy_iter, blk_mq_tagset_busy_iter_all - call @fn for each request that was started
 * and has not ended, until it returns false; the second one for a @fn of before 5.0, which cannot.
 */
void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *data);
void blk_mq_tagset_busy_iter_all(struct blk_mq_tag_set *set,
				 void (*fn)(struct request *rq, void *data, bool reserved),
				 void *data);
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0)
#define blk_mq_tagset_busy_iter(set, fn, data) blk_mq_tagset_busy_iter_all((set), (fn), (data))
#endif

#define queue_for_each_hw_ctx(q, hctx, i) \
	for ((i) = 0; (i) < (q)->nr_hw_queues && ((hctx) = (q)->hctxs[i], 1); (i)++)

/* ---- requests that drivers fetch, until 4.20: kernel/block/legacy.c -------------------------- */

/**
 * blk_init_queue - a queue whose requests @fn fetches.
 * @lock: held when that is called, and by who calls the functions below; NULL: the queue's own.
 *
 * Return: the queue, for blk_cleanup_queue(); or NULL.
 */
struct request_queue *blk_init_queue(request_fn_proc *fn, spinlock_t *lock);

/**
 * blk_peek_request, blk_start_request, blk_fetch_request - the next request, which stays the next,
 * or NULL; the driver begins with that; both.
 */
struct request *blk_peek_request(struct request_queue *q);
void blk_start_request(struct request *rq);
struct request *blk_fetch_request(struct request_queue *q);

/** blk_requeue_request - @rq, which was fetched, is the next again. */
void blk_requeue_request(struct request_queue *q, struct request *rq);

/**
 * legacy_end_request - the first @bytes of what is left of @rq have ended: __blk_end_request().
 * @error: a negative errno, or a blk_status_t.
 *
 * Return: whether something is left.
 */
bool legacy_end_request(struct request *rq, int error, unsigned int bytes);

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 0, 0)
/* Under the queue's lock or not, it is the same here.  Errors are negative until 4.12. */
#define __blk_end_request(rq, error, bytes) legacy_end_request((rq), (error), (bytes))
#define __blk_end_request_all(rq, error)    ((void)__blk_end_request(rq, error, blk_rq_bytes(rq)))
#define __blk_end_request_cur(rq, error)    __blk_end_request(rq, error, blk_rq_cur_bytes(rq))
#define blk_end_request(rq, error, bytes)   __blk_end_request(rq, error, bytes)
#define blk_end_request_all(rq, error)	    __blk_end_request_all(rq, error)
#define blk_end_request_cur(rq, error)	    __blk_end_request_cur(rq, error)
#endif

#define REQ_TYPE_FS	   1u
#define blk_fs_request(rq) ((rq)->cmd_type == REQ_TYPE_FS)

#endif
