// SPDX-License-Identifier: MIT
/*
 * vmalloc(), which may sleep whatever one does, is called under a spinlock.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at mm/vmalloc/api.c:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [vmalloc_atomic]
 *	 act+OFF [vmalloc_atomic] vmalloc_atomic.c:34
 *	 vmalloc_atomic_init+OFF [vmalloc_atomic] vmalloc_atomic.c:42
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [vmalloc_atomic] vmalloc_atomic.c:35
 *	 vmalloc_atomic_init+OFF [vmalloc_atomic] vmalloc_atomic.c:42
 */
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

static DEFINE_SPINLOCK(lock);
static void *table;

static noinline void act(void)
{
#ifdef CORRECTED
	void *new = vmalloc(PAGE_SIZE);

	spin_lock(&lock);
	table = new;
	spin_unlock(&lock);
#else
	spin_lock(&lock);
	table = vmalloc(PAGE_SIZE);
	spin_unlock(&lock);
#endif
}

static int __init vmalloc_atomic_init(void)
{
	act();
	return 0;
}

static void __exit vmalloc_atomic_exit(void)
{
	vfree(table);
}

module_init(vmalloc_atomic_init);
module_exit(vmalloc_atomic_exit);
MODULE_DESCRIPTION("calls vmalloc() under a spinlock");
MODULE_LICENSE("GPL");
