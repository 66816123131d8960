// SPDX-License-Identifier: MIT
/*
 * Tasklets: functions for a softirq, each on one CPU at a time.
 *
 *	SCHED set	<=>	in a list of a CPU	<=>	an active object (active.c)
 *	RUN set		<=>	its function runs
 *
 * SCHED is cleared before the function is called, so that it may ask to run again, and so may
 * anyone else meanwhile: where that is on another CPU, that one finds RUN set, and keeps it.
 *
 * A disabled one stays in its list, and nobody looks at it before tasklet_enable() raises the
 * softirq again; Linux keeps ksoftirqd busy with looking.
 *
 * Lock order: tasklets.lock, then active.lock.  Functions are called with neither.
 */
#include "kernel/interrupt.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/might_sleep.h>
#include <linux/string.h>
#include "port/port.h"

enum { NORMAL, HIGH, KINDS };

/**
 * struct tasklets - the lists of all CPUs, the oldest first; @last: where the next goes.
 * @running: what runs on each CPU, and by which thread.
 */
static struct {
	struct lock lock;
	struct tasklet_list {
		struct tasklet_struct *first, **last;
	} lists[NR_CPUS][KINDS];
	struct running {
		const struct tasklet_struct *tasklet;
		const void *function;
		const struct port_thread *thread;
	} running[NR_CPUS];
	struct ends ends;
} tasklets;

static const unsigned int softirqs[KINDS] = { TASKLET_SOFTIRQ, HI_SOFTIRQ };

/* ---- lists ----------------------------------------------------------------------------------- */

static void *tasklet_object(struct active_object *active)
{
	return container_of(active, struct tasklet_struct, active);
}

static void *tasklet_function(struct active_object *active)
{
	return (void *)container_of(active, struct tasklet_struct, active)->func;
}

static void tasklet_disarm(struct active_object *active);

static const struct active_type tasklet_type = {
	.name = "tasklet",
	.noun = "tasklet",
	.state = "scheduled",
	.object = tasklet_object,
	.function = tasklet_function,
	.disarm = tasklet_disarm,
};

static void list_add_last(struct tasklet_list *list, struct tasklet_struct *t)
{
	t->next = NULL;
	*list->last = t;
	list->last = &t->next;
}

/* Take *@link out of @list, which it is in. */
static struct tasklet_struct *take(struct tasklet_list *list, struct tasklet_struct **link)
{
	struct tasklet_struct *t = *link;

	*link = t->next;
	if (list->last == &t->next)
		list->last = link;
	return t;
}

static struct tasklet_struct **find(struct tasklet_list *list, const struct tasklet_struct *t)
{
	struct tasklet_struct **link;

	for (link = &list->first; *link && *link != t; link = &(*link)->next)
		;
	return *link ? link : NULL;
}

/* It is not to run any more, where it was. */
static void unschedule(struct tasklet_struct *t)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++) {
		for (int kind = 0; kind < KINDS; kind++) {
			struct tasklet_list *list = &tasklets.lists[cpu][kind];
			struct tasklet_struct **link = find(list, t);

			if (!link)
				continue;
			take(list, link);
			active_del(&t->active);
			clear_bit(TASKLET_STATE_SCHED, &t->state);
			return;
		}
	}
}

static void tasklet_disarm(struct active_object *active)
{
	lock_acquire(&tasklets.lock);
	unschedule(container_of(active, struct tasklet_struct, active));
	lock_release(&tasklets.lock);
	ends_note(&tasklets.ends);
}

/* ---- scheduling ------------------------------------------------------------------------------ */

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *))
{
	active_reinit(&t->active);
	*t = (struct tasklet_struct)__TASKLET_CALLBACK(callback, 0);
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data)
{
	active_reinit(&t->active);
	*t = (struct tasklet_struct)__TASKLET_FUNC(func, 0, data);
}
EXPORT_SYMBOL(tasklet_init);

