// SPDX-License-Identifier: MIT
/*
 * Two mutexes are taken in both orders: two threads may wait for each other.
 *
 * expect:
 *	======================================================
 *	WARNING: possible circular locking dependency detected
 *	------------------------------------------------------
 *	insmod/PID is trying to acquire lock:
 *	ADDR (table){+.+.}-{3:3}, at: update+OFF [lock_order_mutex]
 *	but task is already holding lock:
 *	ADDR (entry){+.+.}-{3:3}, at: update+OFF [lock_order_mutex]
 *	which lock already depends on the new lock.
 *	the existing dependency chain (in reverse order) is:
 *	-> #1 (entry){+.+.}-{3:3}:
 *	       add+OFF [lock_order_mutex] lock_order_mutex.c:46
 *	       lock_order_mutex_init+OFF [lock_order_mutex] lock_order_mutex.c:66
 *	-> #0 (table){+.+.}-{3:3}:
 *	       update+OFF [lock_order_mutex] lock_order_mutex.c:58
 *	       lock_order_mutex_init+OFF [lock_order_mutex] lock_order_mutex.c:67
 *	other info that might help us debug this:
 *	 Possible unsafe locking scenario:
 *	       CPU0                    CPU1
 *	       ----                    ----
 *	  lock(entry);
 *	                               lock(table);
 *	                               lock(entry);
 *	  lock(table);
 *	 *** DEADLOCK ***
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (entry){+.+.}-{3:3}, at: update+OFF [lock_order_mutex]
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 update+OFF [lock_order_mutex] lock_order_mutex.c:58
 *	 lock_order_mutex_init+OFF [lock_order_mutex] lock_order_mutex.c:67
 */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(table);
static DEFINE_MUTEX(entry);

static noinline void add(void)
{
	mutex_lock(&table);
	mutex_lock(&entry);
	mutex_unlock(&entry);
	mutex_unlock(&table);
}

static noinline void update(void)
{
#ifdef CORRECTED
	mutex_lock(&table);
	mutex_lock(&entry);
#else
	mutex_lock(&entry);
	mutex_lock(&table);
#endif
	mutex_unlock(&table);
	mutex_unlock(&entry);
}

static int __init lock_order_mutex_init(void)
{
	add();
	update();
	return 0;
}

static void __exit lock_order_mutex_exit(void)
{
}

module_init(lock_order_mutex_init);
module_exit(lock_order_mutex_exit);
MODULE_DESCRIPTION("takes mutexes in both orders");
MODULE_LICENSE("GPL");
