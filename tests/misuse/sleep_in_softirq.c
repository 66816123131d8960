// SPDX-License-Identifier: MIT
/*
 * What a softirq calls asks for memory with GFP_KERNEL.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 100, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [sleep_in_softirq]
 *	 act+OFF [sleep_in_softirq] sleep_in_softirq.c:36
 *	 sleep_in_softirq_init+OFF [sleep_in_softirq] sleep_in_softirq.c:43
 *	CPU: N PID: N Comm: insmod
 *	 serve+OFF [sleep_in_softirq] sleep_in_softirq.c:31
 *	 act+OFF [sleep_in_softirq] sleep_in_softirq.c:37
 *	 sleep_in_softirq_init+OFF [sleep_in_softirq] sleep_in_softirq.c:43
 */
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define HOW GFP_ATOMIC
#else
#define HOW GFP_KERNEL
#endif

static noinline void serve(void)
{
	kfree(kmalloc(64, HOW));
}

static noinline void act(void)
{
	preempt_count_add(SOFTIRQ_OFFSET);
	serve();
	preempt_count_sub(SOFTIRQ_OFFSET);
}

static int __init sleep_in_softirq_init(void)
{
	act();
	return 0;
}

static void __exit sleep_in_softirq_exit(void)
{
}

module_init(sleep_in_softirq_init);
module_exit(sleep_in_softirq_exit);
MODULE_DESCRIPTION("may sleep in a softirq");
MODULE_LICENSE("GPL");
