// SPDX-License-Identifier: MIT
/* Of 5.3 to 6.2: any memory, and one argument where the object has no rcu_head. */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

struct table {
	struct rcu_head rcu;
	size_t entries;
	int entry[];
};

static struct table __rcu *table;
static DEFINE_SPINLOCK(lock);

/* The readers of the old table go on with it, and then it goes. */
static int resize(size_t entries, bool no_head)
{
	struct table *new = kvzalloc(struct_size(new, entry, entries), GFP_KERNEL), *old;

	if (!new)
		return -ENOMEM;
	new->entries = entries;
	new->entry[entries - 1] = 7;
	spin_lock(&lock);
	old = rcu_replace_pointer(table, new, lockdep_is_held(&lock));
	if (!no_head && old)
		kvfree_rcu(old, rcu);
	spin_unlock(&lock);
	if (no_head)
		kvfree_rcu(old);
	return 0;
}

static int last(void)
{
	struct table *t;
	int n;

	rcu_read_lock();
	t = rcu_dereference(table);
	n = t ? t->entry[t->entries - 1] : 0;
	rcu_read_unlock();
	return n;
}

static int __init tables_init(void)
{
	unsigned long state;
	int i, ret;

	for (i = 0; i < 300; i++) {
		ret = resize(i % 10 ? 10 + i : 1000000, i % 3 == 0);
		if (ret)
			return ret;
	}
	pr_info("tables: the last entry is %d\n", last());
	state = get_state_synchronize_rcu();
	cond_synchronize_rcu(state);
	state = start_poll_synchronize_rcu();
	while (!poll_state_synchronize_rcu(state))
		cond_resched();
	pr_info("tables: nobody reads the old ones\n");
	return 0;
}

static void __exit tables_exit(void)
{
	struct table *old = rcu_dereference_protected(table, true);

	RCU_INIT_POINTER(table, NULL);
	kvfree_rcu(old, rcu);
	pr_info("tables: gone\n");
}

module_init(tables_init);
module_exit(tables_exit);
MODULE_LICENSE("GPL");
