// SPDX-License-Identifier: MIT
/*
 * The calls of linux/vmalloc.h that map and ask, and the layer's entrance: each goes to the back
 * end that suits the machine, which is chosen as it boots.
 *
 * A build without an MMU (-Dmmu=false) has but the one.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/might_sleep.h>
#include <linux/mm.h>
#include <linux/preempt.h>

#include <base/base.h>
#include <mm/page/page.h>
#include <mm/vmalloc/backend.h>
#include <port/port.h>

#define CALLER ((const void *)_RET_IP_)

/* Until a machine boots: the one that needs none. */
const struct vmap_backend *vmap_backend = &vmap_nommu;

/* See vmalloc.h. */
void *vmalloc_untraced(unsigned long size, const struct vmap_how *how, const void *caller)
{
	return vmap_backend->alloc(size, how, caller);
}

struct vm_struct *vmap_own_area(unsigned long size, unsigned long flags, const void *caller)
{
	return vmap_backend->get_area(size, flags | VM_OWNED, 0, ULONG_MAX, caller);
}

void vfree_untraced(const void *addr)
{
	vmap_backend->free_untraced(addr);
}

/* ---- mappings -------------------------------------------------------------------------------- */

/**
 * vmap - give pages addresses in a row.
 * @pages: the pages, @count of them, in the order wanted; the array is the caller's.
 * @count: how many.
 * @flags: VM_MAP; with VM_MAP_PUT_PAGES vfree() frees @pages, which kvmalloc() must have made, and
 * drops a reference of each page.
 * @prot: PAGE_KERNEL.
 *
 * A page may be mapped several times, and each address shows the same bytes.  Without an MMU only
 * pages that lie in a row have addresses in a row.
 *
 * Return: the address of the first page, or NULL.
 * Context: process; may sleep.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	might_sleep();
	return vmap_backend->map(pages, count, flags, CALLER);
}
EXPORT_SYMBOL(vmap);

/**
 * vunmap - take away a mapping of vmap(); the pages stay the caller's.
 * @addr: what vmap() returned; NULL is nothing to do.  Anything else is reported.
 *
 * Context: process; may sleep.
 */
void vunmap(const void *addr)
{
	if (unlikely(in_interrupt()))
		report("vunmap() called from interrupt context");
	else
		might_sleep();
	if (addr)
		vmap_backend->unmap(addr);
}
EXPORT_SYMBOL(vunmap);

/**
 * vm_map_ram - vmap() for mappings of short life, taken away by vm_unmap_ram().
 * @pages: the pages.
 * @count: how many.
 * @node: where the tables should lie; any serves here.
 */
void *(vm_map_ram)(struct page **pages, unsigned int count, int node)
{
	might_sleep();
	return vmap_backend->map_ram(pages, count, CALLER);
}
EXPORT_SYMBOL(vm_map_ram);

/**
 * vm_unmap_ram - take away a mapping of vm_map_ram().
 * @mem: what that returned.
 * @count: the number of pages it was given; another number is reported, and nothing done.
 */
void vm_unmap_ram(const void *mem, unsigned int count)
{
	might_sleep();
	vmap_backend->unmap_ram(mem, count);
}
EXPORT_SYMBOL(vm_unmap_ram);

/** vm_unmap_aliases - let no freed area be mapped any more. */
void vm_unmap_aliases(void)
{
	vmap_backend->purge();
}
EXPORT_SYMBOL(vm_unmap_aliases);

/* ---- addresses alone ------------------------------------------------------------------------- */

/** get_vm_area_caller - get_vm_area() in the name of @caller. */
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	return vmap_backend->get_area(size, flags, 0, ULONG_MAX, caller);
}
EXPORT_SYMBOL(get_vm_area_caller);

/**
 * get_vm_area - reserve addresses with nothing behind them.
 * @size: bytes.
 * @flags: what they are for: VM_IOREMAP, VM_MAP.
 * Return: the area, which free_vm_area() takes back, or NULL; NULL without an MMU.
 */
struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return vmap_backend->get_area(size, flags, 0, ULONG_MAX, CALLER);
}
EXPORT_SYMBOL(get_vm_area);

/**
 * __get_vm_area - get_vm_area() that lies between @start and @end, guard page included.
 *
 * Where that is less than vmalloc space, the free ranges there are looked at one by one.
 */
struct vm_struct *__get_vm_area(unsigned long size, unsigned long flags, unsigned long start,
				unsigned long end)
{
	return vmap_backend->get_area(size, flags, start, end, CALLER);
}
EXPORT_SYMBOL(__get_vm_area);

/** __get_vm_area_caller - __get_vm_area() in the name of @caller. */
struct vm_struct *__get_vm_area_caller(unsigned long size, unsigned long flags, unsigned long start,
				       unsigned long end, const void *caller)
{
	return vmap_backend->get_area(size, flags, start, end, caller);
}
EXPORT_SYMBOL(__get_vm_area_caller);

/**
 * alloc_vm_area - get_vm_area() whose page tables are there; kernels up to 5.9.
 * @size: bytes.
 * @ptes: NULL: there are no entries of page tables that could be handed out, and to ask for them
 * is reported.
 * Return: the area, which free_vm_area() takes back, or NULL.
 */
struct vm_struct *(alloc_vm_area)(size_t size, void *ptes)
{
	might_sleep();
	if (ptes) {
		report("alloc_vm_area(): there are no page tables here; use map_vm_area()");
		return NULL;
	}
	return vmap_backend->get_area(size, VM_IOREMAP, 0, ULONG_MAX, CALLER);
}
EXPORT_SYMBOL(alloc_vm_area);

