// SPDX-License-Identifier: MIT
/*
 * vmalloc: memory whose addresses are contiguous and whose frames are not.
 *
 * Why
 *
 *   A block of 2^n frames in a row becomes hard to find once memory has been in use for a while;
 *   2^n single frames do not.  Where there is an MMU, single frames can be given addresses in a
 *   row.  The price is a mapping to make and to take away, one address translation for each page
 *   instead of one for megabytes, and memory that no device can be pointed at.
 *
 * An area, and its life
 *
 *   An area is a run of whole pages of vmalloc space.  Behind the pages that are mapped stands one
 *   that never is, the guard: running off the end of an area faults instead of reaching the next.
 *
 *       FREE ----> BUILDING ----> BUSY ----> CACHED ----> LAZY ----> PURGING ----> FREE
 *             get   ^     publish  ^ ^  vfree  |     spill  |   purge   |       put
 *                   |              | '---------'            |           |
 *                   |              |    reuse               |           |
 *                   |              '------------------------'           |
 *                   |                     get                           |
 *                   '--------------------------------- BARE <-----------'
 *
 *   Every address of the space is at any time in exactly one range of exactly one of these states;
 *   struct vmap_space says so as an equation, and vmap_check() proves it.
 *
 * The steps of vmap_alloc(), each a function below or in the file named
 *
 *   reuse     an area of as many pages that was freed and is still mapped (cached.c, lazy.c), else
 *   refuse    size 0, more pages than the machine has, an alignment that is none
 *   get       addresses, of an area that is bare, or from the tree of free ranges (area.c)
 *   array     room for the list of frames (map.c)
 *   frames    block by block, the larger first (map.c)
 *   settle    small areas of frames in a row move to a window, where the port has them (area.c)
 *   map       each run of neighbouring frames by one call (map.c)
 *   zero      through the new addresses, if asked for
 *   publish   from here on others may find the area
 *
 *   What fails undoes the steps before it, and NULL is the answer.  A request that allows huge
 *   pages, and is for one at least, is rounded up to whole ones and goes through the steps with
 *   addresses and frames aligned as they want it; if that fails, once more as any other.
 *
 * How this differs from Linux, and why
 *
 *   Linux takes the mapping away in vfree() and delays only the flush of stale translations.  In a
 *   process one mapping costs as much as a hundred other steps, so here the mapping itself, with
 *   the frames behind it, is what is kept (lazy.c).  Freed frames are then not free memory yet:
 *   vmap_lazy_pages() counts them, and vmap_purge() gives them back; it is called when
 *   addresses or mappings run out, and by the page layer when frames do.
 *
 *   A host counts a process's mappings, and an area with its guard is two of them.  Where the port
 *   has windows, views of all RAM in which each frame has its place, an area of a few frames in a
 *   row is put there: that needs no mapping of its own.  There is more than one window, as the
 *   guard of one area is the place of the next frame.
 *
 *   Linux looks a page up in the page table.  The world below is not asked what it maps; each area
 *   lists its frames, also where the caller owns them, and vmalloc_to_page() reads that list.
 *
 * Locks
 *
 *   A warm vmalloc() and its vfree() take none: the array of freed areas is a CPU's own, the index
 *   from addresses to areas is read without, and of several who free one area a compare-exchange
 *   finds the first.  vmap_space.lock is a leaf, the lock of who empties the arrays stands above
 *   it.  A purge takes the locks of the page and slab layers, one after
 *   another and never under vmap_space.lock; so vmap_purge() may be called by those layers, and
 *   by this one while it waits for them, provided that they hold none of their locks.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

/**
 * struct vmap_request - a call of vmap_alloc() that no freed area could serve.
 * @size: bytes asked for; @nr: pages that makes, or more where they come in huge ones.
 * @align: of the address, in bytes.
 * @order: of the smallest blocks that the frames may come in: 0, or HUGE_ORDER.
 * @gfp: of @how, and high memory where that will do.
 * @nid: what to note as the area's node: NUMA_NO_NODE where it may not be reused.
 */
