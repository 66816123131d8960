// SPDX-License-Identifier: MIT
/*
 * A value that nobody has set is passed to a function.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_argument_init+OFF [uninit_argument]
 *	 uninit_argument_init+OFF [uninit_argument] uninit_argument.c:33
 *	Uninit was created at:
 *	 uninit_argument_init+OFF [uninit_argument] uninit_argument.c:26
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void show(int value)
{
	pr_info("a value\n");
}

static int __init uninit_argument_init(void)
{
	int *value = kmalloc(sizeof(*value), GFP_KERNEL);

	if (!value)
		return -ENOMEM;
#ifdef CORRECTED
	*value = 1;
#endif
	show(*value);
	kfree(value);
	return 0;
}

static void __exit uninit_argument_exit(void)
{
}

module_init(uninit_argument_init);
module_exit(uninit_argument_exit);
MODULE_DESCRIPTION("a value that nobody has set is passed to a function");
MODULE_LICENSE("GPL");
