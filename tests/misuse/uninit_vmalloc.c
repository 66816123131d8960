// SPDX-License-Identifier: MIT
/*
 * A large table of vmalloc() is taken for zeroed.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_vmalloc_init+OFF [uninit_vmalloc]
 *	 uninit_vmalloc_init+OFF [uninit_vmalloc] uninit_vmalloc.c:43
 *	Uninit was stored to memory at:
 *	 used+OFF [uninit_vmalloc] uninit_vmalloc.c:29
 *	 uninit_vmalloc_init+OFF [uninit_vmalloc] uninit_vmalloc.c:43
 *	Uninit was created at:
 *	 uninit_vmalloc_init+OFF [uninit_vmalloc] uninit_vmalloc.c:38
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/vmalloc.h>

#define NR 10000

static noinline int used(const int *table)
{
	int nr = 0;

	for (int i = 0; i < NR; i++)
		nr += table[i] != 0;
	return nr;
}

static int __init uninit_vmalloc_init(void)
{
#ifdef CORRECTED
	int *table = vzalloc(NR * sizeof(*table));
#else
	int *table = vmalloc(NR * sizeof(*table));
#endif

	if (!table)
		return -ENOMEM;
	pr_info("%d\n", used(table));
	vfree(table);
	return 0;
}

static void __exit uninit_vmalloc_exit(void)
{
}

module_init(uninit_vmalloc_init);
module_exit(uninit_vmalloc_exit);
MODULE_DESCRIPTION("a large table of vmalloc() is taken for zeroed");
MODULE_LICENSE("GPL");
