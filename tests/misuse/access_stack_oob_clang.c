// SPDX-License-Identifier: MIT
/*
 * A variable on the stack is written behind its end: clang.
 *
 * options: --access
 * cc: clang
 * expect:
 *	==================================================================
 *	BUG: KASAN: stack-out-of-bounds in put+OFF [access_stack_oob_clang]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_stack_oob_clang] access_stack_oob_clang.c:35
 *	 access_stack_oob_clang_init+OFF [access_stack_oob_clang] access_stack_oob_clang.c:42
 *	The buggy address belongs to stack of task insmod/PID
 *	 and is located at offset N in frame:
 *	 access_stack_oob_clang_init+OFF [access_stack_oob_clang]
 *	This frame has 1 object:
 *	 [32, 42) 'text'
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 9
#else
#define AT 10
#endif

static volatile long at = AT;

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_stack_oob_clang_init(void)
{
	char text[10] = "123456789";

	put(text, at);
	return 0;
}

static void __exit access_stack_oob_clang_exit(void)
{
}

module_init(access_stack_oob_clang_init);
module_exit(access_stack_oob_clang_exit);
MODULE_DESCRIPTION("a variable on the stack is written behind its end: clang");
MODULE_LICENSE("GPL");
