// SPDX-License-Identifier: MIT
/*
 * Per-CPU memory.
 *
 * A per-CPU variable exists once for each CPU, so that a CPU can change its own copy without a
 * lock, an atomic instruction or a shared cache line.  Here are both kinds: static ones, and those
 * from alloc_percpu().
 *
 * Addresses
 *
 *	address(p, cpu) = p + (cpu + 1) * PCPU_UNIT_SIZE
 *
 * holds for every __percpu pointer p there is.  Linux reads the distance of each CPU from a table,
 * or keeps it in a segment register; that needs one address window in which every static variable
 * lies, which a program that loads shared objects at addresses of the host's choice does not have.
 * A distance that is a constant needs no window: it is enough that behind each place where
 * per-CPU variables lie there is room for the copies, one unit each.
 *
 *	static variables	the image in the file, then room without contents (percpu.lds)
 *	alloc_percpu()		a chunk: a block of pages, one unit for each CPU
 *
 * "+ 1" because p itself is the address of the image, which must stay as it is: every machine that
 * is booted in this process starts from it.  For dynamic memory p so points one unit before the
 * first copy; it is a name, and not memory of its own.
 *
 *	   image      CPU 0      CPU 1                       CPU 0      CPU 1
 *	+----------+----------+----------+         . . . . +----------+----------+
 *	| p        |          |          |         . p     |          |          |
 *	+----------+----------+----------+         . . . . +----------+----------+
 *	 static                                             a chunk
 *
 * A bare machine whose CPU has a segment or base register puts (cpu + 1) units into it.
 *
 * Dynamic memory
 *
 * Units are divided into cells of 4 bytes, the same way on all CPUs: an area is a run of cells,
 * taken by first fit (area.c), in the chunk whose longest run suffices most barely.  A chunk is one
 * block of the page layer, of 2^order pages >= nr_units units, and has all its pages from the
 * start; Linux fills chunks page by page, which saves memory where hundreds of CPUs have chunks of
 * megabytes.  Where the number of CPUs is no power of two, the rest of the block goes back at once.
 *
 * Who may not sleep may find all chunks full and no block of pages at hand.  For these there is a
 * reserve, a whole chunk that nobody else takes from, once the first of them was here; what they
 * take from it is made up for in the background (pcpu_refill), or by the next who may sleep.
 *
 * One empty chunk is kept, so that a caller who allocates and frees in turn does not go to the
 * page layer each time; a second one is given back, and both where pages run out.
 *
 * Small areas that were freed are kept at hand on every CPU (kept.c).
 *
 * Every copy is zeroed when the area is taken.  The free path finds the chunk by the page that the
 * pointer leads to, and the area in the chunk's maps, so that whatever is passed to free_percpu()
 * is known to be a live area, or reported.
 *
 * Locks
 *
 * A small area goes out of this CPU's array and into it without any; of several who free it a
 * compare-exchange of its byte in the chunk's map finds the first.
 *
 * pcpu.lock is a leaf, but for the listener to events, who must hear of a free before anyone can
 * be given the same area; above it stands the lock of who empties the arrays.  Pages and chunk
 * records are taken and given back without it, and areas are zeroed without it: an area belongs to
 * the caller from pcpu_area_take() on.
 *
 * Life: percpu_init() after kmalloc, percpu_exit() before it.
 */
#include "mm/percpu/percpu.h"
#include "mm/percpu/chunk.h"
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <mm/boot/boot.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

/* As in Linux: whoever runs out of per-CPU memory does so again and again. */
#define PCPU_WARNINGS 10

struct pcpu_state pcpu;
void (*pcpu_refill)(void);
static int warnings_left;

/* ---- allocation ------------------------------------------------------------------------------ */

/* reserve_see_to - after a request: where there is nobody to have it filled, who may sleep does. */
static void reserve_see_to(gfp_t gfp)
{
	void (*refill)(void) = READ_ONCE(pcpu_refill);

	if (likely(READ_ONCE(pcpu.reserve)))
		return;
	if (!gfpflags_allow_blocking(gfp)) {
		WRITE_ONCE(pcpu.wants_reserve, true);
		if (refill)
			refill();
	} else if (unlikely(READ_ONCE(pcpu.wants_reserve)) && !refill && preemptible()) {
		pcpu_fill_reserve(gfp);
	}
}

