// SPDX-License-Identifier: MIT
/*
 * An element of a pool is written after it went back into the reserve.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in put+OFF [access_mempool_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_mempool_uaf] access_mempool_uaf.c:28
 *	 access_mempool_uaf_init+OFF [access_mempool_uaf] access_mempool_uaf.c:41
 *	Allocated by task N:
 *	 access_mempool_uaf_init+OFF [access_mempool_uaf] access_mempool_uaf.c:33
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

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_mempool_uaf_init(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 100);
	char *p = mempool_alloc_preallocated(pool);

#ifdef CORRECTED
	put(p, 0);
#endif
	mempool_free(p, pool);
#ifndef CORRECTED
	put(p, 0);
#endif
	mempool_destroy(pool);
	return 0;
}

static void __exit access_mempool_uaf_exit(void)
{
}

module_init(access_mempool_uaf_init);
module_exit(access_mempool_uaf_exit);
MODULE_DESCRIPTION("an element of a pool is written after it went back into the reserve");
MODULE_LICENSE("GPL");
