// SPDX-License-Identifier: MIT
/*
 * Requests on their way: from a bio to the driver, and to their end.
 *
 *	idle ── queue_rq(): blk_mq_start_request() ──▶ in flight ── blk_mq_end_request() ──▶ free
 *	  ▲                                                │
 *	  └──────── BLK_STS_RESOURCE, requeue ─────────────┘
 *
 * A bio is split to what the device can do, and each part gets a request, which goes to the driver
 * at once, unless others wait before it.  One that the driver has no room for goes back to the head
 * of its queue, and is given again when one of the same queue ends, or after RESOURCE_DELAY.
 *
 * Drivers are called in an RCU read-side critical section, in which nobody may sleep, unless they
 * say that they do (BLK_MQ_F_BLOCKING).
 *
 * Where the device keeps what was written for a while (BLK_FEAT_WRITE_CACHE), a bio that is to be
 * safe is done in steps, by one request: flush, write, flush, as its flags want.
 */
#include <linux/blk-mq.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include "kernel/block/disk.h"
#include "kernel/kernel.h"

/* As long as Linux waits: some device has then ended something. */
#define RESOURCE_DELAY msecs_to_jiffies(3)

enum { STEP_PREFLUSH = 1, STEP_DATA = 2, STEP_POSTFLUSH = 4 };

/* Requests whose end is to be told of in a softirq. */
static struct {
	spinlock_t lock;
	struct list_head list;
} completed;

/* ---- from a bio ------------------------------------------------------------------------------ */

/* The next of its steps is what @rq is now. */
static void begin_step(struct request *rq)
{
	struct bio *bio = rq->held;
	unsigned int step = rq->steps & -rq->steps;

	rq->steps &= (u8)~step;
	rq->bio = rq->biotail = step == STEP_DATA ? bio : NULL;
	rq->__data_len = step == STEP_DATA ? bio->bi_iter.bi_size : 0;
	rq->__sector = step == STEP_DATA ? bio->bi_iter.bi_sector : 0;
	if (step == STEP_DATA)
		rq->cmd_flags = bio->bi_opf & ~REQ_PREFLUSH;
	else
		rq->cmd_flags = REQ_OP_FLUSH | REQ_SYNC;
	if (!(rq->q->limits.features & BLK_FEAT_FUA))
		rq->cmd_flags &= ~REQ_FUA;
}

/* What is left to be done when a flushing @bio was checked: at least one thing. */
static void plan_steps(struct request *rq, struct bio *bio)
{
	bool fua = rq->q->limits.features & BLK_FEAT_FUA;

	rq->steps = 0;
	if (bio->bi_opf & REQ_PREFLUSH)
		rq->steps |= STEP_PREFLUSH;
	if (bio_sectors(bio))
		rq->steps |= STEP_DATA;
	if ((bio->bi_opf & REQ_FUA) && !fua)
		rq->steps |= STEP_POSTFLUSH;
	rq->held = bio;
	/* It ends with the last step, not with its data. */
	if (rq->steps & STEP_DATA) {
		bio_set_flag(bio, BIO_CHAIN);
		atomic_inc(&bio->__bi_remaining);
	}
}

static void fill(struct request *rq, struct request_queue *q, struct bio *bio, unsigned int segs)
{
	rq->rq_disk = bio->bi_bdev->bd_disk;
	rq->part = bio->bi_bdev;
	rq->cmd_flags = bio->bi_opf;
	rq->rq_flags = 0;
	rq->timeout = q->rq_timeout;
	rq->__data_len = bio->bi_iter.bi_size;
	rq->__sector = bio->bi_iter.bi_sector;
	rq->bio = rq->biotail = bio;
	rq->nr_phys_segments = (unsigned short)segs;
	rq->ioprio = bio->bi_ioprio;
	rq->start_time_ns = ktime_get_ns();
	rq->end_io = NULL;
	rq->held = NULL;
	rq->cmd_type = REQ_TYPE_FS;
	rq->buffer = bio_data(bio);
	bio->bi_next = NULL;
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	if (op_is_flush(bio->bi_opf)) {
		plan_steps(rq, bio);
		begin_step(rq);
	}
}

/* ---- whose a request is ---------------------------------------------------------------------- */

/* Before anything of @rq is looked at for a driver. Return: false where it is not the driver's. */
static bool claim(struct request *rq)
{
	u32 used = READ_ONCE(rq->used);

	while (used == RQ_DRIVER || used == RQ_CORE) {
		if (rq_move(rq, used, RQ_ENDING))
			return true;
		used = READ_ONCE(rq->used);
	}
	/* Of one that is lost nothing else may be there any more. */
	if (used != RQ_LOST)
		report("BUG: request %d of %s was ended twice", rq->tag,
		       rq->rq_disk ? rq->rq_disk->disk_name : "no device");
	return false;
}

