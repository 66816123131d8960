// SPDX-License-Identifier: MIT
/*
 * A byte behind the bytes asked for is written, in an object that is larger.
 *
 * expect:
 *	=============================================================================
 *	BUG kmalloc-32 (Not tainted): kmalloc Redzone overwritten
 *	-----------------------------------------------------------------------------
 *	ADDR-ADDR @offset=N. First byte 0x73 instead of 0xcc
 *	Allocated in act+OFF [slub_kmalloc_redzone] slub_kmalloc_redzone.c:33 age=N cpu=N pid=N
 *	 act+OFF [slub_kmalloc_redzone] slub_kmalloc_redzone.c:33
 *	 slub_kmalloc_redzone_init+OFF [slub_kmalloc_redzone] slub_kmalloc_redzone.c:45
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70  abcdefghijklmnop
 *	Object   ADDR: 71 72 73 cc cc cc cc cc cc cc cc cc cc cc cc cc  qrs.............
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_kmalloc_redzone] slub_kmalloc_redzone.c:40
 *	 slub_kmalloc_redzone_init+OFF [slub_kmalloc_redzone] slub_kmalloc_redzone.c:45
 *	FIX kmalloc-32: Restoring kmalloc Redzone ADDR-ADDR=0xcc
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define LAST 17
#else
#define LAST 18
#endif

static noinline void act(void)
{
	char *object = kmalloc(18, GFP_KERNEL);

	if (!object)
		return;
	OPTIMIZER_HIDE_VAR(object);
	for (int i = 0; i <= LAST; i++)
		((volatile char *)object)[i] = 'a' + i;
	kfree(object);
}

static int __init slub_kmalloc_redzone_init(void)
{
	act();
	return 0;
}

static void __exit slub_kmalloc_redzone_exit(void)
{
}

module_init(slub_kmalloc_redzone_init);
module_exit(slub_kmalloc_redzone_exit);
MODULE_DESCRIPTION("writes behind what it asked for");
MODULE_LICENSE("GPL");
