// SPDX-License-Identifier: MIT
/*
 * The exit function returns with preemption off.
 *
 * expect:
 *	BUG: the module's exit function returned with preemption imbalance
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] unbalanced_exit_exit+OFF [unbalanced_exit]
 *	 unbalanced_exit_exit+OFF [unbalanced_exit] unbalanced_exit.c:25
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/module.h>
#include <linux/preempt.h>

static int __init unbalanced_exit_init(void)
{
	return 0;
}

static void __exit unbalanced_exit_exit(void)
{
	preempt_disable();
#ifdef CORRECTED
	preempt_enable();
#endif
}

module_init(unbalanced_exit_init);
module_exit(unbalanced_exit_exit);
MODULE_DESCRIPTION("ends with preemption off");
MODULE_LICENSE("GPL");
