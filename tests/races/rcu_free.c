// SPDX-License-Identifier: MIT
/*
 * What readers may still look at is freed without waiting for them.
 *
 * finds: slab-use-after-free
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct setting {
	struct rcu_head rcu;
	int levels[8];
};

static struct setting __rcu *setting;
static DECLARE_COMPLETION(looked);

static int look(void *unused)
{
	const struct setting *now;
	int sum = 0;

	rcu_read_lock();
	now = rcu_dereference(setting);
	for (int i = 0; now && i < ARRAY_SIZE(now->levels); i++)
		sum += READ_ONCE(now->levels[i]);
	rcu_read_unlock();
	complete(&looked);
	return sum;
}

static int __init race_init(void)
{
	struct setting *old = kzalloc(sizeof(*old), GFP_KERNEL);

	if (!old)
		return -ENOMEM;
	rcu_assign_pointer(setting, old);
	if (IS_ERR(kthread_run(look, NULL, "look")))
		complete(&looked);
	RCU_INIT_POINTER(setting, NULL);
#ifdef CORRECTED
	kfree_rcu(old, rcu);
#else
	kfree(old);
#endif
	wait_for_completion(&looked);
	return 0;
}

static void __exit race_exit(void)
{
	rcu_barrier();
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("a reader that nobody waits for");
