// SPDX-License-Identifier: MIT
/*
 * Pages put by hand behind addresses of get_vm_area(): the way of kernels of the map_vm_area() era.
 *
 * Such an area lists its pages from the first mapping on, with NULL where nothing is mapped; so
 * vmalloc_to_page() and the check know them as they know those of vmap().
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

/* raw_area - the area of get_vm_area() that has all of [@addr, @addr + @size), or NULL. */
static struct vmap_area *raw_area(unsigned long addr, unsigned long size)
{
	struct vmap_area *va;
	unsigned long end;

	if (!size || !PAGE_ALIGNED(addr | size) || check_add_overflow(addr, size, &end))
		return NULL;
	lock_acquire(&vmap_space.lock);
	va = vmap_find(addr);
	if (va && (va->state != VMAP_BUSY || va->kind != VMAP_KIND_RAW ||
		   end > va->start + get_vm_area_size(&va->vm)))
		va = NULL;
	lock_release(&vmap_space.lock);
	return va;
}

/* list_pages - give @va its list of pages, all NULL, unless it has one. */
static bool list_pages(struct vmap_area *va)
{
	unsigned int nr = (unsigned int)(get_vm_area_size(&va->vm) >> PAGE_SHIFT);

	if (va->mapped)
		return true;
	if (!vmap_array_get(va, nr, GFP_KERNEL, NUMA_NO_NODE))
		return false;
	memset(va->mapped, 0, nr * sizeof(*va->mapped));
	lock_acquire(&vmap_space.lock);
	va->nr_mapped = nr;
	lock_release(&vmap_space.lock);
	return true;
}

/* Callers serialise their calls for one area. */
int vmap_map_range(unsigned long addr, unsigned long size, struct page **pages)
{
	struct vmap_area *va = raw_area(addr, size);
	unsigned int nr = (unsigned int)(size >> PAGE_SHIFT), i;
	struct page **slots;

	if (!va || !vmap_pages_are_valid(pages, nr)) {
		report("mapping %lu bytes at %px: no area of get_vm_area(), or no pages", size,
		       (void *)addr);
		return -EINVAL;
	}
	if (!list_pages(va))
		return -ENOMEM;
	slots = va->mapped + ((addr - va->start) >> PAGE_SHIFT);
	for (i = 0; i < nr; i++)
		if (slots[i]) {
			report("mapping a page at %px, where one is",
			       (void *)(addr + ((unsigned long)i << PAGE_SHIFT)));
			return -EBUSY;
		}
	vmap_pages_share(pages, nr);
	if (vmap_map_at(addr, pages, nr))
		return -ENOMEM;
	memcpy(slots, pages, nr * sizeof(*slots));
	return 0;
}

void vmap_unmap_range(unsigned long addr, unsigned long size)
{
	struct vmap_area *va = raw_area(addr, size);
	unsigned long nr = size >> PAGE_SHIFT;

	if (!va) {
		report("unmapping %lu bytes at %px: no area of get_vm_area()", size, (void *)addr);
		return;
	}
	if (!va->mapped)
		return;
	memset(va->mapped + ((addr - va->start) >> PAGE_SHIFT), 0, nr * sizeof(*va->mapped));
	port_unmap(addr, nr);
}
