/* SPDX-License-Identifier: MIT */
/* Ranges of vmalloc space: what the files of mm/vmalloc share.  The theory is in vmalloc.c. */
#ifndef MM_VMALLOC_AREA_H
#define MM_VMALLOC_AREA_H

#include <linux/types.h>
#include <linux/build_bug.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/vmalloc.h>

#include <base/base.h>
#include <mm/page/page.h>
#include <mm/vmalloc/vmalloc.h>

/**
 * enum vmap_state - where a range stands in its life.
 *
 *	FREE -> BUILDING -> BUSY -> LAZY -> PURGING -> FREE
 *	                      ^-------'
 */
enum vmap_state {
	VMAP_FREE,     /* nobody's; in the tree of free ranges */
	VMAP_BUILDING, /* its maker alone knows it, and is not done */
	VMAP_BUSY,     /* in use */
	VMAP_LAZY,     /* freed; its frames, if it owns any, are still mapped */
	VMAP_PURGING,  /* its purger alone knows it */
};

/** enum vmap_kind - what a range is used for, which says how it is given back. */
enum vmap_kind {
	VMAP_KIND_ALLOC, /* vmalloc(): vfree() */
	VMAP_KIND_MAP,	 /* vmap(): vunmap(), vfree() */
	VMAP_KIND_RAM,	 /* vm_map_ram(): vm_unmap_ram() alone */
	VMAP_KIND_RAW,	 /* get_vm_area(): free_vm_area(), vunmap(), vfree() */
	VMAP_KINDS
};

/**
 * struct vmap_area - one range of addresses, [@start, @end), the guard page included.
 *
 *	state FREE:            subtree_max = max(end - start, subtree_max of both children)
 *	state BUSY or LAZY, of KIND_ALLOC:
 *	                       nr_mapped pages are mapped at @start, page i of @mapped at page i,
 *	                       and nr_mapped = vm.nr_pages = size without the guard / PAGE_SIZE
 *	state LAZY, others:    nr_mapped = 0
 *
 * @rb: in vmap_space.free or vmap_space.areas, by address.
 * @subtree_max: bytes of the largest free range in the subtree; only while FREE.
 * @mapped: the pages mapped here; &@one where there is one.
 * @nr_mapped: how many.
 * @nid: the node all frames are of, or NUMA_NO_NODE where they must not be used again as they are.
 * @shown: someone was told of its pages, and may have taken references that outlive it.
 * @age: in vmap_space.age while LAZY, else in its holder's own list.
 * @bucket: in vmap_space.warm[] while LAZY and fit for reuse, else empty.
 * @vm: what the world is shown.
 */
struct vmap_area {
	unsigned long start, end;
	struct rb_node rb;
	unsigned long subtree_max;
	enum vmap_state state;
	enum vmap_kind kind;
	struct page **mapped;
	struct page *one;
	unsigned int nr_mapped;
	int nid;
	bool shown;
	struct list_head age;
	struct list_head bucket;
	struct vm_struct vm;
};

static_assert(sizeof(struct vmap_area) <= 256, "an area costs at most a 256 byte object");

#define VMAP_BUCKETS_SHIFT 6
#define VMAP_BUCKETS	   (1u << VMAP_BUCKETS_SHIFT)

/* A world may count the mappings of all its areas, two for each; Linux stops at 65,530. */
#define VMAP_LAZY_AREAS 1024u

/**
 * struct vmap_space - the whole of vmalloc space.
 *
 *	free_bytes + busy_bytes + lazy_bytes = port.vmalloc_end - port.vmalloc_start
 *	free_bytes = sum of all ranges in @free;  busy_bytes = BUILDING and BUSY in @areas
 *	lazy_bytes = LAZY and PURGING in @areas
 *	lazy_pages = sum of vm.nr_pages over @age;  nr_lazy = length of @age
 *	busy_pages = sum of vm.nr_pages over BUSY
 *
 *	lazy_pages <= lazy_pages_max and nr_lazy <= VMAP_LAZY_AREAS whenever @lock is free
 *	nr_purges = callers between collecting PURGING areas and having given them back
 *
 * @lock protects every field, and state, @rb, @age and @bucket of every area that is not BUILDING
 * or PURGING.  It is a leaf: nothing is allocated, freed or mapped under it.
 */
struct vmap_space {
	struct lock lock;
	struct rb_root free;
	struct rb_root areas;
	unsigned long free_bytes, busy_bytes, lazy_bytes;
	unsigned long busy_pages;

	struct list_head age; /* oldest first */
	struct list_head warm[VMAP_BUCKETS];
	unsigned long lazy_pages, lazy_pages_max;
	unsigned int nr_lazy, nr_purges;
	bool ready;
};

extern struct vmap_space vmap_space;

static inline bool vmap_state_is_lazy(enum vmap_state state)
{
	return state == VMAP_LAZY || state == VMAP_PURGING;
}

/*
 * vmap_move - take an area from state @from, which the caller knows it is in, to state @to; neither
 * is FREE.  Under vmap_space.lock.
 */
