// SPDX-License-Identifier: MIT
/* Mappings that callers make of their own pages, and questions about any area. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/might_sleep.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

#define CALLER ((const void *)_RET_IP_)

static struct vmap_area *bare_area(enum vmap_kind kind, unsigned long size, unsigned long flags,
				   const void *caller)
{
	unsigned long bytes = PAGE_ALIGN(size);
	struct vmap_area *va;

	if (!(flags & VM_NO_GUARD))
		bytes += PAGE_SIZE;
	if (!size || bytes < size)
		return NULL;
	va = vmap_area_get(bytes, PAGE_SIZE, GFP_KERNEL);
	if (!va) {
		pr_warn("vmap allocation for size %lu failed\n", bytes);
		return NULL;
	}
	va->kind = kind;
	va->vm.addr = (void *)va->start;
	va->vm.size = bytes;
	va->vm.flags = flags;
	va->vm.caller = caller;
	return va;
}

static bool pages_are_valid(struct page **pages, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (!pages[i] || !pfn_valid(page_to_pfn(pages[i])))
			return false;
	return true;
}

static struct vmap_area *map_pages(enum vmap_kind kind, struct page **pages, unsigned int count,
				   unsigned long flags, const void *caller)
{
	struct vmap_area *va;
	LIST_HEAD(arrays);

	might_sleep();
	if (!count || count > totalram_pages() ||
	    mm_trace_should_fail(MM_EVENT_VMALLOC, (size_t)count << PAGE_SHIFT, GFP_KERNEL))
		return NULL;
	if (!pages_are_valid(pages, count)) {
		report("vmap() of an array with an entry that is no page");
		return NULL;
	}
	va = bare_area(kind, (unsigned long)count << PAGE_SHIFT, flags, caller);
	if (!va)
		return NULL;
	if (!vmap_array_get(va, count, GFP_KERNEL, NUMA_NO_NODE))
		goto fail;
	memcpy(va->mapped, pages, (size_t)count * sizeof(*pages));
	if (vmap_map(va, count)) {
		pr_warn("vmap: %u pages not mapped: " VMAP_LIMIT "\n", count);
		goto fail;
	}
	return va;
fail:
	vmap_array_put(va, &arrays);
	vmap_area_put(va);
	vmap_purge_list(&arrays);
	return NULL;
}

static void *publish(struct vmap_area *va)
{
	/* Kept apart from @va: once published, another thread may free the area. */
	void *addr = va->vm.addr;
	size_t bytes = va->end - va->start;

	if (!(va->vm.flags & VM_IOREMAP)) /* mm/device tells of those */
		mm_trace_alloc(MM_EVENT_VMALLOC, addr, bytes, bytes, GFP_KERNEL);
	vmap_area_publish(va);
	return addr;
}

/**
 * vmap - give pages addresses in a row.
 * @pages: the pages, @count of them, in the order wanted; the array is the caller's.
 * @count: how many.
 * @flags: VM_MAP; with VM_MAP_PUT_PAGES vfree() frees @pages, which kvmalloc() must have made, and
 * drops a reference of each page.
 * @prot: PAGE_KERNEL.
 *
 * A page may be mapped several times, and each address shows the same bytes.
 *
 * Return: the address of the first page, or NULL.
 * Context: process; may sleep.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	struct vmap_area *va;

	if (WARN_ON_ONCE(flags & VM_NO_GUARD))
		flags &= ~(unsigned long)VM_NO_GUARD;
	va = map_pages(VMAP_KIND_MAP, pages, count, flags, CALLER);
	if (!va)
		return NULL;
	if (flags & VM_MAP_PUT_PAGES) {
		va->vm.pages = pages;
		va->vm.nr_pages = count;
	}
	return publish(va);
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
		vmap_release(addr, VMAP_BY_VUNMAP, 0);
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
	struct vmap_area *va = map_pages(VMAP_KIND_RAM, pages, count, VM_MAP, CALLER);

	return va ? publish(va) : NULL;
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
	vmap_release(mem, VMAP_BY_UNMAP_RAM, count);
}
EXPORT_SYMBOL(vm_unmap_ram);

/** vm_unmap_aliases - let no freed area be mapped any more. */
void vm_unmap_aliases(void)
{
	vmalloc_purge();
}
EXPORT_SYMBOL(vm_unmap_aliases);

/* ---- addresses alone ------------------------------------------------------------------------- */

/** get_vm_area_caller - get_vm_area() in the name of @caller. */
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	struct vmap_area *va = bare_area(VMAP_KIND_RAW, size, flags, caller);

	if (!va)
		return NULL;
	publish(va);
	return &va->vm;
}
EXPORT_SYMBOL(get_vm_area_caller);

/**
 * get_vm_area - reserve addresses with nothing behind them.
 * @size: bytes.
 * @flags: what they are for: VM_IOREMAP, VM_MAP.
 * Return: the area, which free_vm_area() takes back, or NULL.
 */
struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return get_vm_area_caller(size, flags, CALLER);
}
EXPORT_SYMBOL(get_vm_area);

/** free_vm_area - give back what get_vm_area() returned. */
void free_vm_area(struct vm_struct *area)
{
	vunmap(area->addr);
}
EXPORT_SYMBOL(free_vm_area);

/* ---- questions ------------------------------------------------------------------------------- */

/** find_vm_area - the area in use that @addr lies in, or NULL. */
struct vm_struct *find_vm_area(const void *addr)
{
	struct vmap_area *va;
	bool found;

	lock_acquire(&vmap_space.lock);
	va = vmap_find((unsigned long)addr);
	found = va && va->state == VMAP_BUSY && va->kind != VMAP_KIND_RAM;
	if (found)
		va->shown = true;
	lock_release(&vmap_space.lock);
	return found ? &va->vm : NULL;
}
EXPORT_SYMBOL(find_vm_area);

/**
 * vmalloc_to_page - the page behind an address of vmalloc space.
 * Return: the page; NULL for a guard page and whatever is not mapped.
 */
struct page *vmalloc_to_page(const void *addr)
{
	struct page *page = NULL;
	struct vmap_area *va;

	lock_acquire(&vmap_space.lock);
	va = vmap_find((unsigned long)addr);
	if (va && va->state == VMAP_BUSY) {
		unsigned long i = ((unsigned long)addr - va->start) >> PAGE_SHIFT;

		if (i < va->nr_mapped)
			page = va->mapped[i];
		va->shown = true;
	}
	lock_release(&vmap_space.lock);
	return page;
}
EXPORT_SYMBOL(vmalloc_to_page);

/** vmalloc_to_pfn - the frame behind an address that vmalloc_to_page() has a page for, else 0. */
unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmalloc_to_page(addr);

	return page ? page_to_pfn(page) : 0;
}
EXPORT_SYMBOL(vmalloc_to_pfn);

/** is_vmalloc_addr - true where @addr lies in vmalloc space, mapped or not. */
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

/** vmalloc_nr_pages - frames that areas in use own. */
unsigned long vmalloc_nr_pages(void)
{
	unsigned long pages;

	lock_acquire(&vmap_space.lock);
	pages = vmap_space.busy_pages;
	lock_release(&vmap_space.lock);
	return pages;
}
EXPORT_SYMBOL(vmalloc_nr_pages);
