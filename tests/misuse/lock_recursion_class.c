// SPDX-License-Identifier: MIT
/*
 * Two locks of one kind are nested, in no order that anybody knows of.
 *
 * expect:
 *	============================================
 *	WARNING: possible recursive locking detected
 *	--------------------------------------------
 *	insmod/PID is trying to acquire lock:
 *	ADDR (&a->lock){+.+.}-{3:3}, at: transfer+OFF [lock_recursion_class]
 *	but task is already holding lock:
 *	ADDR (&a->lock){+.+.}-{3:3}, at: transfer+OFF [lock_recursion_class]
 *	       transfer+OFF [lock_recursion_class] lock_recursion_class.c:51
 *	       lock_recursion_class_init+OFF [lock_recursion_class] lock_recursion_class.c:69
 *	other info that might help us debug this:
 *	 Possible unsafe locking scenario:
 *	       CPU0
 *	       ----
 *	  lock(&a->lock);
 *	  lock(&a->lock);
 *	 *** DEADLOCK ***
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (&a->lock){+.+.}-{3:3}, at: transfer+OFF [lock_recursion_class]
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 transfer+OFF [lock_recursion_class] lock_recursion_class.c:56
 *	 lock_recursion_class_init+OFF [lock_recursion_class] lock_recursion_class.c:69
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct account {
	struct mutex lock;
	long balance;
};

static struct account *open(long balance)
{
	struct account *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (a) {
		mutex_init(&a->lock);
		a->balance = balance;
	}
	return a;
}

static noinline void transfer(struct account *from, struct account *to, long sum)
{
	mutex_lock(&from->lock);
#ifdef CORRECTED
	/* The caller has sorted them. */
	mutex_lock_nested(&to->lock, SINGLE_DEPTH_NESTING);
#else
	mutex_lock(&to->lock);
#endif
	from->balance -= sum;
	to->balance += sum;
	mutex_unlock(&to->lock);
	mutex_unlock(&from->lock);
}

static int __init lock_recursion_class_init(void)
{
	struct account *mine = open(10), *yours = open(20);

	if (mine && yours)
		transfer(min(mine, yours), max(mine, yours), 5);
	kfree(yours);
	kfree(mine);
	return 0;
}

static void __exit lock_recursion_class_exit(void)
{
}

module_init(lock_recursion_class_init);
module_exit(lock_recursion_class_exit);
MODULE_DESCRIPTION("nests locks of one class");
MODULE_LICENSE("GPL");
