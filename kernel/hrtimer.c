// SPDX-License-Identifier: MIT
/*
 * Timers by the nanosecond.
 *
 * Each CPU has two queues, trees by the time at which a timer is due at the latest: one whose
 * functions are called in the CPU's interrupt, one for HRTIMER_SOFTIRQ.  The CPU's thread
 * (interrupt.c) sleeps until the first of either is due.  One that asked for a range is called with
 * those before it as soon as its range has begun.
 *
 *	timer->queue != NULL	<=>	in that queue's tree	<=>	an active object (active.c)
 *	queue->running == timer	 =>	its function runs; it is armed again on that CPU only
 *
 * Clocks differ from the port's time by a constant while the machine runs, so a time of any is one
 * of the port's.  A timer that restarts for a time that has passed is called in the CPU's next
 * interrupt, so that others come to the CPU in between.
 *
 * Its function may free a timer that does not restart, so that is not looked at afterwards.
 *
 * Lock order: hrtimers.lock, then active.lock.  Functions are called with neither.
 */
#include "kernel/interrupt.h"
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/instruction_pointer.h>
#include <linux/interrupt.h>
#include <linux/overflow.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "port/port.h"

/**
 * struct hrtimer_queue - timers of a CPU, of one kind.
 * @running: whose function runs, and @function: which; @runner: the thread.
 */
struct hrtimer_queue {
	struct rb_root_cached root;
	unsigned int cpu;
	const struct hrtimer *running;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	const struct port_thread *runner;
};

enum { HARD, SOFT, KINDS };

static struct {
	struct lock lock;
	struct hrtimer_queue queues[NR_CPUS][KINDS];
	struct ends ends;
} hrtimers;

/* ---- clocks ---------------------------------------------------------------------------------- */

/* The port's time at which @clock shows 0; long before it began, where that is the calendar. */
static s64 origin(clockid_t clock)
{
	bool wall = clock == CLOCK_REALTIME || clock == CLOCK_TAI;

	if (wall && port.wall_offset)
		return -(s64)port.wall_offset;
	return (s64)jiffies_deadline(INITIAL_JIFFIES);
}

/* What is before the port's time is due now. */
static u64 to_port(ktime_t time, clockid_t clock)
{
	s64 sum;

	if (time == KTIME_MAX || check_add_overflow(time, origin(clock), &sum))
		return INTERRUPT_NEVER - 1;
	return sum < 0 ? 0 : (u64)sum;
}

ktime_t hrtimer_cb_get_time(const struct hrtimer *timer)
{
	return (ktime_t)port_time_ns() - origin(timer->clock);
}
EXPORT_SYMBOL_GPL(hrtimer_cb_get_time);

ktime_t hrtimer_get_remaining(const struct hrtimer *timer)
{
	return ktime_sub(timer->expires, hrtimer_cb_get_time(timer));
}
EXPORT_SYMBOL_GPL(hrtimer_get_remaining);

/* ---- queues ---------------------------------------------------------------------------------- */

static struct hrtimer *first_of(const struct hrtimer_queue *queue)
{
	return rb_entry_safe(rb_first_cached(&queue->root), struct hrtimer, node);
}

static void *hrtimer_object(struct active_object *active)
{
	return container_of(active, struct hrtimer, active);
}

static void *hrtimer_function(struct active_object *active)
{
	return (void *)container_of(active, struct hrtimer, active)->function;
}

static void hrtimer_disarm(struct active_object *active);

static const struct active_type hrtimer_type = {
	.name = "hrtimer",
	.noun = "hrtimer",
	.state = "armed",
	.object = hrtimer_object,
	.function = hrtimer_function,
	.disarm = hrtimer_disarm,
};

static void enqueue(struct hrtimer *timer, struct hrtimer_queue *queue, unsigned long ip)
{
	struct rb_node **link = &queue->root.rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (timer->due < rb_entry(parent, struct hrtimer, node)->due) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(&timer->node, parent, link);
	rb_insert_color_cached(&timer->node, &queue->root, leftmost);
	__atomic_store_n(&timer->queue, queue, __ATOMIC_RELAXED);
	active_add(&timer->active, &hrtimer_type, ip);
}