struct vmap_request {
	unsigned long size, nr, align;
	unsigned int order;
	const struct vmap_how *how;
	gfp_t gfp;
	int nid;
	const void *caller;
};

/* A huge page of a table of 8-byte entries; HUGE_PAGES is how many small ones it is. */
#define HUGE_ORDER min(PAGE_SHIFT - 3, MAX_PAGE_ORDER)
#define HUGE_PAGES (1ul << HUGE_ORDER)

/* ---- the steps ------------------------------------------------------------------------------- */

/* tag_none - the frames are the core's until a caller is named. */
static noinline void tag_none(const struct vmap_area *va)
{
	for (unsigned int i = 0; i < va->vm.nr_pages; i++)
		tag_map_disown_page(va->mapped[i]);
}

/* reuse - make an area that is mapped already what the caller asked for. */
static __always_inline void *reuse(struct vmap_area *va, unsigned long size,
				   const struct vmap_how *how, const void *caller)
{
	va->vm.flags = how->vm_flags;
	va->vm.caller = caller;
	va->vm.requested_size = size;
	if (tag_map_on())
		tag_none(va);
	if (how->gfp & __GFP_ZERO)
		memset(va->vm.addr, 0, (size_t)va->nr_mapped << PAGE_SHIFT);
	return va->vm.addr;
}

/* page_count_of - pages that @size bytes fill; right up to the largest size there is. */
static __always_inline unsigned long page_count_of(unsigned long size)
{
	return (size >> PAGE_SHIFT) + !!offset_in_page(size);
}

/*
 * huge_page_count_of - pages of an area of @size bytes that may be mapped by huge pages: as many as
 * fill whole ones, since part of one cannot be mapped; or 0 where it is less than one.
 */
static __always_inline unsigned long huge_page_count_of(unsigned long size,
							const struct vmap_how *how)
{
	if (likely(!(how->vm_flags & VM_ALLOW_HUGE_VMAP)) || size >> PAGE_SHIFT < HUGE_PAGES)
		return 0;
	return ALIGN(page_count_of(size), HUGE_PAGES);
}

/* Every machine has more, so few need not be held against what this one has. */
#define LEAST_PAGES 16

static bool refuse(const struct vmap_request *rq)
{
	if (WARN_ON_ONCE(!rq->size))
		return true;
	if (rq->how->align & (rq->how->align - 1)) {
		report("vmalloc: alignment %lu is no power of two", rq->how->align);
		return true;
	}
	if (likely(rq->nr <= LEAST_PAGES) || rq->nr <= totalram_pages() ||
	    rq->nr <= sections_limit())
		return false;
	vmap_warn(rq->gfp, "vmalloc error: size %lu, exceeds total pages", rq->size);
	return true;
}

static struct vmap_area *get(const struct vmap_request *rq)
{
	unsigned long bytes = (rq->nr + 1) << PAGE_SHIFT;
	const struct vmap_wish wish = { .size = bytes, .align = rq->align, VMAP_ANYWHERE };
	struct vmap_area *va = vmap_area_get(&wish, rq->gfp);

	if (!va) {
		vmap_warn(rq->gfp, "vmalloc error: size %lu, vm_struct allocation failed",
			  rq->size);
		return NULL;
	}
	va->kind = VMAP_KIND_ALLOC;
	va->nid = rq->nid;
	va->vm.addr = (void *)va->start;
	va->vm.size = bytes;
	va->vm.flags = rq->how->vm_flags;
	va->vm.caller = rq->caller;
	va->vm.requested_size = rq->size;
	va->vm.page_order = rq->order;
	return va;
}

/* Larger areas are few enough; and the host could not show them by huge pages in a window. */
#define WINDOW_PAGES 64

/*
 * settle - let an area go where its frames have their place, if they lie in a row and no alignment
 * is asked for: mapping them there uses up nothing.
 */
static bool settle(const struct vmap_request *rq, struct vmap_area *va)
{
	unsigned long pfn = page_to_pfn(va->mapped[0]), i;

	if (!port.nr_windows || rq->nr > WINDOW_PAGES || rq->align > PAGE_SIZE)
		return true;
	for (i = 1; i < rq->nr; i++)
		if (page_to_pfn(va->mapped[i]) != pfn + i)
			return true;
	return vmap_area_settle(va, pfn, rq->gfp);
}

