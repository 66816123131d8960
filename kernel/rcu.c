// SPDX-License-Identifier: MIT
/*
 * Read-copy-update.
 *
 * A read-side section keeps preemption off, so it holds a CPU, and the CPU's count of sections
 * (base/context.c) is odd meanwhile.  A grace period looks at each CPU once; where it finds an odd
 * count, it waits for the count to change.  Then every section that had begun before has ended:
 * it either was the one on its CPU, or had left.  This is RCU as it was first built, where passing
 * through the scheduler is the proof; it needs no list of readers, and readers write nothing that
 * they did not write anyhow.
 *
 * Like there, a reader that sleeps (which is a mistake, and reported) is not waited for.
 *
 * Callbacks are called by one thread, started with the first call_rcu(): batch after batch, each
 * after a grace period of its own, in softirq context, in the order in which they came.
 *
 *	queued - invoked = callbacks that wait or are being called
 */
#include "kernel/kernel.h"
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include "mm/slab/slab.h"
#include "port/port.h"

/* After so long a grace period tells whom it waits for, once; the figure is the kernel's. */
#define STALL_NS (21ull * NSEC_PER_SEC)

/* Between two looks at a CPU: longer than most sections, shorter than anyone would notice. */
#define LOOK_NS (50ull * NSEC_PER_USEC)

enum thread_state { THREAD_NONE, THREAD_RUNS, THREAD_GONE };

static struct {
	struct lock lock; /* guards first, last and queued */
	struct rcu_head *first, **last;
	u32 queued;
	u32 invoked;
	u32 work; /* changes when there is work; the thread sleeps on it */
	u32 stop;
	u32 thread; /* enum thread_state */
} rcu = { .last = &rcu.first };

/* ---- readers --------------------------------------------------------------------------------- */

void __rcu_read_lock(void)
{
	context_enter(PREEMPT_DISABLE_OFFSET, _RET_IP_);
	port_self()->rcu_depth++;
}
EXPORT_SYMBOL(__rcu_read_lock);

void __rcu_read_unlock(void)
{
	struct port_thread *me = port_self();

	if (unlikely(!me->rcu_depth)) {
		report("BUG: rcu_read_unlock() without rcu_read_lock() at %pS", (void *)_RET_IP_);
		return;
	}
	me->rcu_depth--;
	context_leave(PREEMPT_DISABLE_OFFSET, _RET_IP_);
}
EXPORT_SYMBOL(__rcu_read_unlock);

int rcu_read_lock_any_held(void)
{
	return !preemptible();
}
EXPORT_SYMBOL(rcu_read_lock_any_held);

int rcu_read_lock_held(void)
{
	return !preemptible();
}
EXPORT_SYMBOL(rcu_read_lock_held);

int rcu_read_lock_sched_held(void)
{
	return !preemptible();
}
EXPORT_SYMBOL(rcu_read_lock_sched_held);

int rcu_read_lock_bh_held(void)
{
	return in_softirq() || irqs_disabled();
}
EXPORT_SYMBOL(rcu_read_lock_bh_held);

bool rcu_is_watching(void)
{
	return true;
}
EXPORT_SYMBOL(rcu_is_watching);

/* ---- grace periods --------------------------------------------------------------------------- */

static void wait_for_cpu(unsigned int cpu)
{
	unsigned int begun = context_sections(cpu);
	u64 start = 0;
	bool told = false;
	u32 nothing = 0;

	if (!(begun & 1))
		return;
	port_yield();
	while (context_sections(cpu) == begun) {
		u64 now = port_time_ns();

		if (!start)
			start = now;
		if (!told && now - start > STALL_NS) {
			report("INFO: rcu detected stalls on CPUs/tasks: CPU %u", cpu);
			told = true;
		}
		port_wait(&nothing, 0, LOOK_NS);
	}
}

static void wait_for_readers(void)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		wait_for_cpu(cpu);
}

/**
 * synchronize_rcu - wait until all read-side sections that began before have ended.
 * Context: process; sleeps.  In a read-side section it is reported and does not wait for itself.
 */
void synchronize_rcu(void)
{
	bool held;

	might_sleep();
	held = context_sleep_begin();
	wait_for_readers();
	context_sleep_end(held);
}
EXPORT_SYMBOL(synchronize_rcu);

/* ---- callbacks ------------------------------------------------------------------------------- */

/*
 * kvfree_rcu() has no function to call: its @func is the offset of the rcu_head in the object,
 * which no function's address can be.
 */
#define MAX_OFFSET 4096ul

static void invoke(struct rcu_head *head)
{
	unsigned long func = (unsigned long)head->func;

	if (func < MAX_OFFSET) {
		kvfree((char *)head - func);
		return;
	}
	context_enter(SOFTIRQ_OFFSET, func);
	head->func(head);
	context_leave(SOFTIRQ_OFFSET, func);
}

