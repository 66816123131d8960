// SPDX-License-Identifier: MIT
/*
 * Preemption is turned on once more than off.
 *
 * expect:
 *	BUG: preempt count underflow: 00000001 left from 00000000 at act+OFF [preempt_underflow]
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [preempt_underflow] preempt_underflow.c:19
 *	 preempt_underflow_init+OFF [preempt_underflow] preempt_underflow.c:25
 */
#include <linux/module.h>
#include <linux/preempt.h>

static noinline void act(void)
{
	preempt_disable();
	preempt_enable();
#ifndef CORRECTED
	preempt_enable();
#endif
}

static int __init preempt_underflow_init(void)
{
	act();
	return 0;
}

static void __exit preempt_underflow_exit(void)
{
}

module_init(preempt_underflow_init);
module_exit(preempt_underflow_exit);
MODULE_DESCRIPTION("turns preemption on too often");
MODULE_LICENSE("GPL");
