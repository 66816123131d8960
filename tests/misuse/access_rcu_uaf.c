// SPDX-License-Identifier: MIT
/*
 * An object is used after kfree_rcu() and a grace period.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in set+OFF [access_rcu_uaf]
 *	Write of size 4 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 set+OFF [access_rcu_uaf] access_rcu_uaf.c:35
 *	 access_rcu_uaf_init+OFF [access_rcu_uaf] access_rcu_uaf.c:48
 *	Allocated by task N:
 *	 access_rcu_uaf_init+OFF [access_rcu_uaf] access_rcu_uaf.c:40
 *	Freed by task N:
 *	 access_rcu_uaf_init+OFF [access_rcu_uaf] access_rcu_uaf.c:46
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 16 bytes inside of
 *	 freed 24-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct node {
	struct rcu_head rcu;
	int value;
};

static noinline void set(struct node *node)
{
	node->value = 1;
}

static int __init access_rcu_uaf_init(void)
{
	struct node *node = kmalloc(sizeof(*node), GFP_KERNEL);

#ifdef CORRECTED
	set(node);
#endif
	kfree_rcu(node, rcu);
	kvfree_rcu_barrier();
#ifndef CORRECTED
	set(node);
#endif
	return 0;
}

static void __exit access_rcu_uaf_exit(void)
{
}

module_init(access_rcu_uaf_init);
module_exit(access_rcu_uaf_exit);
MODULE_DESCRIPTION("an object is used after kfree_rcu() and a grace period");
MODULE_LICENSE("GPL");
