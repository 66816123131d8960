// SPDX-License-Identifier: MIT
/*
 * A list whose entries are known only to each other is forgotten with its head.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 24):
 *	  kmalloc
 *	  hex dump (first 24 bytes):
 *	    a pointer
 *	    01 00 00 00 00 00 00 00                          ........
 *	  backtrace:
 *	    add+OFF [lost_list] lost_list.c:40
 *	    lost_list_init+OFF [lost_list] lost_list.c:73
 *	unreferenced object ADDR (size 24):
 *	  kmalloc
 *	  hex dump (first 24 bytes):
 *	    a pointer
 *	    02 00 00 00 00 00 00 00                          ........
 *	  backtrace:
 *	    add+OFF [lost_list] lost_list.c:40
 *	    lost_list_init+OFF [lost_list] lost_list.c:74
 *	lost_list: 2 allocations were not given back, 48 bytes:
 *	  lost_list.c:40 in add (from lost_list.c:73 in lost_list_init): kmalloc, 24 bytes
 *	  lost_list.c:40 in add (from lost_list.c:74 in lost_list_init): kmalloc, 24 bytes
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct entry {
	struct list_head link;
	int value;
};

static struct list_head *head;

static noinline void add(int value)
{
	struct entry *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return;
	e->value = value;
	list_add_tail(&e->link, head);
}

static noinline void drop_all(void)
{
	struct entry *e, *next;

	if (!head)
		return;
#ifdef CORRECTED
	list_for_each_entry_safe(e, next, head, link)
		kfree(e);
#else
	e = next = NULL;
	list_del_init(head);
	OPTIMIZER_HIDE_VAR(e);
	OPTIMIZER_HIDE_VAR(next);
#endif
	kfree(head);
	head = NULL;
}

static int __init lost_list_init(void)
{
	head = kmalloc(sizeof(*head), GFP_KERNEL);
	if (!head)
		return -ENOMEM;
	INIT_LIST_HEAD(head);
	add(1);
	add(2);
	drop_all();
	return 0;
}

static void __exit lost_list_exit(void)
{
}

module_init(lost_list_init);
module_exit(lost_list_exit);
MODULE_DESCRIPTION("loses a list");
MODULE_LICENSE("GPL");
