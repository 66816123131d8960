// SPDX-License-Identifier: MIT
/*
 * Memory is asked for with GFP_KERNEL, which may sleep, under a spinlock.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] enter+OFF [sleep_under_spinlock]
 *	 enter+OFF [sleep_under_spinlock] sleep_under_spinlock.c:33
 *	 sleep_under_spinlock_init+OFF [sleep_under_spinlock] sleep_under_spinlock.c:44
 *	CPU: N PID: N Comm: insmod
 *	 fill+OFF [sleep_under_spinlock] sleep_under_spinlock.c:39
 *	 sleep_under_spinlock_init+OFF [sleep_under_spinlock] sleep_under_spinlock.c:45
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
static void *entry;

static noinline void enter(void)
{
	spin_lock(&lock);
	barrier();
}

static noinline void fill(void)
{
	entry = kzalloc(48, HOW);
}

static int __init sleep_under_spinlock_init(void)
{
	enter();
	fill();
	spin_unlock(&lock);
	return 0;
}

static void __exit sleep_under_spinlock_exit(void)
{
	kfree(entry);
}

module_init(sleep_under_spinlock_init);
module_exit(sleep_under_spinlock_exit);
MODULE_DESCRIPTION("may sleep under a spinlock");
MODULE_LICENSE("GPL");
