// SPDX-License-Identifier: MIT
/*
 * An object that krealloc() has shrunk is written to at its old length.
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-64 (Not tainted): kmalloc Redzone overwritten
 *	-----------------------------------------------------------------------------
 *	ADDR-ADDR @offset=N. First byte 0x1 instead of 0xcc
 *	Allocated in act+OFF [slub_krealloc_redzone] slub_krealloc_redzone.c:35 age=N cpu=N pid=N
 *	 act+OFF [slub_krealloc_redzone] slub_krealloc_redzone.c:35
 *	 slub_krealloc_redzone_init+OFF [slub_krealloc_redzone] slub_krealloc_redzone.c:48
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	Object   ADDR: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	Object   ADDR: 00 00 00 00 00 00 00 00 cc cc cc cc cc cc cc 01  ................
 *	Object   ADDR: cc cc cc cc cc cc cc cc cc cc cc cc cc cc cc cc  ................
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_krealloc_redzone] slub_krealloc_redzone.c:43
 *	 slub_krealloc_redzone_init+OFF [slub_krealloc_redzone] slub_krealloc_redzone.c:48
 *	FIX kmalloc-64: Restoring kmalloc Redzone ADDR-ADDR=0xcc
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define LAST 39
#else
#define LAST 47
#endif

static noinline void act(void)
{
	char *object = kzalloc(48, GFP_KERNEL);

	/* It stays where it is, and what is behind becomes a red zone. */
	object = krealloc(object, 40, GFP_KERNEL | __GFP_ZERO);
	if (!object)
		return;
	OPTIMIZER_HIDE_VAR(object);
	((volatile char *)object)[LAST] = 1;
	kfree(object);
}

static int __init slub_krealloc_redzone_init(void)
{
	act();
	return 0;
}

static void __exit slub_krealloc_redzone_exit(void)
{
}

module_init(slub_krealloc_redzone_init);
module_exit(slub_krealloc_redzone_exit);
MODULE_DESCRIPTION("writes behind what krealloc() left");
MODULE_LICENSE("GPL");
