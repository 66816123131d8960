// SPDX-License-Identifier: MIT
/*
 * Interrupts of devices: how they come, and are served.
 *
 * There is no device, so somebody raises them: the command (--irq), a test, a module with
 * generic_handle_irq().  An interrupt is an edge, and latched:
 *
 *	raised		pending; so again it is still only pending once
 *	served		by the thread of its CPU (interrupt.c), with interrupts off: all handlers,
 *			in the order in which they were requested, on the stack of interrupts
 *	held back	while it is disabled, or the thread of an IRQF_ONESHOT one is at work; it
 *			stays pending meanwhile
 *
 * Its CPU is one of its affinity, another one for each number.  It is not served on two at once.
 *
 * An interrupt that nobody says is his, 99,900 times of 100,000, is one that will never stop: that
 * is told, and it is disabled, as in Linux.
 *
 * Handlers are followed without the lock.  One that is freed is unlinked, then free_irq() waits
 * until its interrupt is not served, then its memory goes.
 *
 * Lock order: irqs.lock is a leaf, but that interrupt_kick() wakes.
 */
#include "kernel/irq.h"
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "port/port.h"

/* Of so many so many may be nobody's: Linux's figures. */
#define SPURIOUS_OF  100000
#define SPURIOUS_MAX 99900
/* One that comes so long after the last is noise; Linux's HZ / 10 is less than a host may sleep. */
#define SPURIOUS_GAP HZ

struct irqs irqs;

/* What is to be looked at on a CPU. */
static DECLARE_BITMAP(raised[NR_CPUS], NR_IRQS);

/* ---- coming ---------------------------------------------------------------------------------- */

static unsigned int cpu_for(unsigned int irq)
{
	const struct cpumask *mask = &irqs.desc[irq].affinity;
	struct cpumask usable;
	unsigned int cpu, n;

	if (!cpumask_and(&usable, mask, cpu_online_mask))
		cpumask_copy(&usable, cpu_online_mask);
	n = irq % cpumask_weight(&usable);
	for_each_cpu(cpu, &usable)
		if (!n--)
			return cpu;
	return 0;
}

static bool is_held_back(const struct irq_desc *desc)
{
	return desc->depth || desc->masked || desc->in_progress;
}

void irq_deliver(unsigned int irq)
{
	unsigned int cpu;

	if (!irqs.desc[irq].pending || is_held_back(&irqs.desc[irq]))
		return;
	cpu = cpu_for(irq);
	set_bit(irq, raised[cpu]);
	interrupt_kick(cpu);
}

int irq_raise(unsigned int irq)
{
	int err = 0;

	if (irq >= NR_IRQS)
		return -EINVAL;
	lock_acquire(&irqs.lock);
	if (irqs.desc[irq].actions) {
		irqs.desc[irq].pending = true;
		irq_deliver(irq);
	} else {
		irqs.nobodys++;
		err = -ENOENT;
	}
	lock_release(&irqs.lock);
	return err;
}

/* ---- serving --------------------------------------------------------------------------------- */

/* struct call - a call of a handler. */
struct call {
	const struct irq_action *action;
	irqreturn_t ret;
};

typedef irqreturn_t (*three_args_t)(int irq, void *dev_id, struct pt_regs *regs);

static void call_handler(void *arg)
{
	struct call *call = arg;
	const struct irq_action *a = call->action;

	if (a->flags & IRQF_THREE_ARGS)
		call->ret = ((three_args_t)(void *)a->handler)((int)a->irq, a->dev_id, NULL);
	else
		call->ret = a->handler((int)a->irq, a->dev_id);
	if (WARN_ONCE(!irqs_disabled(), "irq %u handler %pS enabled interrupts\n", a->irq,
		      a->handler))
		local_irq_disable();
}

void irq_wake(struct irq_desc *desc, struct irq_action *action)
{
	if (!action->wakes++) {
		desc->threads++;
		if (action->flags & IRQF_ONESHOT)
			desc->masked++;
	}
	wake_up_process(action->thread);
}

