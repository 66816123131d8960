// SPDX-License-Identifier: MIT
/*
 * A variable of the module is read behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: global-out-of-bounds in get+OFF [access_global_oob_right]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 get+OFF [access_global_oob_right] access_global_oob_right.c:33
 *	 access_global_oob_right_init+OFF [access_global_oob_right] access_global_oob_right.c:40
 *	The buggy address belongs to the variable:
 *	 table of access_global_oob_right.c
 *	The buggy address is located 0 bytes to the right of
 *	 10-byte region [ADDR, ADDR)
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

static noinline char get(const char *p, long i)
{
	return p[i];
}

static char table[10] = "123456789";

static int __init access_global_oob_right_init(void)
{
	pr_info("%d\n", get(table, at));
	return 0;
}

static void __exit access_global_oob_right_exit(void)
{
}

module_init(access_global_oob_right_init);
module_exit(access_global_oob_right_exit);
MODULE_DESCRIPTION("a variable of the module is read behind its end");
MODULE_LICENSE("GPL");