/*
 * The driver has @rq, from now on or still. Return: false where the driver has crashed: then @rq is
 * RQ_CORE again, or lost.
 */
static bool give_to_driver(struct request *rq)
{
	struct request_queue *q = rq->q;

	WRITE_ONCE(rq->used, RQ_DRIVER);
	/* Who crashes says so first, and then looks at what the driver has. */
	smp_mb();
	if (likely(!queue_crashed(q)))
		return true;
	rq_move(rq, RQ_DRIVER, RQ_CORE);
	return false;
}

/* The opposite of claim(), for what is not all done. */
static void unclaim(struct request *rq)
{
	struct request_queue *q = rq->q;

	if (!give_to_driver(rq) && rq_move(rq, RQ_CORE, RQ_LOST))
		queue_exit(q);
}

/* ---- to the driver --------------------------------------------------------------------------- */

/** struct giving - a call of queue_rq(). */
struct giving {
	struct blk_mq_hw_ctx *hctx;
	struct blk_mq_queue_data data;
	blk_status_t status;
};

static void call_queue_rq(void *arg)
{
	struct giving *g = arg;

	g->status = g->hctx->queue->mq_ops->queue_rq(g->hctx, &g->data);
}

static void insert(struct request *rq, bool head)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	unsigned long flags;

	spin_lock_irqsave(&hctx->lock, flags);
	if (head)
		list_add(&rq->queuelist, &hctx->dispatch);
	else
		list_add_tail(&rq->queuelist, &hctx->dispatch);
	spin_unlock_irqrestore(&hctx->lock, flags);
}

/* @rq, which the caller has claimed, is to be given to the driver once more: soon if @run. */
static void give_later(struct request *rq, bool head, bool run)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	struct request_queue *q = rq->q;

	/* When it is in the list it may end before this does. */
	atomic_inc(&q->usage);
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	WRITE_ONCE(rq->used, RQ_CORE);
	insert(rq, head);
	/* mq_crash() may have looked at the list before. */
	if (run || queue_crashed(q))
		blk_mq_run_hw_queue(hctx, true);
	queue_exit(q);
}

/* Return: false where the driver has no room, and @rq waits at the head of the queue again. */
static noinline bool give(struct request *rq, bool last)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	struct giving g = { hctx, { rq, last }, BLK_STS_OK };
	bool sleeps = hctx->flags & BLK_MQ_F_BLOCKING;
	struct gendisk *disk = rq->rq_disk;
	bool ok;

	if (!give_to_driver(rq)) {
		/* The driver has not seen it, whatever who crashed it has thought. */
		if (rq_move(rq, RQ_LOST, RQ_CORE))
			atomic_inc(&hctx->queue->usage);
		blk_mq_end_request(rq, BLK_STS_IOERR);
		return true;
	}
	if (!sleeps)
		rcu_read_lock();
	ok = driver_call(disk, (const void *)hctx->queue->mq_ops->queue_rq, call_queue_rq, &g);
	if (!sleeps)
		rcu_read_unlock();
	if (!ok || g.status == BLK_STS_OK)
		return true;
	if (g.status != BLK_STS_RESOURCE && g.status != BLK_STS_DEV_RESOURCE) {
		blk_mq_end_request(rq, g.status);
		return true;
	}
	if (!claim(rq))
		return true;
	give_later(rq, true, false);
	return false;
}

/* May the driver be asked?  Then it is being asked until done_dispatching(). */
static bool begin_dispatching(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;

	atomic_inc(&q->dispatching);
	/* Who quiesces says so first, and then looks at what we counted. */
	smp_mb();
	/* A driver that has crashed is not asked, but what waits for it ends. */
	return queue_crashed(q) || (!READ_ONCE(hctx->stopped) && !blk_queue_quiesced(q));
}

static void done_dispatching(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;

	if (atomic_dec_and_test(&q->dispatching) && blk_queue_quiesced(q))
		wake_up_all(&q->freeze_wait);
}

static struct request *next_waiting(struct blk_mq_hw_ctx *hctx, bool *last)
{
	struct request *rq;

	spin_lock_irq(&hctx->lock);
	rq = list_first_entry_or_null(&hctx->dispatch, struct request, queuelist);
	if (rq)
		list_del_init(&rq->queuelist);
	*last = list_empty(&hctx->dispatch);
	spin_unlock_irq(&hctx->lock);
	return rq;
}

static void call_commit_rqs(void *arg)
{
	struct blk_mq_hw_ctx *hctx = arg;

	hctx->queue->mq_ops->commit_rqs(hctx);
}

/* The driver was told of others to come. */
static void commit(struct blk_mq_hw_ctx *hctx)
{
	const void *entry = (const void *)hctx->queue->mq_ops->commit_rqs;

	if (entry && !queue_crashed(hctx->queue))
		driver_call(hctx->queue->disk, entry, call_commit_rqs, hctx);
}

