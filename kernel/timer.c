// SPDX-License-Identifier: MIT
/*
 * Timers.
 *
 * Each CPU has a queue, a tree by expiry, and one lock guards all of them: timers are armed and
 * disarmed far more seldom than memory is allocated, and where a timer is, and whether its function
 * runs, are then one thing that is known at once.
 *
 *	timer->queue != NULL	<=>  in that queue's tree
 *				<=>  an active object (active.c), or part of delayed work that is
 *	queue->running == timer	 =>  its function runs, on that queue's CPU; it may be armed
 *				     again, on that CPU only, and so never runs twice at once
 *
 * The CPU's thread (interrupt.c) sleeps until its first timer is due and raises TIMER_SOFTIRQ; what
 * is due by then is called, in that order; equals in the order in which they were armed.  One that
 * is armed for a jiffy which has been served is due in the next: so a function that arms its timer
 * for now runs once a jiffy.
 *
 * A timer's function may free the timer, so its memory is not looked at once the function has
 * begun; queue->running is compared, never followed.
 *
 * Lock order: timers.lock, then active.lock.  Functions are called with neither.
 */
#include "kernel/interrupt.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/interrupt.h>
#include <linux/rbtree.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include "port/port.h"

/* A sleep of this many jiffies is as good as one without end, and its nanoseconds fit. */
#define FAR_AWAY (24l * 3600 * HZ)

/**
 * struct timer_queue - a CPU's timers.
 *
 *	timer->due > @served of each that was armed since; all that were due at @served are gone
 *
 * @served: the last jiffy whose timers were called.
 * @running: whose function runs, and @function: which; @runner: the thread.
 */
struct timer_queue {
	struct rb_root_cached root;
	unsigned long served;
	const struct timer_list *running;
	timer_function_t function;
	const struct port_thread *runner;
};

static struct {
	struct lock lock;
	struct timer_queue queues[NR_CPUS];
	struct ends ends; /* of functions */
} timers;

static unsigned int cpu_of(const struct timer_queue *queue)
{
	return (unsigned int)(queue - timers.queues);
}

/* ---- queues ---------------------------------------------------------------------------------- */

static struct timer_list *first_of(const struct timer_queue *queue)
{
	return rb_entry_safe(rb_first_cached(&queue->root), struct timer_list, node);
}

static void *timer_object(struct active_object *active)
{
	return container_of(active, struct timer_list, active);
}

static void *timer_function(struct active_object *active)
{
	return (void *)container_of(active, struct timer_list, active)->function;
}

static void timer_disarm(struct active_object *active);

static const struct active_type timer_type = {
	.name = "timer_list",
	.noun = "timer",
	.state = "armed",
	.object = timer_object,
	.function = timer_function,
	.disarm = timer_disarm,
};

static void enqueue(struct timer_list *timer, struct timer_queue *queue, unsigned long ip)
{
	struct rb_node **link = &queue->root.rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	timer->due = timer->expires;
	if (time_before_eq(timer->due, queue->served))
		timer->due = queue->served + 1;
	while (*link) {
		parent = *link;
		if (time_before(timer->due, rb_entry(parent, struct timer_list, node)->due)) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(&timer->node, parent, link);
	rb_insert_color_cached(&timer->node, &queue->root, leftmost);
	__atomic_store_n(&timer->queue, queue, __ATOMIC_RELAXED);
	timer->flags = (timer->flags & ~TIMER_CPUMASK) | cpu_of(queue);
	if (!(timer->flags & TIMER_OF_WORK))
		active_add(&timer->active, &timer_type, ip);
}

/* Return: 1 where it was in one. */
static int dequeue(struct timer_list *timer)
{
	struct timer_queue *queue = timer->queue;

	if (!queue)
		return 0;
	rb_erase_cached(&timer->node, &queue->root);
	__atomic_store_n(&timer->queue, NULL, __ATOMIC_RELAXED);
	if (!(timer->flags & TIMER_OF_WORK))
		active_del(&timer->active);
	return 1;
}

static void timer_disarm(struct active_object *active)
{
	lock_acquire(&timers.lock);
	dequeue(container_of(active, struct timer_list, active));
	lock_release(&timers.lock);
}

/* Where its function runs, or NULL. */
static struct timer_queue *running_on(const struct timer_list *timer)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		if (timers.queues[cpu].running == timer)
			return &timers.queues[cpu];
	return NULL;
}

