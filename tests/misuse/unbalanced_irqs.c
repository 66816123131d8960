// SPDX-License-Identifier: MIT
/*
 * The init function returns with interrupts off.
 *
 * expect:
 *	BUG: the module's init function returned with preemption imbalance and disabled interrupts
 *	in_atomic(): 0, irqs_disabled(): 1, non_block: 0, pid: N, name: insmod
 *	preempt_count: 0, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Interrupts disabled at:
 *	[<ADDR>] idle+OFF [unbalanced_irqs]
 *	 idle+OFF [unbalanced_irqs] unbalanced_irqs.c:26
 *	 unbalanced_irqs_init+OFF [unbalanced_irqs] unbalanced_irqs.c:40
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/module.h>

static int pending;

static noinline bool idle(void)
{
	unsigned long flags;

	local_irq_save(flags);
	if (!pending) {
#ifdef CORRECTED
		local_irq_restore(flags);
#endif
		return true;
	}
	pending--;
	local_irq_restore(flags);
	return false;
}

static int __init unbalanced_irqs_init(void)
{
	return idle() ? 0 : -EBUSY;
}

static void __exit unbalanced_irqs_exit(void)
{
}

module_init(unbalanced_irqs_init);
module_exit(unbalanced_irqs_exit);
MODULE_DESCRIPTION("forgets to turn interrupts on");
MODULE_LICENSE("GPL");
