// SPDX-License-Identifier: MIT
/*
 * A spinlock that is free is unlocked.
 *
 * expect:
 *	BUG: spinlock already unlocked on CPU#N, insmod/PID
 *	 lock: lock+OFF [unlock_twice], .magic: dead4ead, .owner: <none>/-1, .owner_cpu: N
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [unlock_twice] unlock_twice.c:19
 *	 unlock_twice_init+OFF [unlock_twice] unlock_twice.c:27
 */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static noinline void put(void)
{
	spin_unlock(&lock);
}

static int __init unlock_twice_init(void)
{
	spin_lock(&lock);
	put();
#ifndef CORRECTED
	put();
#endif
	return 0;
}

static void __exit unlock_twice_exit(void)
{
}

module_init(unlock_twice_init);
module_exit(unlock_twice_exit);
MODULE_DESCRIPTION("unlocks a spinlock twice");
MODULE_LICENSE("GPL");
