/* SPDX-License-Identifier: MIT */
/* Inside the interrupts of devices; the theory is in irq.c. */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include <linux/cpumask.h>
#include <linux/irq.h>
#include "kernel/interrupt.h"

struct task_struct;

/**
 * struct irq_action - a handler.
 * @next: that of the same interrupt, requested later.
 * @thread: of @thread_fn; NULL without.
 * @wakes: how often the thread is to call @thread_fn.
 * @made_by: who requested it.
 */
struct irq_action {
	struct irq_action *next;
	irq_handler_t handler, thread_fn;
	unsigned long flags;
	const char *name;
	void *dev_id;
	unsigned int irq;
	struct task_struct *thread;
	u32 wakes;
	unsigned long made_by;
};

/**
 * struct irq_desc - an interrupt.
 *
 *	it is served	=>	@pending, @depth = 0, @masked = 0, and not @in_progress
 *
 * @actions: its handlers; followed without the lock while @in_progress.
 * @depth: how often it is disabled.
 * @masked: threads of IRQF_ONESHOT that are not done.
 * @threads: threads that are at work.
 * @pending: it has come, and was not served.
 * @runner: who serves it.
 * @served, @unhandled: since the last count of spurious ones; @last_unhandled: in jiffies.
 * @affinity: where it may be served; none: anywhere.
 * @count: how often it was served on each CPU.
 */
struct irq_desc {
	struct irq_action *actions;
	unsigned int depth, masked, threads;
	bool pending, in_progress;
	const struct port_thread *runner;
	unsigned int served, unhandled;
	unsigned long last_unhandled;
	struct cpumask affinity;
	unsigned int count[NR_CPUS];
};

/**
 * struct irqs - all.
 * @lock: guards what is in @desc.
 * @ends: of handlers and threads.
 * @nobodys: those that came and were requested by nobody.
 * @used: some were requested, so that @desc is not as it was when the program began.
 */
extern struct irqs {
	struct lock lock;
	struct irq_desc desc[NR_IRQS];
	struct ends ends;
	unsigned int nobodys;
	bool used;
} irqs;

/** irq_deliver - have @irq, where it is pending and not held back, served. Under the lock. */
void irq_deliver(unsigned int irq);

/** irq_wake - call the thread of @action. Under the lock. */
void irq_wake(struct irq_desc *desc, struct irq_action *action);

#endif