/* area_ptr - the __percpu pointer to @cell of @chunk. */
static void __percpu *area_ptr(const struct pcpu_chunk *chunk, unsigned int cell)
{
	unsigned long copy =
		(unsigned long)chunk->base + ((unsigned long)cell << PCPU_MIN_ALLOC_SHIFT);

	return (void __percpu *)(copy - per_cpu_offset(0));
}

/** struct area - where an area begins. */
struct area {
	struct pcpu_chunk *chunk;
	unsigned int cell;
};

/* area_of - the other way round, for a pointer to an area. */
static __always_inline struct area area_of(void __percpu *ptr)
{
	const char *copy = per_cpu_ptr((char __percpu *)ptr, 0);
	struct pcpu_chunk *chunk = (struct pcpu_chunk *)virt_to_page(copy)->private;

	return (struct area){ chunk, (unsigned int)((size_t)(copy - chunk->base) >>
						    PCPU_MIN_ALLOC_SHIFT) };
}

static void __percpu *area_alloc_in(struct pcpu_chunk *chunk, unsigned int cells,
				    unsigned int align)
{
	unsigned int cell = pcpu_area_find(chunk, cells, align);

	if (cell != PCPU_NO_CELL) {
		pcpu_area_take(chunk, cell, cells);
		pcpu.nr_areas++;
		pcpu.nr_free -= cells;
	}
	pcpu_chunk_refile(chunk);
	return cell == PCPU_NO_CELL ? NULL : area_ptr(chunk, cell);
}

/* area_alloc - an area from the chunks there are: the barely sufficient first, the empty last. */
static void __percpu *area_alloc(unsigned int cells, unsigned int align)
{
	unsigned int mask = pcpu.slot_mask & (~0u << fls(cells));
	struct pcpu_chunk *chunk, *next;
	void __percpu *ptr;

	for (; mask; mask &= mask - 1) {
		/* A chunk that fails is filed lower, so the walk may lose it. */
		list_for_each_entry_safe(chunk, next, &pcpu.slots[__ffs(mask)], filed) {
			ptr = area_alloc_in(chunk, cells, align);
			if (ptr)
				return ptr;
		}
	}
	return NULL;
}

unsigned int pcpu_areas_take(unsigned int cells, void __percpu **areas, unsigned int n)
{
	unsigned int nr = 0;

	lock_acquire(&pcpu.lock);
	for (; nr < n; nr++) {
		struct area area;

		areas[nr] = area_alloc(cells, cells & -cells);
		if (!areas[nr])
			break;
		area = area_of(areas[nr]);
		area.chunk->small[area.cell] |= PCPU_SMALL_KEPT;
	}
	lock_release(&pcpu.lock);
	return nr;
}

/* Zero every copy.  Most variables are a word or two: a store each, and no call. */
static void area_zero(void __percpu *ptr, size_t size)
{
	char *copy = per_cpu_ptr((char __percpu *)ptr, 0);

	for (unsigned int cpu = 0; cpu < pcpu.nr_units; cpu++, copy += PCPU_UNIT_SIZE) {
		if (size == 8)
			__builtin_memset(copy, 0, 8);
		else
			memset(copy, 0, size);
	}
}

static noinline __cold void warn_failed(size_t size, size_t align, gfp_t gfp)
{
	bool atomic = (gfp & GFP_KERNEL) != GFP_KERNEL;
	int left = 0;

	if (gfp & __GFP_NOWARN)
		return;
	lock_acquire(&pcpu.lock);
	if (warnings_left)
		left = warnings_left--;
	lock_release(&pcpu.lock);
	if (!left)
		return;
	pr_warn("percpu: allocation failed, size=%zu align=%zu atomic=%d, "
		"failed to allocate new chunk\n",
		size, align, atomic);
	if (!atomic)
		dump_stack();
	if (left == 1)
		pr_info("percpu: limit reached, disable warning\n");
}

/* alloc_new - all chunks are full: make another; else have them emptied of what is kept. */
static noinline void __percpu *alloc_new(unsigned int cells, unsigned int align, gfp_t gfp)
{
	struct pcpu_chunk *chunk = pcpu_chunk_create(gfp);
	void __percpu *ptr = NULL;

	if (unlikely(!chunk)) {
		pcpu_kept_drain(gfpflags_allow_blocking(gfp));
		lock_acquire(&pcpu.lock);
		ptr = area_alloc(cells, align);
		lock_release(&pcpu.lock);
	}
	if (unlikely(!chunk && !ptr && !gfpflags_allow_blocking(gfp)))
		chunk = pcpu_reserve_take();
	if (!chunk)
		return ptr;
	lock_acquire(&pcpu.lock);
	pcpu_chunk_insert(chunk);
	ptr = area_alloc_in(chunk, cells, align);
	lock_release(&pcpu.lock);
	return ptr;
}

