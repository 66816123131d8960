// SPDX-License-Identifier: MIT
/*
 * A byte behind an object is read.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: out-of-bounds read in guard_oob_read_init+OFF [guard_oob_read]
 *	Out-of-bounds read at ADDR (32B right of kfence-#0):
 *	 guard_oob_read_init+OFF [guard_oob_read] guard_oob_read.c:30
 *	kfence-#0: ADDR-ADDR, size=32, cache=kmalloc-32
 *	allocated by task N on cpu N at TIME:
 *	 guard_oob_read_init+OFF [guard_oob_read] guard_oob_read.c:24
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static char last;

static int __init guard_oob_read_init(void)
{
	char *p = kmalloc(32, GFP_KERNEL);

#ifdef CORRECTED
	last = READ_ONCE(p[31]);
#else
	OPTIMIZER_HIDE_VAR(p);
	last = READ_ONCE(p[32]);
#endif
	kfree(p);
	return 0;
}

static void __exit guard_oob_read_exit(void)
{
}

module_init(guard_oob_read_init);
module_exit(guard_oob_read_exit);
MODULE_DESCRIPTION("a byte behind an object is read");
MODULE_LICENSE("GPL");
