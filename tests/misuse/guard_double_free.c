// SPDX-License-Identifier: MIT
/*
 * An object is freed twice.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: invalid free in guard_double_free_init+OFF [guard_double_free]
 *	Invalid free of ADDR (in kfence-#0):
 *	 guard_double_free_init+OFF [guard_double_free] guard_double_free.c:29
 *	kfence-#0: ADDR-ADDR, size=48, cache=kmalloc-64
 *	allocated by task N on cpu N at TIME:
 *	 guard_double_free_init+OFF [guard_double_free] guard_double_free.c:24
 *	freed by task N on cpu N at TIME:
 *	 guard_double_free_init+OFF [guard_double_free] guard_double_free.c:26
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init guard_double_free_init(void)
{
	char *p = kmalloc(48, GFP_KERNEL);

	kfree(p);
#ifndef CORRECTED
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
#endif
	return 0;
}

static void __exit guard_double_free_exit(void)
{
}

module_init(guard_double_free_init);
module_exit(guard_double_free_exit);
MODULE_DESCRIPTION("an object is freed twice");
MODULE_LICENSE("GPL");
