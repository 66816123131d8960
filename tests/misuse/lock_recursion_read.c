// SPDX-License-Identifier: MIT
/*
 * A semaphore is read by who reads it already: a writer between them stops both.
 *
 * expect:
 *	============================================
 *	WARNING: possible recursive locking detected
 *	--------------------------------------------
 *	insmod/PID is trying to acquire lock:
 *	ADDR (table){.+.+}-{3:3}, at: count+OFF [lock_recursion_read]
 *	but task is already holding lock:
 *	ADDR (table){.+.+}-{3:3}, at: show+OFF [lock_recursion_read]
 *	       show+OFF [lock_recursion_read] lock_recursion_read.c:43
 *	       lock_recursion_read_init+OFF [lock_recursion_read] lock_recursion_read.c:55
 *	other info that might help us debug this:
 *	 Possible unsafe locking scenario:
 *	       CPU0
 *	       ----
 *	  lock(table);
 *	  lock(table);
 *	 *** DEADLOCK ***
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (table){.+.+}-{3:3}, at: show+OFF [lock_recursion_read]
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 count+OFF [lock_recursion_read] lock_recursion_read.c:37
 *	 show+OFF [lock_recursion_read] lock_recursion_read.c:48
 *	 lock_recursion_read_init+OFF [lock_recursion_read] lock_recursion_read.c:55
 */
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(table);

static noinline void count(void)
{
	down_read(&table);
	up_read(&table);
}

static noinline void show(void)
{
	down_read(&table);
#ifdef CORRECTED
	up_read(&table);
	count();
#else
	count();
	up_read(&table);
#endif
}

static int __init lock_recursion_read_init(void)
{
	show();
	return 0;
}

static void __exit lock_recursion_read_exit(void)
{
}

module_init(lock_recursion_read_init);
module_exit(lock_recursion_read_exit);
MODULE_DESCRIPTION("reads a semaphore twice");
MODULE_LICENSE("GPL");
