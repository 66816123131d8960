// SPDX-License-Identifier: MIT
/*
 * Memory for a device is never given back.
 *
 * expect:
 *	leak_dma: 1 allocation was not given back, 8192 bytes:
 *	  leak_dma.c:21 in act (from leak_dma.c:26 in leak_dma_init): coherent DMA memory, 8192 \
 *	bytes
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>

static struct device dev;
static dma_addr_t handle;
static void *ring;

static noinline void act(void)
{
	device_initialize(&dev);
	dev.coherent_dma_mask = DMA_BIT_MASK(32);
	ring = dma_alloc_coherent(&dev, 8192, &handle, GFP_KERNEL);
}

static int __init leak_dma_init(void)
{
	act();
	return 0;
}

static void __exit leak_dma_exit(void)
{
#ifdef CORRECTED
	dma_free_coherent(&dev, 8192, ring, handle);
#endif
}

module_init(leak_dma_init);
module_exit(leak_dma_exit);
MODULE_DESCRIPTION("keeps DMA memory");
MODULE_LICENSE("GPL");
