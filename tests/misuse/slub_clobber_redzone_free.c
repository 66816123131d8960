// SPDX-License-Identifier: MIT
/*
 * The red zone of a freed object is written.
 *
 * expect:
 *	=============================================================================
 *	BUG TestSlub_RZ_free (Not tainted): Right Redzone overwritten
 *	-----------------------------------------------------------------------------
 *	ADDR-ADDR @offset=N. First byte 0xab instead of 0xbb
 *	Allocated in act+OFF [slub_clobber_redzone_free] slub_clobber_redzone_free.c:40 age=N \
 *	cpu=N pid=N
 *	 act+OFF [slub_clobber_redzone_free] slub_clobber_redzone_free.c:40
 *	 slub_clobber_redzone_free_init+OFF [slub_clobber_redzone_free] \
 *	slub_clobber_redzone_free.c:55
 *	Freed in act+OFF [slub_clobber_redzone_free] slub_clobber_redzone_free.c:46 age=N cpu=N \
 *	pid=N
 *	 act+OFF [slub_clobber_redzone_free] slub_clobber_redzone_free.c:46
 *	 slub_clobber_redzone_free_init+OFF [slub_clobber_redzone_free] \
 *	slub_clobber_redzone_free.c:55
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
 *	Redzone  ADDR: ab bb bb bb bb bb bb bb                          ........
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_clobber_redzone_free] slub_clobber_redzone_free.c:50
 *	 slub_clobber_redzone_free_init+OFF [slub_clobber_redzone_free] \
 *	slub_clobber_redzone_free.c:55
 *	FIX TestSlub_RZ_free: Restoring Right Redzone ADDR-ADDR=0xbb
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void act(void)
{
	struct kmem_cache *s =
		kmem_cache_create("TestSlub_RZ_free", 64, 0, SLAB_RED_ZONE | SLAB_NO_MERGE, NULL);
	char *object = kmem_cache_alloc(s, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(object);
#ifdef CORRECTED
	*(volatile char *)(object + 63) = 0xab;
#endif
	kmem_cache_free(s, object);
#ifndef CORRECTED
	*(volatile char *)(object + 64) = 0xab;
#endif
	kmem_cache_destroy(s);
}

static int __init slub_clobber_redzone_free_init(void)
{
	act();
	return 0;
}

static void __exit slub_clobber_redzone_free_exit(void)
{
}

module_init(slub_clobber_redzone_free_init);
module_exit(slub_clobber_redzone_free_exit);
MODULE_DESCRIPTION("writes behind a freed object");
MODULE_LICENSE("GPL");
