// SPDX-License-Identifier: MIT
/*
 * Waiting for work.
 *
 * Who waits remembers the number that the work was queued with, and sleeps until no list and no
 * worker has it any more.  Who would wait for itself is told so, and does not wait.
 */
#include "kernel/workqueue.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/might_sleep.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include "port/port.h"

/* Under the lock. */
static bool in_list(const struct list_head *pending, u64 seq)
{
	const struct work_struct *work;

	list_for_each_entry(work, pending, entry)
		if (work->seq == seq)
			return true;
	return false;
}

static bool is_outstanding(const struct pool_queue *queue, u64 seq)
{
	const struct worker *worker;

	list_for_each_entry(worker, &workqueues.workers, link)
		if (worker->work && worker->seq == seq)
			return true;
	return in_list(&queue->pending, seq);
}

bool workqueue_busy(const struct workqueue_struct *wq, u64 seq)
{
	const struct worker *worker;
	const struct work_struct *work;

	list_for_each_entry(worker, &workqueues.workers, link)
		if (worker->work && worker->queue->wq == wq && worker->seq <= seq)
			return true;
	for (unsigned int i = 0; i < wq->nr_queues; i++)
		list_for_each_entry(work, &wq->queues[i].pending, entry)
			if (work->seq <= seq)
				return true;
	return false;
}

/* Sleep until @busy(@what, @seq) is not so; the lock is taken, and given back in the end. */
static void wait_while(bool (*busy)(const void *what, u64 seq), const void *what, u64 seq)
{
	bool held, unused = false;

	while (busy(what, seq)) {
		u32 seen = ends_seen(&workqueues.ends);

		lock_release(&workqueues.lock);
		held = context_sleep_begin();
		ends_wait(&workqueues.ends, seen, &unused);
		context_sleep_end(held);
		lock_acquire(&workqueues.lock);
	}
	lock_release(&workqueues.lock);
}

static bool queue_is_busy(const void *what, u64 seq)
{
	return is_outstanding(what, seq);
}

static bool wq_is_busy(const void *what, u64 seq)
{
	return workqueue_busy(what, seq);
}

static bool work_runs(const void *what, u64 unused)
{
	return worker_of(what);
}

/* Memory may hang on the one that waits, and the one it waits for cannot do without. */
static void check_reclaim(const struct workqueue_struct *wq)
{
	const struct worker *me = worker_me();

	WARN_ONCE(me && me->queue &&
			  (me->queue->wq->flags & (WQ_MEM_RECLAIM | __WQ_LEGACY)) ==
				  WQ_MEM_RECLAIM &&
			  !(wq->flags & WQ_MEM_RECLAIM),
		  "workqueue: WQ_MEM_RECLAIM %s:%pS is flushing !WQ_MEM_RECLAIM %s\n",
		  me->queue->wq->name, me->func, wq->name);
}

/* Would the caller, who waits for @work, wait for itself? */
static bool is_mine(const struct work_struct *work, const char *what)
{
	const struct worker *me = worker_me();

	if (!me || me->work != work)
		return false;
	report("BUG: %s() of work %pS by its function would wait for itself", what, me->func);
	return true;
}

static bool flush(struct work_struct *work)
{
	const struct worker *worker;
	struct pool_queue *queue = NULL;
	u64 seq = 0;

	might_sleep();
	if (work->magic != WORK_MAGIC) {
		active_unknown(&work_type, work);
		return false;
	}
	if (is_mine(work, "flush_work"))
		return false;
	lock_acquire(&workqueues.lock);
	worker = worker_of(work);
	if (work->state == WORK_QUEUED) {
		queue = work->queue;
		seq = work->seq;
	} else if (worker) {
		queue = worker->queue;
		seq = worker->seq;
	}
	if (!queue) {
		lock_release(&workqueues.lock);
		return false;
	}
	check_reclaim(queue->wq);
	wait_while(queue_is_busy, queue, seq);
	return true;
}

bool flush_work(struct work_struct *work)
{
	return flush(work);
}
EXPORT_SYMBOL(flush_work);

