// SPDX-License-Identifier: MIT
/*
 * One of many objects that are freed at once is read.
 *
 * options: --guard-sample 1
 * expect:
 *	==================================================================
 *	BUG: KFENCE: use-after-free read in guard_bulk_init+OFF [guard_bulk]
 *	Use-after-free read at ADDR (in kfence-#5):
 *	 guard_bulk_init+OFF [guard_bulk] guard_bulk.c:34
 *	kfence-#5: ADDR-ADDR, size=25, cache=kmalloc-32
 *	allocated by task N on cpu N at TIME:
 *	 guard_bulk_init+OFF [guard_bulk] guard_bulk.c:28
 *	freed by task N on cpu N at TIME:
 *	 guard_bulk_init+OFF [guard_bulk] guard_bulk.c:33
 *	CPU: N PID: N Comm: insmod
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

static void *objects[8];
static char value;

static int __init guard_bulk_init(void)
{
	for (int i = 0; i < 8; i++)
		objects[i] = kzalloc(20 + i, GFP_KERNEL);
#ifdef CORRECTED
	value = READ_ONCE(*(char *)objects[5]);
	kmem_cache_free_bulk(NULL, 8, objects);
#else
	kmem_cache_free_bulk(NULL, 8, objects);
	value = READ_ONCE(*(char *)objects[5]);
#endif
	return 0;
}

static void __exit guard_bulk_exit(void)
{
}

module_init(guard_bulk_init);
module_exit(guard_bulk_exit);
MODULE_DESCRIPTION("one of many objects that are freed at once is read");
MODULE_LICENSE("GPL");
