// SPDX-License-Identifier: MIT
/*
 * The free pointer of a freed object is written over.
 *
 * options: --debug F
 * expect:
 *	=============================================================================
 *	BUG TestSlub_next_ptr_free (Not tainted): Freepointer corrupt
 *	-----------------------------------------------------------------------------
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	Object ADDR @offset=N fp=ADDR
 *	Object   ADDR: 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12  ................
 *	Object   ADDR: 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12  ................
 *	Object   ADDR: 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12  ................
 *	Object   ADDR: 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12  ................
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_next_pointer] slub_next_pointer.c:51
 *	 slub_next_pointer_init+OFF [slub_next_pointer] slub_next_pointer.c:57
 *	FIX TestSlub_next_ptr_free: Marking all objects used
 *	=============================================================================
 *	BUG TestSlub_next_ptr_free (Tainted: G    B             ): Objects remaining in \
 *	TestSlub_next_ptr_free on __kmem_cache_shutdown()
 *	-----------------------------------------------------------------------------
 *	Slab ADDR objects=N used=N fp=ADDR flags=N(slab|live|node=0|zone=1)
 *	CPU: N PID: N Comm: insmod
 *	 act+OFF [slub_next_pointer] slub_next_pointer.c:52
 *	 slub_next_pointer_init+OFF [slub_next_pointer] slub_next_pointer.c:57
 *	Object ADDR @offset=N
 *	kmem_cache_destroy TestSlub_next_ptr_free: Slab cache still has objects when called from \
 *	act+OFF [slub_next_pointer] slub_next_pointer.c:52
 */
#include <linux/module.h>
#include <linux/slab.h>

static noinline void act(void)
{
	struct kmem_cache *s =
		kmem_cache_create("TestSlub_next_ptr_free", 64, 0, SLAB_NO_MERGE, NULL);
	volatile char *object = kmem_cache_alloc(s, GFP_KERNEL);

	/* Wherever it is: without poison it stands in the object. */
#ifdef CORRECTED
	for (int i = 0; i < 64; i++)
		object[i] = 0x12;
	kmem_cache_free(s, (void *)object);
#else
	kmem_cache_free(s, (void *)object);
	for (int i = 0; i < 64; i++)
		object[i] = 0x12;
#endif
	kmem_cache_free(s, kmem_cache_alloc(s, GFP_KERNEL));
	kmem_cache_destroy(s);
}

static int __init slub_next_pointer_init(void)
{
	act();
	return 0;
}

static void __exit slub_next_pointer_exit(void)
{
}

module_init(slub_next_pointer_init);
module_exit(slub_next_pointer_exit);
MODULE_DESCRIPTION("writes over a free pointer");
MODULE_LICENSE("GPL");
