/* SPDX-License-Identifier: MIT */
/*
 * Work: functions that are called soon, by threads of the core, where they may sleep.
 *
 * A piece of work is queued once however often it is asked for, and runs on one CPU at a time.
 * kernel/workqueue.c tells the theory.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/debugobjects.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/threads.h>
#include <linux/timer.h>
#include <linux/types.h>

struct pool_queue;
struct work_struct;
struct workqueue_struct;

typedef void (*work_func_t)(struct work_struct *work);

#define WORK_MAGIC 0x576f726bu

/** enum work_state - where a piece of work is; whether it runs as well is another matter. */
enum work_state { WORK_IDLE, WORK_QUEUED, WORK_DELAYED };

/**
 * struct work_struct - a piece of work.
 * @entry: in the list of @queue, or of work that waits for its time.
 * @func: what is called, with the work itself, or with @data (before 2.6.20).
 * @queue: where it is queued; @seq: when it was, as a number.
 * @disabled: it is not to be queued while this is not 0.
 */
struct work_struct {
	struct list_head entry;
	work_func_t func;
	void *data;
	struct pool_queue *queue;
	u64 seq;
	enum work_state state;
	int disabled;
	u32 magic;
	bool has_data;
	struct active_object active;
};

/** struct delayed_work - work that is queued on @wq, on @cpu, when its timer runs. */
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
	int cpu;
};

/** struct rcu_work - work that is queued after a grace period. */
struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
};

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

/* ---- making work ----------------------------------------------------------------------------- */

/** delayed_work_timer_fn - what the timer of delayed work calls: queues it. */
void delayed_work_timer_fn(struct timer_list *timer);

#define __WORK_INITIALIZER(n, f)                                                      \
	{                                                                             \
		.entry = LIST_HEAD_INIT((n).entry), .func = (f), .magic = WORK_MAGIC, \
	}
#define __WORK_DATA_INITIALIZER(n, f, d)                                                           \
	{                                                                                          \
		.entry = LIST_HEAD_INIT((n).entry), .func = (work_func_t)(void *)(f), .data = (d), \
		.has_data = true, .magic = WORK_MAGIC,                                             \
	}
#define __DELAYED_WORK_INITIALIZER(n, f, flags)                                               \
	{                                                                                     \
		.work = __WORK_INITIALIZER((n).work, (f)),                                    \
		.timer = __TIMER_INITIALIZER(delayed_work_timer_fn, (flags) | TIMER_IRQSAFE), \
	}

/** DECLARE_WORK - a variable: (name, function), or as before 2.6.20 (name, function, data). */
#define DECLARE_WORK(...)		   __WORK_FORM(__VA_ARGS__, DATA, PLAIN, )(__VA_ARGS__)
#define __WORK_FORM(_1, _2, _3, form, ...) __DECLARE_WORK_##form
#define __DECLARE_WORK_PLAIN(n, f)	   struct work_struct n = __WORK_INITIALIZER(n, f)
#define __DECLARE_WORK_DATA(n, f, d)	   struct work_struct n = __WORK_DATA_INITIALIZER(n, f, d)

#define DECLARE_DELAYED_WORK(n, f) struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, 0)

#define DECLARE_DEFERRABLE_WORK(n, f) \
	struct delayed_work n = __DELAYED_WORK_INITIALIZER(n, f, TIMER_DEFERRABLE)

/**
 * work_init, work_init_data, delayed_work_init - what INIT_WORK() and INIT_DELAYED_WORK() call.
 * @func: is given the work; that of work_init_data() is given @data.
 * @timer_flags: TIMER_DEFERRABLE, or 0.
 *
 * Work that is queued or runs is not to be made anew.
 */
void work_init(struct work_struct *work, work_func_t func);
void work_init_data(struct work_struct *work, void (*func)(void *data), void *data);
void delayed_work_init(struct delayed_work *dwork, work_func_t func, unsigned int timer_flags);

/** INIT_WORK - make work ready: (work, function), or as before 2.6.20 (work, function, data). */
#define INIT_WORK(...) __INIT_FORM(__VA_ARGS__, work_init_data, work_init, )(__VA_ARGS__)

