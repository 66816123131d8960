// SPDX-License-Identifier: MIT
/*
 * An element of one pool is given back to another.
 *
 * expect:
 *	BUG: mempool_free: ADDR has 32 bytes, an element of this pool has 512
 *	CPU: N PID: N Comm: insmod
 *	 mempool_free_other_init+OFF [mempool_free_other] mempool_free_other.c:28
 */
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init mempool_free_other_init(void)
{
	mempool_t *small = mempool_create_kmalloc_pool(2, 32);
	mempool_t *large = mempool_create_kmalloc_pool(2, 512);
	void *element, *kept;

	if (!small || !large)
		return -ENOMEM;
	/* The reserve is used, so what comes back is kept. */
	kept = mempool_alloc_preallocated(large);
	element = mempool_alloc(small, GFP_KERNEL);
#ifdef CORRECTED
	mempool_free(element, small);
#else
	mempool_free(element, large);
#endif
	mempool_free(kept, large);
	mempool_destroy(large);
	mempool_destroy(small);
	return 0;
}

static void __exit mempool_free_other_exit(void)
{
}

module_init(mempool_free_other_init);
module_exit(mempool_free_other_exit);
MODULE_DESCRIPTION("frees an element to the wrong pool");
MODULE_LICENSE("GPL");
