// SPDX-License-Identifier: MIT
/*
 * Workqueues.
 *
 * What there is
 *
 *   A workqueue is a name, some rules, and a queue for each CPU (or one, WQ_UNBOUND).  The threads
 *   that do the work are not its own: they belong to pools, two for each CPU and two for work that
 *   may run anywhere, of usual and of high priority, and all workqueues share them:
 *
 *	work ──> pool_queue ──> worker_pool ──> worker		kworker/CPU:ID[H], kworker/uN:ID[H]
 *
 * How many threads
 *
 *   A pool of a CPU has one of its workers running at a time; when that sleeps, the next begins,
 *   and when there is none, the manager, a thread of the core, makes one (base/context.c tells
 *   when a worker sleeps).  So pieces of work do not run at once on a CPU, but none waits for one
 *   that waits.  A pool for anywhere has as many running as its workqueues' max_active allow.
 *   Threads are started by the first work there is; they stay until the world ends.
 *
 * When there is no memory
 *
 *   A worker takes memory, a stack and its record, and the work that waits for it may be what frees
 *   some.  A workqueue with WQ_MEM_RECLAIM has a thread of its own from the beginning, its rescuer:
 *   when the manager could not make a worker, or is not back from it in time, the rescuers of those
 *   workqueues that wait do their work, one piece after the other.
 *
 * Life of a piece of work
 *
 *	IDLE ──queue──> QUEUED ──a worker takes it──> IDLE, and runs
 *	  │                ▲
 *	  └─queue_delayed─> DELAYED ──its timer──┘
 *
 *	state != IDLE	<=>	an active object (active.c)
 *	QUEUED		<=>	in a pool_queue's pending list
 *	DELAYED		<=>	in wq->delayed, and its timer is armed or its function is on the way
 *
 *   Its function may free it, so a worker does not look at it once it runs.  It may be queued again
 *   while it runs, and then does not run twice at once: who finds it running elsewhere leaves it.
 *   Who waits for it goes by the number it was queued with.
 *
 * Lock order: workqueues.lock, then timers.lock, then active.lock.  Functions run with none.
 */
#include "kernel/workqueue.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include "port/port.h"

struct workqueues workqueues;

/* ---- active objects -------------------------------------------------------------------------- */

static void *work_object(struct active_object *active)
{
	return container_of(active, struct work_struct, active);
}

static void *work_function(struct active_object *active)
{
	return (void *)container_of(active, struct work_struct, active)->func;
}

static void work_disarm(struct active_object *active)
{
	cancel_work(container_of(active, struct work_struct, active));
}

const struct active_type work_type = {
	.name = "work_struct",
	.noun = "work",
	.state = "queued",
	.object = work_object,
	.function = work_function,
	.disarm = work_disarm,
};

static bool is_known(const struct work_struct *work)
{
	if (likely(work->magic == WORK_MAGIC))
		return true;
	active_unknown(&work_type, work);
	return false;
}

static void init(struct work_struct *work, work_func_t func)
{
	active_reinit(&work->active);
	*work = (struct work_struct){ .func = func, .magic = WORK_MAGIC };
	INIT_LIST_HEAD(&work->entry);
}

void work_init(struct work_struct *work, work_func_t func)
{
	init(work, func);
}
EXPORT_SYMBOL(work_init);

void work_init_data(struct work_struct *work, void (*func)(void *data), void *data)
{
	init(work, (work_func_t)(void *)func);
	work->data = data;
	work->has_data = true;
}
EXPORT_SYMBOL(work_init_data);

void delayed_work_init(struct delayed_work *dwork, work_func_t func, unsigned int timer_flags)
{
	init(&dwork->work, func);
	timer_setup(&dwork->timer, delayed_work_timer_fn,
		    timer_flags | TIMER_IRQSAFE | TIMER_OF_WORK);
	dwork->wq = NULL;
	dwork->cpu = WORK_CPU_UNBOUND;
}
EXPORT_SYMBOL(delayed_work_init);

