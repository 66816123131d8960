// SPDX-License-Identifier: MIT
/* Has no exit function: Linux does not let such a module go. */
#include <linux/module.h>
#include <linux/slab.h>

/* Volatile, or compilers keep nothing in what is never read: then the memory is lost. */
static void *volatile kept;

static int __init permanent_init(void)
{
	kept = kmalloc(100, GFP_KERNEL);
	return kept ? 0 : -ENOMEM;
}
module_init(permanent_init);
MODULE_LICENSE("GPL");