static void schedule_here(struct tasklet_struct *t, int kind, unsigned long ip)
{
	unsigned long flags;
	int cpu;

	if (unlikely(!t->func)) {
		report("BUG: tasklet %px is scheduled without a function", t);
		return;
	}
	if (test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	local_irq_save(flags);
	lock_acquire(&tasklets.lock);
	cpu = port_cpu();
	WRITE_ONCE(t->cpu, cpu);
	list_add_last(&tasklets.lists[cpu][kind], t);
	active_add(&t->active, &tasklet_type, ip);
	lock_release(&tasklets.lock);
	raise_softirq_irqoff(softirqs[kind]);
	local_irq_restore(flags);
}

void tasklet_schedule(struct tasklet_struct *t)
{
	schedule_here(t, NORMAL, _RET_IP_);
}
EXPORT_SYMBOL(tasklet_schedule);

void tasklet_hi_schedule(struct tasklet_struct *t)
{
	schedule_here(t, HIGH, _RET_IP_);
}
EXPORT_SYMBOL(tasklet_hi_schedule);

/* Look at the lists of @cpu again. */
static void wake_list(unsigned int cpu)
{
	for (int kind = 0; kind < KINDS; kind++)
		softirq_raise_on(cpu, softirqs[kind]);
}

/* ---- running --------------------------------------------------------------------------------- */

/* struct call - a tasklet's function, as it was when its turn came. */
struct call {
	void (*func)(unsigned long);
	unsigned long arg;
};

static void call_function(void *arg)
{
	const struct call *call = arg;

	call->func(call->arg);
}

/*
 * May @t run now, and does it from now on?  Who disables it looks at RUN after he has counted, and
 * here it is the other way round; so one of the two sees the other.
 */
static bool try_begin(struct tasklet_struct *t)
{
	if (!tasklet_trylock(t))
		return false;
	if (!atomic_read(&t->count))
		return true;
	tasklet_unlock(t);
	ends_note(&tasklets.ends);
	return false;
}

/* The first of @list that may run; NULL where none may. */
static struct tasklet_struct *begin_first(struct tasklet_list *list, unsigned int cpu,
					  struct call *call)
{
	struct tasklet_struct **link, *t = NULL;

	lock_acquire(&tasklets.lock);
	for (link = &list->first; *link && !try_begin(*link); link = &(*link)->next)
		;
	if (*link) {
		t = take(list, link);
		active_del(&t->active);
		*call = (struct call){ t->func, t->use_callback ? (unsigned long)t : t->data };
		tasklets.running[cpu] = (struct running){ t, (const void *)t->func, port_self() };
		clear_bit(TASKLET_STATE_SCHED, &t->state);
	}
	lock_release(&tasklets.lock);
	return t;
}

/* Another CPU may have found it running, and left it in its list. */
static void has_run(struct tasklet_struct *t, unsigned int cpu)
{
	lock_acquire(&tasklets.lock);
	tasklets.running[cpu] = (struct running){};
	tasklet_unlock(t);
	if (test_bit(TASKLET_STATE_SCHED, &t->state) && READ_ONCE(t->cpu) != cpu)
		wake_list(READ_ONCE(t->cpu));
	lock_release(&tasklets.lock);
	ends_note(&tasklets.ends);
}

static unsigned int length(const struct tasklet_list *list)
{
	unsigned int n = 0;

	lock_acquire(&tasklets.lock);
	for (const struct tasklet_struct *t = list->first; t; t = t->next)
		n++;
	lock_release(&tasklets.lock);
	return n;
}

/* Those that are there now; who comes meanwhile raises the softirq again. */
static void run_list(int kind)
{
	unsigned int cpu = port_cpu();
	struct tasklet_list *list = &tasklets.lists[cpu][kind];

	for (unsigned int n = length(list); n; n--) {
		struct call call;
		struct tasklet_struct *t = begin_first(list, cpu, &call);

		if (!t)
			break;
		handler_call(KSTACK_SOFTIRQ, (void *)call.func, "tasklet", call_function, &call);
		has_run(t, cpu);
	}
}

static void run_normal(void)
{
	run_list(NORMAL);
}

static void run_high(void)
{
	run_list(HIGH);
}

bool tasklet_runs_in(unsigned long start, unsigned long end)
{
	bool runs = false;

	lock_acquire(&tasklets.lock);
	for (unsigned int cpu = 0; cpu < port.nr_cpus && !runs; cpu++)
		runs = tasklets.running[cpu].tasklet &&
		       (unsigned long)tasklets.running[cpu].function - start < end - start;
	lock_release(&tasklets.lock);
	return runs;
}

/* ---- stopping and killing -------------------------------------------------------------------- */

int tasklet_trylock(struct tasklet_struct *t)
{
	return !test_and_set_bit(TASKLET_STATE_RUN, &t->state);
}
EXPORT_SYMBOL(tasklet_trylock);

void tasklet_unlock(struct tasklet_struct *t)
{
	clear_bit_unlock(TASKLET_STATE_RUN, &t->state);
}
EXPORT_SYMBOL(tasklet_unlock);

/* Is the caller in its function, so that waiting for that would never end? */
static bool is_in(const struct tasklet_struct *t, const char *what)
{
	bool mine = false;

	lock_acquire(&tasklets.lock);
	for (unsigned int cpu = 0; cpu < port.nr_cpus && !mine; cpu++)
		mine = tasklets.running[cpu].tasklet == t &&
		       tasklets.running[cpu].thread == port_self();
	lock_release(&tasklets.lock);
	if (mine)
		report("BUG: %s() of tasklet %pS by its function would wait for itself", what,
		       (void *)t->func);
	return mine;
}

/* Wait while any of the bits @which of its state is set. */
static void wait_for(const struct tasklet_struct *t, unsigned long which, const char *what)
{
	bool suspected = false;

	for (;;) {
		u32 seen = ends_seen(&tasklets.ends);

		if (!(__atomic_load_n(&t->state, __ATOMIC_SEQ_CST) & which))
			return;
		if (ends_wait(&tasklets.ends, seen, &suspected))
			report("BUG: %s() of tasklet %pS waits too long: does it wait for a lock "
			       "of the caller's?",
			       what, (void *)t->func);
	}
}

void tasklet_unlock_wait(struct tasklet_struct *t)
{
	if (!is_in(t, "tasklet_unlock_wait"))
		wait_for(t, BIT(TASKLET_STATE_RUN), "tasklet_unlock_wait");
}
EXPORT_SYMBOL(tasklet_unlock_wait);

void tasklet_unlock_spin_wait(struct tasklet_struct *t)
{
	tasklet_unlock_wait(t);
}
EXPORT_SYMBOL(tasklet_unlock_spin_wait);

void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	smp_mb__after_atomic();
}
EXPORT_SYMBOL(tasklet_disable_nosync);

