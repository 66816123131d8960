// SPDX-License-Identifier: MIT
/* Running, stopping, quiescing and freezing queues of requests; and requests that are late. */
#include <linux/blk-mq.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include "kernel/block/disk.h"
#include "kernel/kernel.h"

/* ---- running --------------------------------------------------------------------------------- */

void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs)
{
	mod_delayed_work(system_wq, &hctx->run_work, msecs_to_jiffies((unsigned int)msecs));
}
EXPORT_SYMBOL(blk_mq_delay_run_hw_queue);

void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (async || !preemptible())
		blk_mq_delay_run_hw_queue(hctx, 0);
	else
		mq_dispatch(hctx);
}
EXPORT_SYMBOL(blk_mq_run_hw_queue);

void blk_mq_run_hw_queues(struct request_queue *q, bool async)
{
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		blk_mq_run_hw_queue(q->hctxs[i], async);
}
EXPORT_SYMBOL(blk_mq_run_hw_queues);

void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	WRITE_ONCE(hctx->stopped, 1);
}
EXPORT_SYMBOL(blk_mq_stop_hw_queue);

void blk_mq_stop_hw_queues(struct request_queue *q)
{
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		blk_mq_stop_hw_queue(q->hctxs[i]);
}
EXPORT_SYMBOL(blk_mq_stop_hw_queues);

void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	WRITE_ONCE(hctx->stopped, 0);
	blk_mq_run_hw_queue(hctx, true);
}
EXPORT_SYMBOL(blk_mq_start_hw_queue);

void blk_mq_start_hw_queues(struct request_queue *q)
{
	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		blk_mq_start_hw_queue(q->hctxs[i]);
}
EXPORT_SYMBOL(blk_mq_start_hw_queues);

void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async)
{
	blk_mq_start_hw_queues(q);
}
EXPORT_SYMBOL(blk_mq_start_stopped_hw_queues);

/* ---- holding all up -------------------------------------------------------------------------- */

void blk_mq_freeze_queue(struct request_queue *q)
{
	queue_drain(q);
}
EXPORT_SYMBOL(blk_mq_freeze_queue);

void blk_mq_unfreeze_queue(struct request_queue *q)
{
	queue_undrain(q);
}
EXPORT_SYMBOL(blk_mq_unfreeze_queue);

void blk_mq_quiesce_queue(struct request_queue *q)
{
	spin_lock_irq(&q->freeze_lock);
	if (!q->quiesce_depth++)
		blk_queue_flag_set(QUEUE_FLAG_QUIESCED, q);
	spin_unlock_irq(&q->freeze_lock);
	smp_mb();
	wait_event(q->freeze_wait, !atomic_read(&q->dispatching));
}
EXPORT_SYMBOL(blk_mq_quiesce_queue);

void blk_mq_unquiesce_queue(struct request_queue *q)
{
	bool over = false;

	spin_lock_irq(&q->freeze_lock);
	if (!WARN_ON_ONCE(q->quiesce_depth <= 0))
		over = !--q->quiesce_depth;
	if (over)
		blk_queue_flag_clear(QUEUE_FLAG_QUIESCED, q);
	spin_unlock_irq(&q->freeze_lock);
	if (over)
		blk_mq_run_hw_queues(q, true);
}
EXPORT_SYMBOL(blk_mq_unquiesce_queue);

/* ---- requests that are late ------------------------------------------------------------------ */

/** struct late - a look at the requests of @q; @next: jiffies until the first is late; 0: none. */
struct late {
	struct request_queue *q;
	unsigned long next;
	enum blk_eh_timer_return answer;
	struct request *rq;
};

/* Until 6.1 drivers were also told whether it is a reserved request, of which there are none. */
typedef enum blk_eh_timer_return(timeout_fn)(struct request *rq, bool reserved);

static void call_timeout(void *arg)
{
	struct late *l = arg;
	timeout_fn *fn = (timeout_fn *)(void *)l->q->mq_ops->timeout;

	l->answer = fn(l->rq, false);
}

static bool look_if_late(struct request *rq, void *arg)
{
	struct late *l = arg;
	unsigned long deadline = READ_ONCE(rq->deadline), left;

	if (rq->q != l->q || blk_mq_rq_state(rq) != MQ_RQ_IN_FLIGHT)
		return true;
	if (time_after_eq(jiffies_update(), deadline)) {
		l->rq = rq;
		/* Whatever it says, it is not asked again about this time. */
		WRITE_ONCE(rq->deadline, jiffies_update() + rq->timeout);
		driver_call(rq->rq_disk, (const void *)l->q->mq_ops->timeout, call_timeout, l);
		deadline = READ_ONCE(rq->deadline);
	}
	left = max_t(long, (long)(deadline - jiffies_update()), 1);
	l->next = l->next ? min(l->next, left) : left;
	return true;
}

void mq_timeout_work(struct work_struct *work)
{
	struct request_queue *q =
		container_of(to_delayed_work(work), struct request_queue, timeout_work);
	struct late l = { .q = q };

	for (unsigned int i = 0; i < q->nr_hw_queues; i++)
		tags_for_each(q->hctxs[i]->tags, look_if_late, &l);
	if (l.next)
		schedule_delayed_work(&q->timeout_work, l.next);
}
