// SPDX-License-Identifier: MIT
/*
 * An address inside an object is freed.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: invalid free in guard_invalid_free_init+OFF [guard_invalid_free]
 *	Invalid free of ADDR (in kfence-#0):
 *	 guard_invalid_free_init+OFF [guard_invalid_free] guard_invalid_free.c:26
 *	kfence-#0: ADDR-ADDR, size=48, cache=kmalloc-64
 *	allocated by task N on cpu N at TIME:
 *	 guard_invalid_free_init+OFF [guard_invalid_free] guard_invalid_free.c:22
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init guard_invalid_free_init(void)
{
	char *p = kmalloc(48, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
#ifndef CORRECTED
	kfree(p + 8);
#endif
	kfree(p);
	return 0;
}

static void __exit guard_invalid_free_exit(void)
{
}

module_init(guard_invalid_free_init);
module_exit(guard_invalid_free_exit);
MODULE_DESCRIPTION("an address inside an object is freed");
MODULE_LICENSE("GPL");
