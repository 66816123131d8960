// SPDX-License-Identifier: MIT
/*
 * Sets of requests, and the queues that draw from them.
 *
 *	struct blk_mq_tag_set	a driver's: so many requests for each hardware queue of its device
 *	struct blk_mq_tags	those of one hardware queue, used by all disks of the set
 *	struct blk_mq_hw_ctx	one disk's view of a hardware queue
 *
 * Requests are made with the set, each with the driver's cmd_size bytes behind it, so that none has
 * to be allocated to get memory written to a disk.  Who wants one when all are in use waits.
 */
#include <linux/bitmap.h>
#include <linux/blk-mq.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "base/lock.h"
#include "kernel/block/disk.h"
#include "kernel/kernel.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"

#define TIMEOUT_DEFAULT (30 * HZ)

/**
 * struct blk_mq_tags - requests.
 *
 *	bit i of @used <=> rqs[i]->used != RQ_FREE
 *
 * @lock: guards @used and @hint, where to look first.
 * @wait: those who found none free.
 */
struct blk_mq_tags {
	spinlock_t lock;
	unsigned int nr, hint;
	wait_queue_head_t wait;
	struct request **rqs;
	unsigned long used[];
};

/* Requests that crashed drivers had, of sets that are gone. */
static struct {
	struct lock lock;
	struct request *first;
} lost = { LOCK_INIT, NULL };

/* ---- one at a time --------------------------------------------------------------------------- */

static struct request *try_get(struct blk_mq_hw_ctx *hctx)
{
	struct blk_mq_tags *tags = hctx->tags;
	struct request *rq = NULL;
	unsigned long flags;
	unsigned int tag;

	spin_lock_irqsave(&tags->lock, flags);
	tag = (unsigned int)find_next_zero_bit(tags->used, tags->nr, tags->hint);
	if (tag >= tags->nr)
		tag = (unsigned int)find_first_zero_bit(tags->used, tags->nr);
	if (tag < tags->nr) {
		__set_bit(tag, tags->used);
		tags->hint = tag + 1;
		rq = tags->rqs[tag];
		rq->q = hctx->queue;
		rq->mq_hctx = hctx;
		WRITE_ONCE(rq->used, RQ_CORE);
	}
	spin_unlock_irqrestore(&tags->lock, flags);
	return rq;
}

struct request *tags_get(struct blk_mq_hw_ctx *hctx)
{
	struct request *rq = NULL;

	/* Those that a crashed driver has do not become free. */
	wait_event(hctx->tags->wait, queue_crashed(hctx->queue) || (rq = try_get(hctx)) != NULL);
	return rq;
}

void tags_put(struct request *rq)
{
	struct blk_mq_tags *tags = rq->mq_hctx->tags;
	unsigned long flags;

	spin_lock_irqsave(&tags->lock, flags);
	__clear_bit((unsigned int)rq->tag, tags->used);
	WRITE_ONCE(rq->used, RQ_FREE);
	spin_unlock_irqrestore(&tags->lock, flags);
	wake_up(&tags->wait);
}

int tags_lose(struct blk_mq_tags *tags, const struct request_queue *q)
{
	unsigned long flags;
	int lost = 0;

	spin_lock_irqsave(&tags->lock, flags);
	for (unsigned int i = 0; i < tags->nr; i++)
		if (tags->rqs[i]->q == q)
			lost += rq_move(tags->rqs[i], RQ_DRIVER, RQ_LOST);
	spin_unlock_irqrestore(&tags->lock, flags);
	wake_up_all(&tags->wait);
	return lost;
}

void tags_for_each(struct blk_mq_tags *tags, bool (*fn)(struct request *rq, void *data), void *data)
{
	for (unsigned int i = 0; i < tags->nr; i++)
		if (READ_ONCE(tags->rqs[i]->used) == RQ_DRIVER && !fn(tags->rqs[i], data))
			return;
}

struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag)
{
	return tag < tags->nr ? tags->rqs[tag] : NULL;
}
EXPORT_SYMBOL(blk_mq_tag_to_rq);

/* What drivers look with: of all times, since those who take less do not look at the rest. */
typedef bool(look_fn)(struct request *rq, void *data, bool reserved);
typedef void(look_at_all_fn)(struct request *rq, void *data, bool reserved);

/** struct busy_iter - one of these two, and what it is given. */
struct busy_iter {
	look_fn *fn;
	look_at_all_fn *fn_all;
	void *data;
};

static bool if_started(struct request *rq, void *arg)
{
	const struct busy_iter *iter = arg;

	if (!blk_mq_request_started(rq))
		return true;
	if (iter->fn)
		return iter->fn(rq, iter->data, false);
	iter->fn_all(rq, iter->data, false);
	return true;
}

static void iterate(struct blk_mq_tag_set *set, struct busy_iter *iter)
{
	for (unsigned int i = 0; i < set->nr_hw_queues; i++)
		tags_for_each(set->tags[i], if_started, iter);
}

