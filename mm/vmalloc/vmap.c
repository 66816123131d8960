// SPDX-License-Identifier: MIT
/* Mappings that callers make of their own pages, and questions about any area. */
#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

/* bare_area - addresses for @size bytes in [@start, @end), and their guard page. */
static struct vmap_area *bare_area(enum vmap_kind kind, unsigned long size, unsigned long flags,
				   unsigned long start, unsigned long end, const void *caller)
{
	unsigned long bytes = PAGE_ALIGN(size);
	struct vmap_area *va;

	if (!(flags & VM_NO_GUARD))
		bytes += PAGE_SIZE;
	if (!size || bytes < size)
		return NULL;
	va = vmap_area_get(&(const struct vmap_wish){ bytes, PAGE_SIZE, start, end }, GFP_KERNEL);
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

bool vmap_pages_are_valid(struct page **pages, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (!pages[i] || !pfn_valid(page_to_pfn(pages[i])))
			return false;
	return true;
}

void vmap_pages_share(struct page **pages, unsigned int count)
{
	for (unsigned int i = 0; mm_access_on() && i < count; i++)
		if (!PageHighMem(pages[i]))
			mm_access_shared(lowmem_page_address(pages[i]), PAGE_SIZE);
}

static struct vmap_area *map_pages(enum vmap_kind kind, struct page **pages, unsigned int count,
				   unsigned long flags, const void *caller)
{
	struct vmap_area *va;
	LIST_HEAD(arrays);

	if (!count || count > totalram_pages() ||
	    mm_trace_should_fail(MM_EVENT_VMALLOC, (size_t)count << PAGE_SHIFT, GFP_KERNEL))
		return NULL;
	if (!vmap_pages_are_valid(pages, count)) {
		report("vmap() of an array with an entry that is no page");
		return NULL;
	}
	vmap_pages_share(pages, count);
	va = bare_area(kind, (unsigned long)count << PAGE_SHIFT, flags, 0, ULONG_MAX, caller);
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

void *vmap_map_pages(struct page **pages, unsigned int count, unsigned long flags,
		     const void *caller)
{
	struct vmap_area *va;

	if (WARN_ON_ONCE(flags & VM_NO_GUARD))
		flags &= ~(unsigned long)VM_NO_GUARD;
	va = map_pages(VMAP_KIND_MAP, pages, count, flags, caller);
	if (!va)
		return NULL;
	if (flags & VM_MAP_PUT_PAGES) {
		va->vm.pages = pages;
		va->vm.nr_pages = count;
	}
	return publish(va);
}

void vmap_unmap_pages(const void *addr)
{
	vmap_release(addr, VMAP_BY_VUNMAP, 0);
}

void *vmap_map_ram(struct page **pages, unsigned int count, const void *caller)
{
	struct vmap_area *va = map_pages(VMAP_KIND_RAM, pages, count, VM_MAP, caller);

	return va ? publish(va) : NULL;
}

void vmap_unmap_ram(const void *addr, unsigned int count)
{
	vmap_release(addr, VMAP_BY_UNMAP_RAM, count);
}

/* ---- addresses alone ------------------------------------------------------------------------- */

struct vm_struct *vmap_get_area(unsigned long size, unsigned long flags, unsigned long start,
				unsigned long end, const void *caller)
{
	struct vmap_area *va = bare_area(VMAP_KIND_RAW, size, flags, start, end, caller);

	if (!va)
		return NULL;
	publish(va);
	return &va->vm;
}

void vmap_free_area(struct vm_struct *area)
{
	vunmap(area->addr);
}

/* ---- questions ------------------------------------------------------------------------------- */

struct vm_struct *vmap_find_area(const void *addr)
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

struct page *vmap_to_page(const void *addr)
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