/** free_vm_area - give back what get_vm_area() returned, and what is mapped there. */
void free_vm_area(struct vm_struct *area)
{
	vmap_backend->free_area(area);
}
EXPORT_SYMBOL(free_vm_area);

/**
 * map_vm_area - map pages behind all of an area of get_vm_area(); kernels up to 5.7.
 * @area: the area, with nothing mapped behind it.
 * @prot: PAGE_KERNEL.
 * @pages: as many as @area has, guard page left out.
 *
 * Return: 0; -EBUSY where something is mapped, -EINVAL for what is no such area or no pages, both
 * reported; -ENOMEM.
 * Context: process; may sleep.  Calls for one area are for the caller to serialise.
 */
int map_vm_area(struct vm_struct *area, pgprot_t prot, struct page **pages)
{
	might_sleep();
	return vmap_backend->map_range((unsigned long)area->addr, get_vm_area_size(area), pages);
}
EXPORT_SYMBOL(map_vm_area);

/** vm_area_map_pages - map_vm_area() of [@start, @end) within @area; kernels from 6.10. */
int vm_area_map_pages(struct vm_struct *area, unsigned long start, unsigned long end,
		      struct page **pages)
{
	might_sleep();
	if (start < (unsigned long)area->addr ||
	    end > (unsigned long)area->addr + get_vm_area_size(area))
		return -ERANGE;
	return vmap_backend->map_range(start, end - start, pages);
}
EXPORT_SYMBOL(vm_area_map_pages);

/** vm_area_unmap_pages - take away what is mapped at [@start, @end) within @area. */
void vm_area_unmap_pages(struct vm_struct *area, unsigned long start, unsigned long end)
{
	might_sleep();
	vmap_backend->unmap_range(start, end - start);
}
EXPORT_SYMBOL(vm_area_unmap_pages);

/**
 * map_kernel_range - map_vm_area() of @size bytes at @addr, both whole pages; kernels up to 5.10.
 * Return: as map_vm_area().
 */
int map_kernel_range(unsigned long addr, unsigned long size, pgprot_t prot, struct page **pages)
{
	might_sleep();
	return vmap_backend->map_range(addr, size, pages);
}
EXPORT_SYMBOL(map_kernel_range);

/** unmap_kernel_range - take away what map_kernel_range() mapped; the addresses stay reserved. */
void unmap_kernel_range(unsigned long addr, unsigned long size)
{
	might_sleep();
	vmap_backend->unmap_range(addr, size);
}
EXPORT_SYMBOL(unmap_kernel_range);

/* ---- questions ------------------------------------------------------------------------------- */

/** find_vm_area - the area in use that @addr lies in, or NULL. */
struct vm_struct *find_vm_area(const void *addr)
{
	return vmap_backend->find_area(addr);
}
EXPORT_SYMBOL(find_vm_area);

/**
 * vmalloc_to_page - the page behind an address of vmalloc space.
 * Return: the page; NULL for a guard page and whatever is not mapped.
 */
struct page *vmalloc_to_page(const void *addr)
{
	return vmap_backend->to_page(addr);
}
EXPORT_SYMBOL(vmalloc_to_page);

/** vmalloc_to_pfn - the frame behind an address that vmalloc_to_page() has a page for, else 0. */
unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmap_backend->to_page(addr);

	return page ? page_to_pfn(page) : 0;
}
EXPORT_SYMBOL(vmalloc_to_pfn);

/**
 * is_vmalloc_addr - true where @addr lies in vmalloc space, mapped or not.
 *
 * Without an MMU there is no such space: memory of vmalloc() is memory of kmalloc(), and kfree()
 * takes it.
 */
bool is_vmalloc_addr(const void *addr)
{
	unsigned long a = (unsigned long)addr;

	return a >= port.vmalloc_start && a < port.vmalloc_end;
}
EXPORT_SYMBOL(is_vmalloc_addr);

/** is_vmalloc_or_module_addr - is_vmalloc_addr(): modules are not loaded into a space of ours. */
bool is_vmalloc_or_module_addr(const void *addr)
{
	return is_vmalloc_addr(addr);
}
EXPORT_SYMBOL(is_vmalloc_or_module_addr);

/** vmalloc_nr_pages - frames that areas in use own; without an MMU they are kmalloc()'s. */
unsigned long vmalloc_nr_pages(void)
{
	return vmap_backend->used_pages();
}
EXPORT_SYMBOL(vmalloc_nr_pages);

/* ---- the entrance ---------------------------------------------------------------------------- */

unsigned long vmalloc_base, vmalloc_limit;
EXPORT_SYMBOL(vmalloc_base);
EXPORT_SYMBOL(vmalloc_limit);

int vmap_init(void)
{
	vmalloc_base = port.vmalloc_start;
	vmalloc_limit = port.vmalloc_end;
	vmap_backend = IS_ENABLED(CONFIG_MMU) && port.has_mmu ? &vmap_mmu : &vmap_nommu;
	vm_vmalloc_used_pages = vmap_backend->used_pages;
	return vmap_backend->init();
}

void vmap_exit(void)
{
	vmap_backend->exit();
}

int vmap_check(void)
{
	return vmap_backend->check();
}

void vmallocinfo_show(struct textbuf *t)
{
	vmap_backend->show(t);
}

void vmalloc_look_records(void (*fn)(void *ctx, const void *record, size_t size), void *ctx)
{
	vmap_backend->look(fn, ctx);
}

unsigned long vmalloc_purge(void)
{
	return vmap_backend->purge();
}

unsigned long vmalloc_lazy_pages(void)
{
	return vmap_backend->lazy_pages();
}

unsigned long vmalloc_own_pages(void)
{
	return vmap_backend->own_pages();
}
