// SPDX-License-Identifier: MIT
/*
 * A module takes a reference to itself, and so can never be removed.
 *
 * expect:
 *	ashlar: module leak_module_reference is in use and cannot be removed
 */
#include <linux/errno.h>
#include <linux/module.h>

static int __init leak_module_reference_init(void)
{
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
#ifdef CORRECTED
	module_put(THIS_MODULE);
#endif
	return 0;
}

static void __exit leak_module_reference_exit(void)
{
}

module_init(leak_module_reference_init);
module_exit(leak_module_reference_exit);
MODULE_DESCRIPTION("keeps a reference to itself");
MODULE_LICENSE("GPL");
