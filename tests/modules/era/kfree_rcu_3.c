// SPDX-License-Identifier: MIT
/* Deferred freeing as it came with 3.0: an rcu_head in the object, whose name is the argument. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct route {
	struct list_head list;
	int to;
	struct rcu_head rcu;
};

static LIST_HEAD(routes);
static DEFINE_SPINLOCK(routes_lock);
static struct kmem_cache *route_cache;
static int called;

static int sum(void)
{
	struct route *r;
	int n = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(r, &routes, list)
		n += r->to;
	rcu_read_unlock();
	return n;
}

static void drop(int to)
{
	struct route *r;

	spin_lock(&routes_lock);
	list_for_each_entry(r, &routes, list) {
		if (r->to == to) {
			list_del_rcu(&r->list);
			kfree_rcu(r, rcu);
			break;
		}
	}
	spin_unlock(&routes_lock);
}

static void count_call(struct rcu_head *head)
{
	called++;
	kfree(container_of(head, struct route, rcu));
}

static int __init routes_init(void)
{
	struct route *r;
	int i;

	route_cache =
		kmem_cache_create("route", sizeof(struct route), 0, SLAB_DESTROY_BY_RCU, NULL);
	if (!route_cache)
		return -ENOMEM;
	for (i = 1; i <= 2000; i++) {
		r = kmem_cache_alloc(route_cache, GFP_KERNEL);
		if (!r)
			return -ENOMEM;
		r->to = i;
		spin_lock(&routes_lock);
		list_add_rcu(&r->list, &routes);
		spin_unlock(&routes_lock);
	}
	printk(KERN_INFO "routes: to %d\n", sum());
	for (i = 2; i <= 2000; i++)
		drop(i);
	printk(KERN_INFO "routes: to %d\n", sum());
	r = kmalloc(sizeof(*r), GFP_KERNEL);
	if (r)
		call_rcu(&r->rcu, count_call);
	return 0;
}

static void __exit routes_exit(void)
{
	drop(1);
	rcu_barrier();
	printk(KERN_INFO "routes: called %d, left %d\n", called, sum());
	kmem_cache_destroy(route_cache);
}

module_init(routes_init);
module_exit(routes_exit);
MODULE_LICENSE("Dual BSD/GPL");
