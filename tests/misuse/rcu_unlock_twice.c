// SPDX-License-Identifier: MIT
/*
 * A read-side section ends twice.
 *
 * expect:
 *	BUG: rcu_read_unlock() without rcu_read_lock() at act+OFF [rcu_unlock_twice]
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [rcu_unlock_twice] rcu_unlock_twice.c:19
 *	 rcu_unlock_twice_init+OFF [rcu_unlock_twice] rcu_unlock_twice.c:25
 */
#include <linux/module.h>
#include <linux/rcupdate.h>

static noinline void act(void)
{
	rcu_read_lock();
	rcu_read_unlock();
#ifndef CORRECTED
	rcu_read_unlock();
#endif
}

static int __init rcu_unlock_twice_init(void)
{
	act();
	return 0;
}

static void __exit rcu_unlock_twice_exit(void)
{
}

module_init(rcu_unlock_twice_init);
module_exit(rcu_unlock_twice_exit);
MODULE_DESCRIPTION("ends a read-side section twice");
MODULE_LICENSE("GPL");
