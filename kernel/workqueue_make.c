// SPDX-License-Identifier: MIT
/* Workqueues: made and destroyed, and those that the system has. */
#include "kernel/workqueue.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

/* Those of the system live outside the machine's memory: most machines use none of them. */
static const struct {
	struct workqueue_struct **wq;
	const char *name;
	unsigned int flags;
} system_list[] = {
	{ &system_wq, "events", 0 },
	{ &system_highpri_wq, "events_highpri", WQ_HIGHPRI },
	{ &system_long_wq, "events_long", 0 },
	{ &system_unbound_wq, "events_unbound", WQ_UNBOUND },
	{ &system_freezable_wq, "events_freezable", WQ_FREEZABLE },
	{ &system_power_efficient_wq, "events_power_efficient", WQ_POWER_EFFICIENT },
	{ &system_freezable_power_efficient_wq, "events_freezable_pwr_efficient",
	  WQ_FREEZABLE | WQ_POWER_EFFICIENT },
};

#define NR_SYSTEM (sizeof(system_list) / sizeof(*system_list))

static struct workqueue_struct system_wqs[NR_SYSTEM];
static struct pool_queue system_queues[NR_SYSTEM][NR_CPUS];

#define SYSTEM_WORKQUEUE(name)         \
	struct workqueue_struct *name; \
	EXPORT_SYMBOL(name)

SYSTEM_WORKQUEUE(system_wq);
SYSTEM_WORKQUEUE(system_percpu_wq);
SYSTEM_WORKQUEUE(system_highpri_wq);
SYSTEM_WORKQUEUE(system_long_wq);
SYSTEM_WORKQUEUE(system_unbound_wq);
SYSTEM_WORKQUEUE(system_dfl_wq);
SYSTEM_WORKQUEUE(system_freezable_wq);
SYSTEM_WORKQUEUE(system_power_efficient_wq);
SYSTEM_WORKQUEUE(system_freezable_power_efficient_wq);

/* ---- making ---------------------------------------------------------------------------------- */

static int clamp_active(const char *name, int max_active)
{
	if (!max_active)
		max_active = WQ_DFL_ACTIVE;
	if (max_active < 1 || max_active > WQ_MAX_ACTIVE)
		pr_warn("workqueue: max_active %d requested for %s is out of range, clamping "
			"between %d and %d\n",
			max_active, name, 1, WQ_MAX_ACTIVE);
	return clamp(max_active, 1, WQ_MAX_ACTIVE);
}

static unsigned int count_queues(unsigned int flags)
{
	return flags & WQ_UNBOUND ? 1 : port.nr_cpus;
}

static void fill_in(struct workqueue_struct *wq, unsigned int flags, int max_active)
{
	wq->flags = flags;
	wq->nr_queues = count_queues(flags);
	wq->max_active = clamp_active(wq->name, max_active);
	INIT_LIST_HEAD(&wq->delayed);
	for (unsigned int i = 0; i < wq->nr_queues; i++) {
		struct pool_queue *queue = &wq->queues[i];

		*queue = (struct pool_queue){ .wq = wq };
		queue->pool = pool_choose(flags & WQ_UNBOUND ? -1 : (int)i, flags & WQ_HIGHPRI);
		INIT_LIST_HEAD(&queue->pending);
		INIT_LIST_HEAD(&queue->ready);
	}
}

static void enlist(struct workqueue_struct *wq)
{
	lock_acquire(&workqueues.lock);
	list_add_tail(&wq->link, &workqueues.all);
	lock_release(&workqueues.lock);
}

/* Its memory is not booked as its maker's: that it is left is told in words of its own. */
static struct workqueue_struct *allocate(unsigned int nr_queues)
{
	struct workqueue_struct *wq;
	size_t size = sizeof(*wq) + nr_queues * sizeof(*wq->queues);

	if (mm_trace_should_fail(MM_EVENT_KMALLOC, size, GFP_KERNEL))
		return NULL;
	wq = kmalloc_untraced(size, GFP_KERNEL | __GFP_ZERO);
	if (wq)
		wq->queues = (struct pool_queue *)(wq + 1);
	return wq;
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq;
	va_list args;

