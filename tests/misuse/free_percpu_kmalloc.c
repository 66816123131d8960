// SPDX-License-Identifier: MIT
/*
 * Memory of kmalloc() is given to free_percpu().
 *
 * expect:
 *	BUG: free_percpu of ADDR, which alloc_percpu never returned
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [free_percpu_kmalloc] free_percpu_kmalloc.c:20
 *	 free_percpu_kmalloc_init+OFF [free_percpu_kmalloc] free_percpu_kmalloc.c:30
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	kfree(object);
#else
	free_percpu((void __percpu *)object);
#endif
}

static int __init free_percpu_kmalloc_init(void)
{
	void *object = kmalloc(8, GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	kfree(object);
#endif
	return 0;
}

static void __exit free_percpu_kmalloc_exit(void)
{
}

module_init(free_percpu_kmalloc_init);
module_exit(free_percpu_kmalloc_exit);
MODULE_DESCRIPTION("gives memory to the wrong function");
MODULE_LICENSE("GPL");
