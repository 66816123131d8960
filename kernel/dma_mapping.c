// SPDX-License-Identifier: MIT
/*
 * Memory for devices.
 *
 * What a device reaches decides the zone: all of ZONE_DMA lies below 24 bits, all of ZONE_DMA32
 * below 32.  A limit in between is tried in the higher zone first, for much of that may be below
 * it, and then in the lower.  Memory that is out of reach is given back, and never handed out.
 *
 * A block is whole pages, each of its own once the rest of the page layer's block was given back.
 * Its first page keeps the size in page->private, so that a wrong free is told before it harms; its
 * complement, which is not small, nor an address, and so not what others keep there.
 */
#include "kernel/kernel.h"
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/sched/mm.h>
#include "base/base.h"
#include "mm/boot/trace.h"
#include "mm/page/page.h"

/* Addresses of ZONE_DMA have so many bits: the part of memory that any device reaches. */
#define ZONE_DMA_MASK	DMA_BIT_MASK(24)
#define ZONE_DMA32_MASK DMA_BIT_MASK(32)

/* ---- masks ----------------------------------------------------------------------------------- */

static u64 last_address(void)
{
	return ((u64)max_pfn << PAGE_SHIFT) - 1;
}

/** dma_supported - true where there can be memory for a device that reaches up to @mask. */
int dma_supported(struct device *dev, u64 mask)
{
	return mask >= min(ZONE_DMA_MASK, last_address());
}
EXPORT_SYMBOL(dma_supported);

/**
 * dma_set_mask - say how far @dev reaches in memory that is mapped for it.
 * Return: 0; -EIO where that is too little, or @dev was made without a dma_mask.
 */
int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || !dma_supported(dev, mask))
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_mask);

/** dma_set_coherent_mask - the same for memory of dma_alloc_coherent(). */
int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (!dma_supported(dev, mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}
EXPORT_SYMBOL(dma_set_coherent_mask);

/** dma_get_required_mask - the least mask that reaches all memory there is. */
u64 dma_get_required_mask(struct device *dev)
{
	return (1ull << (fls64(last_address()) - 1)) * 2 - 1;
}
EXPORT_SYMBOL(dma_get_required_mask);

static bool reaches(u64 mask, phys_addr_t from, size_t size)
{
	return (u64)from + size - 1 <= mask;
}

/* ---- coherent memory ------------------------------------------------------------------------- */

static gfp_t zone_for(u64 mask)
{
	if (mask <= ZONE_DMA_MASK)
		return __GFP_DMA;
	return mask <= ZONE_DMA32_MASK ? __GFP_DMA32 : 0;
}

static struct page *pages_within(struct device *dev, unsigned int order, gfp_t gfp, u64 mask)
{
	gfp_t zone = zone_for(mask);

	for (;;) {
		struct page *page = alloc_pages_untraced(gfp | zone, order, dev_to_node(dev));

		if (!page || reaches(mask, page_to_phys(page), PAGE_SIZE << order))
			return page;
		free_pages_untraced(page, order);
		if (zone == __GFP_DMA)
			return NULL;
		zone = zone ? __GFP_DMA : __GFP_DMA32;
	}
}

static void free_pages_from(struct page *page, unsigned long from, unsigned long to)
{
	for (unsigned long i = from; i < to; i++)
		free_pages_untraced(page + i, 0);
}

void *dma_alloc_untraced(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp)
{
	unsigned int order = (unsigned int)get_order(size);
	struct page *page;

	if (!size || order > MAX_PAGE_ORDER)
		return NULL;
	gfp &= ~(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM | __GFP_COMP);
	page = pages_within(dev, order, gfp | __GFP_ZERO, dev->coherent_dma_mask);
	if (!page)
		return NULL;
	if (order)
		split_block(page, order);
	free_pages_from(page, PFN_UP(size), 1ul << order);
	page->private = ~size;
	*handle = page_to_phys(page);
	return page_address(page);
}

void dma_free_untraced(void *addr, size_t size)
{
	struct page *page = virt_to_page(addr);

	page->private = 0;
	free_pages_from(page, 0, PFN_UP(size));
}

/**
 * dma_alloc_attrs - memory that @dev reaches, zeroed; dma_alloc_coherent() without attributes.
 * @dev: the device, whose coherent mask was set.
 * @size: bytes, rounded up to pages.
 * @handle: gets the address that the device knows it by.
 * @gfp: how hard to try; which zone is not the caller's to say.
 * @attrs: DMA_ATTR_*.
 *
 * Return: its address; NULL where there is none, or none that low.
 * Context: as @gfp allows.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs)
{
	void *addr;

	WARN_ONCE(!dev->coherent_dma_mask, "%s: coherent_dma_mask is not set\n", dev_name(dev));
	might_alloc(gfp);
	if (mm_trace_should_fail(MM_EVENT_COHERENT, size, gfp))
		return NULL;
	if (attrs & DMA_ATTR_NO_WARN)
		gfp |= __GFP_NOWARN;
	addr = dma_alloc_untraced(dev, size, handle, gfp);
	mm_trace_alloc(MM_EVENT_COHERENT, addr, size, PAGE_ALIGN(size), gfp);
	return addr;
}
EXPORT_SYMBOL(dma_alloc_attrs);

/* The size of the block that begins at @addr; 0 where none does. */
static size_t block_size(const void *addr)
{
	size_t size;

	if (!virt_addr_valid(addr) || offset_in_page(addr))
		return 0;
	size = ~virt_to_page(addr)->private;
	return size <= PAGE_SIZE << MAX_PAGE_ORDER ? size : 0;
}

/* Tell what is wrong with a free; false where nothing is. */
static bool bad_free(struct device *dev, size_t size, void *addr, dma_addr_t handle)
{
	size_t is = block_size(addr);
	u64 at = handle;

	if (!is || handle != __pa(addr))
		report("BUG: DMA-API: %s: device driver tries to free DMA memory it has not "
		       "allocated [device address=0x%016llx] [size=%zu bytes]",
		       dev_name(dev), at, size);
	else if (is != size)
		report("BUG: DMA-API: %s: device driver frees DMA memory with different size "
		       "[device address=0x%016llx] [map size=%zu bytes] [unmap size=%zu bytes]",
		       dev_name(dev), at, is, size);
	else
		return false;
	return true;
}

/**
 * dma_free_attrs - give memory of dma_alloc_attrs() back; what it never gave is reported.
 * Context: any but with interrupts off.
 */
void dma_free_attrs(struct device *dev, size_t size, void *addr, dma_addr_t handle,
		    unsigned long attrs)
{
	WARN_ON(irqs_disabled());
	if (!addr || bad_free(dev, size, addr, handle))
		return;
	mm_trace_free(MM_EVENT_COHERENT, addr);
	dma_free_untraced(addr, size);
}
EXPORT_SYMBOL(dma_free_attrs);

/* ---- managed --------------------------------------------------------------------------------- */

struct coherent {
	size_t size;
	void *addr;
	dma_addr_t handle;
};

static void coherent_release(struct device *dev, void *res)
{
	const struct coherent *c = res;

	dma_free_coherent(dev, c->size, c->addr, c->handle);
}

static int coherent_match(struct device *dev, void *res, void *addr)
{
	return ((const struct coherent *)res)->addr == addr;
}

/** dmam_alloc_attrs - dma_alloc_attrs() that is freed with @dev. */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		       unsigned long attrs)
{
	struct coherent *c = devres_alloc(coherent_release, sizeof(*c), gfp);

	if (!c)
		return NULL;
	c->addr = dma_alloc_attrs(dev, size, handle, gfp, attrs);
	if (!c->addr) {
		devres_free(c);
		return NULL;
	}
	c->size = size;
	c->handle = *handle;
	devres_add(dev, c);
	return c->addr;
}
EXPORT_SYMBOL(dmam_alloc_attrs);

