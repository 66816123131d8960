// SPDX-License-Identifier: MIT
/*
 * Memory is asked for with GFP_KERNEL under a lock that keeps softirqs off.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 201, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [sleep_bottom_half]
 *	 act+OFF [sleep_bottom_half] sleep_bottom_half.c:33
 *	 sleep_bottom_half_init+OFF [sleep_bottom_half] sleep_bottom_half.c:40
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [sleep_bottom_half] sleep_bottom_half.c:34
 *	 sleep_bottom_half_init+OFF [sleep_bottom_half] sleep_bottom_half.c:40
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#ifdef CORRECTED
#define HOW GFP_ATOMIC
#else
#define HOW GFP_KERNEL
#endif

static DEFINE_SPINLOCK(lock);
static void *spare;

static noinline void act(void)
{
	spin_lock_bh(&lock);
	spare = kzalloc(100, HOW);
	spin_unlock_bh(&lock);
}

static int __init sleep_bottom_half_init(void)
{
	act();
	return 0;
}

static void __exit sleep_bottom_half_exit(void)
{
	kfree(spare);
}

module_init(sleep_bottom_half_init);
module_exit(sleep_bottom_half_exit);
MODULE_DESCRIPTION("may sleep with softirqs off");
MODULE_LICENSE("GPL");
