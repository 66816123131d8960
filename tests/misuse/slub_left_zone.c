// SPDX-License-Identifier: MIT
/*
 * A byte before an object is written: the red zone on its left.
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-32 (Not tainted): Left Redzone overwritten
 *	-----------------------------------------------------------------------------
 *	ADDR-ADDR @offset=N. First byte 0x7 instead of 0xcc
 *	Allocated in act+OFF [slub_left_zone] slub_left_zone.c:27 age=N cpu=N pid=N
 *	 act+OFF [slub_left_zone] slub_left_zone.c:27
 *	 slub_left_zone_init+OFF [slub_left_zone] slub_left_zone.c:41
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_left_zone] slub_left_zone.c:33
 *	 slub_left_zone_init+OFF [slub_left_zone] slub_left_zone.c:41
 *	FIX kmalloc-32: Restoring Left Redzone ADDR-ADDR=0xcc
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void act(int at)
{
	char *object = kmalloc(32, GFP_KERNEL);

	if (!object)
		return;
	OPTIMIZER_HIDE_VAR(object);
	((volatile char *)object)[at] = 7;
	kfree(object);
}

static int __init slub_left_zone_init(void)
{
#ifdef CORRECTED
	act(0);
#else
	act(-1);
#endif
	return 0;
}

static void __exit slub_left_zone_exit(void)
{
}

module_init(slub_left_zone_init);
module_exit(slub_left_zone_exit);
MODULE_DESCRIPTION("writes before an object");
MODULE_LICENSE("GPL");
