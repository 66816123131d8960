// SPDX-License-Identifier: MIT
/*
 * vmalloc where nothing can be mapped: the same names on contiguous memory.
 *
 * Without an MMU an address is a place in memory, so what is contiguous in addresses is contiguous
 * in frames, and a block of pages from kmalloc() is all that can be had: rounded up to a power of
 * two, harder to find, and no larger than the largest block.  vmap() can only agree to what is so
 * already: pages that lie in a row.
 *
 * The build links this file instead of area.c, lazy.c, map.c, vmalloc.c, vmap.c, show.c and
 * check.c; api.c and kvmalloc.c serve both.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/vmalloc/vmalloc.h>

void *vmap_alloc(unsigned long size, const struct vmap_how *how, const void *caller)
{
	unsigned long block;

	if (!size || size > KMALLOC_MAX_SIZE || how->align > KMALLOC_MAX_SIZE)
		return NULL;
	/* A block of a power of two is aligned to itself. */
	block = roundup_pow_of_two(max(PAGE_ALIGN(size), how->align));
	return kmalloc_untraced(block, (how->gfp | __GFP_COMP) & ~__GFP_HIGHMEM);
}

void vmap_free(const void *addr)
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

void vmap_free_untraced(const void *addr)
{
	kfree_untraced(addr);
}

int vmap_resize(const void *addr, size_t size, size_t *old)
{
	*old = ksize(addr);
	return size <= *old ? 0 : -ENOSPC;
}

/**
 * vmap - the address of pages that lie in a row; NULL of any others.
 * @pages: the pages.
 * @count: how many.
 * @flags: not looked at.
 * @prot: not looked at.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	unsigned int i;

	for (i = 1; i < count; i++)
		if (pages[i] != pages[0] + i)
			return NULL;
	return count ? page_address(pages[0]) : NULL;
}
EXPORT_SYMBOL(vmap);

/** vunmap - nothing: the pages stay where they are. */
void vunmap(const void *addr)
{
}
EXPORT_SYMBOL(vunmap);

void *(vm_map_ram)(struct page **pages, unsigned int count, int node)
{
	return vmap(pages, count, VM_MAP, PAGE_KERNEL);
}
EXPORT_SYMBOL(vm_map_ram);

void vm_unmap_ram(const void *mem, unsigned int count)
{
}
EXPORT_SYMBOL(vm_unmap_ram);

void vm_unmap_aliases(void)
{
}
EXPORT_SYMBOL(vm_unmap_aliases);

struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	return NULL;
}
EXPORT_SYMBOL(get_vm_area_caller);

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return NULL;
}
EXPORT_SYMBOL(get_vm_area);

void free_vm_area(struct vm_struct *area)
{
	report("free_vm_area(): there are no areas without an MMU");
}
EXPORT_SYMBOL(free_vm_area);

struct vm_struct *find_vm_area(const void *addr)
{
	return NULL;
}
EXPORT_SYMBOL(find_vm_area);

struct page *vmalloc_to_page(const void *addr)
{
	return virt_addr_valid(addr) ? virt_to_page(addr) : NULL;
}
EXPORT_SYMBOL(vmalloc_to_page);

unsigned long vmalloc_to_pfn(const void *addr)
{
	return virt_addr_valid(addr) ? virt_to_pfn(addr) : 0;
}
EXPORT_SYMBOL(vmalloc_to_pfn);

/** is_vmalloc_addr - false: memory of vmalloc() is memory of kmalloc(), and kfree() takes it. */
bool is_vmalloc_addr(const void *addr)
{
	return false;
}
EXPORT_SYMBOL(is_vmalloc_addr);

bool is_vmalloc_or_module_addr(const void *addr)
{
	return false;
}
EXPORT_SYMBOL(is_vmalloc_or_module_addr);

/** vmalloc_nr_pages - 0: the pages are counted as kmalloc()'s. */
unsigned long vmalloc_nr_pages(void)
{
	return 0;
}
EXPORT_SYMBOL(vmalloc_nr_pages);

/* ---- life: there is no state ----------------------------------------------------------------- */

int vmap_init(void)
{
	return 0;
}

void vmap_exit(void)
{
}

int vmap_check(void)
{
	return 0;
}

void vmallocinfo_show(struct textbuf *t)
{
}

unsigned long vmalloc_purge(void)
{
	return 0;
}

unsigned long vmalloc_lazy_pages(void)
{
	return 0;
}
