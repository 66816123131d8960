// SPDX-License-Identifier: MIT
/*
 * A module that forgets.
 *
 * The lesson: nobody frees a module's memory for it.  In a kernel a leak is lost until the next
 * boot, and nothing says so; here the command lists what was not given back, with the line that
 * took it, and ends with status 3.  The exit function below frees the head of a list and forgets
 * the rest; a page is forgotten outright.
 *
 *	$ ashlar run leak.c
 *	leak: 5 allocations were not given back, 4192 bytes:
 *	  leak.c:33 in add_node: kmalloc, 4 of 24 bytes
 *	  leak.c:47 in leak_init: pages, 4096 bytes
 *	$ echo $?
 *	3
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct node {
	struct list_head list;
	int number;
};

static LIST_HEAD(nodes);

static int add_node(int number)
{
	struct node *node = kmalloc(sizeof(*node), GFP_KERNEL);

	if (!node)
		return -ENOMEM;
	node->number = number;
	list_add_tail(&node->list, &nodes);
	return 0;
}

static int __init leak_init(void)
{
	for (int i = 0; i < 5; i++)
		if (add_node(i))
			return -ENOMEM;
	if (!__get_free_page(GFP_KERNEL))
		return -ENOMEM;
	return 0;
}

static void __exit leak_exit(void)
{
	struct node *first = list_first_entry(&nodes, struct node, list);

	list_del(&first->list);
	kfree(first);
}

module_init(leak_init);
module_exit(leak_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Memory that is not given back");
