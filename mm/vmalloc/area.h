/* SPDX-License-Identifier: MIT */
/* Ranges of vmalloc space: what the files of mm/vmalloc share.  The theory is in vmalloc.c. */
#ifndef MM_VMALLOC_AREA_H
#define MM_VMALLOC_AREA_H

#include <linux/bitops.h>
#include <linux/types.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/vmalloc.h>

#include <base/base.h>
#include <mm/page/page.h>
#include <mm/vmalloc/backend.h>

/**
 * enum vmap_state - where a range stands in its life.
 *
 *	FREE -> BUILDING -> BUSY -> BUILDING -> CACHED -> LAZY -> PURGING -> FREE
 *	         ^           ^ ^------------------'        |         |
 *	         |           '-----------------------------'         |
 *	         '-------------------------- BARE <------------------'
 *
 * From BUSY to BUILDING it comes by a compare-exchange, so one of all who free it has it.
 */
enum vmap_state {
	VMAP_FREE,     /* nobody's; in the tree of free ranges */
	VMAP_BUILDING, /* its maker or freer alone has it, and is not done */
	VMAP_BUSY,     /* in use */
	VMAP_CACHED,   /* freed, in an array of cached.c; counted as in use */
	VMAP_LAZY,     /* freed, in vmap_space.age; its frames, if it owns any, are still mapped */
	VMAP_PURGING,  /* its purger alone knows it */
	VMAP_BARE,     /* purged, in vmap_space.bare[]: nothing but a record and its addresses */
};

/** enum vmap_kind - what a range is used for, which says how it is given back. */
enum vmap_kind {
	VMAP_KIND_ALLOC, /* vmalloc(): vfree() */
	VMAP_KIND_MAP,	 /* vmap(): vunmap(), vfree() */
	VMAP_KIND_RAM,	 /* vm_map_ram(): vm_unmap_ram() alone */
	VMAP_KIND_RAW,	 /* get_vm_area(), map_vm_area(): free_vm_area(), vunmap(), vfree() */
	VMAP_KINDS
};

/**
 * struct vmap_area - one range of addresses, [@start, @end), the guard page included.
 *
 *	state FREE:            subtree_max = max(end - start, subtree_max of both children)
 *	state BUSY, CACHED or LAZY, of KIND_ALLOC:
 *	                       nr_mapped pages are mapped at @start, page i of @mapped at page i,
 *	                       and nr_mapped = vm.nr_pages = size without the guard / PAGE_SIZE
 *	state BUSY, of KIND_RAW:
 *	                       nothing was ever mapped, @mapped is NULL and nr_mapped = 0; or
 *	                       nr_mapped = all its pages, with NULL in @mapped where none is mapped
 *	state LAZY, others:    nr_mapped = 0
 *	state BARE:            nr_mapped = vm.nr_pages = 0, and nothing is mapped
 *
 * @rb: in vmap_space.free or vmap_space.areas, by address.
 * @subtree_max: bytes of the largest free range in the subtree; only while FREE.
 * @mapped: the pages mapped here; &@one where there is one.
 * @nr_mapped: how many.
 * @nid: the node all frames are of, or NUMA_NO_NODE where they must not be used again as they are.
 * @shown: someone was told of its pages, and may have taken references that outlive it.
 * @age: in vmap_space.age while LAZY, in vmap_space.bare[] while BARE, else in a list of its
 *	holder's.
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

/* Areas of up to so many pages are kept when they are BARE. */
#define VMAP_BARE_PAGES 16

/* Nodes of the index that are found without a walk: those of so many lowest ranges. */
#define VMAP_INDEX_LOW 32

/* A node of the index (index.c) is a page. */
#define VMAP_INDEX_SHIFT (PAGE_SHIFT - (BITS_PER_LONG == 64 ? 3 : 2))

struct vmap_index_node {
	void *slots[1ul << VMAP_INDEX_SHIFT];
};

static_assert(sizeof(struct vmap_index_node) == PAGE_SIZE, "a node of the index is a page");

/**
 * struct vmap_index - which area begins at an address.
 *
 *	entry of a page = the BUSY, CACHED, LAZY, PURGING or BARE area that begins there, else NULL
 *	nr_nodes = 1 + nodes below the root;  2^(height * VMAP_INDEX_SHIFT) >= pages of the space
 *
 * An area that is BUILDING may have its entry already, or still.
 *
 * @start: the address of entry 0; @bytes: of the space.
 * @low: the first nodes of the last level, or NULL where there is none yet.
 */