/* Return: 1 where it was in one. */
static int dequeue(struct hrtimer *timer)
{
	struct hrtimer_queue *queue = timer->queue;

	if (!queue)
		return 0;
	rb_erase_cached(&timer->node, &queue->root);
	__atomic_store_n(&timer->queue, NULL, __ATOMIC_RELAXED);
	active_del(&timer->active);
	return 1;
}

static void hrtimer_disarm(struct active_object *active)
{
	lock_acquire(&hrtimers.lock);
	dequeue(container_of(active, struct hrtimer, active));
	lock_release(&hrtimers.lock);
}

/* Where its function runs, or NULL. */
static struct hrtimer_queue *running_on(const struct hrtimer *timer)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		for (int kind = 0; kind < KINDS; kind++)
			if (hrtimers.queues[cpu][kind].running == timer)
				return &hrtimers.queues[cpu][kind];
	return NULL;
}

/* ---- making one ------------------------------------------------------------------------------ */

void hrtimer_init(struct hrtimer *timer, clockid_t clock_id, enum hrtimer_mode mode)
{
	active_reinit(&timer->active);
	*timer = (struct hrtimer){
		.clock = clock_id,
		.soft = mode & HRTIMER_MODE_SOFT,
		.magic = HRTIMER_MAGIC,
	};
}
EXPORT_SYMBOL_GPL(hrtimer_init);

void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
EXPORT_SYMBOL_GPL(hrtimer_setup);

void destroy_hrtimer_on_stack(struct hrtimer *timer)
{
	active_freed(&timer->active, sizeof(timer->active));
}
EXPORT_SYMBOL_GPL(destroy_hrtimer_on_stack);

void hrtimer_update_function(struct hrtimer *timer,
			     enum hrtimer_restart (*function)(struct hrtimer *))
{
	if (!WARN_ON(hrtimer_is_queued(timer) || !function))
		timer->function = function;
}
EXPORT_SYMBOL_GPL(hrtimer_update_function);

static bool is_known(const struct hrtimer *timer)
{
	if (likely(timer->magic == HRTIMER_MAGIC))
		return true;
	active_unknown(&hrtimer_type, timer);
	return false;
}

/* ---- arming ---------------------------------------------------------------------------------- */

/* By the times it has, but not before @earliest. */
static void set_due(struct hrtimer *timer, u64 earliest)
{
	timer->due = max(to_port(timer->expires, timer->clock), earliest);
	timer->soft_due = max(to_port(timer->soft_expires, timer->clock), earliest);
}

/* Its times are set. */
static void start(struct hrtimer *timer, unsigned long ip)
{
	struct hrtimer_queue *queue;
	bool first;

	lock_acquire(&hrtimers.lock);
	queue = running_on(timer);
	if (!queue)
		queue = &hrtimers.queues[interrupt_cpu(port_cpu())][timer->soft];
	dequeue(timer);
	set_due(timer, 0);
	enqueue(timer, queue, ip);
	first = first_of(queue) == timer;
	lock_release(&hrtimers.lock);
	if (first)
		interrupt_kick(queue->cpu);
}

static bool can_start(const struct hrtimer *timer)
{
	if (!is_known(timer))
		return false;
	if (likely(timer->function))
		return true;
	report("BUG: hrtimer %px is armed without a function", timer);
	return false;
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t time, u64 delta_ns,
			    const enum hrtimer_mode mode)
{
	if (!can_start(timer))
		return;
	lock_acquire(&hrtimers.lock);
	dequeue(timer);
	if (mode & HRTIMER_MODE_REL)
		time = ktime_add_safe(hrtimer_cb_get_time(timer), time);
	hrtimer_set_expires_range_ns(timer, time, delta_ns);
	lock_release(&hrtimers.lock);
	start(timer, _RET_IP_);
}
EXPORT_SYMBOL_GPL(hrtimer_start_range_ns);

