/* SPDX-License-Identifier: MIT */
/* What stands behind the calls of linux/vmalloc.h: one table with an MMU, another without. */
#ifndef MM_VMALLOC_BACKEND_H
#define MM_VMALLOC_BACKEND_H

#include <mm/vmalloc/vmalloc.h>

/**
 * struct vmap_backend - what differs between machines with and without an MMU.
 * @init, @exit, @check, @show: the layer's life, its proof, the text of /proc/vmallocinfo.
 * @look: see vmalloc_look_records().
 * @purge: give back what was freed lazily; returns frames given back.
 * @lazy_pages: how many those would be.
 * @used_pages: frames of areas in use.
 * @own_pages: frames of the layer's own, which stay so until the machine ends.
 * @alloc: memory; raises no event, its callers do.
 * @warm: what @alloc has at hand for a plain vmalloc() that nobody watches; NULL: ask @alloc.
 * @free: give it back.  This raises one, as only it can tell what is freed in truth, and reports
 *	what is not.
 * @free_untraced: give back the core's own, without an event.
 * @resize: let the memory at an address serve @size bytes where it stands; *@old is what it served.
 *	0; -ENOSPC where it is too small; -ENOENT, reported, where there is none.
 * @map, @unmap: vmap() and vunmap(), and @map_ram, @unmap_ram the same for vm_map_ram().
 * @get_area, @free_area: addresses in [start, end) with nothing behind them.
 * @find_area: the area in use at an address.
 * @map_range, @unmap_range: put pages behind addresses of @get_area, and take them away.
 * @to_page: the page behind an address.
 */
struct vmap_backend {
	int (*init)(void);
	void (*exit)(void);
	int (*check)(void);
	void (*show)(struct textbuf *t);
	void (*look)(void (*fn)(void *ctx, const void *record, size_t size), void *ctx);
	unsigned long (*purge)(void);
	unsigned long (*lazy_pages)(void);
	unsigned long (*used_pages)(void);
	unsigned long (*own_pages)(void);

	void *(*alloc)(unsigned long size, const struct vmap_how *how, const void *caller);
	void *(*warm)(unsigned long size, const void *caller);
	void (*free)(const void *addr);
	void (*free_untraced)(const void *addr);
	int (*resize)(const void *addr, size_t size, size_t *old);

	void *(*map)(struct page **pages, unsigned int count, unsigned long flags,
		     const void *caller);
	void (*unmap)(const void *addr);
	void *(*map_ram)(struct page **pages, unsigned int count, const void *caller);
	void (*unmap_ram)(const void *addr, unsigned int count);

	struct vm_struct *(*get_area)(unsigned long size, unsigned long flags, unsigned long start,
				      unsigned long end, const void *caller);
	void (*free_area)(struct vm_struct *area);
	struct vm_struct *(*find_area)(const void *addr);
	int (*map_range)(unsigned long addr, unsigned long size, struct page **pages);
	void (*unmap_range)(unsigned long addr, unsigned long size);
	struct page *(*to_page)(const void *addr);
};

/* vmap_mmu maps scattered frames (vmalloc.c); vmap_nommu takes contiguous ones (nommu.c). */
extern const struct vmap_backend vmap_mmu, vmap_nommu;

/* vmap_backend - the running machine's. */
extern const struct vmap_backend *vmap_backend;

#endif
