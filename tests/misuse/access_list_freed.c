// SPDX-License-Identifier: MIT
/*
 * A list is changed beside an entry that was freed in it.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in add+OFF [access_list_freed]
 *	Write of size 8 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 add+OFF [access_list_freed] access_list_freed.c:56
 *	 access_list_freed_init+OFF [access_list_freed] access_list_freed.c:68
 *	Allocated by task N:
 *	 add+OFF [access_list_freed] access_list_freed.c:54
 *	 access_list_freed_init+OFF [access_list_freed] access_list_freed.c:62
 *	Freed by task N:
 *	 access_list_freed_init+OFF [access_list_freed] access_list_freed.c:67
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 8 bytes inside of
 *	 freed 24-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in access_list_freed_init+OFF [access_list_freed]
 *	Write of size 8 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_list_freed_init+OFF [access_list_freed] access_list_freed.c:69
 *	Allocated by task N:
 *	 add+OFF [access_list_freed] access_list_freed.c:54
 *	 access_list_freed_init+OFF [access_list_freed] access_list_freed.c:62
 *	Freed by task N:
 *	 access_list_freed_init+OFF [access_list_freed] access_list_freed.c:67
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 8 bytes inside of
 *	 freed 24-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct entry {
	struct list_head list;
	int value;
};

static LIST_HEAD(entries);

static noinline struct entry *add(void)
{
	struct entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	list_add(&entry->list, &entries);
	return entry;
}

static int __init access_list_freed_init(void)
{
	struct entry *first = add(), *second;

#ifdef CORRECTED
	list_del(&first->list);
#endif
	kfree(first);
	second = add();
	list_del(&second->list);
	kfree(second);
	return 0;
}

static void __exit access_list_freed_exit(void)
{
}

module_init(access_list_freed_init);
module_exit(access_list_freed_exit);
MODULE_DESCRIPTION("a list is changed beside an entry that was freed in it");
MODULE_LICENSE("GPL");
