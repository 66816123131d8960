// SPDX-License-Identifier: MIT
/*
 * A variable of an inner block is read when the block has ended.
 *
 * options: --access
 * cc: gcc
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-scope in get+OFF [access_stack_scope]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 get+OFF [access_stack_scope] access_stack_scope.c:27
 *	 access_stack_scope_init+OFF [access_stack_scope] access_stack_scope.c:43
 *	The buggy address belongs to stack of task insmod/PID
 *	 and is located at offset N in frame:
 *	 access_stack_scope_init+OFF [access_stack_scope]
 *	This frame has 1 object:
 *	 [32, 42) 'text'
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline char get(const char *p, long i)
{
	return p[i];
}

static int __init access_stack_scope_init(void)
{
	char *p;
	{
		char text[10] = "123456789";

		p = text;
		OPTIMIZER_HIDE_VAR(p);
#ifdef CORRECTED
		pr_info("%d\n", get(p, 3));
#endif
	}
#ifndef CORRECTED
	pr_info("%d\n", get(p, 3));
#endif
	return 0;
}

static void __exit access_stack_scope_exit(void)
{
}

module_init(access_stack_scope_init);
module_exit(access_stack_scope_exit);
MODULE_DESCRIPTION("a variable of an inner block is read when the block has ended");
MODULE_LICENSE("GPL");
