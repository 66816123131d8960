// SPDX-License-Identifier: MIT
/*
 * Queues: their lives, and what is under way in them.
 *
 * A queue has a reference of its maker's, and one of its disk's.  One that was made with its disk
 * is the disk's alone.  Ending it is something else: it is drained, its hardware queues go, and
 * what is submitted afterwards fails.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kernel/block/disk.h"
#include "kernel/kernel.h"

/* ---- their lives ----------------------------------------------------------------------------- */

struct request_queue *queue_new(struct queue_limits *lim, int node)
{
	struct queue_limits none = {};
	struct request_queue *q;
	int err;

	lim = lim ?: &none;
	err = blk_validate_limits(lim);
	if (err)
		return ERR_PTR(err);
	q = kzalloc_node(sizeof(*q), GFP_KERNEL, node);
	if (!q)
		return ERR_PTR(-ENOMEM);
	q->limits = *lim;
	q->node = node;
	atomic_set(&q->refs, 1);
	spin_lock_init(&q->queue_lock);
	spin_lock_init(&q->freeze_lock);
	init_waitqueue_head(&q->freeze_wait);
	INIT_DELAYED_WORK(&q->timeout_work, mq_timeout_work);
	return q;
}

struct request_queue *blk_alloc_queue(int node)
{
	struct request_queue *q = queue_new(NULL, node);

	return IS_ERR(q) ? NULL : q;
}
EXPORT_SYMBOL(blk_alloc_queue);

struct request_queue *blk_alloc_queue_for(make_request_fn *fn, int node)
{
	struct request_queue *q = blk_alloc_queue(node);

	if (q)
		q->make_request_fn = fn;
	return q;
}
EXPORT_SYMBOL(blk_alloc_queue_for);

/** blk_get_queue - one more reference. Return: false where it is dying. */
bool blk_get_queue(struct request_queue *q)
{
	if (blk_queue_dying(q))
		return false;
	atomic_inc(&q->refs);
	return true;
}
EXPORT_SYMBOL(blk_get_queue);

/** blk_put_queue - one less; the last ends it. Context: process; sleeps. */
void blk_put_queue(struct request_queue *q)
{
	if (!atomic_dec_and_test(&q->refs))
		return;
	queue_end(q);
	/* The last of queue_exit() may still be at it. */
	synchronize_rcu();
	legacy_free(q);
	kfree(q);
}
EXPORT_SYMBOL(blk_put_queue);

void queue_end(struct request_queue *q)
{
	if (test_and_set_bit(QUEUE_FLAG_DYING, &q->queue_flags))
		return;
	queue_drain(q);
	mq_teardown(q);
	wake_up_all(&q->freeze_wait);
}

/** blk_cleanup_queue - end a queue of the caller's, and drop his reference; until 5.19. */
void blk_cleanup_queue(struct request_queue *q)
{
	queue_end(q);
	if (!q->owned_by_disk)
		blk_put_queue(q);
}
EXPORT_SYMBOL(blk_cleanup_queue);

/* ---- operations under way -------------------------------------------------------------------- */

bool queue_enter(struct request_queue *q)
{
	for (;;) {
		atomic_inc(&q->usage);
		/* Who drains counts up first, and then looks at what we counted. */
		smp_mb();
		if (likely(!READ_ONCE(q->freeze_depth)))
			return true;
		queue_exit(q);
		/* A driver that has crashed does not thaw it either. */
		if (blk_queue_dying(q) || queue_crashed(q))
			return false;
		wait_event(q->freeze_wait,
			   !READ_ONCE(q->freeze_depth) || blk_queue_dying(q) || queue_crashed(q));
	}
}

void queue_exit(struct request_queue *q)
{
	/* The queue may go with the last. */
	rcu_read_lock();
	if (atomic_dec_and_test(&q->usage) && READ_ONCE(q->freeze_depth))
		wake_up_all(&q->freeze_wait);
	rcu_read_unlock();
}

void queue_drain(struct request_queue *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->freeze_lock, flags);
	WRITE_ONCE(q->freeze_depth, q->freeze_depth + 1);
	spin_unlock_irqrestore(&q->freeze_lock, flags);
	smp_mb();
	wait_event(q->freeze_wait, !atomic_read(&q->usage));
}

void queue_undrain(struct request_queue *q)
{
	unsigned long flags;

	spin_lock_irqsave(&q->freeze_lock, flags);
	WARN_ON(q->freeze_depth <= 0);
	WRITE_ONCE(q->freeze_depth, q->freeze_depth - 1);
	spin_unlock_irqrestore(&q->freeze_lock, flags);
	wake_up_all(&q->freeze_wait);
}

void queue_crash(struct request_queue *q)
{
	blk_queue_flag_set(QUEUE_FLAG_CRASHED, q);
	/* Who gives the driver something says so first, and then looks whether it has crashed. */
	smp_mb();
	mq_crash(q);
	wake_up_all(&q->freeze_wait);
}