static irqreturn_t call_action(struct irq_desc *desc, struct irq_action *action)
{
	struct call call = { action, IRQ_WAKE_THREAD };

	if (action->handler) {
		call.ret = IRQ_HANDLED; /* what a crash counts as */
		handler_call(KSTACK_HARDIRQ, (void *)action->handler, "irq handler", call_handler,
			     &call);
	}
	if (call.ret > (IRQ_HANDLED | IRQ_WAKE_THREAD)) {
		report("BUG: irq event %u: bogus return value %x of %pS", action->irq, call.ret,
		       action->handler);
		return IRQ_HANDLED;
	}
	if (!(call.ret & IRQ_WAKE_THREAD))
		return call.ret;
	if (!action->thread) {
		report("BUG: IRQ %u device %s returned IRQ_WAKE_THREAD but no thread function "
		       "available.",
		       action->irq, action->name);
		return IRQ_HANDLED;
	}
	lock_acquire(&irqs.lock);
	irq_wake(desc, action);
	lock_release(&irqs.lock);
	return IRQ_HANDLED;
}

static irqreturn_t call_all(struct irq_desc *desc)
{
	struct irq_action *action = __atomic_load_n(&desc->actions, __ATOMIC_ACQUIRE);
	irqreturn_t ret = IRQ_NONE;

	for (; action; action = __atomic_load_n(&action->next, __ATOMIC_ACQUIRE))
		ret |= call_action(desc, action);
	return ret;
}

static void tell_spurious(unsigned int irq)
{
	const struct irq_action *action;

	report_begin("BUG: irq %u: nobody cared (try booting with the \"irqpoll\" option)", irq);
	pr_err("handlers:\n");
	for (action = irqs.desc[irq].actions; action; action = action->next)
		pr_err("[<%px>] %pS\n", action->handler, action->handler);
	pr_err("Disabling IRQ #%u\n", irq);
	report_end();
}

/* Under the lock.  Return: true where it is to be disabled. */
static bool is_spurious(struct irq_desc *desc, irqreturn_t ret)
{
	unsigned long now = jiffies_update();
	bool is;

	if (ret == IRQ_NONE) {
		if (time_after(now, desc->last_unhandled + SPURIOUS_GAP))
			desc->unhandled = 1;
		else
			desc->unhandled++;
		desc->last_unhandled = now;
	}
	if (++desc->served < SPURIOUS_OF)
		return false;
	is = desc->unhandled > SPURIOUS_MAX;
	desc->served = desc->unhandled = 0;
	return is;
}

static bool begin(struct irq_desc *desc)
{
	bool now;

	lock_acquire(&irqs.lock);
	now = desc->pending && !is_held_back(desc);
	if (now) {
		desc->pending = false;
		desc->in_progress = true;
		desc->runner = port_self();
		desc->count[port_cpu()]++;
	}
	lock_release(&irqs.lock);
	return now;
}

static void serve(unsigned int irq)
{
	struct irq_desc *desc = &irqs.desc[irq];
	irqreturn_t ret;
	bool spurious;

	if (!begin(desc))
		return;
	ret = call_all(desc);
	lock_acquire(&irqs.lock);
	spurious = is_spurious(desc, ret);
	if (spurious)
		desc->depth++;
	lock_release(&irqs.lock);
	/* Its handlers stay while it is in progress. */
	if (spurious)
		tell_spurious(irq);
	lock_acquire(&irqs.lock);
	desc->in_progress = false;
	desc->runner = NULL;
	irq_deliver(irq);
	lock_release(&irqs.lock);
	ends_note(&irqs.ends);
}

bool irqs_due(unsigned int cpu)
{
	return !bitmap_empty(raised[cpu], NR_IRQS);
}

void irqs_interrupt(unsigned int cpu)
{
	unsigned int irq;

	for_each_set_bit(irq, raised[cpu], NR_IRQS)
		if (test_and_clear_bit(irq, raised[cpu]))
			serve(irq);
}

