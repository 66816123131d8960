// SPDX-License-Identifier: MIT
/*
 * A timer asks for memory and may wait for it.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: swapper/PID
 *	preempt_count: 100, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] tick+OFF [timer_gfp_kernel]
 *	CPU: N PID: N Comm: swapper/PID
 *	 take+OFF [timer_gfp_kernel] timer_gfp_kernel.c:30
 *	 tick+OFF [timer_gfp_kernel] timer_gfp_kernel.c:36
 */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

static struct timer_list timer;
static DECLARE_COMPLETION(done);

static noinline void *take(void)
{
#ifdef CORRECTED
	return kmalloc(100, GFP_ATOMIC);
#else
	return kmalloc(100, GFP_KERNEL);
#endif
}

static void tick(struct timer_list *t)
{
	kfree(take());
	complete(&done);
}

static int __init timer_gfp_kernel_init(void)
{
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies);
	wait_for_completion(&done);
	return 0;
}

static void __exit timer_gfp_kernel_exit(void)
{
	timer_delete_sync(&timer);
}

module_init(timer_gfp_kernel_init);
module_exit(timer_gfp_kernel_exit);
MODULE_DESCRIPTION("sleeps in a timer");
MODULE_LICENSE("GPL");