void hrtimer_restart(struct hrtimer *timer)
{
	if (can_start(timer))
		start(timer, _RET_IP_);
}
EXPORT_SYMBOL_GPL(hrtimer_restart);

void hrtimer_start_expires(struct hrtimer *timer, enum hrtimer_mode mode)
{
	if (can_start(timer))
		start(timer, _RET_IP_);
}
EXPORT_SYMBOL_GPL(hrtimer_start_expires);

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	s64 past = ktime_sub(now, timer->expires);
	u64 n;

	if (past < 0 || WARN_ON(hrtimer_is_queued(timer)))
		return 0;
	if (interval < 1)
		interval = 1;
	n = div64_u64((u64)past, (u64)interval) + 1;
	hrtimer_add_expires_ns(timer, n * (u64)interval);
	return n;
}
EXPORT_SYMBOL_GPL(hrtimer_forward);

/* ---- disarming ------------------------------------------------------------------------------- */

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	int ret = -1;

	if (!is_known(timer))
		return 0;
	lock_acquire(&hrtimers.lock);
	if (!running_on(timer))
		ret = dequeue(timer);
	lock_release(&hrtimers.lock);
	return ret;
}
EXPORT_SYMBOL_GPL(hrtimer_try_to_cancel);

/* Is the caller in its function? */
static bool is_in(const struct hrtimer *timer)
{
	const struct hrtimer_queue *queue;
	bool mine;

	lock_acquire(&hrtimers.lock);
	queue = running_on(timer);
	mine = queue && queue->runner == port_self();
	lock_release(&hrtimers.lock);
	return mine;
}

int hrtimer_cancel(struct hrtimer *timer)
{
	bool suspected = false;

	for (;;) {
		u32 seen = ends_seen(&hrtimers.ends);
		int ret = hrtimer_try_to_cancel(timer);

		if (ret >= 0)
			return ret;
		if (is_in(timer)) {
			report("BUG: hrtimer_cancel() of %pS by that function would wait for "
			       "itself",
			       timer->function);
			return 0;
		}
		if (ends_wait(&hrtimers.ends, seen, &suspected))
			report("BUG: hrtimer_cancel() of %pS waits too long: does that function "
			       "wait for a lock of the caller's?",
			       timer->function);
	}
}
EXPORT_SYMBOL_GPL(hrtimer_cancel);

bool hrtimer_callback_running(const struct hrtimer *timer)
{
	bool runs;

	lock_acquire(&hrtimers.lock);
	runs = running_on(timer);
	lock_release(&hrtimers.lock);
	return runs;
}
EXPORT_SYMBOL_GPL(hrtimer_callback_running);

bool hrtimer_active(const struct hrtimer *timer)
{
	return hrtimer_is_queued(timer) || hrtimer_callback_running(timer);
}
EXPORT_SYMBOL_GPL(hrtimer_active);

/* ---- calling --------------------------------------------------------------------------------- */

/* struct call - a call of a timer's function. */
struct call {
	struct hrtimer *timer;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	enum hrtimer_restart ret;
};

static void call_function(void *arg)
{
	struct call *call = arg;

	call->ret = call->function(call->timer);
}

/* Take the first timer that may be called by @now off @queue, which now runs it. */
static struct hrtimer *take_due(struct hrtimer_queue *queue, u64 now, struct call *call)
{
	struct hrtimer *timer;

	lock_acquire(&hrtimers.lock);
	timer = first_of(queue);
	if (timer && timer->soft_due > now)
		timer = NULL;
	if (timer) {
		dequeue(timer);
		*call = (struct call){ timer, timer->function, HRTIMER_NORESTART };
		queue->running = timer;
		queue->function = timer->function;
		queue->runner = port_self();
	}
	lock_release(&hrtimers.lock);
	return timer;
}

