// SPDX-License-Identifier: MIT
/*
 * An element goes back into the reserve of a pool twice.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: double-free in access_mempool_double_free_init+OFF [access_mempool_double_free]
 *	Free of addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_mempool_double_free_init+OFF [access_mempool_double_free] \
 *	access_mempool_double_free.c:35
 *	Allocated by task N:
 *	 access_mempool_double_free_init+OFF [access_mempool_double_free] \
 *	access_mempool_double_free.c:29
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 0 bytes inside of
 *	 freed 100-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init access_mempool_double_free_init(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 100);
	char *p = mempool_alloc_preallocated(pool);
	char *q = mempool_alloc_preallocated(pool);

	mempool_free(p, pool);
#ifndef CORRECTED
	mempool_free(p, pool);
#endif
	mempool_free(q, pool);
	mempool_destroy(pool);
	return 0;
}

static void __exit access_mempool_double_free_exit(void)
{
}

module_init(access_mempool_double_free_init);
module_exit(access_mempool_double_free_exit);
MODULE_DESCRIPTION("an element goes back into the reserve of a pool twice");
MODULE_LICENSE("GPL");