struct vmap_index {
	struct vmap_index_node *root;
	unsigned long start, bytes;
	unsigned int height;
	unsigned int nr_nodes;
	struct vmap_index_node *low[VMAP_INDEX_LOW];
};

/**
 * struct vmap_space - the whole of vmalloc space.
 *
 *	free_bytes + busy_bytes + lazy_bytes = port.vmalloc_end - port.vmalloc_start
 *	free_bytes = sum of all ranges in @free;  busy_bytes = BUILDING, BUSY, CACHED in @areas
 *	lazy_bytes = LAZY, PURGING and BARE in @areas
 *	lazy_pages = sum of vm.nr_pages over @age;  nr_lazy = length of @age
 *	busy_pages = sum of vm.nr_pages over BUSY and CACHED, over BUILDING too while it is freed,
 *		     less those of areas that are the page lists of LAZY ones
 *
 *	lazy_pages <= lazy_pages_max and nr_lazy <= VMAP_LAZY_AREAS whenever @lock is free
 *	nr_bare = areas in all of @bare <= bare_max; bare[i] has those with room for i + 1 pages
 *	nr_purges = callers between collecting PURGING areas and having given them back
 *
 * @lock protects every field but @index, and @rb, @age and @bucket of every area that is not
 * BUILDING or PURGING.  It is a leaf: nothing is allocated, freed or mapped under it.
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
	struct list_head bare[VMAP_BARE_PAGES]; /* the last one first */
	unsigned int nr_bare, bare_max;
	bool ready;
	struct vmap_index index ____cacheline_aligned;
};

extern struct vmap_space vmap_space;

static inline bool vmap_state_is_lazy(enum vmap_state state)
{
	return state == VMAP_LAZY || state == VMAP_PURGING || state == VMAP_BARE;
}

/* vmap_state_is_used - are its frames counted as those of an area in use? */
static inline bool vmap_state_is_used(enum vmap_state state)
{
	return state == VMAP_BUSY || state == VMAP_CACHED;
}

/* vmap_array_pages - pages of the areas that list @nr pages, and each other's; 0: a short list. */
static inline unsigned long vmap_array_pages(unsigned long nr)
{
	unsigned long pages = 0;

	while (nr > PAGE_SIZE / sizeof(struct page *)) {
		nr = PAGE_ALIGN(nr * sizeof(struct page *)) >> PAGE_SHIFT;
		pages += nr;
	}
	return pages;
}

/*
 * vmap_move - take an area to state @to, from state @from as far as the sums of the space know;
 * neither is FREE.  Under vmap_space.lock.
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
	if (vmap_state_is_used(from))
		vmap_space.busy_pages -= va->vm.nr_pages;
	if (vmap_state_is_used(to))
		vmap_space.busy_pages += va->vm.nr_pages;
	if (from == VMAP_LAZY)
		vmap_space.busy_pages += vmap_array_pages(va->vm.nr_pages);
	if (to == VMAP_LAZY)
		vmap_space.busy_pages -= vmap_array_pages(va->vm.nr_pages);
	WRITE_ONCE(va->state, to);
}

/* ---- index.c: from an address to what begins there ------------------------------------------- */

int vmap_index_init(unsigned long start, unsigned long end);
void vmap_index_exit(void);

/* vmap_index_pages - pages that the index is made of. */
unsigned long vmap_index_pages(void);

/* vmap_index_make - have room for an entry of @addr. Return: false where memory runs out. */
bool vmap_index_make(unsigned long addr, gfp_t gfp);

/* vmap_index_set - the entry of @addr is @va, or NULL; there is room for one that is not. */
void vmap_index_set(unsigned long addr, struct vmap_area *va);

static __always_inline void **vmap_index_slot(struct vmap_index_node *node, unsigned long page,
					      unsigned int level)
{
	return &node->slots[page >> (level * VMAP_INDEX_SHIFT) & (ARRAY_SIZE(node->slots) - 1)];
}

/* vmap_index_walk - the node of the last level that has the entry of @page; NULL: none has. */
struct vmap_index_node *vmap_index_walk(unsigned long page);