/* alloc_slow - there was no area at hand. */
static noinline void __percpu *alloc_slow(unsigned int cells, unsigned int align, gfp_t gfp)
{
	void __percpu *ptr;

	lock_acquire(&pcpu.lock);
	ptr = area_alloc(cells, align);
	lock_release(&pcpu.lock);
	return likely(ptr) ? ptr : alloc_new(cells, align, gfp);
}

/* settle - @ptr, an area of @cells, is the caller's from now on. */
static __always_inline void settle(void __percpu *ptr, unsigned int cells)
{
	struct area area = area_of(ptr);

	if (likely(cells <= PCPU_SMALL_CELLS))
		__atomic_store_n(&area.chunk->small[area.cell], (u8)cells, __ATOMIC_RELEASE);
	if (tag_map_on())
		area.chunk->tags[area.cell] = (u16)tag_map_current();
}

/* alloc_area - an area that is zeroed and the caller's; NULL after a warning. */
static __always_inline void __percpu *alloc_area(size_t size, unsigned int cells,
						 unsigned int align, gfp_t gfp)
{
	void __percpu *ptr = pcpu_kept_take(cells, align);

	if (unlikely(!ptr))
		ptr = alloc_slow(cells, align, gfp);
	reserve_see_to(gfp);
	if (unlikely(!ptr)) {
		warn_failed(size, (size_t)align << PCPU_MIN_ALLOC_SHIFT, gfp);
		return NULL;
	}
	settle(ptr, cells);
	area_zero(ptr, (size_t)cells << PCPU_MIN_ALLOC_SHIFT);
	return ptr;
}

/* alloc_watched - somebody listens to events, and may check accesses, too. */
static noinline void __percpu *alloc_watched(size_t size, unsigned int cells, unsigned int align,
					     gfp_t gfp)
{
	void __percpu *ptr;

	if (mm_trace_should_fail(MM_EVENT_PERCPU, size, gfp))
		return NULL;
	if (mm_access_on())
		pcpu_access_shape(&cells, &align);
	ptr = alloc_area(size, cells, align, gfp);
	if (ptr)
		pcpu_access_take(ptr, size, cells);
	mm_trace_alloc(MM_EVENT_PERCPU, (const void *)ptr, size,
		       (size_t)cells << PCPU_MIN_ALLOC_SHIFT, gfp);
	return ptr;
}

void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	unsigned int cells, cell_align;

	align = max_t(size_t, align, PCPU_MIN_ALLOC_SIZE);
	if (WARN(!size || size > PCPU_MIN_UNIT_SIZE || align > PAGE_SIZE || !is_power_of_2(align),
		 "illegal size (%zu) or align (%zu) for percpu allocation\n", size, align))
		return NULL;
	might_alloc(gfp);
	cells = (unsigned int)((size + PCPU_MIN_ALLOC_SIZE - 1) >> PCPU_MIN_ALLOC_SHIFT);
	cell_align = (unsigned int)(align >> PCPU_MIN_ALLOC_SHIFT);
	if (unlikely(mm_tracer))
		return alloc_watched(size, cells, cell_align, gfp);
	return alloc_area(size, cells, cell_align, gfp);
}
EXPORT_SYMBOL(__alloc_percpu_gfp);

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return __alloc_percpu_gfp(size, align, GFP_KERNEL);
}
EXPORT_SYMBOL(__alloc_percpu);

/* ---- free ------------------------------------------------------------------------------------ */

/* area_at - where @ptr leads to, which may be anything; no chunk where no area can begin. */
static __always_inline struct area area_at(void __percpu *ptr)
{
	const char *copy = per_cpu_ptr((char __percpu *)ptr, 0);
	struct area area = { .chunk = pcpu_chunk_at(copy) };
	size_t offset;

	if (unlikely(!area.chunk))
		return area;
	offset = (size_t)(copy - area.chunk->base);
	area.cell = (unsigned int)(offset >> PCPU_MIN_ALLOC_SHIFT);
	if (unlikely(offset >= PCPU_UNIT_SIZE || offset & (PCPU_MIN_ALLOC_SIZE - 1)))
		area.chunk = NULL;
	return area;
}

