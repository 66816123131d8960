// SPDX-License-Identifier: MIT
/*
 * A pool of DMA blocks is destroyed while one of them is in use.
 *
 * expect:
 *	BUG: (unnamed): dma_pool_destroy blocks, ADDR busy
 *	CPU: N PID: N Comm: insmod
 *	 dma_pool_destroy_busy_init+OFF [dma_pool_destroy_busy] dma_pool_destroy_busy.c:35
 *	dma_pool_destroy_busy: 1 allocation was not given back, 64 bytes:
 *	  dma_pool_destroy_busy.c:29 in dma_pool_destroy_busy_init: block of a dma_pool, 64 bytes
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/module.h>

static struct device dev;

static int __init dma_pool_destroy_busy_init(void)
{
	struct dma_pool *pool;
	dma_addr_t handle;
	void *block;

	device_initialize(&dev);
	dev.coherent_dma_mask = DMA_BIT_MASK(32);
	pool = dma_pool_create("blocks", &dev, 64, 64, 0);
	if (!pool)
		return -ENOMEM;
	block = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	if (!block)
		return -ENOMEM;
#ifdef CORRECTED
	dma_pool_free(pool, block, handle);
#endif
	dma_pool_destroy(pool);
	return 0;
}

static void __exit dma_pool_destroy_busy_exit(void)
{
}

module_init(dma_pool_destroy_busy_init);
module_exit(dma_pool_destroy_busy_exit);
MODULE_DESCRIPTION("destroys a pool with blocks");
MODULE_LICENSE("GPL");
