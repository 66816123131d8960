// SPDX-License-Identifier: MIT
/*
 * An element of a pool is written behind its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in put+OFF [access_mempool_oob]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_mempool_oob] access_mempool_oob.c:34
 *	 access_mempool_oob_init+OFF [access_mempool_oob] access_mempool_oob.c:42
 *	Allocated by task N:
 *	 access_mempool_oob_init+OFF [access_mempool_oob] access_mempool_oob.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 100-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define AT 99
#else
#define AT 100
#endif

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_mempool_oob_init(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 100);
	char *p = mempool_alloc_preallocated(pool);

	put(p, AT);
	mempool_free(p, pool);
	mempool_destroy(pool);
	return 0;
}

static void __exit access_mempool_oob_exit(void)
{
}

module_init(access_mempool_oob_init);
module_exit(access_mempool_oob_exit);
MODULE_DESCRIPTION("an element of a pool is written behind its end");
MODULE_LICENSE("GPL");
