// SPDX-License-Identifier: MIT
/*
 * A local variable is set on one way only, and used on both.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_local_init+OFF [uninit_local]
 *	 uninit_local_init+OFF [uninit_local] uninit_local.c:33
 *	Local variable err created at:
 *	 uninit_local_init+OFF [uninit_local] uninit_local.c:26
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>

/* Compilers see this one themselves. */
#pragma clang diagnostic ignored "-Wsometimes-uninitialized"

static int count = 2;
module_param(count, int, 0);

static noinline int __init uninit_local_init(void)
{
	int err;

#ifdef CORRECTED
	err = 0;
#endif
	if (count > 3)
		err = -EINVAL;
	if (err)
		pr_info("too many\n");
	return 0;
}

static void __exit uninit_local_exit(void)
{
}

module_init(uninit_local_init);
module_exit(uninit_local_exit);
MODULE_DESCRIPTION("a local variable is set on one way only, and used on both");
MODULE_LICENSE("GPL");
