// SPDX-License-Identifier: MIT
/*
 * A pointer that has moved along an object is given to kfree().
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-96 (Not tainted): Invalid object pointer ADDR
 *	-----------------------------------------------------------------------------
 *	Allocated in kfree_inside_init+OFF [kfree_inside] kfree_inside.c:38 age=N cpu=N pid=N
 *	 kfree_inside_init+OFF [kfree_inside] kfree_inside.c:38
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [kfree_inside] kfree_inside.c:32
 *	 kfree_inside_init+OFF [kfree_inside] kfree_inside.c:42
 *	FIX kmalloc-96: Object at ADDR not freed
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void drop(void *object)
{
#ifdef CORRECTED
	kfree(object);
#else
	kfree(object + 16);
#endif
}

static int __init kfree_inside_init(void)
{
	void *object = kmalloc(96, GFP_KERNEL);

	if (!object)
		return -ENOMEM;
	drop(object);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	kfree(object);
#endif
	return 0;
}

static void __exit kfree_inside_exit(void)
{
}

module_init(kfree_inside_init);
module_exit(kfree_inside_exit);
MODULE_DESCRIPTION("frees the middle of an object");
MODULE_LICENSE("GPL");
