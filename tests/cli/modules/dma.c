// SPDX-License-Identifier: MIT
/* Memory for devices, given back or, with keep=1, not. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/module.h>

static int keep;
module_param(keep, int, 0444);

static struct device *dev;
static struct dma_pool *pool;
static dma_addr_t ring_at, block_at;
static void *ring, *block;

static int __init dma_init(void)
{
	dev = root_device_register("demo");
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	if (dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(24)))
		return -EIO;
	ring = dma_alloc_coherent(dev, 8192, &ring_at, GFP_KERNEL);
	pool = dma_pool_create("descriptors", dev, 32, 32, 4096);
	block = dma_pool_zalloc(pool, GFP_KERNEL, &block_at);
	pr_info("ring below 16 MiB: %d\n", ring_at + 8192 <= 1 << 24);
	return 0;
}

static void __exit dma_exit(void)
{
	if (!keep) {
		dma_pool_free(pool, block, block_at);
		dma_pool_destroy(pool);
		dma_free_coherent(dev, 8192, ring, ring_at);
	}
	root_device_unregister(dev);
}

module_init(dma_init);
module_exit(dma_exit);
MODULE_LICENSE("GPL");
