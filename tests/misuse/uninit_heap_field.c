// SPDX-License-Identifier: MIT
/*
 * A member of an object is read that nobody has set.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_heap_field_init+OFF [uninit_heap_field]
 *	 uninit_heap_field_init+OFF [uninit_heap_field] uninit_heap_field.c:39
 *	Uninit was created at:
 *	 uninit_heap_field_init+OFF [uninit_heap_field] uninit_heap_field.c:31
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

struct account {
	int number;
	int balance;
};

static noinline bool is_rich(const struct account *account)
{
	return account->balance > 1000;
}

static int __init uninit_heap_field_init(void)
{
	struct account *account = kmalloc(sizeof(*account), GFP_KERNEL);

	if (!account)
		return -ENOMEM;
	account->number = 7;
#ifdef CORRECTED
	account->balance = 0;
#endif
	if (is_rich(account))
		pr_info("account %d is rich\n", account->number);
	kfree(account);
	return 0;
}

static void __exit uninit_heap_field_exit(void)
{
}

module_init(uninit_heap_field_init);
module_exit(uninit_heap_field_exit);
MODULE_DESCRIPTION("a member of an object is read that nobody has set");
MODULE_LICENSE("GPL");
