// SPDX-License-Identifier: MIT
/*
 * A variable of the module, one of several, is read before its start.
 *
 * options: --access
 * cc: gcc
 * expect:
 *	==================================================================
 *	BUG: KASAN: global-out-of-bounds in get+OFF [access_global_oob_left]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 get+OFF [access_global_oob_left] access_global_oob_left.c:34
 *	 access_global_oob_left_init+OFF [access_global_oob_left] access_global_oob_left.c:42
 *	The buggy address belongs to the variable:
 *	 three of access_global_oob_left.c
 *	The buggy address is located 53 bytes to the right of
 *	 10-byte region [ADDR, ADDR)
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

static volatile long at = AT;

static noinline char get(const char *p, long i)
{
	return p[i];
}

static char one[10] = "1", two[10] = "2", three[10] = "3";

static int __init access_global_oob_left_init(void)
{
	pr_info("%d %d\n", get(one, 0), get(three, 0));
	pr_info("%d\n", get(two, at));
	return 0;
}

static void __exit access_global_oob_left_exit(void)
{
}

module_init(access_global_oob_left_init);
module_exit(access_global_oob_left_exit);
MODULE_DESCRIPTION("a variable of the module, one of several, is read before its start");
MODULE_LICENSE("GPL");
