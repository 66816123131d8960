// SPDX-License-Identifier: MIT
/*
 * A block of one pool is given to another.
 *
 * expect:
 *	BUG: (unnamed): dma_pool_free answers, ADDR/N (bad dma)
 *	CPU: N PID: N Comm: insmod
 *	 dma_pool_free_other_init+OFF [dma_pool_free_other] dma_pool_free_other.c:30
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/module.h>

static struct device dev;

static int __init dma_pool_free_other_init(void)
{
	struct dma_pool *commands, *answers;
	dma_addr_t handle;
	void *block;

	device_initialize(&dev);
	dev.coherent_dma_mask = DMA_BIT_MASK(32);
	commands = dma_pool_create("commands", &dev, 64, 64, 0);
	answers = dma_pool_create("answers", &dev, 64, 64, 0);
	if (!commands || !answers)
		return -ENOMEM;
	block = dma_pool_alloc(commands, GFP_KERNEL, &handle);
#ifndef CORRECTED
	dma_pool_free(answers, block, handle);
#endif
	dma_pool_free(commands, block, handle);
	dma_pool_destroy(answers);
	dma_pool_destroy(commands);
	return 0;
}

static void __exit dma_pool_free_other_exit(void)
{
}

module_init(dma_pool_free_other_init);
module_exit(dma_pool_free_other_exit);
MODULE_DESCRIPTION("frees a block to the wrong pool");
MODULE_LICENSE("GPL");