	might_sleep();
	wq = allocate(count_queues(flags));
	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	fill_in(wq, flags, max_active);
	wq->made_by = _RET_IP_;
	if ((flags & WQ_MEM_RECLAIM) && rescuer_make(wq)) {
		kfree_untraced(wq);
		return NULL;
	}
	enlist(wq);
	return wq;
}
EXPORT_SYMBOL(alloc_workqueue);

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active)
{
	if (WARN_ON(wq->flags & __WQ_ORDERED))
		return;
	lock_acquire(&workqueues.lock);
	wq->max_active = clamp_active(wq->name, max_active);
	for (unsigned int i = 0; i < wq->nr_queues; i++) {
		workqueue_settle(&wq->queues[i]);
		pool_poke(wq->queues[i].pool);
	}
	lock_release(&workqueues.lock);
}
EXPORT_SYMBOL(workqueue_set_max_active);

/* ---- destroying ------------------------------------------------------------------------------ */

static struct work_struct *first_delayed(struct workqueue_struct *wq)
{
	struct work_struct *work;

	lock_acquire(&workqueues.lock);
	work = list_first_entry_or_null(&wq->delayed, struct work_struct, entry);
	lock_release(&workqueues.lock);
	return work;
}

/* @say: it is a mistake that nobody has told of. */
static void destroy(struct workqueue_struct *wq, bool say)
{
	struct work_struct *work;

	while ((work = first_delayed(wq))) {
		if (say)
			report("BUG: workqueue %s is destroyed while delayed work %pS, queued by "
			       "%pS, waits for its time",
			       wq->name, work->func, (void *)work->active.armed_at);
		cancel_work(work);
	}
	drain_workqueue(wq);
	lock_acquire(&workqueues.lock);
	list_del(&wq->link);
	lock_release(&workqueues.lock);
	rescuer_end(wq);
	kfree_untraced(wq);
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	const struct worker *me = worker_me();

	might_sleep();
	if (me && me->queue && me->queue->wq == wq) {
		report("BUG: destroy_workqueue(%s) by its work %pS would wait for itself", wq->name,
		       me->func);
		return;
	}
	destroy(wq, true);
}
EXPORT_SYMBOL(destroy_workqueue);

static struct workqueue_struct *made_in(unsigned long start, unsigned long end)
{
	struct workqueue_struct *wq, *found = NULL;

	lock_acquire(&workqueues.lock);
	list_for_each_entry(wq, &workqueues.all, link)
		if (wq->made_by - start < end - start)
			found = wq;
	lock_release(&workqueues.lock);
	return found;
}

void workqueue_forget(unsigned long start, unsigned long end, const char *module)
{
	struct workqueue_struct *wq;

	while ((wq = made_in(start, end))) {
		if (module)
			report("BUG: module %s was removed with its workqueue %s not destroyed, "
			       "made by %pS",
			       module, wq->name, (void *)wq->made_by);
		destroy(wq, false);
	}
}

/* ---- life ------------------------------------------------------------------------------------ */

static void make_system(unsigned int i)
{
	struct workqueue_struct *wq = &system_wqs[i];

	memset(wq, 0, sizeof(*wq));
	wq->queues = system_queues[i];
	strscpy(wq->name, system_list[i].name, sizeof(wq->name));
	fill_in(wq, system_list[i].flags, 0);
	*system_list[i].wq = wq;
	enlist(wq);
}

void workqueue_init(void)
{
	workqueues = (struct workqueues){};
	lock_init(&workqueues.lock);
	INIT_LIST_HEAD(&workqueues.all);
	INIT_LIST_HEAD(&workqueues.workers);
	pools_init();
	for (unsigned int i = 0; i < NR_SYSTEM; i++)
		make_system(i);
	system_percpu_wq = system_wq;
	system_dfl_wq = system_unbound_wq;
}

void workqueue_exit(void)
{
	pools_exit();
}
