// SPDX-License-Identifier: MIT
/*
 * A spinlock stays locked when the init function returns.
 *
 * expect:
 *	========================================
 *	WARNING: lock held when the module's init function returned!
 *	----------------------------------------
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (lock){....}-{2:2}, at: first+OFF [lock_left_spin]
 *	#0 was taken at:
 *	       first+OFF [lock_left_spin] lock_left_spin.c:26
 *	       lock_left_spin_init+OFF [lock_left_spin] lock_left_spin.c:39
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int users;

static noinline bool first(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	if (!users++) {
#ifdef CORRECTED
		spin_unlock_irqrestore(&lock, flags);
#endif
		return true;
	}
	spin_unlock_irqrestore(&lock, flags);
	return false;
}

static int __init lock_left_spin_init(void)
{
	return first() ? 0 : -EBUSY;
}

static void __exit lock_left_spin_exit(void)
{
}

module_init(lock_left_spin_init);
module_exit(lock_left_spin_exit);
MODULE_DESCRIPTION("forgets to unlock a spinlock");
MODULE_LICENSE("GPL");
