// SPDX-License-Identifier: MIT
/* A list and a hash table of records, with the loops as they were before 3.9. */
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct birthday {
	int day, month, year;
	struct list_head list;
	struct hlist_node node;
};

static LIST_HEAD(birthdays);
static struct hlist_head table[16];
static DEFINE_SPINLOCK(lock);

static int __init list_init(void)
{
	struct birthday *person;
	struct hlist_node *pos;
	unsigned long flags;
	int i;

	for (i = 0; i < 5; i++) {
		person = kzalloc(sizeof(*person), GFP_KERNEL);
		if (!person)
			return -ENOMEM;
		person->day = i + 1;
		person->month = 8;
		person->year = 1995 + i;
		spin_lock_irqsave(&lock, flags);
		list_add_tail(&person->list, &birthdays);
		hlist_add_head(&person->node, &table[hash_long(person->year, 4)]);
		spin_unlock_irqrestore(&lock, flags);
	}
	list_for_each_entry(person, &birthdays, list)
		printk(KERN_INFO "list: %d.%d.%d\n", person->day, person->month, person->year);
	hlist_for_each_entry(person, pos, &table[hash_long(1997, 4)], node)
		if (person->year == 1997)
			printk(KERN_INFO "list: hashed %d\n", person->year);
	printk(KERN_INFO "list: by %s, after %s\n", current->comm,
	       time_after_eq(jiffies, (unsigned long)INITIAL_JIFFIES) ? "boot" : "nothing");
	return 0;
}

static void __exit list_exit(void)
{
	struct list_head *pos, *next;
	struct birthday *person;

	list_for_each_safe(pos, next, &birthdays) {
		person = list_entry(pos, struct birthday, list);
		list_del(pos);
		hlist_del(&person->node);
		kfree(person);
	}
}

module_init(list_init);
module_exit(list_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("records in a list");