static void has_run(struct hrtimer_queue *queue, const struct call *call, u64 now)
{
	struct hrtimer *timer = call->timer;

	lock_acquire(&hrtimers.lock);
	queue->running = NULL;
	/* Someone may have armed it meanwhile. */
	if (call->ret == HRTIMER_RESTART && !timer->queue) {
		set_due(timer, now + 1);
		enqueue(timer, queue, (unsigned long)call->function);
	}
	lock_release(&hrtimers.lock);
	ends_note(&hrtimers.ends);
}

static void run_queue(struct hrtimer_queue *queue, enum kstack_kind kind)
{
	u64 now = port_time_ns();
	struct call call;

	while (take_due(queue, now, &call)) {
		handler_call(kind, (void *)call.function, "hrtimer", call_function, &call);
		has_run(queue, &call, now);
	}
}

static void run_soft(void)
{
	run_queue(&hrtimers.queues[port_cpu()][SOFT], KSTACK_SOFTIRQ);
}

/* ---- the CPU's thread ------------------------------------------------------------------------ */

u64 hrtimers_next(unsigned int cpu)
{
	u64 next = INTERRUPT_NEVER;

	lock_acquire(&hrtimers.lock);
	for (int kind = 0; kind < KINDS; kind++) {
		const struct hrtimer *first = first_of(&hrtimers.queues[cpu][kind]);

		if (first)
			next = min(next, first->due);
	}
	lock_release(&hrtimers.lock);
	return next;
}

static void move(unsigned int from, unsigned int to)
{
	lock_acquire(&hrtimers.lock);
	for (int kind = 0; kind < KINDS; kind++) {
		struct hrtimer *timer;

		while ((timer = first_of(&hrtimers.queues[from][kind]))) {
			unsigned long ip = timer->active.armed_at;

			dequeue(timer);
			enqueue(timer, &hrtimers.queues[to][kind], ip);
		}
	}
	lock_release(&hrtimers.lock);
}

static bool soft_is_due(unsigned int cpu)
{
	const struct hrtimer *first;
	bool due;

	lock_acquire(&hrtimers.lock);
	first = first_of(&hrtimers.queues[cpu][SOFT]);
	due = first && first->due <= port_time_ns();
	lock_release(&hrtimers.lock);
	return due;
}

void hrtimers_interrupt(unsigned int cpu)
{
	unsigned int here = port_cpu();

	if (here != cpu)
		move(cpu, here);
	run_queue(&hrtimers.queues[here][HARD], KSTACK_HARDIRQ);
	if (soft_is_due(here))
		context_softirq_raise(here, 1u << HRTIMER_SOFTIRQ);
}

bool hrtimer_runs_in(unsigned long start, unsigned long end)
{
	bool runs = false;

	lock_acquire(&hrtimers.lock);
	for (unsigned int cpu = 0; cpu < port.nr_cpus && !runs; cpu++)
		for (int kind = 0; kind < KINDS; kind++) {
			const struct hrtimer_queue *queue = &hrtimers.queues[cpu][kind];

			if (queue->running && (unsigned long)queue->function - start < end - start)
				runs = true;
		}
	lock_release(&hrtimers.lock);
	return runs;
}

void hrtimers_cpu_dead(unsigned int cpu)
{
	unsigned int other = interrupt_cpu(cpu);

	move(cpu, other);
	interrupt_kick(other);
}

void hrtimers_init(void)
{
	memset(&hrtimers, 0, sizeof(hrtimers));
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		for (int kind = 0; kind < KINDS; kind++)
			hrtimers.queues[cpu][kind].cpu = cpu;
	open_softirq(HRTIMER_SOFTIRQ, run_soft);
}

/* ---- sleeping -------------------------------------------------------------------------------- */

int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode)
{
	u64 deadline;

	if (!expires) {
		schedule();
		return -EINTR;
	}
	if (mode & HRTIMER_MODE_REL)
		deadline = port_time_ns() + (u64)max(*expires, (ktime_t)0);
	else
		deadline = to_port(*expires, CLOCK_MONOTONIC);
	schedule_until(deadline);
	return port_time_ns() >= deadline ? 0 : -EINTR;
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout_range);

int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode)
{
	return schedule_hrtimeout_range(expires, 0, mode);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout);
