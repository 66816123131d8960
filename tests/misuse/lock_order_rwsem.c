// SPDX-License-Identifier: MIT
/*
 * A semaphore is read under a mutex, and the mutex taken by a writer of it.
 *
 * expect:
 *	======================================================
 *	WARNING: possible circular locking dependency detected
 *	------------------------------------------------------
 *	insmod/PID is trying to acquire lock:
 *	ADDR (device){+.+.}-{3:3}, at: change+OFF [lock_order_rwsem]
 *	but task is already holding lock:
 *	ADDR (config){++++}-{3:3}, at: change+OFF [lock_order_rwsem]
 *	which lock already depends on the new lock.
 *	the existing dependency chain (in reverse order) is:
 *	-> #1 (config){++++}-{3:3}:
 *	       show+OFF [lock_order_rwsem] lock_order_rwsem.c:47
 *	       lock_order_rwsem_init+OFF [lock_order_rwsem] lock_order_rwsem.c:68
 *	-> #0 (device){+.+.}-{3:3}:
 *	       change+OFF [lock_order_rwsem] lock_order_rwsem.c:60
 *	       lock_order_rwsem_init+OFF [lock_order_rwsem] lock_order_rwsem.c:69
 *	other info that might help us debug this:
 *	 Possible unsafe locking scenario:
 *	       CPU0                    CPU1
 *	       ----                    ----
 *	  lock(config);
 *	                               lock(device);
 *	                               lock(config);
 *	  lock(device);
 *	 *** DEADLOCK ***
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (config){++++}-{3:3}, at: change+OFF [lock_order_rwsem]
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 change+OFF [lock_order_rwsem] lock_order_rwsem.c:60
 *	 lock_order_rwsem_init+OFF [lock_order_rwsem] lock_order_rwsem.c:69
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(config);
static DEFINE_MUTEX(device);

static noinline void show(void)
{
	mutex_lock(&device);
	down_read(&config);
	up_read(&config);
	mutex_unlock(&device);
}

static noinline void change(void)
{
	down_write(&config);
#ifdef CORRECTED
	up_write(&config);
	mutex_lock(&device);
	mutex_unlock(&device);
#else
	mutex_lock(&device);
	mutex_unlock(&device);
	up_write(&config);
#endif
}

static int __init lock_order_rwsem_init(void)
{
	show();
	change();
	return 0;
}

static void __exit lock_order_rwsem_exit(void)
{
}

module_init(lock_order_rwsem_init);
module_exit(lock_order_rwsem_exit);
MODULE_DESCRIPTION("takes a mutex and a semaphore in both orders");
MODULE_LICENSE("GPL");
