// SPDX-License-Identifier: MIT
/* Takes a reference to itself and keeps it. */
#include <linux/module.h>

static int __init keeps_init(void)
{
	return try_module_get(THIS_MODULE) ? 0 : -EBUSY;
}

static void __exit keeps_exit(void)
{
}

module_init(keeps_init);
module_exit(keeps_exit);
MODULE_LICENSE("GPL");
