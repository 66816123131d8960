// SPDX-License-Identifier: MIT
/*
 * A cache is destroyed, and what kfree_rcu() was given is freed before: only that.
 *
 * expect:
 *	=============================================================================
 *	BUG TestSlub_kfree_rcu (Not tainted): Objects remaining in TestSlub_kfree_rcu on \
 *	__kmem_cache_shutdown()
 *	-----------------------------------------------------------------------------
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_kfree_rcu] slub_kfree_rcu.c:46
 *	 slub_kfree_rcu_init+OFF [slub_kfree_rcu] slub_kfree_rcu.c:51
 *	Object ADDR @offset=N
 *	Allocated in act+OFF [slub_kfree_rcu] slub_kfree_rcu.c:38 age=N cpu=N pid=N
 *	 act+OFF [slub_kfree_rcu] slub_kfree_rcu.c:38
 *	 slub_kfree_rcu_init+OFF [slub_kfree_rcu] slub_kfree_rcu.c:51
 *	kmem_cache_destroy TestSlub_kfree_rcu: Slab cache still has objects when called from \
 *	act+OFF [slub_kfree_rcu] slub_kfree_rcu.c:46
 *	slub_kfree_rcu: 1 allocation was not given back, 24 bytes:
 *	  slub_kfree_rcu.c:38 in act (from slub_kfree_rcu.c:51 in slub_kfree_rcu_init): cache \
 *	object, 24 bytes
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
	struct kmem_cache *s = kmem_cache_create("TestSlub_kfree_rcu", sizeof(struct entry), 0,
						 SLAB_NO_MERGE, NULL);
	struct entry *waits = kmem_cache_alloc(s, GFP_KERNEL);
	struct entry *stays = kmem_cache_alloc(s, GFP_KERNEL);

	kfree_rcu(waits, rcu);
#ifdef CORRECTED
	kfree_rcu(stays, rcu);
#else
	OPTIMIZER_HIDE_VAR(stays);
#endif
	kmem_cache_destroy(s);
}

static int __init slub_kfree_rcu_init(void)
{
	act();
	return 0;
}

static void __exit slub_kfree_rcu_exit(void)
{
}

module_init(slub_kfree_rcu_init);
module_exit(slub_kfree_rcu_exit);
MODULE_DESCRIPTION("destroys a cache with one object");
MODULE_LICENSE("GPL");