/* ---- making one ------------------------------------------------------------------------------ */

static void setup(struct timer_list *timer, timer_function_t function, unsigned long data,
		  u32 flags)
{
	active_reinit(&timer->active);
	*timer = (struct timer_list){ .function = function,
				      .data = data,
				      .expires = timer->expires,
				      .flags = flags,
				      .magic = TIMER_MAGIC };
}

void timer_init_key(struct timer_list *timer, void (*function)(struct timer_list *),
		    unsigned int flags)
{
	setup(timer, function, 0, flags);
}
EXPORT_SYMBOL(timer_init_key);

void timer_init_data(struct timer_list *timer, void (*function)(unsigned long), unsigned long data,
		     unsigned int flags)
{
	/* init_timer() leaves alone what may have been filled in before. */
	if (!function)
		setup(timer, timer->function, timer->data, flags | TIMER_DATA);
	else
		setup(timer, function, data, flags | TIMER_DATA);
}
EXPORT_SYMBOL(timer_init_data);

void destroy_timer_on_stack(struct timer_list *timer)
{
	active_freed(&timer->active, sizeof(timer->active));
}
EXPORT_SYMBOL(destroy_timer_on_stack);

static bool is_known(const struct timer_list *timer)
{
	if (likely(timer->magic == TIMER_MAGIC))
		return true;
	active_unknown(&timer_type, timer);
	return false;
}

/* ---- arming ---------------------------------------------------------------------------------- */

enum { ANY = 0, ONLY_PENDING = 1, ONLY_EARLIER = 2 };

/* Where @timer is to go: on @cpu; where its function runs it stays there. */
static struct timer_queue *choose_queue(const struct timer_list *timer, int cpu)
{
	struct timer_queue *running = running_on(timer);

	if (running)
		return running;
	return &timers.queues[interrupt_cpu(cpu < 0 ? port_cpu() : (unsigned int)cpu)];
}

/* The caller has the lock. Return: as mod_timer(); @queue: that has a new first timer, or NULL. */
static int arm(struct timer_list *timer, unsigned long expires, int cpu, int how, unsigned long ip,
	       struct timer_queue **queue)
{
	int was_armed = timer_pending(timer);

	*queue = NULL;
	if (!was_armed && (how & ONLY_PENDING))
		return 0;
	if (was_armed && (how & ONLY_EARLIER) && time_before_eq(timer->expires, expires))
		return 1;
	dequeue(timer);
	timer->expires = expires;
	*queue = choose_queue(timer, cpu);
	enqueue(timer, *queue, ip);
	if (first_of(*queue) != timer)
		*queue = NULL;
	return was_armed;
}

static int change(struct timer_list *timer, unsigned long expires, int cpu, int how,
		  unsigned long ip)
{
	struct timer_queue *queue;
	int was_armed;

	if (!is_known(timer))
		return 0;
	lock_acquire(&timers.lock);
	if (unlikely(!timer->function)) {
		bool shut = timer->flags & TIMER_SHUTDOWN;

		lock_release(&timers.lock);
		if (!shut)
			report("BUG: timer %px is armed without a function", timer);
		return 0;
	}
	was_armed = arm(timer, expires, cpu, how, ip, &queue);
	lock_release(&timers.lock);
	if (queue)
		interrupt_kick(cpu_of(queue));
	return was_armed;
}

int timer_arm(struct timer_list *timer, unsigned long expires, int cpu, unsigned long ip)
{
	return change(timer, expires, cpu, ANY, ip);
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return change(timer, expires, -1, ANY, _RET_IP_);
}
EXPORT_SYMBOL(mod_timer);

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return change(timer, expires, -1, ONLY_PENDING, _RET_IP_);
}
EXPORT_SYMBOL(mod_timer_pending);

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return change(timer, expires, -1, ONLY_EARLIER, _RET_IP_);
}
EXPORT_SYMBOL(timer_reduce);

