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
 * Grace periods have numbers, in the order in which they began.  Any thread may be in one, several
 * at a time; the first to end stands for all that began before it, which then need look no further:
 *
 *	begun	the last that began
 *	ended	all up to this one have ended;  ended <= begun
 *
 * So "begun + 1", read at some moment, is the first that begins after it: that number is what the
 * polling calls give out, and what they wait for.
 *
 * Callbacks are called by one thread, started with the first call_rcu(): batch after batch, each
 * after a grace period of its own, in softirq context and on the stack of interrupts, in the order
 * in which they came.  One that crashes is told of, and the next is called.
 *
 *	queued - invoked = callbacks that wait or are being called
 *
 * kfree_rcu() has its own way of waiting: kfree_rcu.c.
 */
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
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

static struct {
	struct lock lock; /* guards first, last and queued */
	struct rcu_head *first, **last;
	u32 queued;
	u32 invoked;
	struct core_thread thread;
	/* Numbers of grace periods; they go on from world to world, so that none comes twice. */
	unsigned long begun, ended;
	unsigned long wanted; /* someone polls for this one */
} rcu = { .last = &rcu.first, .begun = RCU_GP_COMPLETED, .ended = RCU_GP_COMPLETED };

/* ---- grace periods --------------------------------------------------------------------------- */

static bool gp_ended(unsigned long gp)
{
	return (long)(__atomic_load_n(&rcu.ended, __ATOMIC_ACQUIRE) - gp) >= 0;
}

/* *@number is @gp at least. */
static void raise_to(unsigned long *number, unsigned long gp)
{
	unsigned long old = __atomic_load_n(number, __ATOMIC_RELAXED);

	while ((long)(gp - old) > 0)
		if (__atomic_compare_exchange_n(number, &old, gp, false, __ATOMIC_SEQ_CST,
						__ATOMIC_RELAXED))
			break;
}

