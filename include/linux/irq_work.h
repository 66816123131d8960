/* SPDX-License-Identifier: MIT */
/* Work for an interrupt: a function that is called with interrupts off, soon, from any context. */
#ifndef _LINUX_IRQ_WORK_H
#define _LINUX_IRQ_WORK_H

#include <linux/debugobjects.h>
#include <linux/types.h>

/** struct irq_work - a function; @next: in its CPU's list; @pending, @busy: queued, and runs. */
struct irq_work {
	struct irq_work *next;
	void (*func)(struct irq_work *work);
	bool pending, busy;
	struct active_object active;
};

#define IRQ_WORK_INIT(_func)     \
	(struct irq_work)        \
	{                        \
		.func = (_func), \
	}
#define IRQ_WORK_INIT_LAZY(_func) IRQ_WORK_INIT(_func)
#define IRQ_WORK_INIT_HARD(_func) IRQ_WORK_INIT(_func)
#define DEFINE_IRQ_WORK(name, _f) struct irq_work name = IRQ_WORK_INIT(_f)

static inline void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *))
{
	*work = IRQ_WORK_INIT(func);
}

/** irq_work_queue - have @work called on this CPU. Return: false where it is to be already. */
bool irq_work_queue(struct irq_work *work);
/** irq_work_queue_on - the same on @cpu; one that there is not is warned of, and false. */
bool irq_work_queue_on(struct irq_work *work, int cpu);

/** irq_work_sync - wait until @work has run, where it is to, and does not run. */
void irq_work_sync(struct irq_work *work);

static inline bool irq_work_is_pending(struct irq_work *work)
{
	return __atomic_load_n(&work->pending, __ATOMIC_SEQ_CST);
}

static inline bool irq_work_is_busy(struct irq_work *work)
{
	return irq_work_is_pending(work) || __atomic_load_n(&work->busy, __ATOMIC_SEQ_CST);
}

#endif