static void add(struct timer_list *timer, int cpu, unsigned long ip)
{
	if (timer->magic == TIMER_MAGIC && timer_pending(timer))
		report("BUG: add_timer() of %pS, which is armed; mod_timer() changes it",
		       (void *)timer->function);
	else
		change(timer, timer->expires, cpu, ANY, ip);
}

void add_timer(struct timer_list *timer)
{
	add(timer, -1, _RET_IP_);
}
EXPORT_SYMBOL(add_timer);

void add_timer_local(struct timer_list *timer)
{
	add(timer, -1, _RET_IP_);
}
EXPORT_SYMBOL(add_timer_local);

void add_timer_global(struct timer_list *timer)
{
	add(timer, -1, _RET_IP_);
}
EXPORT_SYMBOL(add_timer_global);

void add_timer_on(struct timer_list *timer, int cpu)
{
	if (!WARN_ON((unsigned int)cpu >= port.nr_cpus))
		add(timer, cpu, _RET_IP_);
}
EXPORT_SYMBOL(add_timer_on);

/* ---- disarming ------------------------------------------------------------------------------- */

/* Under the lock. */
static int disarm(struct timer_list *timer, bool for_ever)
{
	if (for_ever) {
		timer->function = NULL;
		timer->flags |= TIMER_SHUTDOWN;
	}
	return dequeue(timer);
}

static int delete (struct timer_list *timer, bool for_ever)
{
	int was_armed;

	if (!is_known(timer))
		return 0;
	lock_acquire(&timers.lock);
	was_armed = disarm(timer, for_ever);
	lock_release(&timers.lock);
	return was_armed;
}

int timer_delete(struct timer_list *timer)
{
	return delete (timer, false);
}
EXPORT_SYMBOL(timer_delete);

int timer_shutdown(struct timer_list *timer)
{
	return delete (timer, true);
}
EXPORT_SYMBOL(timer_shutdown);

int timer_delete_sync_try(struct timer_list *timer)
{
	int ret = -1;

	if (!is_known(timer))
		return 0;
	lock_acquire(&timers.lock);
	if (!running_on(timer))
		ret = disarm(timer, false);
	lock_release(&timers.lock);
	return ret;
}
EXPORT_SYMBOL(timer_delete_sync_try);

/* struct wait - what one that waits for a function knows of it. */
struct wait {
	timer_function_t function;
	u32 ends;
};

/* Return: true where the caller has to wait.  @was_armed: set where it was. */
static bool disarm_running(struct timer_list *timer, bool for_ever, struct wait *wait,
			   int *was_armed)
{
	const struct timer_queue *queue;
	bool by_itself;

	lock_acquire(&timers.lock);
	*was_armed |= disarm(timer, for_ever);
	queue = running_on(timer);
	by_itself = queue && queue->runner == port_self();
	if (queue)
		*wait = (struct wait){ queue->function, ends_seen(&timers.ends) };
	lock_release(&timers.lock);
	if (by_itself)
		report("BUG: timer_delete_sync() of %pS by that function would wait for itself",
		       (void *)wait->function);
	return queue && !by_itself;
}

static int delete_sync(struct timer_list *timer, bool for_ever)
{
	struct wait wait;
	bool suspected = false;
	int was_armed = 0;

	if (!is_known(timer))
		return 0;
	WARN_ON(in_hardirq() && !(timer->flags & TIMER_IRQSAFE));
	while (disarm_running(timer, for_ever, &wait, &was_armed))
		if (ends_wait(&timers.ends, wait.ends, &suspected))
			report("BUG: timer_delete_sync() of %pS waits too long: does that function "
			       "wait for a lock of the caller's?",
			       (void *)wait.function);
	return was_armed;
}

int timer_delete_sync(struct timer_list *timer)
{
	return delete_sync(timer, false);
}
EXPORT_SYMBOL(timer_delete_sync);

