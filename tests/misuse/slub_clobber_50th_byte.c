// SPDX-License-Identifier: MIT
/*
 * A byte in the middle of a freed object is written.
 *
 * expect:
 *	=============================================================================
 *	BUG TestSlub_50th_word_free (Not tainted): Poison overwritten
 *	-----------------------------------------------------------------------------
 *	ADDR-ADDR @offset=N. First byte 0x9a instead of 0x6b
 *	Allocated in act+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:34 age=N cpu=N pid=N
 *	 act+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:34
 *	 slub_clobber_50th_byte_init+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:49
 *	Freed in act+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:41 age=N cpu=N pid=N
 *	 act+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:41
 *	 slub_clobber_50th_byte_init+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:49
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk
 *	Object   ADDR: 6b 6b 9a 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kk.kkkkkkkkkkkk.
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:44
 *	 slub_clobber_50th_byte_init+OFF [slub_clobber_50th_byte] slub_clobber_50th_byte.c:49
 *	FIX TestSlub_50th_word_free: Restoring Poison ADDR-ADDR=0x6b
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void act(void)
{
	struct kmem_cache *s = kmem_cache_create("TestSlub_50th_word_free", 64, 0,
						 SLAB_POISON | SLAB_NO_MERGE, NULL);
	char *object = kmem_cache_alloc(s, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(object);
#ifdef CORRECTED
	*(volatile char *)(object + 50) = 0x9a;
	kmem_cache_free(s, object);
#else
	kmem_cache_free(s, object);
	*(volatile char *)(object + 50) = 0x9a;
#endif
	kmem_cache_destroy(s);
}

static int __init slub_clobber_50th_byte_init(void)
{
	act();
	return 0;
}

static void __exit slub_clobber_50th_byte_exit(void)
{
}

module_init(slub_clobber_50th_byte_init);
module_exit(slub_clobber_50th_byte_exit);
MODULE_DESCRIPTION("writes to a freed object");
MODULE_LICENSE("GPL");
