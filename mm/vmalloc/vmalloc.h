/* SPDX-License-Identifier: MIT */
/* The entrance of mm/vmalloc for the layers above it and for bring-up. */
#ifndef MM_VMALLOC_VMALLOC_H
#define MM_VMALLOC_VMALLOC_H

#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/vmalloc.h>

struct textbuf;

/** vmap_init - take over the machine's vmalloc space. Return: 0 or -ENOMEM. */
int vmap_init(void);

/** vmap_exit - purge what was freed lazily; areas still in use are the callers' leaks. */
void vmap_exit(void);

/** vmap_check - prove the layer's invariants. Return: how many are broken, each one printed. */
int vmap_check(void);

/**
 * vmalloc_look_records - call @fn for the core's own record of each area: memory that knows where
 * the area is, whoever else does.
 * Context: @fn is called under a lock, and may not allocate.
 */
void vmalloc_look_records(void (*fn)(void *ctx, const void *record, size_t size), void *ctx);

/** vmallocinfo_show - the text of /proc/vmallocinfo. */
void vmallocinfo_show(struct textbuf *t);

/**
 * vmalloc_purge - unmap all areas that were freed lazily, and give back their frames.
 * Return: frames given back.
 * Context: any; takes the locks of the page layer.
 */
unsigned long vmalloc_purge(void);

/* What to say when port_map() fails and a purge has not helped. */
#define VMAP_LIMIT "the world's limit on mappings is reached (Linux: vm.max_map_count)"

/** vmalloc_own_pages - frames of the layer's own, which stay so until the machine ends. */
unsigned long vmalloc_own_pages(void);

/** vmalloc_lazy_pages - frames that vmalloc_purge() would give back. */
unsigned long vmalloc_lazy_pages(void);

/**
 * struct vmap_how - what kind of memory an area is to have.
 * @align: of the address, a power of two; less than a page means a page.
 * @vm_flags: VM_ALLOC and what else the area is to show.
 * @gfp: how to get the frames; __GFP_ZERO clears them.
 * @node: where from, or NUMA_NO_NODE.
 */
struct vmap_how {
	unsigned long align;
	unsigned long vm_flags;
	gfp_t gfp;
	int node;
};

/**
 * vmalloc_untraced - an area for the core itself: raises no event.
 * @caller: whom /proc/vmallocinfo shows.
 */
void *vmalloc_untraced(unsigned long size, const struct vmap_how *how, const void *caller);

/* A flag of areas that are the core's own: nobody else can give them back. */
#define VM_OWNED 0x80000000ul

/** vmap_own_area - get_vm_area_caller() for the core itself, which vfree_untraced() takes back. */
struct vm_struct *vmap_own_area(unsigned long size, unsigned long flags, const void *caller);

/** vfree_untraced - give back what vmalloc_untraced() or vmap_own_area() gave. */
void vfree_untraced(const void *addr);

#endif
