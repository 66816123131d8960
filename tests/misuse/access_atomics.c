// SPDX-License-Identifier: MIT
/*
 * An atomic counter is incremented in an object that is too small for it.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in count+OFF [access_atomics]
 *	Write of size 4 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 count+OFF [access_atomics] access_atomics.c:34
 *	 access_atomics_init+OFF [access_atomics] access_atomics.c:41
 *	Allocated by task N:
 *	 access_atomics_init+OFF [access_atomics] access_atomics.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-8 of size 8
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 2-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define SIZE 4
#else
#define SIZE 2
#endif

static noinline void count(atomic_t *counter)
{
	atomic_inc(counter);
}

static int __init access_atomics_init(void)
{
	atomic_t *counter = kzalloc(SIZE, GFP_KERNEL);

	count(counter);
	kfree(counter);
	return 0;
}

static void __exit access_atomics_exit(void)
{
}

module_init(access_atomics_init);
module_exit(access_atomics_exit);
MODULE_DESCRIPTION("an atomic counter is incremented in an object that is too small for it");
MODULE_LICENSE("GPL");