void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *data)
{
	/* By way of void *: compilers doubt that functions may be called so. */
	struct busy_iter iter = { .fn = (look_fn *)(void *)fn, .data = data };

	iterate(set, &iter);
}
EXPORT_SYMBOL(blk_mq_tagset_busy_iter);

void blk_mq_tagset_busy_iter_all(struct blk_mq_tag_set *set,
				 void (*fn)(struct request *rq, void *data, bool reserved),
				 void *data)
{
	struct busy_iter iter = { .fn_all = fn, .data = data };

	iterate(set, &iter);
}
EXPORT_SYMBOL(blk_mq_tagset_busy_iter_all);

/* ---- sets ------------------------------------------------------------------------------------ */

/* What is left of a crashed driver may still use it, so it stays; to the module it is gone. */
static void keep_lost(struct request *rq)
{
	mm_trace_free(MM_EVENT_KMALLOC, rq);
	lock_acquire(&lost.lock);
	rq->next_lost = lost.first;
	lost.first = rq;
	lock_release(&lost.lock);
}

void lost_requests_free(void)
{
	struct request *rq;

	while ((rq = lost.first)) {
		lost.first = rq->next_lost;
		kfree_untraced(rq);
	}
}

static void tags_free(struct blk_mq_tag_set *set, unsigned int hctx)
{
	struct blk_mq_tags *tags = set->tags[hctx];

	for (unsigned int i = 0; tags && i < tags->nr; i++) {
		struct request *rq = tags->rqs[i];
		u32 used = rq ? READ_ONCE(rq->used) : RQ_FREE;

		if (!rq)
			continue;
		WARN(used != RQ_FREE && used != RQ_LOST,
		     "blk_mq_free_tag_set(): request %u is in use\n", i);
		if (set->ops->exit_request)
			set->ops->exit_request(set, rq, hctx);
		if (used == RQ_LOST)
			keep_lost(rq);
		else
			kfree(rq);
	}
	if (tags)
		kfree(tags->rqs);
	kfree(tags);
	set->tags[hctx] = NULL;
}

static int add_request(struct blk_mq_tag_set *set, unsigned int hctx, unsigned int tag)
{
	struct request *rq = kzalloc_node(sizeof(*rq) + set->cmd_size, GFP_KERNEL, set->numa_node);
	int err = 0;

	if (!rq)
		return -ENOMEM;
	rq->tag = rq->internal_tag = (int)tag;
	INIT_LIST_HEAD(&rq->queuelist);
	if (set->ops->init_request)
		err = set->ops->init_request(set, rq, hctx, (unsigned int)set->numa_node);
	if (err)
		kfree(rq);
	else
		set->tags[hctx]->rqs[tag] = rq;
	return err;
}

static int tags_alloc(struct blk_mq_tag_set *set, unsigned int hctx)
{
	size_t longs = BITS_TO_LONGS(set->queue_depth);
	struct blk_mq_tags *tags = kzalloc(sizeof(*tags) + longs * sizeof(long), GFP_KERNEL);
	int err = 0;

	if (!tags)
		return -ENOMEM;
	set->tags[hctx] = tags;
	spin_lock_init(&tags->lock);
	init_waitqueue_head(&tags->wait);
	tags->rqs = kcalloc(set->queue_depth, sizeof(*tags->rqs), GFP_KERNEL);
	if (!tags->rqs)
		return -ENOMEM;
	tags->nr = set->queue_depth;
	for (unsigned int i = 0; i < set->queue_depth && !err; i++)
		err = add_request(set, hctx, i);
	return err;
}

int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set)
{
	int err = 0;

	if (!set->nr_hw_queues || !set->queue_depth || !set->ops || !set->ops->queue_rq ||
	    set->reserved_tags >= set->queue_depth)
		return -EINVAL;
	if (set->queue_depth > BLK_MQ_MAX_DEPTH) {
		pr_info("blk-mq: reduced tag depth to %u\n", BLK_MQ_MAX_DEPTH);
		set->queue_depth = BLK_MQ_MAX_DEPTH;
	}
	set->nr_hw_queues = min(set->nr_hw_queues, nr_cpu_ids);
	set->timeout = set->timeout ?: TIMEOUT_DEFAULT;
	set->tags = kcalloc(set->nr_hw_queues, sizeof(*set->tags), GFP_KERNEL);
	if (!set->tags)
		return -ENOMEM;
	for (unsigned int i = 0; i < set->nr_hw_queues && !err; i++)
		err = tags_alloc(set, i);
	if (err)
		blk_mq_free_tag_set(set);
	return err;
}
EXPORT_SYMBOL(blk_mq_alloc_tag_set);

int blk_mq_alloc_sq_tag_set(struct blk_mq_tag_set *set, const struct blk_mq_ops *ops,
			    unsigned int queue_depth, unsigned int flags)
{
	memset(set, 0, sizeof(*set));
	set->ops = ops;
	set->nr_hw_queues = 1;
	set->nr_maps = 1;
	set->queue_depth = queue_depth;
	set->numa_node = NUMA_NO_NODE;
	set->flags = flags;
	return blk_mq_alloc_tag_set(set);
}
EXPORT_SYMBOL(blk_mq_alloc_sq_tag_set);

