// SPDX-License-Identifier: MIT
/* Workers: the threads that do work, who makes them, and who stands in for them. */
#include "kernel/workqueue.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include <linux/err.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

/* When a new worker takes longer than this, rescuers are called: Linux's 10 ms. */
#define MAYDAY_JIFFIES (HZ / 100 ?: 1)
/* And this long is waited before it is tried again. */
#define TRY_AGAIN_NS (100ull * NSEC_PER_MSEC)

/** struct pools - @of[cpu][high], the last for anywhere; @manager: makes workers. */
static struct {
	struct worker_pool of[NR_CPUS + 1][2];
	struct core_thread manager;
	struct timer_list mayday;
	bool running;
} pools;

struct worker_pool *pool_choose(int cpu, bool high)
{
	return &pools.of[cpu < 0 ? NR_CPUS : cpu][high];
}

struct worker *worker_me(void)
{
	struct task_struct *me = current;

	return me->flags & PF_WQ_WORKER ? kthread_data(me) : NULL;
}

void pool_poke(struct worker_pool *pool)
{
	struct worker *idle;

	if (list_empty(&pool->ready) || pool->nr_running)
		return;
	idle = list_first_entry_or_null(&pool->idle, struct worker, idle);
	if (idle) {
		wake_up_process(idle->task);
	} else if (!pool->wanted) {
		WRITE_ONCE(pool->wanted, true);
		core_thread_kick(&pools.manager);
	}
}

static void poke_all(void)
{
	for (unsigned int i = 0; i <= port.nr_cpus; i++) {
		int cpu = i < port.nr_cpus ? (int)i : -1;

		pool_poke(pool_choose(cpu, false));
		pool_poke(pool_choose(cpu, true));
	}
}

/* ---- taking work ----------------------------------------------------------------------------- */

/* The first of @queue that does not run elsewhere, where another may begin. */
static struct work_struct *first_work(const struct pool_queue *queue)
{
	struct work_struct *work;

	if (queue->active >= queue->wq->max_active)
		return NULL;
	list_for_each_entry(work, &queue->pending, entry) {
		if (!worker_of(work))
			return work;
		workqueues.skipped = true;
	}
	return NULL;
}

/* Queues take turns. */
static struct work_struct *next_of_pool(struct worker_pool *pool)
{
	struct pool_queue *queue;

	list_for_each_entry(queue, &pool->ready, ready) {
		struct work_struct *work = first_work(queue);

		if (!work)
			continue;
		list_move_tail(&queue->ready, &pool->ready);
		return work;
	}
	return NULL;
}

static struct work_struct *next_to_rescue(struct workqueue_struct *wq)
{
	for (unsigned int i = 0; i < wq->nr_queues; i++) {
		struct work_struct *work = NULL;

		if (wq->queues[i].rescue)
			work = first_work(&wq->queues[i]);
		if (work)
			return work;
		wq->queues[i].rescue = false;
	}
	return NULL;
}

/* struct run - a piece of work, as it was when it was taken. */
struct run {
	work_func_t func;
	void *arg;
};

/* Under the lock: @me does @work from now on. */
static struct run begin(struct worker *me, struct work_struct *work)
{
	struct run run = { work->func, work->has_data ? work->data : work };
	struct pool_queue *queue = work->queue;

	me->work = work;
	me->func = work->func;
	me->queue = queue;
	me->seq = work->seq;
	list_del_init(&work->entry);
	WRITE_ONCE(work->state, WORK_IDLE);
	active_del(&work->active);
	queue->active++;
	workqueue_settle(queue);
	me->counts = me->pool && me->pool->cpu >= 0 && !(queue->wq->flags & WQ_CPU_INTENSIVE);
	if (me->pool)
		list_del_init(&me->idle);
	if (me->counts)
		me->pool->nr_running++;
	if (me->pool)
		pool_poke(me->pool);
	return run;
}

