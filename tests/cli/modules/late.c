// SPDX-License-Identifier: MIT
/* Its init fails while most of what it gave to kfree_rcu() is still to be freed. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct late {
	struct rcu_head rcu;
};

static int late_init(void)
{
	for (int i = 0; i < 200000; i++) {
		struct late *late = vmalloc(PAGE_SIZE);

		if (!late)
			return -ENOMEM;
		kvfree_rcu(late, rcu);
	}
	return -EAGAIN;
}
module_init(late_init);

MODULE_DESCRIPTION("Leaves the freeing to kfree_rcu()");
MODULE_LICENSE("GPL");
