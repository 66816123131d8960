/* SPDX-License-Identifier: MIT */
/* Inside the workqueues: what their files share.  The theory is in workqueue.c. */
#ifndef KERNEL_WORKQUEUE_H
#define KERNEL_WORKQUEUE_H

#include <linux/list.h>
#include <linux/workqueue.h>
#include "kernel/interrupt.h"

struct task_struct;

/**
 * struct worker_pool - threads that do the same kind of work.
 *
 *	@nr_running = its workers that are busy, do not sleep, and do not run CPU-intensive work
 *
 * @cpu: where they run, or -1: anywhere, and then @nr_running stays 0.
 * @high: they have a high priority.
 * @ready: the queues with work that may begin.
 * @idle: workers without work.
 * @nr_workers: all of them, for their names.
 * @wanted: a worker is to be made.
 */
struct worker_pool {
	int cpu;
	bool high, wanted;
	struct list_head ready, idle;
	unsigned int nr_running, nr_workers;
};

/**
 * struct pool_queue - the work of a workqueue for one pool.
 *
 *	in pool->ready	<=>	@pending is not empty and @active < wq->max_active
 *
 * @pending: in the order of queueing.
 * @active: pieces that run.
 * @rescue: the workqueue's rescuer is to do it.
 */
struct pool_queue {
	struct workqueue_struct *wq;
	struct worker_pool *pool;
	struct list_head pending, ready;
	int active;
	bool rescue;
};

/**
 * struct workqueue_struct - a workqueue.
 * @queues: @nr_queues of them: one for each CPU, or one.
 * @link: in the list of all.
 * @delayed: work that waits for its time.
 * @made_by: who made it.
 * @draining: only its own work may queue more.
 * @rescuer: the thread of WQ_MEM_RECLAIM, or NULL.
 */
struct workqueue_struct {
	struct pool_queue *queues;
	unsigned int nr_queues, flags;
	int max_active, draining;
	struct list_head link, delayed;
	unsigned long made_by;
	struct worker *rescuer;
	char name[32];
};

/**
 * struct worker - a thread that does work.
 *
 *	in pool->idle	<=>	@work is NULL, and it is no rescuer
 *
 * @link: in the list of all; @idle: in its pool's.
 * @pool: NULL for a rescuer, which is that of @rescues.
 * @work, @func, @queue, @seq: what it does: the work's memory may be gone.
 * @counts: in pool->nr_running while it does not sleep; @sleeps: it does.
 */
struct worker {
	struct list_head link, idle;
	struct task_struct *task;
	struct worker_pool *pool;
	struct workqueue_struct *rescues;
	struct work_struct *work;
	work_func_t func;
	struct pool_queue *queue;
	u64 seq;
	bool counts, sleeps;
};

/**
 * struct workqueues - all of it, under one lock.
 * @seq: of the work that was queued last.
 * @skipped: some pool has left work alone because it runs elsewhere.
 * @ends: of functions.
 */
extern struct workqueues {
	struct lock lock;
	struct list_head all, workers;
	u64 seq;
	bool skipped;
	struct ends ends;
} workqueues;

/* ---- workqueue.c: queueing and cancelling ---------------------------------------------------- */

/** workqueue_settle - put @queue into its pool's list of ready ones, or take it out. */
void workqueue_settle(struct pool_queue *queue);

/** worker_of - who runs @work, or NULL. */
struct worker *worker_of(const struct work_struct *work);

extern const struct active_type work_type;

/* ---- workqueue_pool.c: threads --------------------------------------------------------------- */

void pools_init(void);
void pools_exit(void);

/** pool_choose - the pool for work on @cpu, or anywhere with -1. */
struct worker_pool *pool_choose(int cpu, bool high);

/** pool_poke - there may be work for @pool; see to it that someone does it.  Under the lock. */
void pool_poke(struct worker_pool *pool);

/** worker_me - the worker that the caller is, or NULL. */
struct worker *worker_me(void);

/** rescuer_make - give @wq its rescuer. Return: 0 or -ENOMEM. */
int rescuer_make(struct workqueue_struct *wq);
void rescuer_end(struct workqueue_struct *wq);

/* ---- workqueue_flush.c: waiting -------------------------------------------------------------- */

/** workqueue_busy - has @wq work that is queued up to number @seq, or runs?  Under the lock. */
bool workqueue_busy(const struct workqueue_struct *wq, u64 seq);

#endif
