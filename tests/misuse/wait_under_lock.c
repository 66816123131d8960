// SPDX-License-Identifier: MIT
/*
 * A completion is waited for under a spinlock.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at kernel/completion.c:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [wait_under_lock]
 *	 act+OFF [wait_under_lock] wait_under_lock.c:28
 *	 wait_under_lock_init+OFF [wait_under_lock] wait_under_lock.c:40
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [wait_under_lock] wait_under_lock.c:33
 *	 wait_under_lock_init+OFF [wait_under_lock] wait_under_lock.c:40
 */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DECLARE_COMPLETION(done);
static DEFINE_SPINLOCK(lock);

static noinline void act(void)
{
	complete(&done);
	spin_lock(&lock);
#ifdef CORRECTED
	spin_unlock(&lock);
	wait_for_completion(&done);
#else
	wait_for_completion(&done);
	spin_unlock(&lock);
#endif
}

static int __init wait_under_lock_init(void)
{
	act();
	return 0;
}

static void __exit wait_under_lock_exit(void)
{
}

module_init(wait_under_lock_init);
module_exit(wait_under_lock_exit);
MODULE_DESCRIPTION("waits under a spinlock");
MODULE_LICENSE("GPL");
