// SPDX-License-Identifier: MIT
/* An init function that returns what it is told to. */
#include <linux/module.h>
#include <linux/slab.h>

static int error = -ENOMEM;
module_param(error, int, 0);
static bool leak;
module_param(leak, bool, 0);
static void *lost;

static int __init fails_init(void)
{
	if (leak)
		lost = kmalloc(48, GFP_KERNEL);
	return error;
}

static void __exit fails_exit(void)
{
}

module_init(fails_init);
module_exit(fails_exit);
MODULE_LICENSE("GPL");
