// SPDX-License-Identifier: MIT
/*
 * A mutex is taken in a read-side section of RCU.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at kernel/mutex.c:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 1, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [sleep_in_rcu]
 *	 act+OFF [sleep_in_rcu] sleep_in_rcu.c:36
 *	 sleep_in_rcu_init+OFF [sleep_in_rcu] sleep_in_rcu.c:48
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [sleep_in_rcu] sleep_in_rcu.c:38
 *	 sleep_in_rcu_init+OFF [sleep_in_rcu] sleep_in_rcu.c:48
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

static DEFINE_MUTEX(lock);
static int __rcu *shared;

static noinline void act(void)
{
	int *now;

#ifdef CORRECTED
	mutex_lock(&lock);
	now = rcu_dereference_protected(shared, lockdep_is_held(&lock));
	if (now)
		++*now;
	mutex_unlock(&lock);
#else
	rcu_read_lock();
	now = rcu_dereference(shared);
	mutex_lock(&lock);
	if (now)
		++*now;
	mutex_unlock(&lock);
	rcu_read_unlock();
#endif
}

static int __init sleep_in_rcu_init(void)
{
	act();
	return 0;
}

static void __exit sleep_in_rcu_exit(void)
{
}

module_init(sleep_in_rcu_init);
module_exit(sleep_in_rcu_exit);
MODULE_DESCRIPTION("may sleep among readers");
MODULE_LICENSE("GPL");
