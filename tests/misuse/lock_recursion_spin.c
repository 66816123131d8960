// SPDX-License-Identifier: MIT
/*
 * A function takes a spinlock that its caller has.
 *
 * expect:
 *	BUG: spinlock recursion on CPU#N, insmod/PID
 *	 lock: lock+OFF [lock_recursion_spin], .magic: dead4ead, .owner: insmod/PID, .owner_cpu: N
 *	 taken by insmod/PID at:
 *	       lock_recursion_spin_init+OFF [lock_recursion_spin] lock_recursion_spin.c:34
 *	CPU: N PID: N Comm: insmod
 *	 add+OFF [lock_recursion_spin] lock_recursion_spin.c:27
 *	 lock_recursion_spin_init+OFF [lock_recursion_spin] lock_recursion_spin.c:38
 */
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int count;

static noinline void add_locked(void)
{
	count++;
}

static __maybe_unused noinline void add(void)
{
	spin_lock(&lock);
	add_locked();
	spin_unlock(&lock);
}

static int __init lock_recursion_spin_init(void)
{
	spin_lock(&lock);
#ifdef CORRECTED
	add_locked();
#else
	add();
#endif
	spin_unlock(&lock);
	return 0;
}

static void __exit lock_recursion_spin_exit(void)
{
}

module_init(lock_recursion_spin_init);
module_exit(lock_recursion_spin_exit);
MODULE_DESCRIPTION("takes a spinlock twice");
MODULE_LICENSE("GPL");
