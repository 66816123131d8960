// SPDX-License-Identifier: MIT
/*
 * alloc_percpu(), which may sleep, is called under a spinlock.
 *
 * expect:
 *	BUG: sleeping function called from invalid context at include/linux/sched/mm.h:N
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] act+OFF [percpu_alloc_atomic]
 *	 act+OFF [percpu_alloc_atomic] percpu_alloc_atomic.c:33
 *	 percpu_alloc_atomic_init+OFF [percpu_alloc_atomic] percpu_alloc_atomic.c:40
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [percpu_alloc_atomic] percpu_alloc_atomic.c:34
 *	 percpu_alloc_atomic_init+OFF [percpu_alloc_atomic] percpu_alloc_atomic.c:40
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

#ifdef CORRECTED
#define HOW GFP_ATOMIC
#else
#define HOW GFP_KERNEL
#endif

static DEFINE_SPINLOCK(lock);
static long __percpu *counters;

static noinline void act(void)
{
	spin_lock(&lock);
	counters = alloc_percpu_gfp(long, HOW);
	spin_unlock(&lock);
}

static int __init percpu_alloc_atomic_init(void)
{
	act();
	return 0;
}

static void __exit percpu_alloc_atomic_exit(void)
{
	free_percpu(counters);
}

module_init(percpu_alloc_atomic_init);
module_exit(percpu_alloc_atomic_exit);
MODULE_DESCRIPTION("takes per-CPU memory under a spinlock");
MODULE_LICENSE("GPL");