static void finish(struct worker *me)
{
	struct pool_queue *queue = me->queue;

	if (me->counts)
		me->pool->nr_running--;
	me->counts = false;
	me->work = NULL;
	me->func = NULL;
	me->queue = NULL;
	if (me->pool)
		list_add(&me->idle, &me->pool->idle);
	queue->active--;
	workqueue_settle(queue);
	pool_poke(queue->pool);
	/* It may be what others have left alone. */
	if (workqueues.skipped) {
		workqueues.skipped = false;
		poke_all();
	}
}

static void call_work(void *arg)
{
	const struct run *run = arg;

	run->func(run->arg);
}

static void call(struct worker *me, struct run *run)
{
	const struct crash *crash = guard_call(call_work, run);
	const struct port_thread *t = port_self();

	if (crash) {
		crash_report(crash);
		background_crashed(crash);
	}
	if (likely(preemptible() && !t->rcu_depth))
		return;
	report("BUG: workqueue leaked atomic, lock or RCU: %s[%d] preempt=0x%08x RCU=0->%u "
	       "workfn=%pS",
	       current->comm, current->pid, t->preempt_count, t->rcu_depth, run->func);
	context_reset(NULL);
}

/* Do one piece of work, if there is one; called and left with the lock. */
static bool do_one(struct worker *me)
{
	struct work_struct *work = me->pool ? next_of_pool(me->pool) : next_to_rescue(me->rescues);
	struct run run;

	if (!work)
		return false;
	run = begin(me, work);
	lock_release(&workqueues.lock);
	call(me, &run);
	lock_acquire(&workqueues.lock);
	finish(me);
	ends_note(&workqueues.ends);
	return true;
}

/* Its CPU may have gone, and have come back. */
static void go_home(const struct worker *me)
{
	const struct port_thread *t = port_self();

	if (me->pool && me->pool->cpu >= 0 && (!t->bound || t->home_cpu != me->pool->cpu))
		port_cpu_bind(me->pool->cpu);
}

