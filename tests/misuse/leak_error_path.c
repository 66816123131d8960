// SPDX-License-Identifier: MIT
/*
 * What was taken before a step failed is not given back.
 *
 * expect:
 *	leak_error_path: 1 allocation was not given back, 256 bytes:
 *	  leak_error_path.c:17 in take (from leak_error_path.c:22 in act): kmalloc, 256 bytes
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/slab.h>

static noinline void *take(size_t size)
{
	/* No memory is so large. */
	return kmalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

static int act(void)
{
	void *state = take(256), *table = take(SZ_1G);

	if (state && table)
		return 0;
#ifdef CORRECTED
	kfree(state);
#endif
	return -ENOMEM;
}

static int __init leak_error_path_init(void)
{
	return act() == -ENOMEM ? 0 : -EINVAL;
}

static void __exit leak_error_path_exit(void)
{
}

module_init(leak_error_path_init);
module_exit(leak_error_path_exit);
MODULE_DESCRIPTION("forgets memory when it fails");
MODULE_LICENSE("GPL");
