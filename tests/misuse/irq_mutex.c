// SPDX-License-Identifier: MIT
/*
 * A handler of an interrupt takes a mutex.
 *
 * options: --irq 5
 *
 * expect:
 *	BUG: sleeping function called from invalid context at kernel/mutex.c:N
 *	in_atomic(): 1, irqs_disabled(): 1, non_block: 0, pid: N, name: swapper/PID
 *	preempt_count: 10000, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] serve+OFF [irq_mutex]
 *	CPU: N PID: N Comm: swapper/PID
 *	 count+OFF [irq_mutex] irq_mutex.c:37
 *	 serve+OFF [irq_mutex] irq_mutex.c:45
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static int cookie, events;
#ifdef CORRECTED
static DEFINE_SPINLOCK(lock);
#else
static DEFINE_MUTEX(lock);
#endif

static noinline void count(void)
{
#ifdef CORRECTED
	spin_lock(&lock);
	events++;
	spin_unlock(&lock);
#else
	mutex_lock(&lock);
	events++;
	mutex_unlock(&lock);
#endif
}

static irqreturn_t serve(int irq, void *dev_id)
{
	count();
	return IRQ_HANDLED;
}

static int __init irq_mutex_init(void)
{
	return request_irq(5, serve, 0, "misuse", &cookie);
}

static void __exit irq_mutex_exit(void)
{
	free_irq(5, &cookie);
}

module_init(irq_mutex_init);
module_exit(irq_mutex_exit);
MODULE_DESCRIPTION("takes a mutex in a handler");
MODULE_LICENSE("GPL");
