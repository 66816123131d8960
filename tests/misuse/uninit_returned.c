// SPDX-License-Identifier: MIT
/*
 * A function returns what it has not set, and its caller decides by it.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_returned_init+OFF [uninit_returned]
 *	 uninit_returned_init+OFF [uninit_returned] uninit_returned.c:35
 *	Local variable place created at:
 *	 find+OFF [uninit_returned] uninit_returned.c:19
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>

static noinline int find(const int *values, int nr, int wanted)
{
	int place;

#ifdef CORRECTED
	place = -1;
#endif
	for (int i = 0; i < nr; i++)
		if (values[i] == wanted)
			place = i;
	return place;
}

static int __init uninit_returned_init(void)
{
	static const int values[] = { 3, 5, 7 };

	if (find(values, ARRAY_SIZE(values), 4) >= 0)
		pr_info("found\n");
	return 0;
}

static void __exit uninit_returned_exit(void)
{
}

module_init(uninit_returned_init);
module_exit(uninit_returned_exit);
MODULE_DESCRIPTION("a function returns what it has not set, and its caller decides by it");
MODULE_LICENSE("GPL");
