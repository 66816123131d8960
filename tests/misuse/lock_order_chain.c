// SPDX-License-Identifier: MIT
/*
 * Three spinlocks are taken in a circle, two at a time.
 *
 * expect:
 *	======================================================
 *	WARNING: possible circular locking dependency detected
 *	------------------------------------------------------
 *	insmod/PID is trying to acquire lock:
 *	ADDR (&s->in){+.+.}-{2:2}, at: turn+OFF [lock_order_chain]
 *	but task is already holding lock:
 *	ADDR (&s->out){+.+.}-{2:2}, at: turn+OFF [lock_order_chain]
 *	which lock already depends on the new lock.
 *	the existing dependency chain (in reverse order) is:
 *	-> #2 (&s->out){+.+.}-{2:2}:
 *	       leave+OFF [lock_order_chain] lock_order_chain.c:68
 *	       lock_order_chain_init+OFF [lock_order_chain] lock_order_chain.c:97
 *	-> #1 (&s->tracks){+.+.}-{2:2}:
 *	       arrive+OFF [lock_order_chain] lock_order_chain.c:60
 *	       lock_order_chain_init+OFF [lock_order_chain] lock_order_chain.c:96
 *	-> #0 (&s->in){+.+.}-{2:2}:
 *	       turn+OFF [lock_order_chain] lock_order_chain.c:81
 *	       lock_order_chain_init+OFF [lock_order_chain] lock_order_chain.c:98
 *	other info that might help us debug this:
 *	Chain exists of:
 *	  &s->in --> &s->tracks --> &s->out
 *	 Possible unsafe locking scenario:
 *	       CPU0                    CPU1
 *	       ----                    ----
 *	  lock(&s->out);
 *	                               lock(&s->tracks);
 *	                               lock(&s->out);
 *	  lock(&s->in);
 *	 *** DEADLOCK ***
 *	1 lock held by insmod/PID:
 *	 #0: ADDR (&s->out){+.+.}-{2:2}, at: turn+OFF [lock_order_chain]
 *	stack backtrace:
 *	CPU: N PID: N Comm: insmod
 *	 turn+OFF [lock_order_chain] lock_order_chain.c:81
 *	 lock_order_chain_init+OFF [lock_order_chain] lock_order_chain.c:98
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct station {
	spinlock_t in, out, tracks;
};

static noinline void build(struct station *s)
{
	spin_lock_init(&s->in);
	spin_lock_init(&s->out);
	spin_lock_init(&s->tracks);
}

static noinline void arrive(struct station *s)
{
	spin_lock(&s->in);
	spin_lock(&s->tracks);
	spin_unlock(&s->tracks);
	spin_unlock(&s->in);
}

static noinline void leave(struct station *s)
{
	spin_lock(&s->tracks);
	spin_lock(&s->out);
	spin_unlock(&s->out);
	spin_unlock(&s->tracks);
}

static noinline void turn(struct station *s)
{
	spin_lock(&s->out);
#ifdef CORRECTED
	spin_unlock(&s->out);
	spin_lock(&s->in);
	spin_unlock(&s->in);
#else
	spin_lock(&s->in);
	spin_unlock(&s->in);
	spin_unlock(&s->out);
#endif
}

static int __init lock_order_chain_init(void)
{
	/* What is learned of one object is true of all of its kind. */
	struct station *here = kzalloc(sizeof(*here), GFP_KERNEL);
	struct station *there = kzalloc(sizeof(*there), GFP_KERNEL);

	if (here && there) {
		build(here);
		build(there);
		arrive(here);
		leave(there);
		turn(here);
	}
	kfree(there);
	kfree(here);
	return 0;
}

static void __exit lock_order_chain_exit(void)
{
}

module_init(lock_order_chain_init);
module_exit(lock_order_chain_exit);
MODULE_DESCRIPTION("takes spinlocks in a circle");
MODULE_LICENSE("GPL");