int timer_shutdown_sync(struct timer_list *timer)
{
	return delete_sync(timer, true);
}
EXPORT_SYMBOL(timer_shutdown_sync);

/* ---- calling --------------------------------------------------------------------------------- */

/* struct call - a timer's function, as it was when its time came. */
struct call {
	timer_function_t function;
	unsigned long arg;
	bool irqs_off;
};

static void call_function(void *arg)
{
	const struct call *call = arg;
	void (*function)(unsigned long) = (void (*)(unsigned long))call->function;

	function(call->arg);
}

/* Take the first timer that is due off @queue, which now runs it. */
static bool take_due(struct timer_queue *queue, unsigned long now, struct call *call)
{
	struct timer_list *timer;
	bool due;

	lock_acquire(&timers.lock);
	timer = first_of(queue);
	queue->served = now;
	due = timer && time_before_eq(timer->due, now);
	if (due) {
		bool data = timer->flags & TIMER_DATA;

		dequeue(timer);
		*call = (struct call){ timer->function, data ? timer->data : (unsigned long)timer,
				       timer->flags & TIMER_IRQSAFE };
		queue->running = timer;
		queue->function = timer->function;
		queue->runner = port_self();
	}
	lock_release(&timers.lock);
	return due;
}

static void has_run(struct timer_queue *queue)
{
	lock_acquire(&timers.lock);
	queue->running = NULL;
	lock_release(&timers.lock);
	ends_note(&timers.ends);
}

static void run_timers(void)
{
	struct timer_queue *queue = &timers.queues[port_cpu()];
	unsigned long now = jiffies_update();
	struct call call;

	while (take_due(queue, now, &call)) {
		unsigned long flags = 0;

		if (call.irqs_off)
			local_irq_save(flags);
		handler_call(KSTACK_SOFTIRQ, (void *)call.function, "timer", call_function, &call);
		if (call.irqs_off)
			local_irq_restore(flags);
		has_run(queue);
	}
}

/* ---- the CPU's thread ------------------------------------------------------------------------ */

u64 timers_next(unsigned int cpu)
{
	const struct timer_list *first;
	u64 next = INTERRUPT_NEVER, now;
	long left;

	lock_acquire(&timers.lock);
	first = first_of(&timers.queues[cpu]);
	if (first) {
		now = get_jiffies_64();
		left = (long)(first->due - (unsigned long)now);
		next = left <= 0 ? 0 : jiffies_deadline(now + (u64)min(left, FAR_AWAY));
	}
	lock_release(&timers.lock);
	return next;
}

static void move(unsigned int from, unsigned int to)
{
	struct timer_list *timer;

	lock_acquire(&timers.lock);
	while ((timer = first_of(&timers.queues[from]))) {
		unsigned long ip = timer->active.armed_at;

		dequeue(timer);
		enqueue(timer, &timers.queues[to], ip);
	}
	lock_release(&timers.lock);
}

void timers_interrupt(unsigned int cpu)
{
	unsigned int here = port_cpu();

	if (here != cpu)
		move(cpu, here);
	if (!timers_next(here))
		context_softirq_raise(here, 1u << TIMER_SOFTIRQ);
}

bool timer_runs_in(unsigned long start, unsigned long end)
{
	bool runs = false;

	lock_acquire(&timers.lock);
	for (unsigned int cpu = 0; cpu < port.nr_cpus && !runs; cpu++) {
		const struct timer_queue *queue = &timers.queues[cpu];

		runs = queue->running && (unsigned long)queue->function - start < end - start;
	}
	lock_release(&timers.lock);
	return runs;
}

void timers_cpu_dead(unsigned int cpu)
{
	unsigned int other = interrupt_cpu(cpu);

	move(cpu, other);
	interrupt_kick(other);
}

void timers_init(void)
{
	lock_init(&timers.lock);
	memset(timers.queues, 0, sizeof(timers.queues));
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		timers.queues[cpu].served = INITIAL_JIFFIES - 1;
	timers.ends = (struct ends){};
	open_softirq(TIMER_SOFTIRQ, run_timers);
}
