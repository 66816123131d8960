// SPDX-License-Identifier: MIT
/*
 * A scope in which no I/O may be done is entered and never left.
 *
 * expect:
 *	BUG: the module's init function returned in a scope of memalloc_noio_save()
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

static noinline void *act(void)
{
	unsigned int flags = memalloc_noio_save();
	void *buffer = kmalloc(100, GFP_KERNEL);

#ifdef CORRECTED
	memalloc_noio_restore(flags);
#else
	OPTIMIZER_HIDE_VAR(flags);
#endif
	return buffer;
}

static int __init scope_left_init(void)
{
	kfree(act());
	return 0;
}

static void __exit scope_left_exit(void)
{
}

module_init(scope_left_init);
module_exit(scope_left_exit);
MODULE_DESCRIPTION("forgets to leave a scope");
MODULE_LICENSE("GPL");
