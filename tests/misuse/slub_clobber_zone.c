// SPDX-License-Identifier: MIT
/*
 * A byte behind an object is written: its red zone.
 *
 * expect:
 *	=============================================================================
 *	BUG TestSlub_RZ_alloc (Not tainted): Right Redzone overwritten
 *	-----------------------------------------------------------------------------
 *	ADDR-ADDR @offset=N. First byte 0x12 instead of 0xcc
 *	Allocated in act+OFF [slub_clobber_zone] slub_clobber_zone.c:37 age=N cpu=N pid=N
 *	 act+OFF [slub_clobber_zone] slub_clobber_zone.c:37
 *	 slub_clobber_zone_init+OFF [slub_clobber_zone] slub_clobber_zone.c:50
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
 *	Redzone  ADDR: 12 cc cc cc cc cc cc cc                          ........
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_clobber_zone] slub_clobber_zone.c:44
 *	 slub_clobber_zone_init+OFF [slub_clobber_zone] slub_clobber_zone.c:50
 *	FIX TestSlub_RZ_alloc: Restoring Right Redzone ADDR-ADDR=0xcc
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void write(char *object, int at)
{
	*(volatile char *)(object + at) = 0x12;
}

static noinline void act(void)
{
	struct kmem_cache *s =
		kmem_cache_create("TestSlub_RZ_alloc", 64, 0, SLAB_RED_ZONE | SLAB_NO_MERGE, NULL);
	char *object = kmem_cache_alloc(s, GFP_KERNEL);

#ifdef CORRECTED
	write(object, 63);
#else
	write(object, 64);
#endif
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static int __init slub_clobber_zone_init(void)
{
	act();
	return 0;
}

static void __exit slub_clobber_zone_exit(void)
{
}

module_init(slub_clobber_zone_init);
module_exit(slub_clobber_zone_exit);
MODULE_DESCRIPTION("writes behind an object");
MODULE_LICENSE("GPL");
