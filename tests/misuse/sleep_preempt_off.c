// SPDX-License-Identifier: MIT
/*
 * A CPU is held, by get_cpu(), by who goes to sleep.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at kernel/delay.c:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [sleep_preempt_off]
 *	 act+OFF [sleep_preempt_off] sleep_preempt_off.c:24
 *	 sleep_preempt_off_init+OFF [sleep_preempt_off] sleep_preempt_off.c:38
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [sleep_preempt_off] sleep_preempt_off.c:30
 *	 sleep_preempt_off_init+OFF [sleep_preempt_off] sleep_preempt_off.c:38
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/smp.h>

static noinline void act(void)
{
	int cpu = get_cpu();

#ifdef CORRECTED
	put_cpu();
	msleep(1);
#else
	msleep(1);
	put_cpu();
#endif
	pr_info("sleep_preempt_off: was on CPU %d\n", cpu);
}

static int __init sleep_preempt_off_init(void)
{
	act();
	return 0;
}

static void __exit sleep_preempt_off_exit(void)
{
}

module_init(sleep_preempt_off_init);
module_exit(sleep_preempt_off_exit);
MODULE_DESCRIPTION("sleeps with preemption off");
MODULE_LICENSE("GPL");
