// SPDX-License-Identifier: MIT
/*
 * An object is read after its grace period.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: use-after-free read in guard_rcu_init+OFF [guard_rcu]
 *	Use-after-free read at ADDR (in kfence-#0):
 *	 guard_rcu_init+OFF [guard_rcu] guard_rcu.c:41
 *	kfence-#0: ADDR-ADDR, size=24, cache=kmalloc-32
 *	allocated by task N on cpu N at TIME:
 *	 guard_rcu_init+OFF [guard_rcu] guard_rcu.c:32
 *	freed by task N on cpu N at TIME:
 *	 guard_rcu_init+OFF [guard_rcu] guard_rcu.c:39
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct item {
	int value;
	struct rcu_head rcu;
};

static int value;

static int __init guard_rcu_init(void)
{
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

#ifdef CORRECTED
	value = READ_ONCE(item->value);
	kfree_rcu(item, rcu);
#else
	kfree_rcu(item, rcu);
	kvfree_rcu_barrier();
	OPTIMIZER_HIDE_VAR(item);
	value = READ_ONCE(item->value);
#endif
	return 0;
}

static void __exit guard_rcu_exit(void)
{
}

module_init(guard_rcu_init);
module_exit(guard_rcu_exit);
MODULE_DESCRIPTION("an object is read after its grace period");
MODULE_LICENSE("GPL");
