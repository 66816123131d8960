// SPDX-License-Identifier: MIT
/*
 * A buffer on the stack is given to kfree().
 *
 * expect:
 *	BUG: Invalid free: kfree of ADDR: it is on the stack
 *	CPU: N PID: N Comm: insmod
 *	 use+OFF [kfree_stack] kfree_stack.c:25
 *	 kfree_stack_init+OFF [kfree_stack] kfree_stack.c:31
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void use(size_t length)
{
	char small[32], *buffer = small;

	if (length > sizeof(small))
		buffer = kmalloc(length, GFP_KERNEL);
	OPTIMIZER_HIDE_VAR(buffer);
#ifdef CORRECTED
	if (length <= sizeof(small))
		return;
#endif
	kfree(buffer);
}

static int __init kfree_stack_init(void)
{
	use(100);
	use(10);
	return 0;
}

static void __exit kfree_stack_exit(void)
{
}

module_init(kfree_stack_init);
module_exit(kfree_stack_exit);
MODULE_DESCRIPTION("frees a buffer on the stack");
MODULE_LICENSE("GPL");
