// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory is never given back.
 *
 * expect:
 *	leak_percpu: 1 allocation was not given back, 8 bytes:
 *	  leak_percpu.c:17 in act (from leak_percpu.c:22 in leak_percpu_init): per-CPU memory, 8 \
 *	bytes
 */
#include <linux/module.h>
#include <linux/percpu.h>

static u64 __percpu *counters;

static noinline void act(void)
{
	counters = alloc_percpu(u64);
}

static int __init leak_percpu_init(void)
{
	act();
	return 0;
}

static void __exit leak_percpu_exit(void)
{
#ifdef CORRECTED
	free_percpu(counters);
#endif
}

module_init(leak_percpu_init);
module_exit(leak_percpu_exit);
MODULE_DESCRIPTION("keeps per-CPU memory");
MODULE_LICENSE("GPL");
