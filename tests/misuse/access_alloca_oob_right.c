// SPDX-License-Identifier: MIT
/*
 * An array of variable length is written behind its end.
 *
 * options: --access
 * cc: gcc
 * expect:
 *	==================================================================
 *	BUG: KASAN: alloca-out-of-bounds in put+OFF [access_alloca_oob_right]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_alloca_oob_right] access_alloca_oob_right.c:29
 *	 access_alloca_oob_right_init+OFF [access_alloca_oob_right] access_alloca_oob_right.c:38
 *	The buggy address belongs to stack of task insmod/PID
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

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static volatile int size = 10;

static int __init access_alloca_oob_right_init(void)
{
	char text[size];

	put(text, AT);
	return 0;
}

static void __exit access_alloca_oob_right_exit(void)
{
}

module_init(access_alloca_oob_right_init);
module_exit(access_alloca_oob_right_exit);
MODULE_DESCRIPTION("an array of variable length is written behind its end");
MODULE_LICENSE("GPL");
