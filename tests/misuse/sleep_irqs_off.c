// SPDX-License-Identifier: MIT
/*
 * Memory is asked for with GFP_KERNEL while interrupts are off.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 0, irqs_disabled(): 1, non_block: 0, pid: N, name: insmod
 *	preempt_count: 0, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Interrupts disabled at:
 *	[<ADDR>] act+OFF [sleep_irqs_off]
 *	 act+OFF [sleep_irqs_off] sleep_irqs_off.c:32
 *	 sleep_irqs_off_init+OFF [sleep_irqs_off] sleep_irqs_off.c:40
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [sleep_irqs_off] sleep_irqs_off.c:33
 *	 sleep_irqs_off_init+OFF [sleep_irqs_off] sleep_irqs_off.c:40
 */
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define HOW GFP_ATOMIC
#else
#define HOW GFP_KERNEL
#endif

static noinline void act(void)
{
	void *entry;

	local_irq_disable();
	entry = kmalloc(40, HOW);
	local_irq_enable();
	kfree(entry);
}

static int __init sleep_irqs_off_init(void)
{
	act();
	return 0;
}

static void __exit sleep_irqs_off_exit(void)
{
}

module_init(sleep_irqs_off_init);
module_exit(sleep_irqs_off_exit);
MODULE_DESCRIPTION("may sleep with interrupts off");
MODULE_LICENSE("GPL");