void destroy_work_on_stack(struct work_struct *work)
{
	active_freed(&work->active, sizeof(work->active));
}
EXPORT_SYMBOL(destroy_work_on_stack);

void destroy_delayed_work_on_stack(struct delayed_work *dwork)
{
	destroy_work_on_stack(&dwork->work);
}
EXPORT_SYMBOL(destroy_delayed_work_on_stack);

/* ---- queueing -------------------------------------------------------------------------------- */

void workqueue_settle(struct pool_queue *queue)
{
	bool ready = !list_empty(&queue->pending) && queue->active < queue->wq->max_active;

	if (ready && list_empty(&queue->ready))
		list_add_tail(&queue->ready, &queue->pool->ready);
	else if (!ready)
		list_del_init(&queue->ready);
}

static struct pool_queue *choose_queue(struct workqueue_struct *wq, unsigned int cpu)
{
	if (wq->nr_queues == 1)
		return &wq->queues[0];
	return &wq->queues[interrupt_cpu(cpu >= port.nr_cpus ? port_cpu() : cpu)];
}

/* Under the lock; @work is an active object. */
static void insert(struct work_struct *work, struct workqueue_struct *wq, unsigned int cpu)
{
	struct pool_queue *queue = choose_queue(wq, cpu);

	work->queue = queue;
	work->seq = ++workqueues.seq;
	list_add_tail(&work->entry, &queue->pending);
	WRITE_ONCE(work->state, WORK_QUEUED);
	workqueue_settle(queue);
	pool_poke(queue->pool);
}

/* While a workqueue is emptied, only its own work may queue more. */
static bool is_open(const struct workqueue_struct *wq)
{
	const struct worker *me;

	if (likely(!wq->draining))
		return true;
	me = worker_me();
	return me && me->queue && me->queue->wq == wq;
}

/* struct request - work that is to be queued, on @wq, by the caller at @ip. */
struct request {
	struct workqueue_struct *wq;
	unsigned int cpu;
	unsigned long delay, ip;
};

/* Under the lock: of what is idle. */
static void queue_idle(struct work_struct *work, const struct request *r)
{
	struct delayed_work *dwork;

	active_add(&work->active, &work_type, r->ip);
	if (!r->delay) {
		insert(work, r->wq, r->cpu);
		return;
	}
	dwork = to_delayed_work(work);
	dwork->wq = r->wq;
	dwork->cpu = (int)r->cpu;
	list_add_tail(&work->entry, &r->wq->delayed);
	WRITE_ONCE(work->state, WORK_DELAYED);
	dwork->timer.flags |= TIMER_OF_WORK;
	timer_arm(&dwork->timer, jiffies_update() + r->delay,
		  r->cpu < port.nr_cpus ? (int)r->cpu : -1, r->ip);
}

static bool may_queue(const struct work_struct *work, const struct request *r)
{
	if (!is_known(work))
		return false;
	if (unlikely(!work->func)) {
		report("BUG: work %px is queued without a function", work);
		return false;
	}
	if (unlikely(!r->wq)) {
		report("BUG: work %pS is queued on no workqueue", work->func);
		return false;
	}
	return true;
}

static bool queue(struct work_struct *work, struct request r)
{
	bool queued, open = true;

	if (!may_queue(work, &r))
		return false;
	lock_acquire(&workqueues.lock);
	queued = work->state == WORK_IDLE && !work->disabled;
	if (queued)
		open = is_open(r.wq);
	if (queued && open)
		queue_idle(work, &r);
	lock_release(&workqueues.lock);
	WARN_ONCE(!open, "workqueue: cannot queue %pS on wq %s\n", work->func, r.wq->name);
	return queued && open;
}

