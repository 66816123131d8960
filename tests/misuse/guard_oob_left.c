// SPDX-License-Identifier: MIT
/*
 * A byte before an object is read.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: out-of-bounds read in guard_oob_left_init+OFF [guard_oob_left]
 *	Out-of-bounds read at ADDR (1B left of kfence-#1):
 *	 guard_oob_left_init+OFF [guard_oob_left] guard_oob_left.c:31
 *	kfence-#1: ADDR-ADDR, size=32, cache=kmalloc-32
 *	allocated by task N on cpu N at TIME:
 *	 guard_oob_left_init+OFF [guard_oob_left] guard_oob_left.c:25
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static char first;

static int __init guard_oob_left_init(void)
{
	/* Objects lie at the right and the left edge of their pages, by turns. */
	char *p = kmalloc(32, GFP_KERNEL), *q = kmalloc(32, GFP_KERNEL);

#ifdef CORRECTED
	first = READ_ONCE(q[0]);
#else
	OPTIMIZER_HIDE_VAR(q);
	first = READ_ONCE(q[-1]);
#endif
	kfree(p);
	kfree(q);
	return 0;
}

static void __exit guard_oob_left_exit(void)
{
}

module_init(guard_oob_left_init);
module_exit(guard_oob_left_exit);
MODULE_DESCRIPTION("a byte before an object is read");
MODULE_LICENSE("GPL");