void mq_dispatch(struct blk_mq_hw_ctx *hctx)
{
	bool room = true, last = true;
	struct request *rq;

	if (begin_dispatching(hctx))
		while (room && (rq = next_waiting(hctx, &last)))
			room = give(rq, last);
	if (!room)
		commit(hctx);
	done_dispatching(hctx);
	if (!room)
		mod_delayed_work(system_wq, &hctx->run_work, RESOURCE_DELAY);
}

static void run_work(struct work_struct *work)
{
	mq_dispatch(container_of(to_delayed_work(work), struct blk_mq_hw_ctx, run_work));
}

void hctx_init(struct blk_mq_hw_ctx *hctx)
{
	spin_lock_init(&hctx->lock);
	INIT_LIST_HEAD(&hctx->dispatch);
	INIT_DELAYED_WORK(&hctx->run_work, run_work);
}

/* The part of @bio that the device can do at once; NULL: not even that, and it has ended. */
static struct bio *fitting(struct request_queue *q, struct bio *bio, unsigned int *segs)
{
	unsigned int fit = limits_fit(bio, &q->limits, segs);
	struct bio *front;

	if (fit == bio_sectors(bio))
		return bio;
	if (!fit) {
		bio_io_error(bio);
		return NULL;
	}
	front = bio_split(bio, (int)fit, GFP_NOIO, &fs_bio_set);
	bio_chain(front, bio);
	/* What must be safe is so when the last part is; before them all goes the first flush. */
	bio->bi_opf &= ~REQ_PREFLUSH;
	submit_bio_noacct(bio);
	return front;
}

void mq_submit(struct request_queue *q, struct bio *bio)
{
	struct blk_mq_hw_ctx *hctx = q->hctxs[raw_smp_processor_id() % q->nr_hw_queues];
	struct request *rq;
	unsigned int segs;

	bio = fitting(q, bio, &segs);
	if (!bio) {
		queue_exit(q);
		return;
	}
	rq = tags_get(hctx);
	if (!rq) {
		bio_io_error(bio);
		queue_exit(q);
		return;
	}
	fill(rq, q, bio, segs);
	/* The request leaves the queue when it ends, and then we are still in it. */
	atomic_inc(&q->usage);
	insert(rq, false);
	mq_dispatch(hctx);
	queue_exit(q);
}

/* ---- what drivers do with requests ----------------------------------------------------------- */

void blk_mq_start_request(struct request *rq)
{
	if (READ_ONCE(rq->used) == RQ_LOST)
		return;
	WARN_ON_ONCE(blk_mq_rq_state(rq) != MQ_RQ_IDLE);
	rq->io_start_time_ns = ktime_get_ns();
	WRITE_ONCE(rq->deadline, jiffies_update() + rq->timeout);
	WRITE_ONCE(rq->state, MQ_RQ_IN_FLIGHT);
	if (rq->q->mq_ops->timeout && !delayed_work_pending(&rq->q->timeout_work))
		schedule_delayed_work(&rq->q->timeout_work, rq->timeout);
}
EXPORT_SYMBOL(blk_mq_start_request);

static void tell_error(const struct request *rq, blk_status_t error)
{
	static const char *const ops[] = { "READ", "WRITE",	   "FLUSH", "DISCARD",
					   "",	   "SECURE_ERASE", "",	    "",
					   "",	   "WRITE_ZEROES" };
	unsigned int op = req_op(rq);

	pr_err_ratelimited("I/O error, dev %s, sector %llu op 0x%x:(%s) flags 0x%x phys_seg %u "
			   "prio class %u\n",
			   rq->rq_disk->disk_name, (unsigned long long)blk_rq_pos(rq), op,
			   op < ARRAY_SIZE(ops) ? ops[op] : "", rq->cmd_flags & ~REQ_OP_MASK,
			   rq->nr_phys_segments, rq->ioprio >> 13);
}

/* The first @nr_bytes of what is left of @rq, which the caller has claimed, have ended. */
static bool end_bytes(struct request *rq, blk_status_t error, unsigned int nr_bytes)
{
	unsigned int total = 0;

	if (error && !(rq->rq_flags & RQF_QUIET))
		tell_error(rq, error);
	while (rq->bio) {
		struct bio *bio = rq->bio;
		unsigned int bytes = min(bio->bi_iter.bi_size, nr_bytes);

		if (error)
			WRITE_ONCE(bio->bi_status, error);
		if (bytes == bio->bi_iter.bi_size)
			rq->bio = bio->bi_next;
		bio_advance(bio, bytes);
		total += bytes;
		nr_bytes -= bytes;
		if (!bio->bi_iter.bi_size) {
			bio->bi_next = NULL;
			bio_endio(bio);
		}
		if (!nr_bytes)
			break;
	}
	rq->__data_len = rq->bio ? rq->__data_len - total : 0;
	rq->__sector += total >> SECTOR_SHIFT;
	rq->buffer = rq->bio ? bio_data(rq->bio) : NULL;
	return rq->bio;
}