static void wait_for_cpu(unsigned int cpu, unsigned long gp)
{
	unsigned int begun = context_sections(cpu);
	u64 start = 0;
	bool told = false;
	u32 nothing = 0;

	if (!(begun & 1))
		return;
	port_yield();
	while (context_sections(cpu) == begun && !gp_ended(gp)) {
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

/* A grace period, or as much of one as it takes until a later one has ended. */
static void wait_for_readers(void)
{
	unsigned long gp = __atomic_add_fetch(&rcu.begun, 1, __ATOMIC_SEQ_CST);

	for (unsigned int cpu = 0; cpu < port.nr_cpus && !gp_ended(gp); cpu++)
		wait_for_cpu(cpu, gp);
	raise_to(&rcu.ended, gp);
}

bool rcu_try_grace_period(void)
{
	unsigned long gp = __atomic_add_fetch(&rcu.begun, 1, __ATOMIC_SEQ_CST);

	for (unsigned int cpu = 0; cpu < port.nr_cpus && !gp_ended(gp); cpu++)
		if (context_sections(cpu) & 1)
			return false;
	raise_to(&rcu.ended, gp);
	return true;
}

void synchronize_rcu(void)
{
	bool held;

	might_sleep();
	held = context_sleep_begin();
	wait_for_readers();
	context_sleep_end(held);
}
EXPORT_SYMBOL(synchronize_rcu);

/* ---- polling --------------------------------------------------------------------------------- */

unsigned long get_state_synchronize_rcu(void)
{
	/* What the caller took out comes before the grace period that will be called so. */
	smp_mb();
	return __atomic_load_n(&rcu.begun, __ATOMIC_SEQ_CST) + 1;
}
EXPORT_SYMBOL(get_state_synchronize_rcu);

unsigned long start_poll_synchronize_rcu(void)
{
	unsigned long gp = get_state_synchronize_rcu();

	raise_to(&rcu.wanted, gp);
	core_thread_kick(&rcu.thread);
	return gp;
}
EXPORT_SYMBOL(start_poll_synchronize_rcu);

bool poll_state_synchronize_rcu(unsigned long oldstate)
{
	if (oldstate != RCU_GP_COMPLETED && !gp_ended(oldstate))
		return false;
	smp_mb();
	return true;
}
EXPORT_SYMBOL(poll_state_synchronize_rcu);

void cond_synchronize_rcu(unsigned long oldstate)
{
	if (!poll_state_synchronize_rcu(oldstate))
		synchronize_rcu();
}
EXPORT_SYMBOL(cond_synchronize_rcu);

/* ---- callbacks ------------------------------------------------------------------------------- */

static void call_head(void *arg)
{
	struct rcu_head *head = arg;

	head->func(head);
}

/*
 * Where kfree_rcu() has to go by the object's own head there is no function to call: @func is the
 * offset of the head in the object, which no function's address can be.
 */
static void invoke(struct rcu_head *head)
{
	unsigned long func = (unsigned long)head->func;

	if (func < RCU_HEAD_OFFSETS) {
		kvfree((char *)head - func);
		return;
	}
	context_enter(SOFTIRQ_OFFSET, func);
	run_on_irq_stack(KSTACK_SOFTIRQ, (const void *)func, call_head, head);
	context_leave(SOFTIRQ_OFFSET, func);
}

static void count_invoked(void)
{
	__atomic_fetch_add(&rcu.invoked, 1, __ATOMIC_SEQ_CST);
}

/* invoke_all - what is in the list at *@arg, which loses each before it is called. */
static void invoke_all(void *arg)
{
	struct rcu_head **first = arg, *head;

	while ((head = *first)) {
		*first = head->next;
		invoke(head);
		count_invoked();
	}
}

/* Take what is queued, wait for its readers, and call it; false where nothing was. */
static bool run_batch(void)
{
	const struct crash *crash;
	struct rcu_head *head;

	lock_acquire(&rcu.lock);
	head = rcu.first;
	rcu.first = NULL;
	rcu.last = &rcu.first;
	lock_release(&rcu.lock);
	if (!head)
		return false;
	wait_for_readers();
	while ((crash = guard_call(invoke_all, &head))) {
		crash_report(crash);
		background_crashed(crash);
		count_invoked();
	}
	port_wake(&rcu.invoked, ~0u);
	return true;
}

static u64 rcu_run(struct core_thread *t)
{
	run_batch();
	if (!gp_ended(__atomic_load_n(&rcu.wanted, __ATOMIC_SEQ_CST)))
		wait_for_readers();
	return CORE_THREAD_IDLE;
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	bool first;

	head->func = func;
	head->next = NULL;
	lock_acquire(&rcu.lock);
	first = !rcu.first;
	*rcu.last = head;
	rcu.last = &head->next;
	__atomic_fetch_add(&rcu.queued, 1, __ATOMIC_SEQ_CST);
	lock_release(&rcu.lock);
	/* Behind another one it is taken with that, by a thread that was told. */
	if (first)
		core_thread_kick(&rcu.thread);
}
EXPORT_SYMBOL(call_rcu);

void call_rcu_kvfree(struct rcu_head *head, void *ptr)
{
	unsigned long offset = (unsigned long)head - (unsigned long)ptr;

	if (!WARN_ON(offset >= RCU_HEAD_OFFSETS))
		call_rcu(head, (rcu_callback_t)offset);
}

void rcu_barrier(void)
{
	u32 target = __atomic_load_n(&rcu.queued, __ATOMIC_SEQ_CST), invoked;
	bool held;

	might_sleep();
	held = context_sleep_begin();
	while ((s32)((invoked = __atomic_load_n(&rcu.invoked, __ATOMIC_SEQ_CST)) - target) < 0) {
		/* Where there could be no thread, its work is done here. */
		if (core_thread_runs(&rcu.thread) || !run_batch())
			port_wait(&rcu.invoked, invoked, 10 * NSEC_PER_MSEC);
	}
	context_sleep_end(held);
}
EXPORT_SYMBOL(rcu_barrier);

/* ---- life ------------------------------------------------------------------------------------ */

/* A cache is about to end: what was freed with RCU comes back before. */
static void free_barrier(void)
{
	kvfree_rcu_barrier();
	rcu_barrier();
}

void rcu_init(void)
{
	lock_init(&rcu.lock);
	rcu.first = NULL;
	rcu.last = &rcu.first;
	rcu.queued = rcu.invoked = 0;
	/* Whatever someone of an earlier world waited for is over. */
	rcu.wanted = rcu.ended = ++rcu.begun;
	core_thread_init(&rcu.thread, "rcu_callbacks", rcu_run);
	kfree_rcu_init();
	slab_call_rcu = call_rcu;
	slab_rcu_barrier = free_barrier;
}

void rcu_exit(void)
{
	kfree_rcu_exit();
	slab_call_rcu = NULL;
	slab_rcu_barrier = NULL;
	rcu_barrier();
	core_thread_stop(&rcu.thread);
}
