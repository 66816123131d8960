// SPDX-License-Identifier: MIT
/*
 * An object is used that krealloc() has moved.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: use-after-free read in guard_krealloc_init+OFF [guard_krealloc]
 *	Use-after-free read at ADDR (in kfence-#0):
 *	 guard_krealloc_init+OFF [guard_krealloc] guard_krealloc.c:34
 *	kfence-#0: ADDR-ADDR, size=16, cache=kmalloc-32
 *	allocated by task N on cpu N at TIME:
 *	 guard_krealloc_init+OFF [guard_krealloc] guard_krealloc.c:26
 *	freed by task N on cpu N at TIME:
 *	 guard_krealloc_init+OFF [guard_krealloc] guard_krealloc.c:29
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static char value;

static int __init guard_krealloc_init(void)
{
	char *p = kzalloc(32, GFP_KERNEL), *q;

	q = krealloc(p, 16, GFP_KERNEL);
	q = krealloc(q, 500, GFP_KERNEL | __GFP_ZERO);
#ifdef CORRECTED
	value = READ_ONCE(q[300]);
#else
	OPTIMIZER_HIDE_VAR(p);
	value = READ_ONCE(p[0]);
#endif
	kfree(q);
	return 0;
}

static void __exit guard_krealloc_exit(void)
{
}

module_init(guard_krealloc_init);
module_exit(guard_krealloc_exit);
MODULE_DESCRIPTION("an object is used that krealloc() has moved");
MODULE_LICENSE("GPL");
