// SPDX-License-Identifier: MIT
/*
 * An interrupt handler asks for memory with GFP_KERNEL.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 10000, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [sleep_in_irq]
 *	 act+OFF [sleep_in_irq] sleep_in_irq.c:36
 *	 sleep_in_irq_init+OFF [sleep_in_irq] sleep_in_irq.c:43
 *	CPU: N PID: N Comm: insmod
 *	 handler+OFF [sleep_in_irq] sleep_in_irq.c:31
 *	 act+OFF [sleep_in_irq] sleep_in_irq.c:37
 *	 sleep_in_irq_init+OFF [sleep_in_irq] sleep_in_irq.c:43
 */
#include <linux/hardirq.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define HOW GFP_ATOMIC
#else
#define HOW GFP_KERNEL
#endif

static noinline void handler(void)
{
	kfree(kmalloc(64, HOW));
}

static noinline void act(void)
{
	irq_enter();
	handler();
	irq_exit();
}

static int __init sleep_in_irq_init(void)
{
	act();
	return 0;
}

static void __exit sleep_in_irq_exit(void)
{
}

module_init(sleep_in_irq_init);
module_exit(sleep_in_irq_exit);
MODULE_DESCRIPTION("may sleep in an interrupt");
MODULE_LICENSE("GPL");
