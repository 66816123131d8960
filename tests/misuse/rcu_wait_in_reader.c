// SPDX-License-Identifier: MIT
/*
 * A reader waits for all readers to be done, and so for itself.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at kernel/rcu.c:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 1, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [rcu_wait_in_reader]
 *	 act+OFF [rcu_wait_in_reader] rcu_wait_in_reader.c:29
 *	 rcu_wait_in_reader_init+OFF [rcu_wait_in_reader] rcu_wait_in_reader.c:43
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [rcu_wait_in_reader] rcu_wait_in_reader.c:35
 *	 rcu_wait_in_reader_init+OFF [rcu_wait_in_reader] rcu_wait_in_reader.c:43
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

static int __rcu *shared;

static noinline void act(void)
{
	int *old, *new = kzalloc(sizeof(*new), GFP_KERNEL);

#ifndef CORRECTED
	rcu_read_lock();
#endif
	old = rcu_replace_pointer(shared, new, true);
#ifdef CORRECTED
	synchronize_rcu();
#else
	synchronize_rcu();
	rcu_read_unlock();
#endif
	kfree(old);
}

static int __init rcu_wait_in_reader_init(void)
{
	act();
	return 0;
}

static void __exit rcu_wait_in_reader_exit(void)
{
	kfree(rcu_dereference_protected(shared, true));
}

module_init(rcu_wait_in_reader_init);
module_exit(rcu_wait_in_reader_exit);
MODULE_DESCRIPTION("waits for readers as one of them");
MODULE_LICENSE("GPL");