/* unwind - undo the steps up to a failed one; nothing of @va is mapped. */
static void unwind(struct vmap_area *va)
{
	LIST_HEAD(arrays);

	vmap_frames_put(va);
	vmap_array_put(va, &arrays);
	vmap_area_put(va);
	vmap_purge_list(&arrays);
}

static void *build(const struct vmap_request *rq)
{
	unsigned int nr = (unsigned int)rq->nr;
	struct vmap_area *va;

	if (refuse(rq))
		return NULL;
	va = get(rq);
	if (!va)
		return NULL;
	if (!vmap_array_get(va, nr, rq->gfp, rq->how->node)) {
		vmap_warn(rq->gfp,
			  "vmalloc error: size %lu, failed to allocate page array size %lu",
			  rq->size, rq->nr * sizeof(struct page *));
		goto fail;
	}
	if (!vmap_frames_get(va, nr, rq->order, rq->gfp & ~__GFP_ZERO, rq->how->node)) {
		vmap_warn(rq->gfp,
			  "vmalloc error: size %lu, page order %u, failed to allocate pages",
			  rq->size, rq->order);
		goto fail;
	}
	if (!settle(rq, va)) {
		vmap_warn(rq->gfp, "vmalloc error: size %lu, no memory to place it", rq->size);
		goto fail;
	}
	if (vmap_map(va, nr)) {
		vmap_warn(rq->gfp, "vmalloc error: size %lu, failed to map pages: " VMAP_LIMIT,
			  rq->size);
		goto fail;
	}
	if (rq->gfp & __GFP_ZERO)
		memset(va->vm.addr, 0, rq->nr << PAGE_SHIFT);
	vmap_area_publish(va);
	return va->vm.addr;
fail:
	unwind(va);
	return NULL;
}

/* build_huge - build() of whole huge pages, where the request is for one and allows it. */
static __always_inline void *build_huge(const struct vmap_request *rq)
{
	unsigned long nr = huge_page_count_of(rq->size, rq->how);
	struct vmap_request huge;

	if (likely(!nr))
		return NULL;
	huge = *rq;
	huge.nr = nr;
	huge.align = max(rq->align, HUGE_PAGES << PAGE_SHIFT);
	huge.order = HUGE_ORDER;
	huge.gfp |= __GFP_NOWARN;
	return build(&huge);
}

/* vmap_alloc_slow - no freed area could serve. */
static noinline void *vmap_alloc_slow(unsigned long size, const struct vmap_how *how, int nid,
				      const void *caller)
{
	const struct vmap_request rq = {
		.size = size,
		.nr = page_count_of(size),
		.align = max(how->align, PAGE_SIZE),
		.how = how,
		.gfp = nid == NUMA_NO_NODE ? how->gfp : how->gfp | __GFP_HIGHMEM,
		.nid = nid,
		.caller = caller,
	};
	struct vmap_area *va = NULL;
	void *addr;

	if (mm_access_on() && nid != NUMA_NO_NODE)
		va = vmap_held_take(rq.nr, nid);
	if (va) {
		addr = reuse(va, size, how, caller);
		vmap_area_allow(va);
		return addr;
	}
	addr = build_huge(&rq);
	return addr ? addr : build(&rq);
}

void *vmap_alloc(unsigned long size, const struct vmap_how *how, const void *caller)
{
	int nid = NUMA_NO_NODE;

	/* Where any frame of a node will do, freed areas may serve, and this may become one. */
	if (likely(!(how->gfp & (__GFP_DMA | __GFP_DMA32)) && how->align <= PAGE_SIZE)) {
		struct vmap_area *va;

		unsigned long nr = huge_page_count_of(size, how);

		nid = how->node == NUMA_NO_NODE ? numa_mem_id() : how->node;
		va = vmap_cached_take(likely(!nr) ? page_count_of(size) : nr, nid);
		if (likely(va))
			return reuse(va, size, how, caller);
	}
	return vmap_alloc_slow(size, how, nid, caller);
}