/* Take what is queued, wait for its readers, and call it; false where nothing was. */
static bool run_batch(void)
{
	struct rcu_head *head, *next;

	lock_acquire(&rcu.lock);
	head = rcu.first;
	rcu.first = NULL;
	rcu.last = &rcu.first;
	lock_release(&rcu.lock);
	if (!head)
		return false;
	wait_for_readers();
	for (; head; head = next) {
		next = head->next;
		invoke(head);
		__atomic_fetch_add(&rcu.invoked, 1, __ATOMIC_SEQ_CST);
	}
	port_wake(&rcu.invoked, ~0u);
	return true;
}

static void rcu_thread(void *unused)
{
	set_task_comm(current, "rcu_callbacks");
	for (;;) {
		u32 work = __atomic_load_n(&rcu.work, __ATOMIC_SEQ_CST);

		run_batch();
		if (__atomic_load_n(&rcu.stop, __ATOMIC_SEQ_CST))
			break;
		port_wait(&rcu.work, work, 0);
	}
	__atomic_store_n(&rcu.thread, THREAD_GONE, __ATOMIC_SEQ_CST);
	port_wake(&rcu.thread, 1);
}

static void kick_thread(void)
{
	__atomic_fetch_add(&rcu.work, 1, __ATOMIC_SEQ_CST);
	port_wake(&rcu.work, 1);
}

/* The first callback starts the thread.  Where it cannot be, rcu_barrier() does its work. */
static void start_thread(void)
{
	u32 none = THREAD_NONE;

	if (likely(__atomic_load_n(&rcu.thread, __ATOMIC_RELAXED) != THREAD_NONE))
		return;
	if (!__atomic_compare_exchange_n(&rcu.thread, &none, THREAD_RUNS, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED))
		return;
	if (port_thread_start(rcu_thread, NULL, "rcu_callbacks"))
		__atomic_store_n(&rcu.thread, THREAD_NONE, __ATOMIC_SEQ_CST);
}

/**
 * call_rcu - have @func(@head) called after a grace period.
 * @head: in the object that was removed; the core's until then.
 * @func: called in softirq context.
 *
 * Context: any.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	head->func = func;
	head->next = NULL;
	lock_acquire(&rcu.lock);
	*rcu.last = head;
	rcu.last = &head->next;
	__atomic_fetch_add(&rcu.queued, 1, __ATOMIC_SEQ_CST);
	lock_release(&rcu.lock);
	start_thread();
	kick_thread();
}
EXPORT_SYMBOL(call_rcu);

/**
 * rcu_barrier - wait until all callbacks that were queued before have been called.
 * Context: process; sleeps.
 */
void rcu_barrier(void)
{
	u32 target = __atomic_load_n(&rcu.queued, __ATOMIC_SEQ_CST), invoked;
	bool held;

	might_sleep();
	held = context_sleep_begin();
	while ((s32)((invoked = __atomic_load_n(&rcu.invoked, __ATOMIC_SEQ_CST)) - target) < 0) {
		if (__atomic_load_n(&rcu.thread, __ATOMIC_SEQ_CST) != THREAD_NONE || !run_batch())
			port_wait(&rcu.invoked, invoked, 10 * NSEC_PER_MSEC);
	}
	context_sleep_end(held);
}
EXPORT_SYMBOL(rcu_barrier);

/**
 * kvfree_call_rcu - free @ptr after a grace period; what kfree_rcu() calls.
 * @head: inside the object, in its first 4 KiB; NULL where it has none, and the caller may sleep.
 */
void kvfree_call_rcu(struct rcu_head *head, void *ptr)
{
	unsigned long offset = (unsigned long)head - (unsigned long)ptr;

	if (!head) {
		synchronize_rcu();
		kvfree(ptr);
		return;
	}
	if (WARN_ON(offset >= MAX_OFFSET))
		return;
	call_rcu(head, (rcu_callback_t)offset);
}
EXPORT_SYMBOL(kvfree_call_rcu);

void kvfree_rcu_barrier(void)
{
	rcu_barrier();
}
EXPORT_SYMBOL(kvfree_rcu_barrier);

/* ---- life ------------------------------------------------------------------------------------ */

void rcu_init(void)
{
	lock_init(&rcu.lock);
	rcu.first = NULL;
	rcu.last = &rcu.first;
	rcu.queued = rcu.invoked = rcu.work = rcu.stop = 0;
	rcu.thread = THREAD_NONE;
	slab_call_rcu = call_rcu;
	slab_rcu_barrier = rcu_barrier;
}

void rcu_exit(void)
{
	slab_call_rcu = NULL;
	slab_rcu_barrier = NULL;
	rcu_barrier();
	if (rcu.thread == THREAD_NONE)
		return;
	__atomic_store_n(&rcu.stop, 1, __ATOMIC_SEQ_CST);
	kick_thread();
	while (__atomic_load_n(&rcu.thread, __ATOMIC_SEQ_CST) == THREAD_RUNS)
		port_wait(&rcu.thread, THREAD_RUNS, 0);
}