/* is_live - does @cell belong to an area that is somebody's?  Under the lock. */
static bool is_live(const struct pcpu_chunk *chunk, unsigned int cell)
{
	if (!test_bit(cell, chunk->used))
		return false;
	while (!test_bit(cell, chunk->head))
		cell--;
	return !(READ_ONCE(chunk->small[cell]) & PCPU_SMALL_KEPT);
}

/* bad_free - say what is wrong with @ptr. */
static noinline __cold void bad_free(void __percpu *ptr)
{
	const char *copy = per_cpu_ptr((char __percpu *)ptr, 0);
	struct pcpu_chunk *chunk;
	bool live = false;
	size_t offset = 0;

	if (mm_access_bad_free(copy, mm_access_freed(copy)))
		return;
	lock_acquire(&pcpu.lock);
	chunk = pcpu_chunk_at(copy);
	if (chunk)
		offset = (size_t)(copy - chunk->base);
	if (chunk && offset < PCPU_UNIT_SIZE)
		live = is_live(chunk, (unsigned int)(offset >> PCPU_MIN_ALLOC_SHIFT));
	lock_release(&pcpu.lock);
	if (!chunk)
		report("BUG: free_percpu of %px, which alloc_percpu never returned", ptr);
	else if (offset >= PCPU_UNIT_SIZE)
		report("BUG: free_percpu of %px, which is the address of a CPU's copy", ptr);
	else if (live)
		report("BUG: free_percpu of %px, which lies inside a live allocation", ptr);
	else
		report("BUG: free_percpu of %px, which is free already (double free?)", ptr);
}

/* area_give - the area is nobody's any more; a chunk too many goes to @surplus.  Under the lock. */
static void area_give(const struct area *area, unsigned int cells, struct list_head *surplus)
{
	struct pcpu_chunk *chunk = area->chunk;

	pcpu_area_give(chunk, area->cell, cells);
	pcpu.nr_areas--;
	pcpu.nr_free += cells;
	pcpu.nr_given += cells;
	if (chunk->nr_free < PCPU_CELLS || list_empty(&pcpu.slots[PCPU_SLOT_EMPTY])) {
		pcpu_chunk_refile(chunk);
		return;
	}
	pcpu_chunk_retire(chunk, surplus);
}

void pcpu_areas_give(void __percpu *const *areas, unsigned int n)
{
	LIST_HEAD(surplus);

	lock_acquire(&pcpu.lock);
	for (unsigned int i = 0; i < n; i++) {
		struct area area = area_of(areas[i]);

		area_give(&area, pcpu_area_cells(area.chunk, area.cell), &surplus);
	}
	lock_release(&pcpu.lock);
	pcpu_chunks_destroy(&surplus);
}

