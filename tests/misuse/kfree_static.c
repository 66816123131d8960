// SPDX-License-Identifier: MIT
/*
 * The address of a static variable is given to kfree().
 *
 * expect:
 *	BUG: Invalid free: kfree of ADDR: it is not memory of this machine
 *	CPU: N PID: N Comm: insmod
 *	 kfree_static_init+OFF [kfree_static] kfree_static.c:28
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static char unnamed[] = "unnamed";

static noinline char *name_of(const char *given)
{
#ifdef CORRECTED
	return kstrdup(given ?: unnamed, GFP_KERNEL);
#else
	return given ? kstrdup(given, GFP_KERNEL) : unnamed;
#endif
}

static int __init kfree_static_init(void)
{
	kfree(name_of("tom"));
	kfree(name_of(NULL));
	return 0;
}

static void __exit kfree_static_exit(void)
{
}

module_init(kfree_static_init);
module_exit(kfree_static_exit);
MODULE_DESCRIPTION("frees a static variable");
MODULE_LICENSE("GPL");
