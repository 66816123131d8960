// SPDX-License-Identifier: MIT
/*
 * An object is given to kfree_rcu(), and freed at once as well.
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-32 (Not tainted): Object already free
 *	-----------------------------------------------------------------------------
 *	Allocated in act+OFF [slub_double_free_rcu] slub_double_free_rcu.c:33 age=N cpu=N pid=N
 *	 act+OFF [slub_double_free_rcu] slub_double_free_rcu.c:33
 *	 slub_double_free_rcu_init+OFF [slub_double_free_rcu] slub_double_free_rcu.c:46
 *	Freed in act+OFF [slub_double_free_rcu] slub_double_free_rcu.c:38 age=N cpu=N pid=N
 *	 act+OFF [slub_double_free_rcu] slub_double_free_rcu.c:38
 *	 slub_double_free_rcu_init+OFF [slub_double_free_rcu] slub_double_free_rcu.c:46
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
 *	CPU: N PID: N Comm: insmod
 *	FIX kmalloc-32: Object at ADDR not freed
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct entry {
	struct rcu_head rcu;
	long value;
};

static noinline void act(void)
{
	struct entry *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return;
#ifndef CORRECTED
	kfree(e);
#endif
	kfree_rcu(e, rcu);
	rcu_barrier();
}

static int __init slub_double_free_rcu_init(void)
{
	act();
	return 0;
}

static void __exit slub_double_free_rcu_exit(void)
{
}

module_init(slub_double_free_rcu_init);
module_exit(slub_double_free_rcu_exit);
MODULE_DESCRIPTION("frees an object that waits for readers");
MODULE_LICENSE("GPL");