#define __INIT_FORM(_1, _2, _3, form, ...)     form
#define INIT_WORK_ONSTACK(work, func)	       work_init((work), (func))
#define INIT_DELAYED_WORK(dwork, func)	       delayed_work_init((dwork), (func), 0)
#define INIT_DELAYED_WORK_ONSTACK(dwork, func) delayed_work_init((dwork), (func), 0)
#define INIT_DEFERRABLE_WORK(dwork, func)      delayed_work_init((dwork), (func), TIMER_DEFERRABLE)
#define INIT_DELAYED_WORK_DEFERRABLE(d, f)     INIT_DEFERRABLE_WORK(d, f)
#define INIT_RCU_WORK(rwork, func)	       work_init(&(rwork)->work, (func))
#define INIT_RCU_WORK_ONSTACK(rwork, func)     INIT_RCU_WORK(rwork, func)
#define PREPARE_WORK(work, f)		       ((work)->func = (f))
#define PREPARE_DELAYED_WORK(dwork, f)	       PREPARE_WORK(&(dwork)->work, f)

/**
 * destroy_work_on_stack, destroy_delayed_work_on_stack - the memory of work on the stack is about
 * to go: where it is queued still, that is reported.
 */
void destroy_work_on_stack(struct work_struct *work);
void destroy_delayed_work_on_stack(struct delayed_work *dwork);

/** work_pending - is it queued, or waits for its time, and does not run yet? */
#define work_pending(work)	    (READ_ONCE((work)->state) != WORK_IDLE)
#define delayed_work_pending(dwork) work_pending(&(dwork)->work)

/* ---- workqueues ------------------------------------------------------------------------------ */

enum wq_flags {
	WQ_UNBOUND = 1 << 1,	     /* on any CPU, as many at once as max_active says */
	WQ_FREEZABLE = 1 << 2,	     /* nothing here freezes */
	WQ_MEM_RECLAIM = 1 << 3,     /* a thread of its own, for when no memory is left for one */
	WQ_HIGHPRI = 1 << 4,	     /* by threads of higher priority */
	WQ_CPU_INTENSIVE = 1 << 5,   /* others on its CPU do not wait for it */
	WQ_SYSFS = 1 << 6,	     /* no files are made of it */
	WQ_POWER_EFFICIENT = 1 << 7, /* nothing here saves power */
	WQ_PERCPU = 1 << 8,	     /* what is so without WQ_UNBOUND */
	__WQ_ORDERED = 1 << 17,	     /* one after the other, in the order of queueing */
	__WQ_LEGACY = 1 << 18,	     /* made by create_workqueue() */
};

#define WQ_MAX_ACTIVE	      512
#define WQ_UNBOUND_MAX_ACTIVE WQ_MAX_ACTIVE
#define WQ_DFL_ACTIVE	      (WQ_MAX_ACTIVE / 2)

#define WORK_CPU_UNBOUND NR_CPUS

/**
 * alloc_workqueue - make a workqueue.
 * @fmt: its name, a format with arguments behind @max_active.
 * @flags: WQ_*.
 * @max_active: how many pieces of it may run at once, on each CPU, or in all (WQ_UNBOUND); 0: 256.
 * Context: process; sleeps.
 * Return: the workqueue, or NULL where there is no memory.
 */
struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
	__printf(1, 4);

/** alloc_ordered_workqueue - one whose work runs one after the other, in order. */
#define alloc_ordered_workqueue(fmt, flags, args...) \
	alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name) alloc_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, 1, (name))
#define create_freezable_workqueue(name) \
	alloc_workqueue("%s", __WQ_LEGACY | WQ_FREEZABLE | WQ_UNBOUND | WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) \
	alloc_ordered_workqueue("%s", __WQ_LEGACY | WQ_MEM_RECLAIM, name)

/**
 * destroy_workqueue - wait for all work of @wq, and end it.
 * Delayed work whose time has not come is a mistake, and is forgotten.
 * Context: process; sleeps.
 */
void destroy_workqueue(struct workqueue_struct *wq);

/**
 * workqueue_set_max_active - change what alloc_workqueue() was given; 0: 256.  Context: process.
 */
void workqueue_set_max_active(struct workqueue_struct *wq, int max_active);

/**
 * system_wq, system_percpu_wq, system_highpri_wq, system_long_wq, system_unbound_wq, system_dfl_wq,
 * system_freezable_wq, system_power_efficient_wq, system_freezable_power_efficient_wq - workqueues
 * that are everybody's.
 *
 * On the CPU that queues: system_wq (from 6.17 system_percpu_wq) for short work, _highpri for what
 * goes first, _long for what takes its time.  On any CPU: _unbound (_dfl).  The others are as
 * system_wq here.  One may be neither destroyed nor, as others' work is in it, waited for.
 */
extern struct workqueue_struct *system_wq, *system_percpu_wq, *system_highpri_wq, *system_long_wq,
	*system_unbound_wq, *system_dfl_wq, *system_freezable_wq, *system_power_efficient_wq,
	*system_freezable_power_efficient_wq;

