// SPDX-License-Identifier: MIT
/*
 * A structure on the stack is filled in but for one member, which a function reads.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in middle+OFF [uninit_struct_part]
 *	 middle+OFF [uninit_struct_part] uninit_struct_part.c:35
 *	 uninit_struct_part_init+OFF [uninit_struct_part] uninit_struct_part.c:48
 *	Local variable limits created at:
 *	 uninit_struct_part_init+OFF [uninit_struct_part] uninit_struct_part.c:42
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_struct_part_init+OFF [uninit_struct_part]
 *	 uninit_struct_part_init+OFF [uninit_struct_part] uninit_struct_part.c:48
 *	Uninit was stored to memory at:
 *	 middle+OFF [uninit_struct_part] uninit_struct_part.c:37
 *	 uninit_struct_part_init+OFF [uninit_struct_part] uninit_struct_part.c:48
 *	Local variable limits created at:
 *	 uninit_struct_part_init+OFF [uninit_struct_part] uninit_struct_part.c:42
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>

struct limits {
	int low, high;
};

static noinline int middle(const struct limits *limits)
{
	if (limits->low > limits->high)
		return -EINVAL;
	return (limits->low + limits->high) / 2;
}

static int __init uninit_struct_part_init(void)
{
	struct limits limits;

	limits.low = 1;
#ifdef CORRECTED
	limits.high = 9;
#endif
	pr_info("%d\n", middle(&limits));
	return 0;
}

static void __exit uninit_struct_part_exit(void)
{
}

module_init(uninit_struct_part_init);
module_exit(uninit_struct_part_exit);
MODULE_DESCRIPTION(
	"a structure on the stack is filled in but for one member, which a function reads");
MODULE_LICENSE("GPL");