int generic_handle_irq(unsigned int irq)
{
	unsigned long flags;
	bool nobodys;

	if (irq >= NR_IRQS)
		return -EINVAL;
	lock_acquire(&irqs.lock);
	nobodys = !irqs.desc[irq].actions;
	irqs.desc[irq].pending = !nobodys;
	irqs.nobodys += nobodys;
	lock_release(&irqs.lock);
	if (nobodys)
		return -EINVAL;
	local_irq_save(flags);
	if (in_hardirq()) {
		serve(irq);
	} else {
		irq_enter();
		serve(irq);
		irq_exit();
	}
	local_irq_restore(flags);
	return 0;
}
EXPORT_SYMBOL_GPL(generic_handle_irq);

int generic_handle_irq_safe(unsigned int irq)
{
	return generic_handle_irq(irq);
}
EXPORT_SYMBOL_GPL(generic_handle_irq_safe);

/* ---- questions ------------------------------------------------------------------------------- */

int irq_has_action(unsigned int irq)
{
	return irq < NR_IRQS && __atomic_load_n(&irqs.desc[irq].actions, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL_GPL(irq_has_action);

unsigned int kstat_irqs_cpu(unsigned int irq, int cpu)
{
	return irq < NR_IRQS ? READ_ONCE(irqs.desc[irq].count[cpu]) : 0;
}
EXPORT_SYMBOL_GPL(kstat_irqs_cpu);

unsigned int kstat_irqs(unsigned int irq)
{
	unsigned int sum = 0;

	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		sum += kstat_irqs_cpu(irq, (int)cpu);
	return sum;
}
EXPORT_SYMBOL_GPL(kstat_irqs);

/* Is it latched where it will not be served soon, or has it been? */
static bool is_settled(const struct irq_desc *desc)
{
	if (desc->in_progress)
		return false;
	return !desc->pending || desc->depth;
}

int irq_raise_and_wait(unsigned int irq)
{
	bool settled = false, unused = false;
	int err = irq_raise(irq);

	while (!err && !settled) {
		u32 seen = ends_seen(&irqs.ends);

		lock_acquire(&irqs.lock);
		settled = is_settled(&irqs.desc[irq]);
		if (settled && irqs.desc[irq].pending)
			err = -EAGAIN;
		lock_release(&irqs.lock);
		if (!settled)
			ends_wait(&irqs.ends, seen, &unused);
	}
	return err;
}

bool irqs_idle(void)
{
	bool idle = true;

	lock_acquire(&irqs.lock);
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		if (irqs.desc[irq].threads || !is_settled(&irqs.desc[irq]))
			idle = false;
	lock_release(&irqs.lock);
	return idle;
}

bool irq_runs_in(unsigned long start, unsigned long end)
{
	bool runs = false;

	lock_acquire(&irqs.lock);
	for (unsigned int irq = 0; irq < NR_IRQS; irq++) {
		const struct irq_desc *desc = &irqs.desc[irq];
		const struct irq_action *action;

		if (desc->in_progress || desc->threads)
			for (action = desc->actions; action; action = action->next)
				runs |= (unsigned long)action->handler - start < end - start ||
					(unsigned long)action->thread_fn - start < end - start;
	}
	lock_release(&irqs.lock);
	return runs;
}

/* ---- life ------------------------------------------------------------------------------------ */

void irqs_cpu_dead(unsigned int cpu)
{
	unsigned int irq;

	lock_acquire(&irqs.lock);
	for_each_set_bit(irq, raised[cpu], NR_IRQS)
		if (test_and_clear_bit(irq, raised[cpu]))
			irq_deliver(irq);
	lock_release(&irqs.lock);
}

/* Most machines use no interrupt, and need not touch the memory of so many. */
void irqs_init(void)
{
	if (irqs.used)
		memset(irqs.desc, 0, sizeof(irqs.desc));
	lock_init(&irqs.lock);
	irqs.ends = (struct ends){};
	irqs.nobodys = 0;
	irqs.used = false;
	memset(raised, 0, sizeof(raised));
}
