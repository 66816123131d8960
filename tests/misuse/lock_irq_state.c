// SPDX-License-Identifier: MIT
/*
 * A lock that an interrupt handler takes is taken with interrupts on.
 *
 * expect:
 *	================================
 *	WARNING: inconsistent lock state
 *	--------------------------------
 *	inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage.
 *	insmod/PID [HC0[0]:SC0[0]:HE1:SE1] takes:
 *	ADDR (ring){?.+.}-{2:2}, at: drain+OFF [lock_irq_state]
 *	{IN-HARDIRQ-W} state was registered at:
 *	       handler+OFF [lock_irq_state] lock_irq_state.c:37
 *	       lock_irq_state_init+OFF [lock_irq_state] lock_irq_state.c:58
 *	other info that might help us debug this:
 *	 Possible unsafe locking scenario:
 *	       CPU0
 *	       ----
 *	  lock(ring);
 *	  <Interrupt>
 *	    lock(ring);
 *	 *** DEADLOCK ***
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 drain+OFF [lock_irq_state] lock_irq_state.c:49
 *	 lock_irq_state_init+OFF [lock_irq_state] lock_irq_state.c:60
 */
#include <linux/hardirq.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(ring);
static int pending;

static noinline void handler(void)
{
	spin_lock(&ring);
	pending++;
	spin_unlock(&ring);
}

static noinline void drain(void)
{
#ifdef CORRECTED
	spin_lock_irq(&ring);
	pending = 0;
	spin_unlock_irq(&ring);
#else
	spin_lock(&ring);
	pending = 0;
	spin_unlock(&ring);
#endif
}

static int __init lock_irq_state_init(void)
{
	irq_enter();
	handler();
	irq_exit();
	drain();
	return 0;
}

static void __exit lock_irq_state_exit(void)
{
}

module_init(lock_irq_state_init);
module_exit(lock_irq_state_exit);
MODULE_DESCRIPTION("takes a handler's lock with interrupts on");
MODULE_LICENSE("GPL");