static int worker_main(void *data)
{
	struct worker *me = data;

	current->flags |= PF_WQ_WORKER;
	while (!kthread_should_stop()) {
		go_home(me);
		lock_acquire(&workqueues.lock);
		while (do_one(me))
			;
		set_current_state(TASK_IDLE);
		lock_release(&workqueues.lock);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

/*
 * A worker in the middle of work goes to sleep, or goes on: its pool may have another run
 * meanwhile.
 */
static void worker_sleeps(bool begins)
{
	struct worker *me = worker_me();

	if (!me || !me->counts || me->sleeps == begins)
		return;
	lock_acquire(&workqueues.lock);
	me->sleeps = begins;
	if (begins) {
		me->pool->nr_running--;
		pool_poke(me->pool);
	} else {
		me->pool->nr_running++;
	}
	lock_release(&workqueues.lock);
}

/* ---- making workers -------------------------------------------------------------------------- */

static struct worker *make(struct worker_pool *pool, struct workqueue_struct *rescues,
			   const char *name)
{
	struct worker *worker = kmalloc_untraced(sizeof(*worker), GFP_KERNEL | __GFP_ZERO);

	if (!worker)
		return NULL;
	worker->pool = pool;
	worker->rescues = rescues;
	INIT_LIST_HEAD(&worker->idle);
	worker->task = kthread_create(worker_main, worker, "%s", name);
	if (IS_ERR(worker->task)) {
		kfree_untraced(worker);
		return NULL;
	}
	get_task_struct(worker->task);
	if (pool && pool->cpu >= 0)
		kthread_bind(worker->task, (unsigned int)pool->cpu);
	if (pool && pool->high)
		set_user_nice(worker->task, MIN_NICE);
	lock_acquire(&workqueues.lock);
	list_add_tail(&worker->link, &workqueues.workers);
	if (pool)
		list_add(&worker->idle, &pool->idle);
	lock_release(&workqueues.lock);
	wake_up_process(worker->task);
	return worker;
}

/* The thread has no work; nobody gives it any. */
static void unmake(struct worker *worker)
{
	kthread_stop_put(worker->task);
	lock_acquire(&workqueues.lock);
	list_del(&worker->link);
	list_del_init(&worker->idle);
	lock_release(&workqueues.lock);
	kfree_untraced(worker);
}

static bool make_for(struct worker_pool *pool)
{
	char name[TASK_COMM_LEN];
	const char *high = pool->high ? "H" : "";
	unsigned int id = pool->nr_workers++;

	if (pool->cpu < 0)
		snprintf(name, sizeof(name), "kworker/u%u:%u%s", port.nr_cpus, id, high);
	else
		snprintf(name, sizeof(name), "kworker/%d:%u%s", pool->cpu, id, high);
	return make(pool, NULL, name);
}

/* Those who can do without a new worker are called. */
static void call_rescuers(struct worker_pool *pool)
{
	struct pool_queue *queue;

	lock_acquire(&workqueues.lock);
	list_for_each_entry(queue, &pool->ready, ready) {
		if (!queue->wq->rescuer)
			continue;
		queue->rescue = true;
		wake_up_process(queue->wq->rescuer->task);
	}
	lock_release(&workqueues.lock);
}

static void mayday(struct timer_list *unused)
{
	for (unsigned int i = 0; i <= NR_CPUS; i++)
		for (int high = 0; high < 2; high++)
			if (READ_ONCE(pools.of[i][high].wanted))
				call_rescuers(&pools.of[i][high]);
}

/* Does @pool need one more?  Where it does not, it is no longer wanted. */
static bool is_short(struct worker_pool *pool)
{
	bool is;

	lock_acquire(&workqueues.lock);
	is = pool->wanted && !list_empty(&pool->ready) && !pool->nr_running &&
	     list_empty(&pool->idle);
	if (!is)
		WRITE_ONCE(pool->wanted, false);
	lock_release(&workqueues.lock);
	return is;
}

/* Return: false where there was no memory for it. */
static bool fill(struct worker_pool *pool)
{
	bool made = true;

	while (made && is_short(pool)) {
		mod_timer(&pools.mayday, jiffies_update() + MAYDAY_JIFFIES);
		made = make_for(pool);
		timer_delete(&pools.mayday);
		if (!made)
			call_rescuers(pool);
	}
	return made;
}

static u64 manage(struct core_thread *unused)
{
	bool all = true;

	for (unsigned int i = 0; i <= NR_CPUS; i++)
		for (int high = 0; high < 2; high++)
			if (READ_ONCE(pools.of[i][high].wanted))
				all &= fill(&pools.of[i][high]);
	return all ? CORE_THREAD_IDLE : TRY_AGAIN_NS;
}

int rescuer_make(struct workqueue_struct *wq)
{
	char name[TASK_COMM_LEN];

	snprintf(name, sizeof(name), "kworker/R-%s", wq->name);
	wq->rescuer = make(NULL, wq, name);
	return wq->rescuer ? 0 : -ENOMEM;
}

void rescuer_end(struct workqueue_struct *wq)
{
	if (wq->rescuer)
		unmake(wq->rescuer);
	wq->rescuer = NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void pool_init(struct worker_pool *pool, int cpu, bool high)
{
	*pool = (struct worker_pool){ .cpu = cpu, .high = high };
	INIT_LIST_HEAD(&pool->ready);
	INIT_LIST_HEAD(&pool->idle);
}

void pools_init(void)
{
	for (int i = 0; i <= NR_CPUS; i++)
		for (int high = 0; high < 2; high++)
			pool_init(&pools.of[i][high], i < NR_CPUS ? i : -1, high);
	core_thread_init(&pools.manager, "workqueues", manage);
	timer_setup(&pools.mayday, mayday, 0);
	WRITE_ONCE(context_sleeps, worker_sleeps);
}

void pools_exit(void)
{
	struct worker *worker, *next;

	core_thread_stop(&pools.manager);
	timer_delete_sync(&pools.mayday);
	list_for_each_entry_safe(worker, next, &workqueues.workers, link)
		unmake(worker);
	WRITE_ONCE(context_sleeps, NULL);
}
