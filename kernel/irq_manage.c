// SPDX-License-Identifier: MIT
/* Interrupts of devices: requesting and freeing them, their threads, turning them off and on. */
#include "kernel/irq.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kthread.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"
#include "port/port.h"

/* ---- threads --------------------------------------------------------------------------------- */

/* struct call - a call of a thread's function. */
struct call {
	const struct irq_action *action;
	irqreturn_t ret;
};

static void call_thread_fn(void *arg)
{
	struct call *call = arg;

	call->ret = call->action->thread_fn((int)call->action->irq, call->action->dev_id);
}

static void thread_once(const struct irq_action *action)
{
	struct call call = { action, IRQ_HANDLED };
	const struct crash *crash = guard_call(call_thread_fn, &call);

	if (crash) {
		crash_report(crash);
		background_crashed(crash);
	}
	context_reset(current->comm);
}

/* It was called as often as it was asked for: the interrupt may come again. */
static void thread_done(struct irq_action *action)
{
	struct irq_desc *desc = &irqs.desc[action->irq];

	desc->threads--;
	if (action->flags & IRQF_ONESHOT) {
		desc->masked--;
		irq_deliver(action->irq);
	}
}

/* Return: false where there is nothing to do, and the thread's state is that of one who sleeps. */
static bool thread_begins(struct irq_action *action)
{
	bool wanted;

	lock_acquire(&irqs.lock);
	wanted = action->wakes;
	if (!wanted)
		set_current_state(TASK_INTERRUPTIBLE);
	lock_release(&irqs.lock);
	return wanted;
}

static int irq_thread(void *data)
{
	struct irq_action *action = data;

	while (!kthread_should_stop()) {
		u32 wakes;

		if (!thread_begins(action)) {
			if (!kthread_should_stop())
				schedule();
			__set_current_state(TASK_RUNNING);
			continue;
		}
		/* What comes from now on asks for another call. */
		lock_acquire(&irqs.lock);
		wakes = action->wakes;
		lock_release(&irqs.lock);
		thread_once(action);
		lock_acquire(&irqs.lock);
		action->wakes = action->wakes == wakes ? 0 : 1;
		if (!action->wakes)
			thread_done(action);
		lock_release(&irqs.lock);
		ends_note(&irqs.ends);
	}
	return 0;
}

static int make_thread(struct irq_action *action)
{
	struct task_struct *thread;

	if (!action->thread_fn)
		return 0;
	thread = kthread_create(irq_thread, action, "irq/%u-%s", action->irq, action->name);
	if (IS_ERR(thread))
		return (int)PTR_ERR(thread);
	action->thread = get_task_struct(thread);
	sched_set_fifo(thread);
	wake_up_process(thread);
	return 0;
}

static void end_thread(struct irq_action *action)
{
	if (!action->thread)
		return;
	kthread_stop_put(action->thread);
	lock_acquire(&irqs.lock);
	/* It was asked for, and stopped before. */
	if (action->wakes)
		thread_done(action);
	lock_release(&irqs.lock);
}

/* ---- requesting ------------------------------------------------------------------------------ */

static int check_request(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, const void *dev_id)
{
	if (irq >= NR_IRQS || (!handler && !thread_fn))
		return -EINVAL;
	if ((flags & IRQF_SHARED) && (!dev_id || (flags & IRQF_NO_AUTOEN)))
		return -EINVAL;
	if (!handler && !(flags & IRQF_ONESHOT)) {
		pr_err("genirq: Threaded irq requested with handler=NULL and !ONESHOT for %s "
		       "(irq %u)\n",
		       name, irq);
		return -EINVAL;
	}
	return 0;
}

/* Do all who have it agree to share it, and how it is triggered and held back? */
static bool may_share(const struct irq_action *old, const struct irq_action *new)
{
	const unsigned long same = IRQF_TRIGGER_MASK | IRQF_ONESHOT;

	return (old->flags & new->flags &IRQF_SHARED) && !((old->flags ^ new->flags) & same);
}

