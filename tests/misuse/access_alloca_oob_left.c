// SPDX-License-Identifier: MIT
/*
 * An array of variable length is written before its start.
 *
 * options: --access
 * cc: gcc
 * expect:
 *	==================================================================
 *	BUG: KASAN: alloca-out-of-bounds in put+OFF [access_alloca_oob_left]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_alloca_oob_left] access_alloca_oob_left.c:29
 *	 access_alloca_oob_left_init+OFF [access_alloca_oob_left] access_alloca_oob_left.c:38
 *	The buggy address belongs to stack of task insmod/PID
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 0
#else
#define AT -1
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static volatile int size = 10;

static int __init access_alloca_oob_left_init(void)
{
	char text[size];

	put(text, AT);
	return 0;
}

static void __exit access_alloca_oob_left_exit(void)
{
}

module_init(access_alloca_oob_left_init);
module_exit(access_alloca_oob_left_exit);
MODULE_DESCRIPTION("an array of variable length is written before its start");
MODULE_LICENSE("GPL");
