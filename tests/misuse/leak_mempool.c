// SPDX-License-Identifier: MIT
/*
 * A pool is never destroyed, and so its elements are never freed.
 *
 * expect:
 *	leak_mempool: 4 allocations were not given back, 384 bytes:
 *	  leak_mempool.c:19 in act (from leak_mempool.c:24 in leak_mempool_init): kmalloc, 3 of \
 *	128 bytes
 *	  leak_mempool.c:19 in act (from leak_mempool.c:24 in leak_mempool_init): mempool, not \
 *	destroyed
 */
#include <linux/mempool.h>
#include <linux/module.h>

static mempool_t *pool;

static noinline void act(void)
{
	pool = mempool_create_kmalloc_pool(3, 128);
}

static int __init leak_mempool_init(void)
{
	act();
	return 0;
}

static void __exit leak_mempool_exit(void)
{
#ifdef CORRECTED
	mempool_destroy(pool);
#endif
}

module_init(leak_mempool_init);
module_exit(leak_mempool_exit);
MODULE_DESCRIPTION("keeps a pool");
MODULE_LICENSE("GPL");
