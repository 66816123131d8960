// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory is freed twice.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: double-free in access_percpu_double_free_init+OFF [access_percpu_double_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_percpu_double_free_init+OFF [access_percpu_double_free] \
 *	access_percpu_double_free.c:35
 *	Allocated by task N:
 *	 access_percpu_double_free_init+OFF [access_percpu_double_free] \
 *	access_percpu_double_free.c:31
 *	Freed by task N:
 *	 access_percpu_double_free_init+OFF [access_percpu_double_free] \
 *	access_percpu_double_free.c:33
 *	The buggy address belongs to the per-CPU area at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 12-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

static int __init access_percpu_double_free_init(void)
{
	char __percpu *p = __alloc_percpu(12, 4);

	free_percpu(p);
#ifndef CORRECTED
	free_percpu(p);
#endif
	return 0;
}

static void __exit access_percpu_double_free_exit(void)
{
}

module_init(access_percpu_double_free_init);
module_exit(access_percpu_double_free_exit);
MODULE_DESCRIPTION("per-cpu memory is freed twice");
MODULE_LICENSE("GPL");