void tasklet_disable_in_atomic(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	if (!is_in(t, "tasklet_disable"))
		wait_for(t, BIT(TASKLET_STATE_RUN), "tasklet_disable");
}
EXPORT_SYMBOL(tasklet_disable_in_atomic);

void tasklet_disable(struct tasklet_struct *t)
{
	tasklet_disable_in_atomic(t);
}
EXPORT_SYMBOL(tasklet_disable);

void tasklet_enable(struct tasklet_struct *t)
{
	int left = atomic_dec_return(&t->count);

	if (left < 0) {
		report("BUG: tasklet_enable() of %pS, which is not disabled", (void *)t->func);
		atomic_inc(&t->count);
	} else if (!left && test_bit(TASKLET_STATE_SCHED, &t->state)) {
		wake_list(READ_ONCE(t->cpu));
	}
}
EXPORT_SYMBOL(tasklet_enable);

void tasklet_kill(struct tasklet_struct *t)
{
	bool waits = !in_interrupt();

	if (!waits)
		report("BUG: Attempt to kill tasklet from interrupt");
	else if (is_in(t, "tasklet_kill"))
		waits = false;
	else
		might_sleep();
	if (waits && atomic_read(&t->count) && test_bit(TASKLET_STATE_SCHED, &t->state)) {
		report("BUG: tasklet_kill() of %pS, which is disabled, and so cannot run first",
		       (void *)t->func);
		tasklet_disarm(&t->active);
	}
	if (waits)
		wait_for(t, BIT(TASKLET_STATE_SCHED) | BIT(TASKLET_STATE_RUN), "tasklet_kill");
	else
		tasklet_disarm(&t->active);
}
EXPORT_SYMBOL(tasklet_kill);

/* ---- life ------------------------------------------------------------------------------------ */

void tasklets_cpu_dead(unsigned int cpu)
{
	unsigned int other = interrupt_cpu(cpu);

	lock_acquire(&tasklets.lock);
	for (int kind = 0; kind < KINDS; kind++) {
		struct tasklet_list *from = &tasklets.lists[cpu][kind];

		while (from->first) {
			struct tasklet_struct *t = take(from, &from->first);

			WRITE_ONCE(t->cpu, other);
			list_add_last(&tasklets.lists[other][kind], t);
		}
	}
	lock_release(&tasklets.lock);
	wake_list(other);
}

void tasklets_init(void)
{
	memset(&tasklets, 0, sizeof(tasklets));
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		for (int kind = 0; kind < KINDS; kind++)
			tasklets.lists[cpu][kind].last = &tasklets.lists[cpu][kind].first;
	open_softirq(TASKLET_SOFTIRQ, run_normal);
	open_softirq(HI_SOFTIRQ, run_high);
}
