// SPDX-License-Identifier: MIT
/*
 * A reader leaves by a return that nobody thought of.
 *
 * expect:
 *	BUG: the module's init function returned with preemption imbalance
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 1, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] read_shared+OFF [unbalanced_rcu]
 *	 read_shared+OFF [unbalanced_rcu] unbalanced_rcu.c:25
 *	 unbalanced_rcu_init+OFF [unbalanced_rcu] unbalanced_rcu.c:40
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/module.h>
#include <linux/rcupdate.h>

static int __rcu *shared;

static noinline int read_shared(void)
{
	int *now, value;

	rcu_read_lock();
	now = rcu_dereference(shared);
	if (!now) {
#ifdef CORRECTED
		rcu_read_unlock();
#endif
		return 0;
	}
	value = *now;
	rcu_read_unlock();
	return value;
}

static int __init unbalanced_rcu_init(void)
{
	return read_shared();
}

static void __exit unbalanced_rcu_exit(void)
{
}

module_init(unbalanced_rcu_init);
module_exit(unbalanced_rcu_exit);
MODULE_DESCRIPTION("forgets to end a read-side section");
MODULE_LICENSE("GPL");
