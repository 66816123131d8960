// SPDX-License-Identifier: MIT
/*
 * Memory for a device is given back with another size.
 *
 * expect:
 *	BUG: DMA-API: (unnamed): device driver frees DMA memory with different size [device \
 *	address=ADDR] [map size=4096 bytes] [unmap size=8192 bytes]
 *	CPU: N PID: N Comm: insmod
 *	 dma_free_size_init+OFF [dma_free_size] dma_free_size.c:34
 *	dma_free_size: 1 allocation was not given back, 4096 bytes:
 *	  dma_free_size.c:31 in dma_free_size_init: coherent DMA memory, 4096 bytes
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>

static struct device dev;

#ifdef CORRECTED
#define SIZE PAGE_SIZE
#else
#define SIZE (2 * PAGE_SIZE)
#endif

static int __init dma_free_size_init(void)
{
	dma_addr_t handle;
	void *ring;

	device_initialize(&dev);
	dev.coherent_dma_mask = DMA_BIT_MASK(32);
	ring = dma_alloc_coherent(&dev, PAGE_SIZE, &handle, GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	dma_free_coherent(&dev, SIZE, ring, handle);
	return 0;
}

static void __exit dma_free_size_exit(void)
{
}

module_init(dma_free_size_init);
module_exit(dma_free_size_exit);
MODULE_DESCRIPTION("frees DMA memory with another size");
MODULE_LICENSE("GPL");
