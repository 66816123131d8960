// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory is written after it was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: percpu-use-after-free in put+OFF [access_percpu_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_percpu_uaf] access_percpu_uaf.c:29
 *	 access_percpu_uaf_init+OFF [access_percpu_uaf] access_percpu_uaf.c:42
 *	Allocated by task N:
 *	 access_percpu_uaf_init+OFF [access_percpu_uaf] access_percpu_uaf.c:34
 *	Freed by task N:
 *	 access_percpu_uaf_init+OFF [access_percpu_uaf] access_percpu_uaf.c:40
 *	The buggy address belongs to the per-CPU area at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 freed 12-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_percpu_uaf_init(void)
{
	char __percpu *p = __alloc_percpu(12, 4);
	char *copy = per_cpu_ptr(p, 0);

#ifdef CORRECTED
	put(copy, 0);
#endif
	free_percpu(p);
#ifndef CORRECTED
	put(copy, 0);
#endif
	return 0;
}

static void __exit access_percpu_uaf_exit(void)
{
}

module_init(access_percpu_uaf_init);
module_exit(access_percpu_uaf_exit);
MODULE_DESCRIPTION("per-cpu memory is written after it was freed");
MODULE_LICENSE("GPL");
