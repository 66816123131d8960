// SPDX-License-Identifier: MIT
/*
 * A lock in allocated memory is used before it is initialised.
 *
 * expect:
 *	BUG: spinlock bad magic on CPU#N, insmod/PID
 *	 lock: ADDR, .magic: 00000000, .owner: <none>/-1, .owner_cpu: N
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [lock_uninitialised] lock_uninitialised.c:23
 *	 lock_uninitialised_init+OFF [lock_uninitialised] lock_uninitialised.c:37
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct queue {
	spinlock_t lock;
	int length;
};

static noinline void put(struct queue *q)
{
	spin_lock(&q->lock);
	q->length++;
	spin_unlock(&q->lock);
}

static int __init lock_uninitialised_init(void)
{
	struct queue *q = kzalloc(sizeof(*q), GFP_KERNEL);

	if (!q)
		return -ENOMEM;
#ifdef CORRECTED
	spin_lock_init(&q->lock);
#endif
	put(q);
	kfree(q);
	return 0;
}

static void __exit lock_uninitialised_exit(void)
{
}

module_init(lock_uninitialised_init);
module_exit(lock_uninitialised_exit);
MODULE_DESCRIPTION("uses a lock that was never initialised");
MODULE_LICENSE("GPL");
