// SPDX-License-Identifier: MIT
/*
 * A page of a pool is written after it went back into the reserve.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: use-after-free in put+OFF [access_mempool_page_uaf]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_mempool_page_uaf] access_mempool_page_uaf.c:28
 *	 access_mempool_page_uaf_init+OFF [access_mempool_page_uaf] access_mempool_page_uaf.c:42
 *	Allocated by task N:
 *	 access_mempool_page_uaf_init+OFF [access_mempool_page_uaf] access_mempool_page_uaf.c:33
 *	The buggy address belongs to the block of pages at ADDR
 *	The buggy address is located 0 bytes inside of
 *	 allocated 4096-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_mempool_page_uaf_init(void)
{
	mempool_t *pool = mempool_create_page_pool(1, 0);
	struct page *page = mempool_alloc_preallocated(pool);
	char *p = page_address(page);

#ifdef CORRECTED
	put(p, 0);
#endif
	mempool_free(page, pool);
#ifndef CORRECTED
	put(p, 0);
#endif
	mempool_destroy(pool);
	return 0;
}

static void __exit access_mempool_page_uaf_exit(void)
{
}

module_init(access_mempool_page_uaf_init);
module_exit(access_mempool_page_uaf_exit);
MODULE_DESCRIPTION("a page of a pool is written after it went back into the reserve");
MODULE_LICENSE("GPL");
