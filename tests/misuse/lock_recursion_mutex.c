// SPDX-License-Identifier: MIT
/*
 * A function takes a mutex that its caller has.
 *
 * expect:
 *	BUG: mutex recursion on CPU#N, insmod/PID
 *	 lock: lock+OFF [lock_recursion_mutex], .magic: 4d757478, .owner: insmod/PID, .owner_cpu: N
 *	 taken by insmod/PID at:
 *	       stop+OFF [lock_recursion_mutex] lock_recursion_mutex.c:29
 *	       lock_recursion_mutex_init+OFF [lock_recursion_mutex] lock_recursion_mutex.c:41
 *	CPU: N PID: N Comm: insmod
 *	 reset+OFF [lock_recursion_mutex] lock_recursion_mutex.c:23
 *	 stop+OFF [lock_recursion_mutex] lock_recursion_mutex.c:34
 *	 lock_recursion_mutex_init+OFF [lock_recursion_mutex] lock_recursion_mutex.c:41
 */
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);

static noinline void reset(void)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
}

static noinline void stop(void)
{
	mutex_lock(&lock);
#ifdef CORRECTED
	mutex_unlock(&lock);
	reset();
#else
	reset();
	mutex_unlock(&lock);
#endif
}

static int __init lock_recursion_mutex_init(void)
{
	stop();
	return 0;
}

static void __exit lock_recursion_mutex_exit(void)
{
}

module_init(lock_recursion_mutex_init);
module_exit(lock_recursion_mutex_exit);
MODULE_DESCRIPTION("takes a mutex twice");
MODULE_LICENSE("GPL");
