// SPDX-License-Identifier: MIT
/*
 * An error in the shape of a pointer is given to kfree().
 *
 * expect:
 *	BUG: Invalid free: kfree of ADDR: it is not memory of this machine
 *	CPU: N PID: N Comm: insmod
 *	 kfree_error_init+OFF [kfree_error] kfree_error.c:21
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init kfree_error_init(void)
{
	void *copy = ERR_PTR(-EFAULT);
	OPTIMIZER_HIDE_VAR(copy);
#ifdef CORRECTED
	if (!IS_ERR(copy))
#endif
		kfree(copy);
	return 0;
}

static void __exit kfree_error_exit(void)
{
}

module_init(kfree_error_init);
module_exit(kfree_error_exit);
MODULE_DESCRIPTION("frees an error");
MODULE_LICENSE("GPL");