/* vmap_index_get - the area that begins at @addr, which may be any number; or NULL. */
static __always_inline struct vmap_area *vmap_index_get(unsigned long addr)
{
	unsigned long at = addr - vmap_space.index.start, page = at >> PAGE_SHIFT;
	struct vmap_index_node *node;

	if (unlikely(at >= vmap_space.index.bytes || !PAGE_ALIGNED(at)))
		return NULL;
	if (likely(page >> VMAP_INDEX_SHIFT < VMAP_INDEX_LOW))
		node = __atomic_load_n(&vmap_space.index.low[page >> VMAP_INDEX_SHIFT],
				       __ATOMIC_ACQUIRE);
	else
		node = vmap_index_walk(page);
	if (unlikely(!node))
		return NULL;
	return __atomic_load_n(vmap_index_slot(node, page, 0), __ATOMIC_ACQUIRE);
}

/* ---- cached.c: freed areas at hand ----------------------------------------------------------- */

/* vmap_cached_init - arrays for some @pages over all CPUs. Return: how many they can hold. */
unsigned long vmap_cached_init(unsigned long pages);
void vmap_cached_exit(void);

/* vmap_cached_take - a freed area of exactly @nr_pages on node @nid, now BUSY; NULL without one. */
struct vmap_area *vmap_cached_take(unsigned long nr_pages, int nid);

/*
 * vmap_cached_warm - the memory of a freed area for a plain vmalloc() of @size bytes by @caller.
 * Return: NULL where there is none, or somebody watches calls.
 */
void *vmap_cached_warm(unsigned long size, const void *caller);

/* vmap_cached_put - keep @va, which is BUILDING, as a freed one. Return: false: not kept. */
bool vmap_cached_put(struct vmap_area *va);

/* vmap_cached_drain - let every CACHED area be PURGING, and add it to @purging. */
void vmap_cached_drain(struct list_head *purging);

/* vmap_cached_pages - frames of CACHED areas. */
unsigned long vmap_cached_pages(void);

/* vmap_cached_look - call @fn for each CACHED area; while none is put or taken. */
void vmap_cached_look(void (*fn)(void *ctx, void *area), void *ctx);

/* ---- area.c: addresses ----------------------------------------------------------------------- */

int vmap_space_init(void);
void vmap_space_exit(void);

/**
 * struct vmap_wish - which addresses are wanted.
 * @size: bytes, whole pages; @align: what their start is to be a multiple of, a page at least.
 * @start, @end: what they are to lie in; may be more than vmalloc space.
 */
struct vmap_wish {
	unsigned long size, align;
	unsigned long start, end;
};

/* VMAP_ANYWHERE - for the last two: all of vmalloc space. */
#define VMAP_ANYWHERE .start = 0, .end = ULONG_MAX

/* vmap_area_get - such a range, BUILDING: the last BARE one, or the lowest; NULL without one. */
struct vmap_area *vmap_area_get(const struct vmap_wish *wish, gfp_t gfp);

/*
 * vmap_area_settle - move a BUILDING area, with nothing mapped, to where a window has frame @pfn,
 * if the addresses there are free.
 * Return: false where memory runs out.
 */
bool vmap_area_settle(struct vmap_area *va, unsigned long pfn, gfp_t gfp);

/* vmap_held_take - where freed areas are held back, one that was so for long enough, or NULL. */
struct vmap_area *vmap_held_take(unsigned long nr_pages, int nid);

/* vmap_area_allow - the bytes asked for may be accessed, and the rest of the area not. */
void vmap_area_allow(const struct vmap_area *va);

/* vmap_area_publish - a BUILDING area is done: the world may find it. */
void vmap_area_publish(struct vmap_area *va);

/* vmap_area_put - give the range of an area back that is BUILDING, with nothing mapped. */
void vmap_area_put(struct vmap_area *va);

/*
 * vmap_areas_put - the same for a list of PURGING ones, linked by age, under one lock hold; or let
 * those become BARE that are fit for it.
 */
void vmap_areas_put(struct list_head *list);

/* vmap_bare_drop - give back the ranges and records of all BARE areas. */
void vmap_bare_drop(void);

/* vmap_find - the area that @addr lies in, in any state but FREE; under vmap_space.lock. */
struct vmap_area *vmap_find(unsigned long addr);

