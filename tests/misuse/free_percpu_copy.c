// SPDX-License-Identifier: MIT
/*
 * The address of a CPU's own copy is given to free_percpu().
 *
 * expect:
 *	BUG: free_percpu of ADDR, which is the address of a CPU's copy
 *	CPU: N PID: N Comm: insmod
 *	 free_percpu_copy_init+OFF [free_percpu_copy] free_percpu_copy.c:20
 */
#include <linux/module.h>
#include <linux/percpu.h>

static int __init free_percpu_copy_init(void)
{
	long __percpu *counters = alloc_percpu(long);

	if (!counters)
		return -ENOMEM;
#ifndef CORRECTED
	free_percpu((long __percpu *)per_cpu_ptr(counters, 0));
#endif
	free_percpu(counters);
	return 0;
}

static void __exit free_percpu_copy_exit(void)
{
}

module_init(free_percpu_copy_init);
module_exit(free_percpu_copy_exit);
MODULE_DESCRIPTION("frees a CPU's copy");
MODULE_LICENSE("GPL");
