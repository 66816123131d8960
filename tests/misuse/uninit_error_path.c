// SPDX-License-Identifier: MIT
/*
 * The way back from an error frees what was never taken.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in start+OFF [uninit_error_path]
 *	 start+OFF [uninit_error_path] uninit_error_path.c:37
 *	 uninit_error_path_init+OFF [uninit_error_path] uninit_error_path.c:48
 *	Local variable second created at:
 *	 start+OFF [uninit_error_path] uninit_error_path.c:24
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

/* Compilers see this one themselves. */
#pragma clang diagnostic ignored "-Wsometimes-uninitialized"

static noinline int start(int wanted)
{
	char *first, *second;
	int err = -EINVAL;

#ifdef CORRECTED
	first = second = NULL;
#endif
	if (wanted > 16)
		goto out;
	first = kzalloc(8, GFP_KERNEL);
	second = kzalloc(8, GFP_KERNEL);
	err = first && second ? 0 : -ENOMEM;
out:
	if (second)
		err = -EBUSY;
#ifdef CORRECTED
	kfree(first);
	kfree(second);
#endif
	return err;
}

static int __init uninit_error_path_init(void)
{
	start(17);
	return 0;
}

static void __exit uninit_error_path_exit(void)
{
}

module_init(uninit_error_path_init);
module_exit(uninit_error_path_exit);
MODULE_DESCRIPTION("the way back from an error frees what was never taken");
MODULE_LICENSE("GPL");
