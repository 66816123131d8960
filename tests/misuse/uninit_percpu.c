// SPDX-License-Identifier: MIT
/*
 * What nobody wrote goes through a per-CPU variable, which is zeroed when it is taken.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_percpu_init+OFF [uninit_percpu]
 *	 uninit_percpu_init+OFF [uninit_percpu] uninit_percpu.c:48
 *	Uninit was stored to memory at:
 *	 first+OFF [uninit_percpu] uninit_percpu.c:32
 *	 uninit_percpu_init+OFF [uninit_percpu] uninit_percpu.c:48
 *	Uninit was stored to memory at:
 *	 first+OFF [uninit_percpu] uninit_percpu.c:31
 *	 uninit_percpu_init+OFF [uninit_percpu] uninit_percpu.c:48
 *	Local variable initial created at:
 *	 uninit_percpu_init+OFF [uninit_percpu] uninit_percpu.c:38
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/percpu.h>

static noinline int first(int __percpu *counts, const int *initial)
{
	int *count = get_cpu_ptr(counts), value;

	if (*count)
		pr_err("it was zeroed\n");
	*count = *initial;
	value = *count;
	put_cpu_ptr(counts);
	return value;
}

static int __init uninit_percpu_init(void)
{
#ifdef CORRECTED
	int initial = 0;
#else
	int initial;
#endif
	int __percpu *counts = alloc_percpu(int);

	if (!counts)
		return -ENOMEM;
	if (first(counts, &initial) > 5)
		pr_info("many\n");
	free_percpu(counts);
	return 0;
}

static void __exit uninit_percpu_exit(void)
{
}

module_init(uninit_percpu_init);
module_exit(uninit_percpu_exit);
MODULE_DESCRIPTION(
	"what nobody wrote goes through a per-CPU variable, which is zeroed when it is taken");
MODULE_LICENSE("GPL");
