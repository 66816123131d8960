/* SPDX-License-Identifier: MIT */
/* Memory that is contiguous only in its addresses, and mappings of pages made by hand. */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <asm/page.h>
#include <asm/pgtable.h>

/* What an area is: bits of vm_struct->flags. */
#define VM_IOREMAP	   0x00000001 /* device registers */
#define VM_ALLOC	   0x00000002 /* vmalloc(): the area owns its pages */
#define VM_MAP		   0x00000004 /* vmap(): the pages are the caller's */
#define VM_USERMAP	   0x00000008 /* may be mapped into user space: vmalloc_user() */
#define VM_DMA_COHERENT	   0x00000010 /* dma_alloc_coherent() */
#define VM_UNINITIALIZED   0x00000020 /* still being put together */
#define VM_NO_GUARD	   0x00000040 /* no page is left out after it */
#define VM_MAP_PUT_PAGES   0x00000100 /* vmap(): vfree() drops the pages and their array */
#define VM_ALLOW_HUGE_VMAP 0x00000400

/**
 * struct vm_struct - an area of vmalloc space.
 * @addr: its first byte.
 * @size: bytes, the guard page included; get_vm_area_size() leaves that out.
 * @flags: VM_* bits.
 * @pages: the pages it owns, in order of their addresses; NULL where it owns none.
 * @nr_pages: how many @pages there are.
 * @page_order: @pages come in aligned runs of 2^@page_order, and so do their addresses; each page
 *	stands alone all the same.
 * @phys_addr: of device registers.
 * @caller: who asked for it.
 * @requested_size: bytes asked for; 0 where whole pages were.
 */
struct vm_struct {
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
	unsigned int page_order;
	phys_addr_t phys_addr;
	const void *caller;
	unsigned long requested_size;
};

/* ---- memory ---------------------------------------------------------------------------------- */

void *vmalloc(unsigned long size) __malloc;
void *vzalloc(unsigned long size) __malloc;
void *vmalloc_user(unsigned long size) __malloc;
void *vmalloc_32(unsigned long size) __malloc;
void *vmalloc_32_user(unsigned long size) __malloc;
void *vmalloc_node(unsigned long size, int node) __malloc;
void *vzalloc_node(unsigned long size, int node) __malloc;
void *vmalloc_huge(unsigned long size, gfp_t gfp) __malloc;
void *vmalloc_huge_node(unsigned long size, gfp_t gfp, int node) __malloc;
void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp, int node,
		     const void *caller) __malloc;
void *(__vmalloc)(unsigned long size, gfp_t gfp)__malloc;
void *__vmalloc_array(size_t n, size_t size, gfp_t gfp) __malloc;
void *vmalloc_array(size_t n, size_t size) __malloc;
void *__vcalloc(size_t n, size_t size, gfp_t gfp) __malloc;
void *vcalloc(size_t n, size_t size) __malloc;
void *vrealloc(const void *p, size_t size, gfp_t gfp) __must_check;
void vfree(const void *addr);
void vfree_atomic(const void *addr);

/* Kernels before 5.8 name the page protection too; there is only one here. */
#define __vmalloc(size, gfp, ...) (__vmalloc)((size), (gfp))

/* ---- mappings made by hand ------------------------------------------------------------------- */

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);
void vunmap(const void *addr);
void *(vm_map_ram)(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);
void vm_unmap_aliases(void);

/* So does vm_map_ram() there. */
#define vm_map_ram(pages, count, node, ...) (vm_map_ram)((pages), (count), (node))

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller);
struct vm_struct *__get_vm_area(unsigned long size, unsigned long flags, unsigned long start,
				unsigned long end);
struct vm_struct *__get_vm_area_caller(unsigned long size, unsigned long flags, unsigned long start,
				       unsigned long end, const void *caller);
struct vm_struct *(alloc_vm_area)(size_t size, void *ptes);
struct vm_struct *find_vm_area(const void *addr);
void free_vm_area(struct vm_struct *area);

int map_vm_area(struct vm_struct *area, pgprot_t prot, struct page **pages);
int vm_area_map_pages(struct vm_struct *area, unsigned long start, unsigned long end,
		      struct page **pages);
void vm_area_unmap_pages(struct vm_struct *area, unsigned long start, unsigned long end);
int map_kernel_range(unsigned long addr, unsigned long size, pgprot_t prot, struct page **pages);
void unmap_kernel_range(unsigned long addr, unsigned long size);

/* No translation is cached that a flush would have to drop. */
#define map_kernel_range_noflush   map_kernel_range
#define unmap_kernel_range_noflush unmap_kernel_range

/* Kernels before 2.6.39 do not ask for entries. */
#define alloc_vm_area(...)		 __alloc_vm_area(__VA_ARGS__, NULL)
#define __alloc_vm_area(size, ptes, ...) (alloc_vm_area)((size), (ptes))

static inline size_t get_vm_area_size(const struct vm_struct *area)
{
	return area->flags & VM_NO_GUARD ? area->size : area->size - PAGE_SIZE;
}

/* ---- questions ------------------------------------------------------------------------------- */

struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);
bool is_vmalloc_addr(const void *addr);
bool is_vmalloc_or_module_addr(const void *addr);
unsigned long vmalloc_nr_pages(void);

DEFINE_FREE(vfree, void *, if (!IS_ERR_OR_NULL(_T)) vfree(_T))

#include <linux/vmalloc_tagged.h>

#endif
