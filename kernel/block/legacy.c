// SPDX-License-Identifier: MIT
/*
 * Drivers that fetch requests by themselves, as until 4.20: a function of the queue's.
 *
 *	q = blk_init_queue(request_fn, &lock)
 *	request_fn(q), under the lock:	while ((rq = blk_fetch_request(q)))
 *						...
 *						__blk_end_request_all(rq, 0)
 *
 * They are drivers with one hardware queue here, whose queue_rq() puts the request into a list of
 * the queue's and calls request_fn(); so what it does not fetch then it may fetch later.
 */
#include <linux/blk-mq.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "kernel/block/disk.h"

/* As many as Linux's queues had (BLKDEV_MAX_RQ). */
#define LEGACY_DEPTH 128

/**
 * struct legacy - what such a queue has more: its q->legacy.
 * @fn: the driver's; @lock: the driver's, or the queue's own.
 * @waiting: requests that were not fetched; under @lock.
 */
struct legacy {
	request_fn_proc *fn;
	spinlock_t *lock;
	struct list_head waiting;
	struct blk_mq_tag_set set;
};

static blk_status_t legacy_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct request_queue *q = hctx->queue;
	struct legacy *l = q->legacy;
	unsigned long flags;

	spin_lock_irqsave(l->lock, flags);
	list_add_tail(&bd->rq->queuelist, &l->waiting);
	l->fn(q);
	spin_unlock_irqrestore(l->lock, flags);
	return BLK_STS_OK;
}

static const struct blk_mq_ops legacy_ops = { .queue_rq = legacy_queue_rq };

struct request_queue *blk_init_queue(request_fn_proc *fn, spinlock_t *lock)
{
	struct legacy *l = kzalloc(sizeof(*l), GFP_KERNEL);
	struct request_queue *q;

	if (!l)
		return NULL;
	q = blk_mq_init_sq_queue(&l->set, &legacy_ops, LEGACY_DEPTH, 0);
	if (IS_ERR(q)) {
		kfree(l);
		return NULL;
	}
	l->fn = fn;
	l->lock = lock ?: &q->queue_lock;
	INIT_LIST_HEAD(&l->waiting);
	q->legacy = l;
	return q;
}
EXPORT_SYMBOL(blk_init_queue);

void legacy_free(struct request_queue *q)
{
	if (!q->legacy)
		return;
	blk_mq_free_tag_set(&q->legacy->set);
	kfree(q->legacy);
}

struct request *blk_peek_request(struct request_queue *q)
{
	return list_first_entry_or_null(&q->legacy->waiting, struct request, queuelist);
}
EXPORT_SYMBOL(blk_peek_request);

void blk_start_request(struct request *rq)
{
	list_del_init(&rq->queuelist);
	blk_mq_start_request(rq);
}
EXPORT_SYMBOL(blk_start_request);

struct request *blk_fetch_request(struct request_queue *q)
{
	struct request *rq = blk_peek_request(q);

	if (rq)
		blk_start_request(rq);
	return rq;
}
EXPORT_SYMBOL(blk_fetch_request);

void blk_requeue_request(struct request_queue *q, struct request *rq)
{
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	list_add(&rq->queuelist, &q->legacy->waiting);
}
EXPORT_SYMBOL(blk_requeue_request);

bool legacy_end_request(struct request *rq, int error, unsigned int bytes)
{
	blk_status_t status = error < 0 ? errno_to_blk_status(error) : (blk_status_t)error;

	if (READ_ONCE(rq->used) == RQ_LOST)
		return false;
	if (!list_empty(&rq->queuelist))
		blk_start_request(rq);
	if (blk_update_request(rq, status, bytes))
		return true;
	__blk_mq_end_request(rq, status);
	return false;
}
EXPORT_SYMBOL(legacy_end_request);
