// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory is given to kfree().
 *
 * expect:
 *	BUG: Invalid free: kfree of ADDR: the page holds no slab
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [kfree_percpu] kfree_percpu.c:20
 *	 kfree_percpu_init+OFF [kfree_percpu] kfree_percpu.c:30
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	free_percpu((void __percpu *)object);
#else
	kfree(object);
#endif
}

static int __init kfree_percpu_init(void)
{
	void *object = (void __force *)alloc_percpu(long);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	free_percpu((void __percpu *)object);
#endif
	return 0;
}

static void __exit kfree_percpu_exit(void)
{
}

module_init(kfree_percpu_init);
module_exit(kfree_percpu_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
