// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: percpu-out-of-bounds in put+OFF [access_percpu_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_percpu_oob] access_percpu_oob.c:33
 *	 access_percpu_oob_init+OFF [access_percpu_oob] access_percpu_oob.c:40
 *	Allocated by task N:
 *	 access_percpu_oob_init+OFF [access_percpu_oob] access_percpu_oob.c:38
 *	The buggy address belongs to the per-CPU area at ADDR
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 12-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 11
#else
#define AT 12
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_percpu_oob_init(void)
{
	char __percpu *p = __alloc_percpu(12, 4);

	put(per_cpu_ptr(p, 0), AT);
	free_percpu(p);
	return 0;
}

static void __exit access_percpu_oob_exit(void)
{
}

module_init(access_percpu_oob_init);
module_exit(access_percpu_oob_exit);
MODULE_DESCRIPTION("per-cpu memory is written behind its end");
MODULE_LICENSE("GPL");