void blk_mq_free_tag_set(struct blk_mq_tag_set *set)
{
	for (unsigned int i = 0; set->tags && i < set->nr_hw_queues; i++)
		tags_free(set, i);
	kfree(set->tags);
	set->tags = NULL;
}
EXPORT_SYMBOL(blk_mq_free_tag_set);

/* ---- queues ---------------------------------------------------------------------------------- */

static int add_hctx(struct request_queue *q, unsigned int index)
{
	struct blk_mq_tag_set *set = q->tag_set;
	struct blk_mq_hw_ctx *hctx = kzalloc_node(sizeof(*hctx), GFP_KERNEL, set->numa_node);
	int err = 0;

	if (!hctx)
		return -ENOMEM;
	hctx_init(hctx);
	hctx->queue = q;
	hctx->queue_num = index;
	hctx->flags = set->flags;
	hctx->tags = set->tags[index];
	hctx->numa_node = (unsigned int)q->node;
	if (set->ops->init_hctx)
		err = set->ops->init_hctx(hctx, set->driver_data, index);
	if (err)
		kfree(hctx);
	else
		q->hctxs[q->nr_hw_queues++] = hctx;
	return err;
}

void mq_teardown(struct request_queue *q)
{
	struct blk_mq_hw_ctx **hctxs = q->hctxs;
	unsigned int nr = q->nr_hw_queues;

	cancel_delayed_work_sync(&q->timeout_work);
	/* mq_crash() may be looking. */
	spin_lock_irq(&q->freeze_lock);
	q->nr_hw_queues = 0;
	q->hctxs = NULL;
	spin_unlock_irq(&q->freeze_lock);
	for (unsigned int i = 0; hctxs && i < nr; i++) {
		cancel_delayed_work_sync(&hctxs[i]->run_work);
		if (q->mq_ops->exit_hctx)
			q->mq_ops->exit_hctx(hctxs[i], i);
		kfree(hctxs[i]);
	}
	kfree(hctxs);
}

void mq_crash(struct request_queue *q)
{
	unsigned long flags;
	int lost = 0;

	spin_lock_irqsave(&q->freeze_lock, flags);
	for (unsigned int i = 0; i < q->nr_hw_queues; i++) {
		lost += tags_lose(q->hctxs[i]->tags, q);
		/* What waits to be given to the driver ends there. */
		mod_delayed_work(system_wq, &q->hctxs[i]->run_work, 0);
	}
	spin_unlock_irqrestore(&q->freeze_lock, flags);
	while (lost--)
		queue_exit(q);
}

struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set, struct queue_limits *lim,
					 void *queuedata)
{
	struct request_queue *q = queue_new(lim, set->numa_node);
	int err = 0;

	if (IS_ERR(q))
		return q;
	q->queuedata = queuedata;
	q->mq_ops = set->ops;
	q->tag_set = set;
	q->nr_requests = set->queue_depth;
	q->rq_timeout = set->timeout;
	q->hctxs = kcalloc(set->nr_hw_queues, sizeof(struct blk_mq_hw_ctx *), GFP_KERNEL);
	if (!q->hctxs)
		err = -ENOMEM;
	for (unsigned int i = 0; i < set->nr_hw_queues && !err; i++)
		err = add_hctx(q, i);
	if (!err)
		return q;
	blk_put_queue(q);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(blk_mq_alloc_queue);

struct request_queue *blk_mq_init_sq_queue(struct blk_mq_tag_set *set, const struct blk_mq_ops *ops,
					   unsigned int queue_depth, unsigned int flags)
{
	int err = blk_mq_alloc_sq_tag_set(set, ops, queue_depth, flags);
	struct request_queue *q;

	if (err)
		return ERR_PTR(err);
	q = blk_mq_alloc_queue(set, NULL, NULL);
	if (IS_ERR(q))
		blk_mq_free_tag_set(set);
	return q;
}
EXPORT_SYMBOL(blk_mq_init_sq_queue);

void blk_mq_destroy_queue(struct request_queue *q)
{
	queue_end(q);
}
EXPORT_SYMBOL(blk_mq_destroy_queue);

/* ---- invariants ------------------------------------------------------------------------------ */

int tags_check(struct blk_mq_tags *tags)
{
	unsigned long flags;
	int broken = 0;

	spin_lock_irqsave(&tags->lock, flags);
	for (unsigned int i = 0; i < tags->nr; i++)
		if ((READ_ONCE(tags->rqs[i]->used) != RQ_FREE) != !!test_bit(i, tags->used))
			broken++;
	spin_unlock_irqrestore(&tags->lock, flags);
	if (broken)
		pr_err("block: %d requests are neither free nor in use\n", broken);
	return broken;
}