static int link_action(struct irq_action *action)
{
	struct irq_desc *desc = &irqs.desc[action->irq];
	struct irq_action **last = &desc->actions, *old;

	lock_acquire(&irqs.lock);
	irqs.used = true;
	old = desc->actions;
	if (old && !may_share(old, action)) {
		lock_release(&irqs.lock);
		if (!(action->flags & IRQF_PROBE_SHARED))
			pr_err("genirq: Flags mismatch irq %u. %08lx (%s) vs. %08lx (%s)\n",
			       action->irq, action->flags, action->name, old->flags, old->name);
		return -EBUSY;
	}
	if (!old) {
		desc->depth = action->flags & IRQF_NO_AUTOEN ? 1 : 0;
		desc->pending = false;
		desc->served = desc->unhandled = 0;
	}
	while (*last)
		last = &(*last)->next;
	__atomic_store_n(last, action, __ATOMIC_RELEASE);
	lock_release(&irqs.lock);
	return 0;
}

static int request(const struct irq_action *wanted)
{
	struct irq_action *action = NULL;
	int err;

	if (!mm_trace_should_fail(MM_EVENT_KMALLOC, sizeof(*action), GFP_KERNEL))
		action = kmalloc_untraced(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = *wanted;
	err = make_thread(action);
	if (err)
		goto no_thread;
	err = link_action(action);
	if (!err)
		return 0;
	end_thread(action);
no_thread:
	kfree_untraced(action);
	return err;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	const struct irq_action wanted = {
		.irq = irq,
		.handler = handler,
		.thread_fn = thread_fn,
		.flags = flags,
		.name = name,
		.dev_id = dev_id,
		.made_by = _RET_IP_,
	};
	int err = check_request(irq, handler, thread_fn, flags, name, dev_id);

	might_sleep();
	return err ?: request(&wanted);
}
EXPORT_SYMBOL(request_threaded_irq);

int request_any_context_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			    const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev_id);
}
EXPORT_SYMBOL_GPL(request_any_context_irq);

int can_request_irq(unsigned int irq, unsigned long flags)
{
	int can = irq < NR_IRQS;

	lock_acquire(&irqs.lock);
	if (can && irqs.desc[irq].actions)
		can = (irqs.desc[irq].actions->flags & flags & IRQF_SHARED) != 0;
	lock_release(&irqs.lock);
	return can;
}
EXPORT_SYMBOL_GPL(can_request_irq);

/* ---- waiting --------------------------------------------------------------------------------- */

static bool is_busy(const struct irq_desc *desc, bool threads)
{
	return desc->in_progress || (threads && desc->threads);
}

/* Is the caller in a handler or a thread of @desc, so that waiting would never end? */
static bool is_in(const struct irq_desc *desc, bool threads)
{
	const struct irq_action *action;

	if (desc->in_progress && desc->runner == port_self())
		return true;
	for (action = desc->actions; action && threads; action = action->next)
		if (action->thread == current)
			return true;
	return false;
}

static void wait_until_idle(unsigned int irq, bool threads, const char *what)
{
	struct irq_desc *desc = &irqs.desc[irq];
	bool busy = true, mine = false, suspected = false;

	while (busy && !mine) {
		u32 seen = ends_seen(&irqs.ends);

		lock_acquire(&irqs.lock);
		busy = is_busy(desc, threads);
		mine = busy && is_in(desc, threads);
		lock_release(&irqs.lock);
		if (busy && !mine && ends_wait(&irqs.ends, seen, &suspected))
			report("BUG: %s(%u) waits too long: does a handler wait for a lock of the "
			       "caller's?",
			       what, irq);
	}
	if (mine)
		report("BUG: %s(%u) by a handler of that interrupt would wait for itself", what,
		       irq);
}

void synchronize_irq(unsigned int irq)
{
	might_sleep();
	if (irq < NR_IRQS)
		wait_until_idle(irq, true, "synchronize_irq");
}
EXPORT_SYMBOL(synchronize_irq);

bool synchronize_hardirq(unsigned int irq)
{
	if (irq >= NR_IRQS)
		return true;
	wait_until_idle(irq, false, "synchronize_hardirq");
	return !READ_ONCE(irqs.desc[irq].threads);
}
EXPORT_SYMBOL(synchronize_hardirq);

/* ---- freeing --------------------------------------------------------------------------------- */

static struct irq_action *unlink_action(unsigned int irq, const void *dev_id)
{
	struct irq_action **link, *action;

