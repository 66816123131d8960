/* SPDX-License-Identifier: MIT */
/*
 * Memory that devices read and write by themselves.
 *
 * A device reaches addresses up to its mask.  dma_alloc_coherent() gives memory that it reaches;
 * dma_map_single() tells whether it reaches memory that is there already.  A bus address is the
 * physical one, and memory is coherent with devices: there is nothing to flush, and no memory
 * through which data could be copied for a device that does not reach far enough.
 *
 * A driver says first what its device can do: dma_set_mask_and_coherent().  A device whose maker
 * gave it no mask at all (dma_mask is NULL) cannot be asked.
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/types.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <asm/barrier.h>

/* DMA_BIT_MASK - all addresses of @n bits. */
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ULL : (1ULL << (n)) - 1)

/* What dma_map_*() returns where the device does not reach the memory. */
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)

/* Attributes: all of them are leave not to do what need not be done here. */
#define DMA_ATTR_WEAK_ORDERING	    (1UL << 1)
#define DMA_ATTR_WRITE_COMBINE	    (1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING  (1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC	    (1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS   (1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES (1UL << 7)
#define DMA_ATTR_NO_WARN	    (1UL << 8)
#define DMA_ATTR_PRIVILEGED	    (1UL << 9)

/* ---- masks ----------------------------------------------------------------------------------- */

int dma_supported(struct device *dev, u64 mask);
int dma_set_mask(struct device *dev, u64 mask);
int dma_set_coherent_mask(struct device *dev, u64 mask);
u64 dma_get_required_mask(struct device *dev);

/** dma_set_mask_and_coherent - both masks, or neither; -EIO where memory cannot be so low. */
static inline int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	int error = dma_set_mask(dev, mask);

	if (!error)
		dma_set_coherent_mask(dev, mask);
	return error;
}

/** dma_coerce_mask_and_coherent - the same for a device that was made without a dma_mask. */
static inline int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	dev->dma_mask = &dev->coherent_dma_mask;
	return dma_set_mask_and_coherent(dev, mask);
}

static inline u64 dma_get_mask(struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}

static inline size_t dma_max_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}

static inline bool dma_need_sync(struct device *dev, dma_addr_t addr)
{
	return false;
}

static inline int dma_get_cache_alignment(void)
{
	return 1;
}

/* ---- memory ---------------------------------------------------------------------------------- */

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs);
void dma_free_attrs(struct device *dev, size_t size, void *addr, dma_addr_t handle,
		    unsigned long attrs);
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs);
void dmam_free_coherent(struct device *dev, size_t size, void *addr, dma_addr_t handle);

#define dma_alloc_coherent(dev, size, handle, gfp)  dma_alloc_attrs(dev, size, handle, gfp, 0)
#define dma_free_coherent(dev, size, addr, handle)  dma_free_attrs(dev, size, addr, handle, 0)
#define dmam_alloc_coherent(dev, size, handle, gfp) dmam_alloc_attrs(dev, size, handle, gfp, 0)

/* It came zeroed all the time; before 5.0 one could ask for it. */
#define dma_zalloc_coherent(dev, size, handle, gfp) dma_alloc_coherent(dev, size, handle, gfp)

#define dma_alloc_wc(dev, size, handle, gfp) \
	dma_alloc_attrs(dev, size, handle, gfp, DMA_ATTR_WRITE_COMBINE)
#define dma_free_wc(dev, size, addr, handle) \
	dma_free_attrs(dev, size, addr, handle, DMA_ATTR_WRITE_COMBINE)
#define dma_alloc_writecombine dma_alloc_wc
#define dma_free_writecombine  dma_free_wc

#define dma_alloc_noncoherent(dev, size, handle, dir, gfp) \
	dma_alloc_coherent(dev, size, handle, gfp)
#define dma_free_noncoherent(dev, size, addr, handle, dir) \
	dma_free_coherent(dev, size, addr, handle)

/* ---- mappings -------------------------------------------------------------------------------- */

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);
dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir, unsigned long attrs);

#define dma_map_page(dev, page, offset, size, dir) \
	dma_map_page_attrs(dev, page, offset, size, dir, 0)
#define dma_map_single(dev, ptr, size, dir) dma_map_single_attrs(dev, ptr, size, dir, 0)

static inline int __must_check dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	return unlikely(addr == DMA_MAPPING_ERROR) ? -ENOMEM : 0;
}

/** dma_unmap_single - the device is done: what it wrote comes before what is read from here on. */
static inline void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size,
					  enum dma_data_direction dir, unsigned long attrs)
{
	dma_mb();
}
#define dma_unmap_page_attrs dma_unmap_single_attrs

#define dma_unmap_single(dev, addr, size, dir) dma_unmap_single_attrs(dev, addr, size, dir, 0)
#define dma_unmap_page(dev, addr, size, dir)   dma_unmap_page_attrs(dev, addr, size, dir, 0)

static inline void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
					   enum dma_data_direction dir)
{
	dma_rmb();
}

static inline void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
					      enum dma_data_direction dir)
{
	dma_wmb();
}

static inline void dma_sync_single_range_for_cpu(struct device *dev, dma_addr_t addr,
						 unsigned long offset, size_t size,
						 enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}

static inline void dma_sync_single_range_for_device(struct device *dev, dma_addr_t addr,
						    unsigned long offset, size_t size,
						    enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, addr + offset, size, dir);
}

/* For drivers that keep what they need to unmap. */
#define DEFINE_DMA_UNMAP_ADDR(name)	     dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name)	     __u32 name
#define dma_unmap_addr(ptr, name)	     ((ptr)->name)
#define dma_unmap_addr_set(ptr, name, value) (((ptr)->name) = (value))
#define dma_unmap_len(ptr, name)	     ((ptr)->name)
#define dma_unmap_len_set(ptr, name, value)  (((ptr)->name) = (value))

#endif