/** dmam_free_coherent - free it before its device goes. */
void dmam_free_coherent(struct device *dev, size_t size, void *addr, dma_addr_t handle)
{
	if (!WARN_ON(devres_destroy(dev, coherent_release, coherent_match, addr)))
		dma_free_coherent(dev, size, addr, handle);
}
EXPORT_SYMBOL(dmam_free_coherent);

/* ---- mappings -------------------------------------------------------------------------------- */

/**
 * dma_map_page_attrs - let @dev use part of a page, or of pages in a row.
 * Return: the address that the device knows it by; DMA_MAPPING_ERROR where it does not reach it.
 * Context: any.
 */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t phys = page_to_phys(page) + offset;

	if (WARN_ON(!valid_dma_direction(dir)) || WARN_ON_ONCE(!dev->dma_mask))
		return DMA_MAPPING_ERROR;
	if (unlikely(!reaches(*dev->dma_mask, phys, size))) {
		WARN_ONCE(!(attrs & DMA_ATTR_NO_WARN),
			  "%s: DMA addr 0x%016llx+%zu overflow (mask %llx, bus limit 0).\n",
			  dev_name(dev), (u64)phys, size, *dev->dma_mask);
		return DMA_MAPPING_ERROR;
	}
	dma_mb();
	return phys;
}
EXPORT_SYMBOL(dma_map_page_attrs);

/**
 * dma_map_single_attrs - the same for @size bytes of kernel memory from kmalloc() or of pages.
 * What has no run of physical addresses (vmalloc, the stack, a module's variables) is reported.
 */
dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	if (WARN(is_vmalloc_addr(ptr), "%s: rejecting DMA map of vmalloc memory\n",
		 dev_name(dev)) ||
	    WARN(!virt_addr_valid(ptr),
		 "%s: rejecting DMA map of %px, which is no allocated memory\n", dev_name(dev),
		 ptr))
		return DMA_MAPPING_ERROR;
	return dma_map_page_attrs(dev, virt_to_page(ptr), offset_in_page(ptr), size, dir, attrs);
}
EXPORT_SYMBOL(dma_map_single_attrs);