/* ---- queueing -------------------------------------------------------------------------------- */

/**
 * queue_work_on, queue_work, queue_work_node - queue @work on @wq, to run on @cpu; on the caller's
 * CPU; on the first one of @node.
 * @wq: of WQ_UNBOUND: it runs anywhere.
 *
 * What was written before is seen by its function.  Where it runs already, it runs once more.
 * Return: true; false where it was queued already, or may not be: disable_work(),
 * drain_workqueue().
 * Context: any.
 */
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_work_node(int node, struct workqueue_struct *wq, struct work_struct *work);

/**
 * queue_delayed_work_on, queue_delayed_work - the same when @delay jiffies have passed.
 * @delay: 0: now.
 */
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);

/**
 * mod_delayed_work_on, mod_delayed_work - the same whether it is queued or not: only this @delay
 * counts.
 * Return: was it queued?
 * Context: any.
 */
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);

/** queue_rcu_work - queue it after a grace period. */
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);

/**
 * schedule_work, schedule_work_on, schedule_delayed_work, schedule_delayed_work_on - queue_work()
 * and the others on system_wq, which everybody uses: so for what is over soon.
 */
bool schedule_work_on(int cpu, struct work_struct *work);
bool schedule_work(struct work_struct *work);
bool schedule_delayed_work_on(int cpu, struct delayed_work *dwork, unsigned long delay);
bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay);

/** schedule_on_each_cpu - run @func once on each CPU, and wait. Return: 0 or -ENOMEM. */
int schedule_on_each_cpu(work_func_t func);

/* ---- waiting and cancelling ------------------------------------------------------------------ */

/**
 * flush_work, flush_delayed_work, flush_rcu_work - wait until work, as it was queued last, has run.
 *
 * Delayed work is queued now, whatever its delay; for work after a grace period this waits for
 * that, too.  By its own function this is reported, and does not wait.
 * Return: true; false where it was idle.
 * Context: process; sleeps.
 */
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
bool flush_rcu_work(struct rcu_work *rwork);

/** flush_workqueue - wait until all that was queued on @wq by now has run. */
void flush_workqueue(struct workqueue_struct *wq);
/** drain_workqueue - and what that queued, until nothing is left; others may not queue then. */
void drain_workqueue(struct workqueue_struct *wq);
#define flush_scheduled_work() flush_workqueue(system_wq)

/**
 * cancel_work, cancel_delayed_work - unqueue work; it may still run.
 * Return: true where it was queued.
 * Context: any.
 */
bool cancel_work(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);

/**
 * cancel_work_sync, cancel_delayed_work_sync - and wait where it runs: afterwards it does not, and
 * is not queued, unless others queue it again.
 *
 * Work that queues itself is ended by this: while it waits, nobody may queue it.
 * Return: true where it was queued.
 * Context: process; sleeps, so not under a lock that its function takes.
 */
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
#define cancel_rearming_delayed_work(dwork)	     cancel_delayed_work_sync(dwork)
#define cancel_rearming_delayed_workqueue(wq, dwork) cancel_delayed_work_sync(dwork)

/**
 * disable_work, disable_delayed_work, disable_work_sync, disable_delayed_work_sync - cancel it, and
 * keep it from being queued until it was enabled as often; _sync: and wait where it runs.
 *
 * From 6.10.
 * Return: true where it was queued.
 * Context: any; _sync: process, sleeps.
 */
bool disable_work(struct work_struct *work);
bool disable_delayed_work(struct delayed_work *dwork);
bool disable_work_sync(struct work_struct *work);
bool disable_delayed_work_sync(struct delayed_work *dwork);

/**
 * enable_work, enable_delayed_work - undo one of these.
 * Return: true where it may be queued now; what was asked for meanwhile is not.
 * Context: any.
 */
bool enable_work(struct work_struct *work);
bool enable_delayed_work(struct delayed_work *dwork);

/* ---- questions ------------------------------------------------------------------------------- */

enum { WORK_BUSY_PENDING = 1 << 0, WORK_BUSY_RUNNING = 1 << 1 };

/** work_busy - WORK_BUSY_* of @work, as of a moment ago. */
unsigned int work_busy(struct work_struct *work);
/** current_work - the work that the caller is in, or NULL. */
struct work_struct *current_work(void);

/** current_is_workqueue_rescuer - is the caller the thread that WQ_MEM_RECLAIM keeps? */
bool current_is_workqueue_rescuer(void);

/** workqueue_congested - does work of @wq on @cpu wait for max_active, as of a moment ago? */
bool workqueue_congested(int cpu, struct workqueue_struct *wq);

#endif
