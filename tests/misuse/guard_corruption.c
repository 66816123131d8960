// SPDX-License-Identifier: MIT
/*
 * A byte behind an object is written that does not end where its page does.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: memory corruption in guard_corruption_init+OFF [guard_corruption]
 *	Corrupted memory at ADDR [ ! . . . . . . ] (in kfence-#0):
 *	 guard_corruption_init+OFF [guard_corruption] guard_corruption.c:30
 *	kfence-#0: ADDR-ADDR, size=73, cache=kmalloc-96
 *	allocated by task N on cpu N at TIME:
 *	 guard_corruption_init+OFF [guard_corruption] guard_corruption.c:22
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init guard_corruption_init(void)
{
	char *p = kmalloc(73, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
#ifdef CORRECTED
	WRITE_ONCE(p[72], 1);
#else
	WRITE_ONCE(p[73], 1);
#endif
	kfree(p);
	return 0;
}

static void __exit guard_corruption_exit(void)
{
}

module_init(guard_corruption_init);
module_exit(guard_corruption_exit);
MODULE_DESCRIPTION("a byte behind an object is written that does not end where its page does");
MODULE_LICENSE("GPL");