/* What waits for its time has it now. */
bool flush_delayed_work(struct delayed_work *dwork)
{
	if (READ_ONCE(dwork->work.state) == WORK_DELAYED)
		mod_delayed_work_on(dwork->cpu, dwork->wq, dwork, 0);
	return flush(&dwork->work);
}
EXPORT_SYMBOL(flush_delayed_work);

bool flush_rcu_work(struct rcu_work *rwork)
{
	bool waited = READ_ONCE(rwork->work.state) == WORK_DELAYED;

	if (waited)
		rcu_barrier();
	return flush(&rwork->work) || waited;
}
EXPORT_SYMBOL(flush_rcu_work);

/* Is the caller in work of @wq? */
static bool is_in(const struct workqueue_struct *wq, const char *what)
{
	const struct worker *me = worker_me();

	if (!me || !me->queue || me->queue->wq != wq)
		return false;
	report("BUG: %s(%s) by its work %pS would wait for itself", what, wq->name, me->func);
	return true;
}

void flush_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	if (is_in(wq, "flush_workqueue"))
		return;
	check_reclaim(wq);
	lock_acquire(&workqueues.lock);
	wait_while(wq_is_busy, wq, workqueues.seq);
}
EXPORT_SYMBOL(flush_workqueue);

void drain_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	if (is_in(wq, "drain_workqueue"))
		return;
	lock_acquire(&workqueues.lock);
	wq->draining++;
	wait_while(wq_is_busy, wq, ~0ull);
	lock_acquire(&workqueues.lock);
	wq->draining--;
	lock_release(&workqueues.lock);
}
EXPORT_SYMBOL(drain_workqueue);

/* ---- cancelling, and waiting ----------------------------------------------------------------- */

/* It may not be queued while this waits; for ever, where @disable. */
static bool cancel_sync(struct work_struct *work, bool disable, const char *what)
{
	bool was_queued = disable_work(work);

	if (work->magic != WORK_MAGIC)
		return false;
	might_sleep();
	if (!is_mine(work, what)) {
		lock_acquire(&workqueues.lock);
		wait_while(work_runs, work, 0);
	}
	if (!disable)
		enable_work(work);
	return was_queued;
}

bool cancel_work_sync(struct work_struct *work)
{
	return cancel_sync(work, false, "cancel_work_sync");
}
EXPORT_SYMBOL(cancel_work_sync);

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_sync(&dwork->work, false, "cancel_delayed_work_sync");
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

bool disable_work_sync(struct work_struct *work)
{
	return cancel_sync(work, true, "disable_work_sync");
}
EXPORT_SYMBOL(disable_work_sync);

bool disable_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_sync(&dwork->work, true, "disable_delayed_work_sync");
}
EXPORT_SYMBOL(disable_delayed_work_sync);

int schedule_on_each_cpu(work_func_t func)
{
	struct work_struct *works = kmalloc_array(port.nr_cpus, sizeof(*works), GFP_KERNEL);
	unsigned int cpu;

	if (!works)
		return -ENOMEM;
	for_each_online_cpu(cpu) {
		INIT_WORK(&works[cpu], func);
		schedule_work_on((int)cpu, &works[cpu]);
	}
	for_each_online_cpu(cpu)
		flush(&works[cpu]);
	kfree(works);
	return 0;
}
EXPORT_SYMBOL(schedule_on_each_cpu);

bool work_runs_in(unsigned long start, unsigned long end)
{
	const struct worker *worker;
	bool runs = false;

	lock_acquire(&workqueues.lock);
	list_for_each_entry(worker, &workqueues.workers, link)
		if (worker->work && (unsigned long)worker->func - start < end - start)
			runs = true;
	lock_release(&workqueues.lock);
	return runs;
}

bool workqueue_idle(void)
{
	const struct workqueue_struct *wq;
	bool idle = true;

	lock_acquire(&workqueues.lock);
	list_for_each_entry(wq, &workqueues.all, link)
		if (workqueue_busy(wq, ~0ull))
			idle = false;
	lock_release(&workqueues.lock);
	return idle;
}
