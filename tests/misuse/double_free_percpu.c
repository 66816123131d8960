// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory is freed twice.
 *
 * expect:
 *	BUG: free_percpu of ADDR, which is free already (double free?)
 *	CPU: N PID: N Comm: insmod
 *	 double_free_percpu_init+OFF [double_free_percpu] double_free_percpu.c:19
 */
#include <linux/module.h>
#include <linux/percpu.h>

static int __init double_free_percpu_init(void)
{
	long __percpu *counters = alloc_percpu(long);

	free_percpu(counters);
#ifndef CORRECTED
	free_percpu(counters);
#endif
	return 0;
}

static void __exit double_free_percpu_exit(void)
{
}

module_init(double_free_percpu_init);
module_exit(double_free_percpu_exit);
MODULE_DESCRIPTION("frees per-CPU memory twice");
MODULE_LICENSE("GPL");