/* ---- giving back ----------------------------------------------------------------------------- */

static const char *const call_names[] = {
	[VMAP_BY_VFREE] = "vfree",
	[VMAP_BY_CORE] = "vfree_untraced",
	[VMAP_BY_VUNMAP] = "vunmap",
	[VMAP_BY_UNMAP_RAM] = "vm_unmap_ram",
};

static const char *const kind_makers[VMAP_KINDS] = {
	[VMAP_KIND_ALLOC] = "vmalloc",
	[VMAP_KIND_MAP] = "vmap",
	[VMAP_KIND_RAM] = "vm_map_ram",
	[VMAP_KIND_RAW] = "get_vm_area",
};

static __always_inline bool call_takes(enum vmap_call call, const struct vmap_area *va)
{
	enum vmap_kind kind = va->kind;

	switch (call) {
	case VMAP_BY_VFREE:
		return kind == VMAP_KIND_ALLOC ||
		       (kind != VMAP_KIND_RAM && !(va->vm.flags & VM_OWNED));
	case VMAP_BY_CORE:
		return kind == VMAP_KIND_ALLOC || va->vm.flags & VM_OWNED;
	case VMAP_BY_VUNMAP:
		return kind == VMAP_KIND_MAP ||
		       (kind == VMAP_KIND_RAW && !(va->vm.flags & VM_OWNED));
	default:
		return kind == VMAP_KIND_RAM;
	}
}

static noinline void report_bad_free(const void *addr, const char *name)
{
	unsigned long a = (unsigned long)addr;
	enum vmap_state state = VMAP_FREE;
	unsigned long start = 0;
	unsigned int pages = 0;
	const char *maker = "";
	struct vmap_area *va;
	bool owned = false;

	if (!PAGE_ALIGNED(a)) {
		report("Trying to %s() bad address (%p)", name, addr);
		return;
	}
	lock_acquire(&vmap_space.lock);
	va = vmap_find(a);
	if (va) {
		state = va->state;
		start = va->start;
		pages = va->nr_mapped;
		maker = kind_makers[va->kind];
		owned = va->vm.flags & VM_OWNED;
	}
	lock_release(&vmap_space.lock);

	report_begin("Trying to %s() nonexistent vm area (%p)", name, addr);
	if ((vmap_state_is_lazy(state) || state == VMAP_CACHED) && start == a)
		pr_err("It was freed before: an area of %s()\n", maker);
	else if (state == VMAP_BUSY && owned)
		pr_err("It is device memory of ioremap(), which iounmap() takes back\n");
	else if (state == VMAP_BUSY && start == a)
		pr_err("It is an area of %u pages of %s()\n", pages, maker);
	else if (state == VMAP_BUSY)
		pr_err("It lies inside an area of %s() that begins at %p\n", maker, (void *)start);
	else if (virt_addr_valid(addr))
		pr_err("It lies in the direct map: memory of kmalloc(), or a page\n");
	report_end();
}

/* dismantle - take a mapping of the caller's pages away; the area is BUILDING, so ours alone. */
static void dismantle(struct vmap_area *va, bool put_pages)
{
	struct page **pages = va->vm.pages;
	unsigned int i, nr = va->vm.nr_pages;
	LIST_HEAD(arrays);

	va->nr_mapped = 0;
	port_unmap(va->start, (va->end - va->start) >> PAGE_SHIFT);
	va->vm.nr_pages = 0;
	vmap_array_put(va, &arrays);
	vmap_purge_list(&arrays);
	if (put_pages) {
		for (i = 0; i < nr; i++)
			__free_page(pages[i]);
		kvfree(pages);
	}
}

/* keep_apart - pages that others still refer to must not become someone's new memory. */
static noinline void keep_apart(struct vmap_area *va)
{
	unsigned int i;

	va->shown = false;
	for (i = 0; i < va->vm.nr_pages; i++)
		if (page_count(va->mapped[i]) != 1)
			va->nid = NUMA_NO_NODE;
}

