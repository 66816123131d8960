// SPDX-License-Identifier: MIT
/*
 * A byte behind an object is written.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: out-of-bounds write in guard_oob_write_init+OFF [guard_oob_write]
 *	Out-of-bounds write at ADDR (128B right of kfence-#0):
 *	 guard_oob_write_init+OFF [guard_oob_write] guard_oob_write.c:28
 *	kfence-#0: ADDR-ADDR, size=128, cache=kmalloc-128
 *	allocated by task N on cpu N at TIME:
 *	 guard_oob_write_init+OFF [guard_oob_write] guard_oob_write.c:22
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static int __init guard_oob_write_init(void)
{
	char *p = kmalloc(128, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
#ifdef CORRECTED
	WRITE_ONCE(p[127], 1);
#else
	WRITE_ONCE(p[128], 1);
#endif
	kfree(p);
	return 0;
}

static void __exit guard_oob_write_exit(void)
{
}

module_init(guard_oob_write_init);
module_exit(guard_oob_write_exit);
MODULE_DESCRIPTION("a byte behind an object is written");
MODULE_LICENSE("GPL");