	lock_acquire(&irqs.lock);
	for (link = &irqs.desc[irq].actions; *link && (*link)->dev_id != dev_id;)
		link = &(*link)->next;
	action = *link;
	if (action)
		__atomic_store_n(link, action->next, __ATOMIC_RELEASE);
	lock_release(&irqs.lock);
	return action;
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_action *action = NULL;
	const char *name;

	if (in_interrupt()) {
		report("WARNING: Trying to free IRQ %u from IRQ context!", irq);
		return NULL;
	}
	might_sleep();
	if (irq < NR_IRQS)
		action = unlink_action(irq, dev_id);
	if (!action) {
		report("WARNING: Trying to free already-free IRQ %u", irq);
		return NULL;
	}
	wait_until_idle(irq, false, "free_irq");
	name = action->name;
	if (action->thread == current) {
		report("BUG: free_irq(%u) by its own thread would wait for itself", irq);
		return name;
	}
	end_thread(action);
	kfree_untraced(action);
	return name;
}
EXPORT_SYMBOL(free_irq);

/* Whose handler or request is in [@start, @end). Return: false where there is none. */
static bool find_in(unsigned long start, unsigned long end, struct irq_action *found)
{
	lock_acquire(&irqs.lock);
	for (unsigned int irq = 0; irq < NR_IRQS; irq++) {
		const struct irq_action *action = irqs.desc[irq].actions;

		for (; action; action = action->next) {
			if (action->made_by - start >= end - start &&
			    (unsigned long)action->handler - start >= end - start &&
			    (unsigned long)action->thread_fn - start >= end - start)
				continue;
			*found = *action;
			lock_release(&irqs.lock);
			return true;
		}
	}
	lock_release(&irqs.lock);
	return false;
}

void irqs_forget(unsigned long start, unsigned long end, const char *module)
{
	struct irq_action action;

	while (find_in(start, end, &action)) {
		if (module)
			report("BUG: module %s was removed with its irq %u (%s) not freed, "
			       "requested by %pS",
			       module, action.irq, action.name, (void *)action.made_by);
		free_irq(action.irq, action.dev_id);
	}
}

/* ---- off and on ------------------------------------------------------------------------------ */

void disable_irq_nosync(unsigned int irq)
{
	if (irq >= NR_IRQS)
		return;
	lock_acquire(&irqs.lock);
	irqs.used = true;
	irqs.desc[irq].depth++;
	lock_release(&irqs.lock);
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	might_sleep();
	disable_irq_nosync(irq);
	if (irq < NR_IRQS)
		wait_until_idle(irq, true, "disable_irq");
}
EXPORT_SYMBOL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	return synchronize_hardirq(irq);
}
EXPORT_SYMBOL_GPL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	bool balanced;

	if (irq >= NR_IRQS)
		return;
	lock_acquire(&irqs.lock);
	balanced = irqs.desc[irq].depth;
	if (balanced && !--irqs.desc[irq].depth)
		irq_deliver(irq);
	lock_release(&irqs.lock);
	if (!balanced)
		report("WARNING: Unbalanced enable for IRQ %u", irq);
}
EXPORT_SYMBOL(enable_irq);

void irq_wake_thread(unsigned int irq, void *dev_id)
{
	struct irq_action *action;

	if (irq >= NR_IRQS)
		return;
	lock_acquire(&irqs.lock);
	for (action = irqs.desc[irq].actions; action; action = action->next) {
		if (action->dev_id != dev_id)
			continue;
		if (action->thread)
			irq_wake(&irqs.desc[irq], action);
		break;
	}
	lock_release(&irqs.lock);
}
EXPORT_SYMBOL_GPL(irq_wake_thread);

int irq_set_affinity(unsigned int irq, const struct cpumask *mask)
{
	if (irq >= NR_IRQS || !cpumask_intersects(mask, cpu_online_mask))
		return -EINVAL;
	lock_acquire(&irqs.lock);
	irqs.used = true;
	cpumask_copy(&irqs.desc[irq].affinity, mask);
	lock_release(&irqs.lock);
	return 0;
}
EXPORT_SYMBOL_GPL(irq_set_affinity);
