// SPDX-License-Identifier: MIT
/*
 * The init function returns with preemption off.
 *
 * expect:
 *	BUG: the module's init function returned with preemption imbalance
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [unbalanced_preempt]
 *	 act+OFF [unbalanced_preempt] unbalanced_preempt.c:24
 *	 unbalanced_preempt_init+OFF [unbalanced_preempt] unbalanced_preempt.c:32
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

static DEFINE_PER_CPU(int, hits);

static noinline void act(void)
{
	get_cpu_var(hits)++;
#ifdef CORRECTED
	put_cpu_var(hits);
#endif
}

static int __init unbalanced_preempt_init(void)
{
	act();
	return 0;
}

static void __exit unbalanced_preempt_exit(void)
{
}

module_init(unbalanced_preempt_init);
module_exit(unbalanced_preempt_exit);
MODULE_DESCRIPTION("forgets to turn preemption on");
MODULE_LICENSE("GPL");