void delayed_work_timer_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = from_timer(dwork, timer, timer);
	struct work_struct *work = &dwork->work;

	lock_acquire(&workqueues.lock);
	/* It may have been cancelled on the way here, and have been queued anew. */
	if (work->state == WORK_DELAYED && !timer_pending(timer)) {
		list_del_init(&work->entry);
		insert(work, dwork->wq, (unsigned int)dwork->cpu);
	}
	lock_release(&workqueues.lock);
}
EXPORT_SYMBOL(delayed_work_timer_fn);

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	return queue(work, (struct request){ wq, (unsigned int)cpu, 0, _RET_IP_ });
}
EXPORT_SYMBOL(queue_work_on);

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	return queue(work, (struct request){ wq, WORK_CPU_UNBOUND, 0, _RET_IP_ });
}
EXPORT_SYMBOL(queue_work);

bool queue_work_node(int node, struct workqueue_struct *wq, struct work_struct *work)
{
	unsigned int cpu = cpumask_first(cpumask_of_node(node));

	return queue(work, (struct request){ wq, cpu, 0, _RET_IP_ });
}
EXPORT_SYMBOL(queue_work_node);

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	return queue(&dwork->work, (struct request){ wq, (unsigned int)cpu, delay, _RET_IP_ });
}
EXPORT_SYMBOL(queue_delayed_work_on);

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	return queue(&dwork->work, (struct request){ wq, WORK_CPU_UNBOUND, delay, _RET_IP_ });
}
EXPORT_SYMBOL(queue_delayed_work);

bool schedule_work_on(int cpu, struct work_struct *work)
{
	return queue(work, (struct request){ system_wq, (unsigned int)cpu, 0, _RET_IP_ });
}
EXPORT_SYMBOL(schedule_work_on);

bool schedule_work(struct work_struct *work)
{
	return queue(work, (struct request){ system_wq, WORK_CPU_UNBOUND, 0, _RET_IP_ });
}
EXPORT_SYMBOL(schedule_work);

bool schedule_delayed_work_on(int cpu, struct delayed_work *dwork, unsigned long delay)
{
	return queue(&dwork->work,
		     (struct request){ system_wq, (unsigned int)cpu, delay, _RET_IP_ });
}
EXPORT_SYMBOL(schedule_delayed_work_on);

bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue(&dwork->work,
		     (struct request){ system_wq, WORK_CPU_UNBOUND, delay, _RET_IP_ });
}
EXPORT_SYMBOL(schedule_delayed_work);

static void rcu_work_is_due(struct rcu_head *rcu)
{
	struct rcu_work *rwork = container_of(rcu, struct rcu_work, rcu);
	struct work_struct *work = &rwork->work;

	lock_acquire(&workqueues.lock);
	if (work->state == WORK_DELAYED)
		insert(work, rwork->wq, WORK_CPU_UNBOUND);
	lock_release(&workqueues.lock);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	struct work_struct *work = &rwork->work;
	bool queued;

	if (!may_queue(work, &(struct request){ .wq = wq }))
		return false;
	lock_acquire(&workqueues.lock);
	queued = work->state == WORK_IDLE && !work->disabled;
	if (queued) {
		active_add(&work->active, &work_type, _RET_IP_);
		rwork->wq = wq;
		WRITE_ONCE(work->state, WORK_DELAYED);
	}
	lock_release(&workqueues.lock);
	if (queued)
		call_rcu(&rwork->rcu, rcu_work_is_due);
	return queued;
}
EXPORT_SYMBOL(queue_rcu_work);

/* ---- cancelling ------------------------------------------------------------------------------ */

static void unqueue(struct work_struct *work)
{
	struct pool_queue *queue = work->state == WORK_QUEUED ? work->queue : NULL;

	list_del_init(&work->entry);
	WRITE_ONCE(work->state, WORK_IDLE);
	active_del(&work->active);
	if (queue)
		workqueue_settle(queue);
}

/* Work that waits, but not for a grace period, is in a delayed_work. */
static bool has_timer(const struct work_struct *work)
{
	return work->state == WORK_DELAYED && !list_empty(&work->entry);
}

/*
 * Take @work, of which the caller has the lock, out of wherever it is.  Where its timer's function
 * is on the way, that has to come first: it looks at the work's memory.
 * Return: was it anywhere?
 */
