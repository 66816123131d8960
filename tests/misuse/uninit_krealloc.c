// SPDX-License-Identifier: MIT
/*
 * What krealloc() adds to an object is read before it is written.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_krealloc_init+OFF [uninit_krealloc]
 *	 uninit_krealloc_init+OFF [uninit_krealloc] uninit_krealloc.c:45
 *	Uninit was stored to memory at:
 *	 sum+OFF [uninit_krealloc] uninit_krealloc.c:27
 *	 uninit_krealloc_init+OFF [uninit_krealloc] uninit_krealloc.c:45
 *	Uninit was created at:
 *	 uninit_krealloc_init+OFF [uninit_krealloc] uninit_krealloc.c:40
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline int sum(const u8 *bytes, int nr)
{
	int sum = 0;

	for (int i = 0; i < nr; i++)
		sum += bytes[i];
	return sum;
}

static int __init uninit_krealloc_init(void)
{
	u8 *bytes = kzalloc(16, GFP_KERNEL), *more;

	if (!bytes)
		return -ENOMEM;
#ifdef CORRECTED
	more = krealloc(bytes, 200, GFP_KERNEL | __GFP_ZERO);
#else
	more = krealloc(bytes, 200, GFP_KERNEL);
#endif
	if (more) {
		bytes = more;
		pr_info("%d\n", sum(bytes, 16));
		pr_info("%d\n", sum(bytes, 200));
	}
	kfree(bytes);
	return 0;
}

static void __exit uninit_krealloc_exit(void)
{
}

module_init(uninit_krealloc_init);
module_exit(uninit_krealloc_exit);
MODULE_DESCRIPTION("what krealloc() adds to an object is read before it is written");
MODULE_LICENSE("GPL");
