// SPDX-License-Identifier: MIT
/*
 * A string is printed after it was freed.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: use-after-free read in guard_uaf_in_core_init+OFF [guard_uaf_in_core]
 *	Use-after-free read at ADDR (in kfence-#0):
 *	 guard_uaf_in_core_init+OFF [guard_uaf_in_core] guard_uaf_in_core.c:33
 *	kfence-#0: ADDR-ADDR, size=7, cache=kmalloc-8
 *	allocated by task N on cpu N at TIME:
 *	 guard_uaf_in_core_init+OFF [guard_uaf_in_core] guard_uaf_in_core.c:25
 *	freed by task N on cpu N at TIME:
 *	 guard_uaf_in_core_init+OFF [guard_uaf_in_core] guard_uaf_in_core.c:31
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static int __init guard_uaf_in_core_init(void)
{
	char *name = kstrdup("a name", GFP_KERNEL);

#ifdef CORRECTED
	pr_info("%s\n", name);
	kfree(name);
#else
	kfree(name);
	OPTIMIZER_HIDE_VAR(name);
	pr_info("%s\n", name);
#endif
	return 0;
}

static void __exit guard_uaf_in_core_exit(void)
{
}

module_init(guard_uaf_in_core_init);
module_exit(guard_uaf_in_core_exit);
MODULE_DESCRIPTION("a string is printed after it was freed");
MODULE_LICENSE("GPL");
