// SPDX-License-Identifier: MIT
/*
 * A string is copied behind the end of an object, without instrumentation.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: out-of-bounds write in guard_ready_init+OFF [guard_ready]
 *	Out-of-bounds write at ADDR (8B right of kfence-#0):
 *	 guard_ready_init+OFF [guard_ready] guard_ready.c:29
 *	kfence-#0: ADDR-ADDR, size=8, cache=kmalloc-8
 *	allocated by task N on cpu N at TIME:
 *	 guard_ready_init+OFF [guard_ready] guard_ready.c:23
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static int __init guard_ready_init(void)
{
	char *p = kmalloc(8, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
#ifdef CORRECTED
	strscpy(p, "too long by one", 8);
#else
	memcpy(p, "too long by one", 16);
#endif
	kfree(p);
	return 0;
}

static void __exit guard_ready_exit(void)
{
}

module_init(guard_ready_init);
module_exit(guard_ready_exit);
MODULE_DESCRIPTION("a string is copied behind the end of an object, without instrumentation");
MODULE_LICENSE("GPL");