static bool grab(struct work_struct *work)
{
	while (work->state != WORK_IDLE) {
		if (!has_timer(work) || timer_delete(&to_delayed_work(work)->timer)) {
			unqueue(work);
			return true;
		}
		lock_release(&workqueues.lock);
		port_yield();
		lock_acquire(&workqueues.lock);
	}
	return false;
}

/* @disable: how much further it is disabled by that. */
static bool cancel(struct work_struct *work, int disable)
{
	bool was_queued;

	if (!is_known(work))
		return false;
	lock_acquire(&workqueues.lock);
	was_queued = grab(work);
	work->disabled += disable;
	lock_release(&workqueues.lock);
	return was_queued;
}

bool cancel_work(struct work_struct *work)
{
	return cancel(work, 0);
}
EXPORT_SYMBOL(cancel_work);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel(&dwork->work, 0);
}
EXPORT_SYMBOL(cancel_delayed_work);

bool disable_work(struct work_struct *work)
{
	return cancel(work, 1);
}
EXPORT_SYMBOL(disable_work);

bool disable_delayed_work(struct delayed_work *dwork)
{
	return cancel(&dwork->work, 1);
}
EXPORT_SYMBOL(disable_delayed_work);

bool enable_work(struct work_struct *work)
{
	int left = -1;

	if (!is_known(work))
		return false;
	lock_acquire(&workqueues.lock);
	if (work->disabled)
		left = --work->disabled;
	lock_release(&workqueues.lock);
	WARN_ONCE(left < 0, "workqueue: work disable count underflowed\n");
	return !left;
}
EXPORT_SYMBOL(enable_work);

bool enable_delayed_work(struct delayed_work *dwork)
{
	return enable_work(&dwork->work);
}
EXPORT_SYMBOL(enable_delayed_work);

static bool modify(struct delayed_work *dwork, struct request r)
{
	struct work_struct *work = &dwork->work;
	bool was_queued;

	if (!may_queue(work, &r))
		return false;
	lock_acquire(&workqueues.lock);
	was_queued = grab(work);
	if (!work->disabled && is_open(r.wq))
		queue_idle(work, &r);
	lock_release(&workqueues.lock);
	return was_queued;
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay)
{
	return modify(dwork, (struct request){ wq, (unsigned int)cpu, delay, _RET_IP_ });
}
EXPORT_SYMBOL(mod_delayed_work_on);

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	return modify(dwork, (struct request){ wq, WORK_CPU_UNBOUND, delay, _RET_IP_ });
}
EXPORT_SYMBOL(mod_delayed_work);

/* ---- questions ------------------------------------------------------------------------------- */

struct worker *worker_of(const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &workqueues.workers, link)
		if (worker->work == work)
			return worker;
	return NULL;
}

unsigned int work_busy(struct work_struct *work)
{
	unsigned int busy = 0;

	lock_acquire(&workqueues.lock);
	if (work->state != WORK_IDLE)
		busy |= WORK_BUSY_PENDING;
	if (worker_of(work))
		busy |= WORK_BUSY_RUNNING;
	lock_release(&workqueues.lock);
	return busy;
}
EXPORT_SYMBOL(work_busy);

struct work_struct *current_work(void)
{
	const struct worker *me = worker_me();

	return me ? me->work : NULL;
}
EXPORT_SYMBOL(current_work);

bool current_is_workqueue_rescuer(void)
{
	const struct worker *me = worker_me();

	return me && me->rescues;
}
EXPORT_SYMBOL(current_is_workqueue_rescuer);

bool workqueue_congested(int cpu, struct workqueue_struct *wq)
{
	const struct pool_queue *queue;
	bool congested;

	lock_acquire(&workqueues.lock);
	queue = choose_queue(wq, (unsigned int)cpu);
	congested = !list_empty(&queue->pending) && list_empty(&queue->ready);
	lock_release(&workqueues.lock);
	return congested;
}
EXPORT_SYMBOL(workqueue_congested);
