// SPDX-License-Identifier: MIT
/*
 * The last element of an array is read, but only those before it were written.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in largest+OFF [uninit_heap_array]
 *	 largest+OFF [uninit_heap_array] uninit_heap_array.c:27
 *	 uninit_heap_array_init+OFF [uninit_heap_array] uninit_heap_array.c:44
 *	Uninit was created at:
 *	 uninit_heap_array_init+OFF [uninit_heap_array] uninit_heap_array.c:34
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#define NR 8

static noinline int largest(const int *values)
{
	int most = values[0];

	for (int i = 1; i < NR; i++)
		if (values[i] > most)
			most = values[i];
	return most;
}

static int __init uninit_heap_array_init(void)
{
	int *values = kmalloc_array(NR, sizeof(*values), GFP_KERNEL);

	if (!values)
		return -ENOMEM;
#ifdef CORRECTED
	for (int i = 0; i < NR; i++)
#else
	for (int i = 0; i < NR - 1; i++)
#endif
		values[i] = i;
	pr_info("%d\n", largest(values));
	kfree(values);
	return 0;
}

static void __exit uninit_heap_array_exit(void)
{
}

module_init(uninit_heap_array_init);
module_exit(uninit_heap_array_exit);
MODULE_DESCRIPTION("the last element of an array is read, but only those before it were written");
MODULE_LICENSE("GPL");
