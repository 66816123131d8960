/* SPDX-License-Identifier: MIT */
/*
 * Pools of small blocks of coherent memory: dma_alloc_coherent() gives whole pages, descriptors of
 * devices are a few words, and often may not cross a boundary.
 */
#ifndef _LINUX_DMAPOOL_H
#define _LINUX_DMAPOOL_H

#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/numa.h>

struct device;
struct dma_pool;

struct dma_pool *dma_pool_create_node(const char *name, struct device *dev, size_t size,
				      size_t align, size_t boundary, int node);
void dma_pool_destroy(struct dma_pool *pool);
void *dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle);
void dma_pool_free(struct dma_pool *pool, void *addr, dma_addr_t handle);

struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t boundary);
void dmam_pool_destroy(struct dma_pool *pool);

/** dma_pool_create - dma_pool_create_node() of a pool that does not mind which node. */
static inline struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size,
					       size_t align, size_t boundary)
{
	return dma_pool_create_node(name, dev, size, align, boundary, NUMA_NO_NODE);
}

/** dma_pool_zalloc - dma_pool_alloc() of a block that reads as zeros. */
static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	return dma_pool_alloc(pool, gfp | __GFP_ZERO, handle);
}

/* Before 2.6, when devices were PCI's. */
#define pci_pool			   dma_pool
#define pci_pool_alloc(pool, gfp, handle)  dma_pool_alloc(pool, gfp, handle)
#define pci_pool_zalloc(pool, gfp, handle) dma_pool_zalloc(pool, gfp, handle)
#define pci_pool_free(pool, addr, handle)  dma_pool_free(pool, addr, handle)
#define pci_pool_destroy(pool)		   dma_pool_destroy(pool)

#endif