static __always_inline void vmap_move(struct vmap_area *va, enum vmap_state from,
				      enum vmap_state to)
{
	unsigned long bytes = va->end - va->start;

	if (vmap_state_is_lazy(to) && !vmap_state_is_lazy(from)) {
		vmap_space.busy_bytes -= bytes;
		vmap_space.lazy_bytes += bytes;
	} else if (!vmap_state_is_lazy(to) && vmap_state_is_lazy(from)) {
		vmap_space.lazy_bytes -= bytes;
		vmap_space.busy_bytes += bytes;
	}
	if (from == VMAP_BUSY)
		vmap_space.busy_pages -= va->vm.nr_pages;
	if (to == VMAP_BUSY)
		vmap_space.busy_pages += va->vm.nr_pages;
	if (from == VMAP_BUSY || to == VMAP_BUSY)
		atomic_long_set(&vm_vmalloc_used_pages, (long)vmap_space.busy_pages);
	va->state = to;
}

/* ---- area.c: addresses ----------------------------------------------------------------------- */

int vmap_space_init(void);
void vmap_space_exit(void);

/* vmap_area_get - a range of @size bytes at a multiple of @align, BUILDING; NULL without one. */
struct vmap_area *vmap_area_get(unsigned long size, unsigned long align, gfp_t gfp);

/* vmap_area_publish - a BUILDING area is done: the world may find it. */
void vmap_area_publish(struct vmap_area *va);

/* vmap_area_put - give the range of an area back that is BUILDING, with nothing mapped. */
void vmap_area_put(struct vmap_area *va);

/* vmap_areas_put - the same for a list of PURGING ones, linked by age, under one lock hold. */
void vmap_areas_put(struct list_head *list);

/* vmap_find - the area that @addr lies in, in any state but FREE; under vmap_space.lock. */
struct vmap_area *vmap_find(unsigned long addr);

/* vmap_find_busy - the area that begins at @addr, if it is BUSY; under vmap_space.lock. */
struct vmap_area *vmap_find_busy(unsigned long addr);

/* ---- lazy.c: freed areas --------------------------------------------------------------------- */

void vmap_lazy_init(void);

/* vmap_lazy_put - queue an area that is LAZY now; under vmap_space.lock, which it releases. */
void vmap_lazy_put(struct vmap_area *va);

/* vmap_lazy_take - a freed area of exactly @nr_pages on node @nid, now BUSY; NULL without one. */
struct vmap_area *vmap_lazy_take(unsigned long nr_pages, int nid);

/* vmap_purge_list - unmap and give back PURGING areas, linked by age. Return: frames given back. */
unsigned long vmap_purge_list(struct list_head *purging);

/* ---- map.c: frames behind addresses ---------------------------------------------------------- */

/* vmap_array_get - room in @va for @nr pages. Return: false where memory runs out. */
bool vmap_array_get(struct vmap_area *va, unsigned int nr, gfp_t gfp, int node);

/* vmap_array_put - free that room; an area that held it is added to @purging. */
void vmap_array_put(struct vmap_area *va, struct list_head *purging);

/*
 * vmap_frames_get - take @nr frames into va->mapped.
 * Return: false where memory runs out; those that were taken are in va->vm.nr_pages.
 */
bool vmap_frames_get(struct vmap_area *va, unsigned int nr, gfp_t gfp, int node);
void vmap_frames_put(struct vmap_area *va);

/*
 * vmap_map - map va->mapped[0 .. nr) at va->start, each run of neighbouring frames by one call.
 * Return: 0; -ENOMEM where the world's limit on mappings is reached, with nothing mapped.
 */
int vmap_map(struct vmap_area *va, unsigned int nr);

/* vmap_warn - say why memory is refused, with the request's flags, unless those forbid it. */
void vmap_warn(gfp_t gfp, const char *fmt, ...) __printf(2, 3);

/* ---- vmalloc.c ------------------------------------------------------------------------------- */

/** enum vmap_call - who gives an area back, and so of what kind it must be. */
enum vmap_call { VMAP_BY_VFREE, VMAP_BY_VUNMAP, VMAP_BY_UNMAP_RAM, VMAP_BY_CORE };

/*
 * vmap_release - give the busy area that begins at @addr back; reports what is none, or none of
 * @call's, or has not @nr pages (0: any number).
 */
void vmap_release(const void *addr, enum vmap_call call, unsigned int nr);

/* ---- tests ----------------------------------------------------------------------------------- */

/** enum vmap_step - what can fail on the way to an area. */
enum vmap_step { VMAP_STEP_AREA, VMAP_STEP_ARRAY, VMAP_STEP_PAGES, VMAP_STEP_MAP };

/* vmap_fault - when set, asked before each step; true makes that step fail.  For tests. */
extern bool (*vmap_fault)(enum vmap_step step);

static inline bool vmap_step_fails(enum vmap_step step)
{
	return unlikely(vmap_fault) && vmap_fault(step);
}

#endif
