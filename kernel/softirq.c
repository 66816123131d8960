// SPDX-License-Identifier: MIT
/*
 * Softirqs: what handlers leave to be done with interrupts on.
 *
 *	raised		a bit of the CPU's word (base/context.c)
 *	served		at the end of an interrupt; at the end of local_bh_disable(); by ksoftirqd
 *	in order	of their numbers; each at most once a round
 *
 * A softirq that is raised while softirqs are served is served in another round, on the spot.  But
 * after MAX_ROUNDS or MAX_NS the rest is left to ksoftirqd/N, a thread, so that others may come to
 * the CPU between its rounds.  So is one that is raised by a thread which no interrupt or
 * local_bh_disable() will end.
 */
#include "kernel/interrupt.h"
#include <linux/bitops.h>
#include <linux/bottom_half.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "port/port.h"

/* Linux's: two ticks of a machine with HZ of 1000, and rounds that take less than that. */
#define MAX_ROUNDS 10
#define MAX_NS	   (2ull * NSEC_PER_MSEC)

/** struct cpu_softirqd - ksoftirqd of @cpu; @nr: how often each softirq was served there. */
static struct cpu_softirqd {
	struct core_thread thread;
	unsigned int cpu;
	char name[TASK_COMM_LEN];
	unsigned int nr[NR_SOFTIRQS];
} ____cacheline_aligned_in_smp softirqd[NR_CPUS];

static void (*actions[NR_SOFTIRQS])(void);

const char *const softirq_to_name[NR_SOFTIRQS] = { "HI",      "TIMER",	  "NET_TX",  "NET_RX",
						   "BLOCK",   "IRQ_POLL", "TASKLET", "SCHED",
						   "HRTIMER", "RCU" };

void open_softirq(int nr, void (*action)(void))
{
	WRITE_ONCE(actions[nr], action);
}

/* The caller has taken @pending off its CPU's word. */
static void serve_round(unsigned int cpu, unsigned long pending)
{
	unsigned int nr;

	for_each_set_bit(nr, &pending, NR_SOFTIRQS) {
		u32 count = port_self()->preempt_count;

		softirqd[cpu].nr[nr]++;
		actions[nr]();
		if (unlikely(port_self()->preempt_count != count)) {
			report("BUG: huh, entered softirq %u %s %pS with preempt_count %08x, "
			       "exited with %08x?",
			       nr, softirq_to_name[nr], actions[nr], count,
			       port_self()->preempt_count);
			port_self()->preempt_count = count;
		}
	}
}

/* Serve what is pending on the CPU that the caller holds; it is in softirq context. */
static void serve_pending(void)
{
	unsigned int cpu = port_cpu();
	u32 scope = *memalloc_scope() & PF_MEMALLOC;
	u64 began = port_time_ns();

	/* Reserves that are open to whom the softirq interrupts are not open to it. */
	*memalloc_scope() &= ~scope;
	for (int rounds = 0;; rounds++) {
		u32 pending = context_softirq_take(cpu);

		if (!pending)
			break;
		if (rounds == MAX_ROUNDS || (rounds && port_time_ns() - began > MAX_NS)) {
			context_softirq_raise(cpu, pending);
			core_thread_kick(&softirqd[cpu].thread);
			break;
		}
		serve_round(cpu, pending);
	}
	*memalloc_scope() |= scope;
}

/* Leaving is what serves them.  Where they come back at once, others have their turn before. */
static u64 softirqd_run(struct core_thread *thread)
{
	struct cpu_softirqd *me = container_of(thread, struct cpu_softirqd, thread);
	const struct port_thread *self = port_self();

	current->flags |= PF_KTHREAD;
	if (!self->bound || self->home_cpu != (int)me->cpu)
		port_cpu_bind((int)me->cpu);
	if (!context_softirq_pending(me->cpu))
		return CORE_THREAD_IDLE;
	local_bh_disable();
	/* Bound in vain: the CPU is out of use, or none of ours.  They are served where we are. */
	if (port_cpu() != me->cpu)
		context_softirq_raise(port_cpu(), context_softirq_take(me->cpu));
	local_bh_enable();
	if (!context_softirq_pending(me->cpu))
		return CORE_THREAD_IDLE;
	port_yield();
	return 0;
}

/** raise_softirq_irqoff - raise_softirq() for a caller with interrupts off. */
void raise_softirq_irqoff(unsigned int nr)
{
	unsigned int cpu = port_cpu();

	__raise_softirq_irqoff(nr);
	if (!in_interrupt())
		core_thread_kick(&softirqd[cpu].thread);
}

/** raise_softirq - softirq @nr is to be served on this CPU. Context: any. */
void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}

void __raise_softirq_irqoff(unsigned int nr)
{
	lockdep_assert_irqs_disabled();
	context_softirq_raise(port_cpu(), 1u << nr);
}

void softirq_raise_on(unsigned int cpu, unsigned int nr)
{
	cpu = interrupt_cpu(cpu);
	context_softirq_raise(cpu, 1u << nr);
	interrupt_kick(cpu);
}

unsigned int softirq_pending_here(void)
{
	return context_softirq_pending(port_cpu());
}

unsigned int kstat_softirqs_cpu(unsigned int nr, int cpu)
{
	return READ_ONCE(softirqd[cpu].nr[nr]);
}

/* Somebody may have been about to raise one there: whoever comes to another CPU serves it. */
void softirq_cpu_dead(unsigned int cpu)
{
	u32 pending = context_softirq_take(cpu);
	unsigned int other = interrupt_cpu(cpu);

	if (!pending)
		return;
	context_softirq_raise(other, pending);
	interrupt_kick(other);
}

void softirq_init(void)
{
	memset(actions, 0, sizeof(actions));
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++) {
		struct cpu_softirqd *me = &softirqd[cpu];

		me->cpu = cpu;
		memset(me->nr, 0, sizeof(me->nr));
		snprintf(me->name, sizeof(me->name), "ksoftirqd/%u", cpu);
		core_thread_init(&me->thread, me->name, softirqd_run);
	}
	WRITE_ONCE(context_softirqs, serve_pending);
}

void softirq_exit(void)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		core_thread_stop(&softirqd[cpu].thread);
	WRITE_ONCE(context_softirqs, NULL);
}
