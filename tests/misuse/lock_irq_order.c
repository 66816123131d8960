// SPDX-License-Identifier: MIT
/*
 * Under a lock that a handler takes stands one that others hold with interrupts on.
 *
 * expect:
 *	=====================================================
 *	WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected
 *	-----------------------------------------------------
 *	insmod/PID [HC0[0]:SC0[0]:HE0:SE1] is trying to acquire:
 *	ADDR (table){+.+.}-{2:2}, at: move+OFF [lock_irq_order]
 *	and this task is already holding:
 *	ADDR (ring){-...}-{2:2}, at: move+OFF [lock_irq_order]
 *	which would create a new lock dependency:
 *	 (ring){-...}-{2:2} -> (table){+.+.}-{2:2}
 *	but this new dependency connects a HARDIRQ-irq-safe lock:
 *	 (ring){-...}-{2:2}
 *	... which became HARDIRQ-irq-safe at:
 *	       handler+OFF [lock_irq_order] lock_irq_order.c:52
 *	       lock_irq_order_init+OFF [lock_irq_order] lock_irq_order.c:75
 *	to a HARDIRQ-irq-unsafe lock:
 *	 (table){+.+.}-{2:2}
 *	... which became HARDIRQ-irq-unsafe at:
 *	       look_up+OFF [lock_irq_order] lock_irq_order.c:58
 *	       lock_irq_order_init+OFF [lock_irq_order] lock_irq_order.c:77
 *	other info that might help us debug this:
 *	 Possible interrupt unsafe locking scenario:
 *	       CPU0                    CPU1
 *	       ----                    ----
 *	  lock(table);
 *	                               local_irq_disable();
 *	                               lock(ring);
 *	                               lock(table);
 *	  <Interrupt>
 *	    lock(ring);
 *	 *** DEADLOCK ***
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (ring){-...}-{2:2}, at: move+OFF [lock_irq_order]
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 move+OFF [lock_irq_order] lock_irq_order.c:66
 *	 lock_irq_order_init+OFF [lock_irq_order] lock_irq_order.c:78
 */
#include <linux/hardirq.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(ring);
static DEFINE_SPINLOCK(table);

static noinline void handler(void)
{
	spin_lock(&ring);
	spin_unlock(&ring);
}

static noinline void look_up(void)
{
	spin_lock(&table);
	spin_unlock(&table);
}

static noinline void move(void)
{
	spin_lock_irq(&ring);
#ifndef CORRECTED
	spin_lock(&table);
	spin_unlock(&table);
#endif
	spin_unlock_irq(&ring);
}

static int __init lock_irq_order_init(void)
{
	irq_enter();
	handler();
	irq_exit();
	look_up();
	move();
	return 0;
}

static void __exit lock_irq_order_exit(void)
{
}

module_init(lock_irq_order_init);
module_exit(lock_irq_order_exit);
MODULE_DESCRIPTION("nests an unsafe lock in a safe one");
MODULE_LICENSE("GPL");
