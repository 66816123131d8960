// SPDX-License-Identifier: MIT
/*
 * Work for an interrupt.
 *
 *	pending		in a CPU's list, and an active object (active.c); cleared before it is
 *			called, so that it can be queued again
 *	busy		its function runs
 *
 * Lock order: irq_works.lock, then active.lock.
 */
#include "kernel/interrupt.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "port/port.h"

/** struct irq_works - lists by CPU, the oldest first; what runs on each. */
static struct {
	struct lock lock;
	struct irq_work *first[NR_CPUS], **last[NR_CPUS];
	const void *running[NR_CPUS];
	struct ends ends;
} irq_works;

static void *irq_work_object(struct active_object *active)
{
	return container_of(active, struct irq_work, active);
}

static void *irq_work_function(struct active_object *active)
{
	return (void *)container_of(active, struct irq_work, active)->func;
}

static void irq_work_disarm(struct active_object *active);

static const struct active_type irq_work_type = {
	.name = "irq_work",
	.noun = "irq_work",
	.state = "queued",
	.object = irq_work_object,
	.function = irq_work_function,
	.disarm = irq_work_disarm,
};

/* Under the lock. */
static void add(struct irq_work *work, unsigned int cpu)
{
	work->next = NULL;
	*irq_works.last[cpu] = work;
	irq_works.last[cpu] = &work->next;
}

static struct irq_work *take(unsigned int cpu, struct irq_work **link)
{
	struct irq_work *work = *link;

	*link = work->next;
	if (irq_works.last[cpu] == &work->next)
		irq_works.last[cpu] = link;
	return work;
}

static void irq_work_disarm(struct active_object *active)
{
	struct irq_work *work = container_of(active, struct irq_work, active), **link;

	lock_acquire(&irq_works.lock);
	for (unsigned int cpu = 0; cpu < port.nr_cpus && work->pending; cpu++) {
		for (link = &irq_works.first[cpu]; *link && *link != work;)
			link = &(*link)->next;
		if (!*link)
			continue;
		take(cpu, link);
		active_del(&work->active);
		work->pending = false;
	}
	lock_release(&irq_works.lock);
	ends_note(&irq_works.ends);
}

static bool queue(struct irq_work *work, unsigned int cpu, unsigned long ip)
{
	bool queued;

	cpu = interrupt_cpu(cpu);
	lock_acquire(&irq_works.lock);
	queued = !__atomic_exchange_n(&work->pending, true, __ATOMIC_SEQ_CST);
	if (queued) {
		add(work, cpu);
		active_add(&work->active, &irq_work_type, ip);
	}
	lock_release(&irq_works.lock);
	if (queued)
		interrupt_kick(cpu);
	return queued;
}

bool irq_work_queue(struct irq_work *work)
{
	return queue(work, port_cpu(), _RET_IP_);
}
EXPORT_SYMBOL_GPL(irq_work_queue);

bool irq_work_queue_on(struct irq_work *work, int cpu)
{
	if (WARN_ON((unsigned int)cpu >= port.nr_cpus))
		return false;
	return queue(work, (unsigned int)cpu, _RET_IP_);
}
EXPORT_SYMBOL_GPL(irq_work_queue_on);

void irq_work_sync(struct irq_work *work)
{
	bool suspected = false;

	for (;;) {
		u32 seen = ends_seen(&irq_works.ends);

		if (!irq_work_is_busy(work))
			return;
		if (ends_wait(&irq_works.ends, seen, &suspected))
			report("BUG: irq_work_sync() of %pS waits too long", work->func);
	}
}
EXPORT_SYMBOL_GPL(irq_work_sync);

bool irq_work_due(unsigned int cpu)
{
	return __atomic_load_n(&irq_works.first[cpu], __ATOMIC_RELAXED);
}

static void call(void *arg)
{
	struct irq_work *work = arg;

	work->func(work);
}

static struct irq_work *begin_first(unsigned int cpu)
{
	struct irq_work *work = NULL;

	lock_acquire(&irq_works.lock);
	if (irq_works.first[cpu]) {
		work = take(cpu, &irq_works.first[cpu]);
		active_del(&work->active);
		irq_works.running[cpu] = work->func;
		__atomic_store_n(&work->busy, true, __ATOMIC_SEQ_CST);
		__atomic_store_n(&work->pending, false, __ATOMIC_SEQ_CST);
	}
	lock_release(&irq_works.lock);
	return work;
}

/* Its function may not free it, but irq_work_sync() may let others do so once it is not busy. */
void irq_work_interrupt(unsigned int cpu)
{
	struct irq_work *work;

	while ((work = begin_first(cpu))) {
		handler_call(KSTACK_HARDIRQ, (void *)work->func, "irq_work", call, work);
		lock_acquire(&irq_works.lock);
		irq_works.running[cpu] = NULL;
		lock_release(&irq_works.lock);
		__atomic_store_n(&work->busy, false, __ATOMIC_SEQ_CST);
		ends_note(&irq_works.ends);
	}
}

bool irq_work_runs_in(unsigned long start, unsigned long end)
{
	bool runs = false;

	lock_acquire(&irq_works.lock);
	for (unsigned int cpu = 0; cpu < port.nr_cpus && !runs; cpu++)
		runs = irq_works.running[cpu] &&
		       (unsigned long)irq_works.running[cpu] - start < end - start;
	lock_release(&irq_works.lock);
	return runs;
}

void irq_work_cpu_dead(unsigned int cpu)
{
	unsigned int other = interrupt_cpu(cpu);

	lock_acquire(&irq_works.lock);
	while (irq_works.first[cpu])
		add(take(cpu, &irq_works.first[cpu]), other);
	lock_release(&irq_works.lock);
	interrupt_kick(other);
}

void irq_work_init(void)
{
	memset(&irq_works, 0, sizeof(irq_works));
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		irq_works.last[cpu] = &irq_works.first[cpu];
}
