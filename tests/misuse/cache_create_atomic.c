// SPDX-License-Identifier: MIT
/*
 * A cache is made under a spinlock.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [cache_create_atomic]
 *	 act+OFF [cache_create_atomic] cache_create_atomic.c:32
 *	 cache_create_atomic_init+OFF [cache_create_atomic] cache_create_atomic.c:40
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [cache_create_atomic] cache_create_atomic.c:33
 *	 cache_create_atomic_init+OFF [cache_create_atomic] cache_create_atomic.c:40
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static struct kmem_cache *cache;

static noinline void act(void)
{
#ifdef CORRECTED
	cache = kmem_cache_create("entries", 48, 0, 0, NULL);
	spin_lock(&lock);
	spin_unlock(&lock);
#else
	spin_lock(&lock);
	cache = kmem_cache_create("entries", 48, 0, 0, NULL);
	spin_unlock(&lock);
#endif
}

static int __init cache_create_atomic_init(void)
{
	act();
	return 0;
}

static void __exit cache_create_atomic_exit(void)
{
	kmem_cache_destroy(cache);
}

module_init(cache_create_atomic_init);
module_exit(cache_create_atomic_exit);
MODULE_DESCRIPTION("makes a cache under a spinlock");
MODULE_LICENSE("GPL");
