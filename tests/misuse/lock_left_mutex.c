// SPDX-License-Identifier: MIT
/*
 * A mutex stays locked on the way out of an error.
 *
 * expect:
 *	========================================
 *	WARNING: lock held when the module's init function returned!
 *	----------------------------------------
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (lock){+.+.}-{3:3}, at: grow+OFF [lock_left_mutex]
 *	#0 was taken at:
 *	       grow+OFF [lock_left_mutex] lock_left_mutex.c:25
 *	       lock_left_mutex_init+OFF [lock_left_mutex] lock_left_mutex.c:39
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static int limit;

static noinline int grow(int by)
{
	mutex_lock(&lock);
	if (limit + by > 10) {
#ifdef CORRECTED
		mutex_unlock(&lock);
#endif
		return -ENOSPC;
	}
	limit += by;
	mutex_unlock(&lock);
	return 0;
}

static int __init lock_left_mutex_init(void)
{
	return grow(11) == -ENOSPC ? 0 : -EINVAL;
}

static void __exit lock_left_mutex_exit(void)
{
}

module_init(lock_left_mutex_init);
module_exit(lock_left_mutex_exit);
MODULE_DESCRIPTION("forgets to unlock a mutex");
MODULE_LICENSE("GPL");
