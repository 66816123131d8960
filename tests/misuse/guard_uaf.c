// SPDX-License-Identifier: MIT
/*
 * An object is read after it was freed.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: use-after-free read in guard_uaf_init+OFF [guard_uaf]
 *	Use-after-free read at ADDR (in kfence-#0):
 *	 guard_uaf_init+OFF [guard_uaf] guard_uaf.c:44
 *	kfence-#0: ADDR-ADDR, size=8, cache=kmalloc-8
 *	allocated by task N on cpu N at TIME:
 *	 guard_uaf_init+OFF [guard_uaf] guard_uaf.c:36
 *	freed by task N on cpu N at TIME:
 *	 item_put+OFF [guard_uaf] guard_uaf.c:31
 *	 guard_uaf_init+OFF [guard_uaf] guard_uaf.c:42
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

struct item {
	int value, other;
};

static int value;

static noinline void item_put(struct item *item)
{
	kfree(item);
}

static int __init guard_uaf_init(void)
{
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

#ifdef CORRECTED
	value = READ_ONCE(item->other);
	item_put(item);
#else
	item_put(item);
	OPTIMIZER_HIDE_VAR(item);
	value = READ_ONCE(item->other);
#endif
	return 0;
}

static void __exit guard_uaf_exit(void)
{
}

module_init(guard_uaf_init);
module_exit(guard_uaf_exit);
MODULE_DESCRIPTION("an object is read after it was freed");
MODULE_LICENSE("GPL");