/* ---- lazy.c: freed areas --------------------------------------------------------------------- */

void vmap_lazy_init(void);

/* vmap_lazy_queue - queue an area that is LAZY now; under vmap_space.lock. */
void vmap_lazy_queue(struct vmap_area *va);

/* vmap_lazy_unlock - release vmap_space.lock, and purge where too much is queued. */
void vmap_lazy_unlock(void);

/*
 * vmap_lazy_take - take up to @most queued areas of exactly @nr_pages on node @nid to state @to.
 * Return: how many @areas has now.
 */
unsigned int vmap_lazy_take(unsigned long nr_pages, int nid, enum vmap_state to, unsigned int most,
			    void **areas);

/* vmap_purge_list - unmap and give back PURGING areas, linked by age. Return: frames given back. */
unsigned long vmap_purge_list(struct list_head *purging);

/* ---- map.c: frames behind addresses ---------------------------------------------------------- */

/* vmap_array_get - room in @va for @nr pages. Return: false where memory runs out. */
bool vmap_array_get(struct vmap_area *va, unsigned int nr, gfp_t gfp, int node);

/* vmap_array_put - free that room; an area that held it is added to @purging. */
void vmap_array_put(struct vmap_area *va, struct list_head *purging);

/*
 * vmap_frames_get - take @nr frames into va->mapped, in blocks of order @least or more.
 * Return: false where memory runs out; those that were taken are in va->vm.nr_pages.
 */
bool vmap_frames_get(struct vmap_area *va, unsigned int nr, unsigned int least, gfp_t gfp,
		     int node);
void vmap_frames_put(struct vmap_area *va);

/*
 * vmap_map_at - map @nr pages at @addr, each run of neighbouring frames by one call.
 * Return: 0; -ENOMEM where the world's limit on mappings is reached, with nothing mapped.
 */
int vmap_map_at(unsigned long addr, struct page **pages, unsigned int nr);

/* vmap_map - the same for va->mapped[0 .. nr) at va->start. */
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

/* ---- the back end: one function for each entry of struct vmap_backend ------------------------ */

/* vmalloc.c */
void *vmap_alloc(unsigned long size, const struct vmap_how *how, const void *caller);

/* vmap.c */
bool vmap_pages_are_valid(struct page **pages, unsigned int count);
/** vmap_pages_share - they are about to have a second address. */
void vmap_pages_share(struct page **pages, unsigned int count);
void *vmap_map_pages(struct page **pages, unsigned int count, unsigned long flags,
		     const void *caller);
void vmap_unmap_pages(const void *addr);
void *vmap_map_ram(struct page **pages, unsigned int count, const void *caller);
void vmap_unmap_ram(const void *addr, unsigned int count);
struct vm_struct *vmap_get_area(unsigned long size, unsigned long flags, unsigned long start,
				unsigned long end, const void *caller);
void vmap_free_area(struct vm_struct *area);
struct vm_struct *vmap_find_area(const void *addr);
struct page *vmap_to_page(const void *addr);

/* raw.c */
int vmap_map_range(unsigned long addr, unsigned long size, struct page **pages);
void vmap_unmap_range(unsigned long addr, unsigned long size);

/* lazy.c */
unsigned long vmap_purge(void);
/* vmap_purge_all - vmap_purge(), and no area stays BARE. */
unsigned long vmap_purge_all(void);
unsigned long vmap_lazy_pages(void);
unsigned long vmap_used_pages(void);

/* show.c, check.c */
void vmap_show(struct textbuf *t);
void vmap_look(void (*fn)(void *ctx, const void *record, size_t size), void *ctx);
int vmap_prove(void);

/* ---- tests ----------------------------------------------------------------------------------- */

/** enum vmap_step - what can fail on the way to an area. */
enum vmap_step {
	VMAP_STEP_AREA,
	VMAP_STEP_ARRAY,
	VMAP_STEP_PAGES,
	VMAP_STEP_WINDOW,
	VMAP_STEP_MAP
};

/* vmap_fault - when set, asked before each step; true makes that step fail.  For tests. */
extern bool (*vmap_fault)(enum vmap_step step);

static inline bool vmap_step_fails(enum vmap_step step)
{
	return unlikely(vmap_fault) && vmap_fault(step);
}

#endif