/* claim - of all who free the small area now one gets it. Return: its cells; 0: there is none. */
static __always_inline unsigned int claim(const struct area *area)
{
	u8 *small = &area->chunk->small[area->cell];
	u8 cells = READ_ONCE(*small);

	if (unlikely(!cells || cells & PCPU_SMALL_KEPT))
		return 0;
	return likely(__atomic_compare_exchange_n(small, &cells, cells | PCPU_SMALL_KEPT, false,
						  __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) ?
		       cells :
		       0;
}

/* area_to_chunk - an area that is nobody's any more. */
static void area_to_chunk(void __percpu *ptr)
{
	pcpu_areas_give(&ptr, 1);
	pcpu_kept_tidy();
}

/* area_free - the end of what free_percpu() began, of a small area: it is at hand from now on. */
static __always_inline void area_free(void __percpu *ptr, unsigned int cell, unsigned int cells)
{
	if (unlikely(!pcpu_kept_put(ptr, cell, cells)))
		area_to_chunk(ptr);
}

static void release_kept(const struct access_kept *kept)
{
	void __percpu *ptr = (void __percpu *)kept->p;
	unsigned int cells = (unsigned int)kept->arg;

	if (cells <= PCPU_SMALL_CELLS)
		area_free(ptr, area_of(ptr).cell, cells);
	else
		area_to_chunk(ptr);
}

/* Where accesses are checked, an area that nobody may access any more is held back first. */
static noinline void area_keep(void __percpu *ptr, unsigned int cells)
{
	const struct access_kept kept = {
		.p = (void *)ptr,
		.bytes = (size_t)cells * pcpu.nr_units << PCPU_MIN_ALLOC_SHIFT,
		.release = release_kept,
		.arg = cells,
	};

	if (!mm_access_keep(&kept))
		release_kept(&kept);
}

/* free_large - free an area that is not small, if there is one. */
static noinline void free_large(void __percpu *ptr, const struct area *area)
{
	unsigned int cells;
	LIST_HEAD(surplus);
	bool live;

	lock_acquire(&pcpu.lock);
	cells = pcpu_area_cells(area->chunk, area->cell);
	live = cells > PCPU_SMALL_CELLS && !mm_access_freed(per_cpu_ptr(ptr, 0));
	if (likely(live)) {
		mm_trace_free(MM_EVENT_PERCPU, (const void *)ptr);
		if (mm_access_on())
			pcpu_access_give(ptr, cells);
		else
			area_give(area, cells, &surplus);
	}
	lock_release(&pcpu.lock);
	if (unlikely(!live))
		bad_free(ptr);
	else if (mm_access_on())
		area_keep(ptr, cells);
	pcpu_chunks_destroy(&surplus);
	pcpu_kept_tidy();
}

void free_percpu(void __percpu *ptr)
{
	struct area area;
	unsigned int cells;

	if (!ptr)
		return;
	area = area_at(ptr);
	if (unlikely(!area.chunk)) {
		bad_free(ptr);
		return;
	}
	cells = claim(&area);
	if (unlikely(!cells)) {
		free_large(ptr, &area);
		return;
	}
	if (unlikely(mm_tracer)) {
		/* Told before anyone can be given it. */
		mm_trace_free(MM_EVENT_PERCPU, (const void *)ptr);
		if (mm_access_on()) {
			pcpu_access_give(ptr, cells);
			area_keep(ptr, cells);
			return;
		}
	}
	area_free(ptr, area.cell, cells);
}
EXPORT_SYMBOL(free_percpu);

/*
 * pcpu_purge - give back what is kept but nobody uses: ready areas, and empty chunks.
 * Return: pages.
 */
static unsigned long pcpu_purge(void)
{
	unsigned long before = pcpu_nr_pages();
	struct pcpu_chunk *chunk, *next;
	LIST_HEAD(surplus);

	pcpu_kept_drain(true);
	lock_acquire(&pcpu.lock);
	list_for_each_entry_safe(chunk, next, &pcpu.slots[PCPU_SLOT_EMPTY], filed)
		pcpu_chunk_retire(chunk, &surplus);
	lock_release(&pcpu.lock);
	pcpu_chunks_destroy(&surplus);
	return before - min(before, pcpu_nr_pages());
}

/* ---- questions ------------------------------------------------------------------------------- */

size_t pcpu_alloc_size(void __percpu *ptr)
{
	unsigned int cells = 0;
	struct area area;

	if (!ptr)
		return 0;
	lock_acquire(&pcpu.lock);
	area = area_at(ptr);
	if (area.chunk && is_live(area.chunk, area.cell))
		cells = pcpu_area_cells(area.chunk, area.cell);
	lock_release(&pcpu.lock);
	return (size_t)cells << PCPU_MIN_ALLOC_SHIFT;
}
EXPORT_SYMBOL(pcpu_alloc_size);

/* ---- life ------------------------------------------------------------------------------------ */

int percpu_init(void)
{
	int err;

	lock_init(&pcpu.lock);
	for (unsigned int i = 0; i < PCPU_NR_SLOTS; i++)
		INIT_LIST_HEAD(&pcpu.slots[i]);
	pcpu.slot_mask = 0;
	pcpu.nr_units = nr_cpu_ids;
	pcpu.order = (unsigned int)get_order(nr_cpu_ids * PCPU_UNIT_SIZE);
	pcpu.nr_chunks = 0;
	pcpu.nr_areas = 0;
	pcpu.nr_free = 0;
	pcpu.nr_given = 0;
	pcpu.reserve = NULL;
	pcpu.wants_reserve = false;
	atomic_long_set(&vm_percpu_pages, 0);
	warnings_left = PCPU_WARNINGS;
	percpu_counters_init();
	pcpu_kept_init();
	err = reclaim_register(pcpu_purge);
	return err ? err : pcpu_image_init();
}

void percpu_exit(void)
{
	struct pcpu_chunk *chunk, *next;

	pcpu_kept_exit();
	for (unsigned int i = 0; i < PCPU_NR_SLOTS; i++) {
		list_for_each_entry_safe(chunk, next, &pcpu.slots[i], filed) {
			pcpu_chunk_remove(chunk);
			pcpu_chunk_destroy(chunk);
		}
	}
	chunk = pcpu_reserve_take();
	if (chunk)
		pcpu_chunk_destroy(chunk);
	pcpu_image_exit();
}
