// SPDX-License-Identifier: MIT
/*
 * An object is freed twice.
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-64 (Not tainted): Object already free
 *	-----------------------------------------------------------------------------
 *	Allocated in double_kfree_init+OFF [double_kfree] double_kfree.c:35 age=N cpu=N pid=N
 *	 double_kfree_init+OFF [double_kfree] double_kfree.c:35
 *	Freed in drop+OFF [double_kfree] double_kfree.c:30 age=N cpu=N pid=N
 *	 drop+OFF [double_kfree] double_kfree.c:30
 *	 double_kfree_init+OFF [double_kfree] double_kfree.c:37
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [double_kfree] double_kfree.c:30
 *	 double_kfree_init+OFF [double_kfree] double_kfree.c:39
 *	FIX kmalloc-64: Object at ADDR not freed
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void drop(void *object)
{
	kfree(object);
}

static int __init double_kfree_init(void)
{
	void *object = kmalloc(64, GFP_KERNEL);

	drop(object);
#ifndef CORRECTED
	drop(object);
#endif
	return 0;
}

static void __exit double_kfree_exit(void)
{
}

module_init(double_kfree_init);
module_exit(double_kfree_exit);
MODULE_DESCRIPTION("frees an object twice");
MODULE_LICENSE("GPL");