bool blk_update_request(struct request *rq, blk_status_t error, unsigned int nr_bytes)
{
	bool left;

	if (!claim(rq))
		return false;
	left = end_bytes(rq, error, nr_bytes);
	unclaim(rq);
	return left;
}
EXPORT_SYMBOL(blk_update_request);

/* The bio that was held for several steps: on with them? */
static bool goes_on(struct request *rq, blk_status_t error)
{
	struct bio *bio = rq->held;

	if (error)
		bio->bi_status = error;
	if (!error && rq->steps) {
		begin_step(rq);
		give_later(rq, false, true);
		return true;
	}
	/* Data that was not tried counts as a part that has ended. */
	if (rq->steps & STEP_DATA)
		bio_endio(bio);
	rq->held = NULL;
	bio_endio(bio);
	return false;
}

static bool others_wait(struct blk_mq_hw_ctx *hctx)
{
	unsigned long flags;
	bool some;

	spin_lock_irqsave(&hctx->lock, flags);
	some = !list_empty(&hctx->dispatch);
	spin_unlock_irqrestore(&hctx->lock, flags);
	return some;
}

/* @rq, of which nothing is left and which the caller has claimed, is free. */
static void finish(struct request *rq, blk_status_t error)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	struct request_queue *q = rq->q;

	if (rq->held && goes_on(rq, error))
		return;
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	if (rq->end_io && rq->end_io(rq, error) == RQ_END_IO_NONE) {
		unclaim(rq);
		return;
	}
	tags_put(rq);
	if (others_wait(hctx))
		blk_mq_run_hw_queue(hctx, true);
	queue_exit(q);
}

void __blk_mq_end_request(struct request *rq, blk_status_t error)
{
	if (claim(rq))
		finish(rq, error);
}
EXPORT_SYMBOL(__blk_mq_end_request);

void blk_mq_end_request(struct request *rq, blk_status_t error)
{
	if (!claim(rq))
		return;
	if (end_bytes(rq, error, blk_rq_bytes(rq)))
		BUG();
	finish(rq, error);
}
EXPORT_SYMBOL(blk_mq_end_request);

/* ---- completion in a softirq ----------------------------------------------------------------- */

static void call_complete(void *arg)
{
	struct request *rq = arg;

	rq->q->mq_ops->complete(rq);
}

static void serve_one(struct request *rq)
{
	struct request_queue *q;

	if (!claim(rq))
		return;
	/* While the driver is called it may end, or be lost. */
	q = rq->q;
	atomic_inc(&q->usage);
	if (give_to_driver(rq))
		driver_call(rq->rq_disk, (const void *)q->mq_ops->complete, call_complete, rq);
	else
		blk_mq_end_request(rq, BLK_STS_IOERR);
	queue_exit(q);
}

static void serve_completed(void)
{
	struct request *rq, *next;
	LIST_HEAD(mine);

	spin_lock_irq(&completed.lock);
	list_splice_init(&completed.list, &mine);
	spin_unlock_irq(&completed.lock);
	list_for_each_entry_safe(rq, next, &mine, queuelist) {
		list_del_init(&rq->queuelist);
		serve_one(rq);
	}
}

void blk_mq_complete_request(struct request *rq)
{
	unsigned long flags;

	if (READ_ONCE(rq->used) == RQ_LOST)
		return;
	WRITE_ONCE(rq->state, MQ_RQ_COMPLETE);
	if (!rq->q->mq_ops->complete) {
		blk_mq_end_request(rq, BLK_STS_OK);
		return;
	}
	spin_lock_irqsave(&completed.lock, flags);
	list_add_tail(&rq->queuelist, &completed.list);
	spin_unlock_irqrestore(&completed.lock, flags);
	raise_softirq(BLOCK_SOFTIRQ);
}
EXPORT_SYMBOL(blk_mq_complete_request);

void mq_init(void)
{
	spin_lock_init(&completed.lock);
	INIT_LIST_HEAD(&completed.list);
	open_softirq(BLOCK_SOFTIRQ, serve_completed);
}

/* ---- again ----------------------------------------------------------------------------------- */

void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list)
{
	if (claim(rq))
		give_later(rq, true, kick_requeue_list);
}
EXPORT_SYMBOL(blk_mq_requeue_request);

void blk_mq_kick_requeue_list(struct request_queue *q)
{
	blk_mq_run_hw_queues(q, true);
}
EXPORT_SYMBOL(blk_mq_kick_requeue_list);