/* claim - of all who free @va now one gets it to himself. */
static __always_inline bool claim(struct vmap_area *va)
{
	enum vmap_state busy = VMAP_BUSY;

	return __atomic_compare_exchange_n(&va->state, &busy, VMAP_BUILDING, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* retire - queue a claimed area that no array keeps. */
static noinline void retire(struct vmap_area *va, enum vmap_call call)
{
	lock_acquire(&vmap_space.lock);
	vmap_move(va, VMAP_BUSY, VMAP_BUILDING);
	lock_release(&vmap_space.lock);
	if (va->kind != VMAP_KIND_ALLOC)
		dismantle(va, call == VMAP_BY_VFREE && va->vm.flags & VM_MAP_PUT_PAGES);
	lock_acquire(&vmap_space.lock);
	vmap_move(va, VMAP_BUILDING, VMAP_LAZY);
	vmap_lazy_queue(va);
	vmap_lazy_unlock();
}

/* release - vmap_release(), made small for each call that knows which it is. */
static __always_inline void release(const void *addr, enum vmap_call call, unsigned int nr)
{
	struct vmap_area *va = vmap_index_get((unsigned long)addr);

	if (unlikely(!va || !call_takes(call, va) || (nr && nr != va->nr_mapped) || !claim(va))) {
		report_bad_free(addr, call_names[call]);
		return;
	}
	if (unlikely(va->shown))
		keep_apart(va);
	/* Told before the address can be given to someone else. */
	if (unlikely(mm_tracer) && call != VMAP_BY_CORE && !(va->vm.flags & VM_IOREMAP))
		mm_trace_free(MM_EVENT_VMALLOC, addr);
	mm_access_forbid(addr, va->end - va->start, ACCESS_VMALLOC);
	if (likely(va->kind == VMAP_KIND_ALLOC && vmap_cached_put(va)))
		return;
	retire(va, call);
}

void vmap_release(const void *addr, enum vmap_call call, unsigned int nr)
{
	release(addr, call, nr);
}

static void give_back(const void *addr)
{
	release(addr, VMAP_BY_VFREE, 0);
}

static void give_back_own(const void *addr)
{
	vmap_release(addr, VMAP_BY_CORE, 0);
}

static int resize(const void *addr, size_t size, size_t *old)
{
	struct vmap_area *va = vmap_index_get((unsigned long)addr);
	int err = -ENOENT;

	if (va && READ_ONCE(va->state) == VMAP_BUSY && va->kind == VMAP_KIND_ALLOC) {
		*old = va->vm.requested_size;
		err = size <= (size_t)va->vm.nr_pages << PAGE_SHIFT ? 0 : -ENOSPC;
		if (!err) {
			va->vm.requested_size = size;
			vmap_area_allow(va);
		}
	}
	if (err == -ENOENT)
		report_bad_free(addr, "vrealloc");
	return err;
}

/* ---- life ------------------------------------------------------------------------------------ */

static int space_start(void)
{
	int err = vmap_space_init();

	if (err)
		return err;
	vmap_lazy_init();
	vmap_space.ready = true;
	return reclaim_register(vmap_purge_all);
}

static void space_stop(void)
{
	vmap_purge_all();
	vmap_space.ready = false;
	vmap_cached_exit();
	vmap_space_exit();
}

const struct vmap_backend vmap_mmu = {
	.init = space_start,
	.exit = space_stop,
	.check = vmap_prove,
	.show = vmap_show,
	.look = vmap_look,
	.purge = vmap_purge,
	.lazy_pages = vmap_lazy_pages,
	.used_pages = vmap_used_pages,
	.own_pages = vmap_index_pages,
	.alloc = vmap_alloc,
	.warm = vmap_cached_warm,
	.free = give_back,
	.free_untraced = give_back_own,
	.resize = resize,
	.map = vmap_map_pages,
	.unmap = vmap_unmap_pages,
	.map_ram = vmap_map_ram,
	.unmap_ram = vmap_unmap_ram,
	.get_area = vmap_get_area,
	.free_area = vmap_free_area,
	.find_area = vmap_find_area,
	.map_range = vmap_map_range,
	.unmap_range = vmap_unmap_range,
	.to_page = vmap_to_page,
};
