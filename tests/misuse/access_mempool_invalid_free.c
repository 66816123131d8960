// SPDX-License-Identifier: MIT
/*
 * The middle of an element goes back into the reserve of a pool.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: invalid-free in access_mempool_invalid_free_init+OFF \
 *	[access_mempool_invalid_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_mempool_invalid_free_init+OFF [access_mempool_invalid_free] \
 *	access_mempool_invalid_free.c:39
 *	Allocated by task N:
 *	 access_mempool_invalid_free_init+OFF [access_mempool_invalid_free] \
 *	access_mempool_invalid_free.c:36
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 8 bytes inside of
 *	 allocated 100-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 0
#else
#define AT 8
#endif

static int __init access_mempool_invalid_free_init(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 100);
	char *p = mempool_alloc_preallocated(pool);

	mempool_free(p + AT, pool);
#ifndef CORRECTED
	mempool_free(p, pool);
#endif
	mempool_destroy(pool);
	return 0;
}

static void __exit access_mempool_invalid_free_exit(void)
{
}

module_init(access_mempool_invalid_free_init);
module_exit(access_mempool_invalid_free_exit);
MODULE_DESCRIPTION("the middle of an element goes back into the reserve of a pool");
MODULE_LICENSE("GPL");
