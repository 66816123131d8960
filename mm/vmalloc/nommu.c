// SPDX-License-Identifier: MIT
/*
 * vmalloc where nothing can be mapped: the same names on contiguous memory.
 *
 * Without an MMU an address is a place in memory, so what is contiguous in addresses is contiguous
 * in frames, and a block of pages from kmalloc() is all that can be had: rounded up to a power of
 * two, harder to find, and no larger than the largest block.  vmap() can only agree to what is so
 * already: pages that lie in a row.
 *
 * A machine of the profile nommu has this back end; a build with -Dmmu=false has no other, and
 * leaves area.c, cached.c, check.c, index.c, lazy.c, map.c, raw.c, show.c, vmalloc.c and vmap.c
 * out.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/vmalloc/backend.h>

static void *nommu_alloc(unsigned long size, const struct vmap_how *how, const void *caller)
{
	unsigned long block;

	if (!size || size > KMALLOC_MAX_SIZE || how->align > KMALLOC_MAX_SIZE)
		return NULL;
	/* A block of a power of two is aligned to itself. */
	block = roundup_pow_of_two(max(PAGE_ALIGN(size), how->align));
	return kmalloc_untraced(block, (how->gfp | __GFP_COMP) & ~__GFP_HIGHMEM);
}

static void nommu_free(const void *addr)
{
	if (!PAGE_ALIGNED((unsigned long)addr)) {
		report("Trying to vfree() bad address (%p)", addr);
		return;
	}
	if (!virt_addr_valid(addr)) {
		report("Trying to vfree() nonexistent vm area (%p)", addr);
		return;
	}
	mm_trace_free(MM_EVENT_VMALLOC, addr);
	kfree_untraced(addr);
}

static int nommu_resize(const void *addr, size_t size, size_t *old)
{
	*old = ksize(addr);
	return size <= *old ? 0 : -ENOSPC;
}

/* nommu_map - the address of pages that lie in a row; NULL of any others. */
static void *nommu_map(struct page **pages, unsigned int count, unsigned long flags,
		       const void *caller)
{
	unsigned int i;

	for (i = 1; i < count; i++)
		if (pages[i] != pages[0] + i)
			return NULL;
	return count ? page_address(pages[0]) : NULL;
}

static void *nommu_map_ram(struct page **pages, unsigned int count, const void *caller)
{
	return nommu_map(pages, count, VM_MAP, caller);
}

/* The pages stay where they are. */
static void nommu_unmap(const void *addr)
{
}

static void nommu_unmap_ram(const void *addr, unsigned int count)
{
}

static struct vm_struct *nommu_get_area(unsigned long size, unsigned long flags,
					unsigned long start, unsigned long end, const void *caller)
{
	return NULL;
}

static void nommu_free_area(struct vm_struct *area)
{
	report("free_vm_area(): there are no areas without an MMU");
}

static struct vm_struct *nommu_find_area(const void *addr)
{
	return NULL;
}

static int nommu_map_range(unsigned long addr, unsigned long size, struct page **pages)
{
	return -EINVAL;
}

static void nommu_unmap_range(unsigned long addr, unsigned long size)
{
}

static struct page *nommu_to_page(const void *addr)
{
	return virt_addr_valid(addr) ? virt_to_page(addr) : NULL;
}

/* ---- there is no state ----------------------------------------------------------------------- */

static int nommu_init(void)
{
	return 0;
}

static void nommu_exit(void)
{
}

static int nommu_check(void)
{
	return 0;
}

/* An area is a block of kmalloc(), and has no record. */
static void nommu_look(void (*fn)(void *ctx, const void *record, size_t size), void *ctx)
{
}

static void nommu_show(struct textbuf *t)
{
}

static unsigned long nommu_no_pages(void)
{
	return 0;
}

/* kmalloc() has it as much at hand. */
static void *nommu_warm(unsigned long size, const void *caller)
{
	return NULL;
}

const struct vmap_backend vmap_nommu = {
	.init = nommu_init,
	.exit = nommu_exit,
	.check = nommu_check,
	.show = nommu_show,
	.look = nommu_look,
	.purge = nommu_no_pages,
	.lazy_pages = nommu_no_pages,
	.used_pages = nommu_no_pages,
	.own_pages = nommu_no_pages,
	.alloc = nommu_alloc,
	.warm = nommu_warm,
	.free = nommu_free,
	.free_untraced = kfree_untraced,
	.resize = nommu_resize,
	.map = nommu_map,
	.unmap = nommu_unmap,
	.map_ram = nommu_map_ram,
	.unmap_ram = nommu_unmap_ram,
	.get_area = nommu_get_area,
	.free_area = nommu_free_area,
	.find_area = nommu_find_area,
	.map_range = nommu_map_range,
	.unmap_range = nommu_unmap_range,
	.to_page = nommu_to_page,
};
