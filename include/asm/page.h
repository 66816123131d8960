/* SPDX-License-Identifier: MIT */
/*
 * Pages and the direct map.
 *
 * The direct map is one run of addresses at page_offset_base, where physical address p below
 * lowmem_bytes stands at page_offset_base + p; memory above has no address until it is mapped.
 * The base is a variable because a host process has no address that is always free.
 */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <linux/types.h>
#include <linux/const.h>

#define PAGE_SHIFT CONFIG_PAGE_SHIFT
#define PAGE_SIZE  (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

#define PAGE_ALIGN(addr)      (((addr) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGE_ALIGN_DOWN(addr) ((addr)&PAGE_MASK)
#define PAGE_ALIGNED(addr)    (((unsigned long)(addr) & (PAGE_SIZE - 1)) == 0)
#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)

struct page;

/** page_offset_base - the address of physical address 0: where the direct map begins. */
extern unsigned long page_offset_base;
/** lowmem_bytes - how much memory has an address there; lowmem_frames - the same, in pages. */
extern unsigned long lowmem_bytes;
extern unsigned long lowmem_frames;
/** mem_map - the struct page of frame 0, and of all others behind it. */
extern struct page *mem_map;
/** vmemmap_base - where the struct page of address 0 would be. */
extern unsigned long vmemmap_base;
/** max_pfn - one more than the number of the last frame. */
extern unsigned long max_pfn;

#define PAGE_OFFSET page_offset_base

#define __pa(x) ((phys_addr_t)((unsigned long)(x)-PAGE_OFFSET))
#define __va(x) ((void *)((unsigned long)(x) + PAGE_OFFSET))

/** virt_to_phys, phys_to_virt - between an address in the direct map and its physical address. */
static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#define __pfn_to_page(pfn)  (mem_map + (pfn))
#define __page_to_pfn(page) ((unsigned long)((page)-mem_map))
#define pfn_to_page(pfn)    __pfn_to_page(pfn)
#define page_to_pfn(page)   __page_to_pfn(page)

#define virt_to_pfn(addr) ((unsigned long)(__pa(addr) >> PAGE_SHIFT))
#define pfn_to_virt(pfn)  __va((phys_addr_t)(pfn) << PAGE_SHIFT)
#define pfn_to_kaddr(pfn) pfn_to_virt(pfn)
/*
 * Two operations and an addition that a load takes along, which matters to a free: it can do
 * nothing before it knows the page.
 */
#define virt_to_page(addr)              \
	((struct page *)(vmemmap_base + \
			 ((unsigned long)(addr) >> PAGE_SHIFT) * sizeof(struct page)))
/* The same backwards; in one where a page is a whole number of struct pages. */
#define __page_to_bytes(at)                                                           \
	(PAGE_SIZE % sizeof(struct page) ? (at) / sizeof(struct page) << PAGE_SHIFT : \
					   (at) * (PAGE_SIZE / sizeof(struct page)))
#define page_to_virt(p)	   ((void *)__page_to_bytes((unsigned long)(p)-vmemmap_base))
#define page_to_phys(page) ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define phys_to_page(phys) pfn_to_page((unsigned long)((phys) >> PAGE_SHIFT))

#define PFN_ALIGN(x) (((unsigned long)(x) + (PAGE_SIZE - 1)) & PAGE_MASK)
#define PFN_UP(x)    (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)  ((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)  ((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x)  ((unsigned long)((x) >> PAGE_SHIFT))

/** pfn_valid - true where @pfn is a frame of RAM that this machine has. */
bool pfn_valid(unsigned long pfn);

/** virt_addr_valid - true where @addr lies in the direct map of RAM. */
#define virt_addr_valid(addr) \
	((unsigned long)(addr)-PAGE_OFFSET < lowmem_bytes && pfn_valid(virt_to_pfn(addr)))

#define clear_page(addr)		      __builtin_memset((addr), 0, PAGE_SIZE)
#define copy_page(to, from)		      __builtin_memcpy((to), (from), PAGE_SIZE)
#define clear_user_page(addr, vaddr, page)    clear_page(addr)
#define copy_user_page(to, from, vaddr, page) copy_page(to, from)

/**
 * get_order - the smallest order whose block holds @size bytes.
 *
 * Return: the order; of 0 bytes, the number of orders an address has (no block is large enough),
 * which is what a size that wrapped around deserves.
 */
static inline __attribute__((const)) int get_order(unsigned long size)
{
	if (!size)
		return (int)(sizeof(long) * 8) - PAGE_SHIFT;
	size = (size - 1) >> PAGE_SHIFT;
	return size ? (int)(sizeof(long) * 8) - __builtin_clzl(size) : 0;
}

#endif
