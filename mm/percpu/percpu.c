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
 * page layer each time; a second one is given back.
 *
 * Every copy is zeroed when the area is taken.  The free path looks the chunk up by address in a
 * hash table and the area in the chunk's maps, so that whatever is passed to free_percpu() is
 * known to be a live area, or reported.
 *
 * Locks
 *
 * pcpu.lock is a leaf, but for the listener to events, who must hear of a free before anyone can
 * be given the same area.  Pages and chunk records are taken and given back without it, and areas
 * are zeroed without it: an area belongs to the caller from pcpu_area_take() on.
 *
 * Life: percpu_init() after kmalloc, percpu_exit() before it.
 */
#include "mm/percpu/percpu.h"
#include "mm/percpu/chunk.h"
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <mm/boot/boot.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>

/* What of a request's flags reaches the page layer: how hard to try, and whether to complain. */
#define PCPU_GFP_MASK                                                                   \
	(GFP_KERNEL | __GFP_HIGH | __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | \
	 __GFP_NOWARN)

/* As in Linux: whoever runs out of per-CPU memory does so again and again. */
#define PCPU_WARNINGS 10

struct pcpu_state pcpu;
void (*pcpu_refill)(void);
static int warnings_left;

/* ---- chunks ---------------------------------------------------------------------------------- */

/* chunk_hash - the chain of the chunk that @addr would lie in: blocks are aligned to their size. */
static struct hlist_head *chunk_hash(const void *addr)
{
	unsigned long block = ((unsigned long)addr - PAGE_OFFSET) >> (PAGE_SHIFT + pcpu.order);

	return &pcpu.hash[hash_long(block, PCPU_HASH_BITS)];
}

/* chunk_of - the chunk in whose units @addr lies, or NULL. */
static struct pcpu_chunk *chunk_of(const void *addr)
{
	size_t bytes = (size_t)pcpu.nr_units * PCPU_UNIT_SIZE;
	struct pcpu_chunk *chunk;

	hlist_for_each_entry(chunk, chunk_hash(addr), hashed) {
		if ((unsigned long)addr - (unsigned long)chunk->base < bytes)
			return chunk;
	}
	return NULL;
}

static void chunk_file(struct pcpu_chunk *chunk)
{
	chunk->slot = pcpu_slot(chunk);
	list_add(&chunk->filed, &pcpu.slots[chunk->slot]);
	pcpu.slot_mask |= 1u << chunk->slot;
}

/* chunk_refile - move a chunk to where it belongs now; it stays if that is where it is. */
static void chunk_refile(struct pcpu_chunk *chunk)
{
	if (likely(pcpu_slot(chunk) == chunk->slot))
		return;
	list_del(&chunk->filed);
	if (list_empty(&pcpu.slots[chunk->slot]))
		pcpu.slot_mask &= ~(1u << chunk->slot);
	chunk_file(chunk);
}

static void chunk_insert(struct pcpu_chunk *chunk)
{
	chunk_file(chunk);
	hlist_add_head(&chunk->hashed, chunk_hash(chunk->base));
	pcpu.nr_chunks++;
}

static void chunk_remove(struct pcpu_chunk *chunk)
{
	list_del(&chunk->filed);
	if (list_empty(&pcpu.slots[chunk->slot]))
		pcpu.slot_mask &= ~(1u << chunk->slot);
	hlist_del(&chunk->hashed);
	pcpu.nr_chunks--;
}

/* chunk_pages - pages of a chunk; the rest of the block it is made from is not ours. */
static unsigned long chunk_pages(void)
{
	return pcpu.nr_units * (PCPU_UNIT_SIZE >> PAGE_SHIFT);
}

static void free_pages_each(struct page *page, unsigned long from, unsigned long to)
{
	for (unsigned long i = from; i < to; i++)
		free_pages_untraced(page + i, 0);
}

/* chunk_trim - give the end of a new block back that has no CPU for it. */
static void chunk_trim(struct page *page)
{
	if (chunk_pages() == 1ul << pcpu.order)
		return;
	split_block(page, pcpu.order);
	free_pages_each(page, chunk_pages(), 1ul << pcpu.order);
}

static size_t chunk_record_bytes(void)
{
	return sizeof(struct pcpu_chunk) + (tag_map_on() ? PCPU_CELLS * sizeof(u16) : 0);
}

static struct pcpu_chunk *chunk_create(gfp_t gfp)
{
	struct pcpu_chunk *chunk = kmalloc_untraced(chunk_record_bytes(), gfp);

	if (!chunk)
		return NULL;
	chunk->page = alloc_pages_untraced(gfp, pcpu.order, NUMA_NO_NODE);
	if (!chunk->page) {
		kfree_untraced(chunk);
		return NULL;
	}
	chunk_trim(chunk->page);
	atomic_long_add((long)chunk_pages(), &vm_percpu_pages);
	chunk->base = page_address(chunk->page);
	pcpu_area_init(chunk);
	return chunk;
}

static void chunk_destroy(struct pcpu_chunk *chunk)
{
	if (chunk_pages() == 1ul << pcpu.order)
		free_pages_untraced(chunk->page, pcpu.order);
	else
		free_pages_each(chunk->page, 0, chunk_pages());
	atomic_long_sub((long)chunk_pages(), &vm_percpu_pages);
	kfree_untraced(chunk);
}

/* ---- the reserve ----------------------------------------------------------------------------- */

bool pcpu_fill_reserve(gfp_t gfp)
{
	struct pcpu_chunk *chunk;
	bool filled;

	if (READ_ONCE(pcpu.reserve))
		return true;
	chunk = chunk_create((gfp & PCPU_GFP_MASK & ~__GFP_NOFAIL) | __GFP_NORETRY | __GFP_NOWARN);
	lock_acquire(&pcpu.lock);
	if (!pcpu.reserve) {
		WRITE_ONCE(pcpu.reserve, chunk);
		chunk = NULL;
	}
	filled = pcpu.reserve;
	lock_release(&pcpu.lock);
	if (chunk)
		chunk_destroy(chunk);
	return filled;
}

static struct pcpu_chunk *reserve_take(void)
{
	struct pcpu_chunk *chunk;

	lock_acquire(&pcpu.lock);
	chunk = pcpu.reserve;
	WRITE_ONCE(pcpu.reserve, NULL);
	lock_release(&pcpu.lock);
	return chunk;
}

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

/* ---- allocation ------------------------------------------------------------------------------ */

/* area_ptr - the __percpu pointer to @cell of @chunk. */
static void __percpu *area_ptr(const struct pcpu_chunk *chunk, unsigned int cell)
{
	unsigned long copy =
		(unsigned long)chunk->base + ((unsigned long)cell << PCPU_MIN_ALLOC_SHIFT);

	return (void __percpu *)(copy - per_cpu_offset(0));
}

static void __percpu *area_alloc_in(struct pcpu_chunk *chunk, unsigned int cells,
				    unsigned int align)
{
	unsigned int cell = pcpu_area_find(chunk, cells, align);

	if (cell != PCPU_NO_CELL) {
		pcpu_area_take(chunk, cell, cells);
		pcpu.nr_areas++;
		if (tag_map_on())
			chunk->tags[cell] = (u16)tag_map_current();
	}
	chunk_refile(chunk);
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

/* alloc_slow - all chunks are full: make another. */
static noinline void __percpu *alloc_slow(unsigned int cells, unsigned int align, gfp_t gfp)
{
	struct pcpu_chunk *chunk = chunk_create(gfp & PCPU_GFP_MASK);
	void __percpu *ptr;

	if (!chunk && !gfpflags_allow_blocking(gfp))
		chunk = reserve_take();
	if (!chunk)
		return NULL;
	lock_acquire(&pcpu.lock);
	chunk_insert(chunk);
	ptr = area_alloc_in(chunk, cells, align);
	lock_release(&pcpu.lock);
	return ptr;
}

void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp)
{
	unsigned int cells, cell_align;
	void __percpu *ptr;

	align = max_t(size_t, align, PCPU_MIN_ALLOC_SIZE);
	if (WARN(!size || size > PCPU_MIN_UNIT_SIZE || align > PAGE_SIZE || !is_power_of_2(align),
		 "illegal size (%zu) or align (%zu) for percpu allocation\n", size, align))
		return NULL;
	might_alloc(gfp);
	if (mm_trace_should_fail(MM_EVENT_PERCPU, size, gfp))
		return NULL;

	cells = (unsigned int)((size + PCPU_MIN_ALLOC_SIZE - 1) >> PCPU_MIN_ALLOC_SHIFT);
	cell_align = (unsigned int)(align >> PCPU_MIN_ALLOC_SHIFT);
	lock_acquire(&pcpu.lock);
	ptr = area_alloc(cells, cell_align);
	lock_release(&pcpu.lock);
	if (unlikely(!ptr))
		ptr = alloc_slow(cells, cell_align, gfp);
	reserve_see_to(gfp);
	if (unlikely(!ptr)) {
		warn_failed(size, align, gfp);
		return NULL;
	}
	area_zero(ptr, (size_t)cells << PCPU_MIN_ALLOC_SHIFT);
	mm_trace_alloc(MM_EVENT_PERCPU, (const void *)ptr, size,
		       (size_t)cells << PCPU_MIN_ALLOC_SHIFT, gfp);
	return ptr;
}
EXPORT_SYMBOL(__alloc_percpu_gfp);

void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return __alloc_percpu_gfp(size, align, GFP_KERNEL);
}
EXPORT_SYMBOL(__alloc_percpu);

/* ---- free ------------------------------------------------------------------------------------ */

/**
 * struct area - what area_lookup() found.
 * @chunk: the chunk that the pointer leads to, or NULL.
 * @cell: the cell in it.
 * @cells: of the area that begins there; 0 where none does.
 */
struct area {
	struct pcpu_chunk *chunk;
	unsigned int cell;
	unsigned int cells;
};

static struct area area_lookup(void __percpu *ptr)
{
	const char *copy = per_cpu_ptr((char __percpu *)ptr, 0);
	struct area area = { .chunk = chunk_of(copy) };
	size_t offset;

	if (!area.chunk)
		return area;
	offset = (size_t)(copy - area.chunk->base);
	area.cell = (unsigned int)(offset >> PCPU_MIN_ALLOC_SHIFT);
	if (offset < PCPU_UNIT_SIZE && !(offset & (PCPU_MIN_ALLOC_SIZE - 1)))
		area.cells = pcpu_area_cells(area.chunk, area.cell);
	return area;
}

/* bad_free - say what is wrong with @ptr; @area was true when it was looked up. */
static noinline __cold void bad_free(void __percpu *ptr, const struct area *area, bool live)
{
	if (!area->chunk)
		report("BUG: free_percpu of %px, which alloc_percpu never returned", ptr);
	else if (area->cell >= PCPU_CELLS)
		report("BUG: free_percpu of %px, which is the address of a CPU's copy", ptr);
	else if (live)
		report("BUG: free_percpu of %px, which lies inside a live allocation", ptr);
	else
		report("BUG: free_percpu of %px, which is free already (double free?)", ptr);
}

void free_percpu(void __percpu *ptr)
{
	struct pcpu_chunk *surplus = NULL;
	struct area area;
	bool live;

	if (!ptr)
		return;
	lock_acquire(&pcpu.lock);
	area = area_lookup(ptr);
	if (unlikely(!area.cells)) {
		live = area.chunk && area.cell < PCPU_CELLS &&
		       test_bit(area.cell, area.chunk->used);
		lock_release(&pcpu.lock);
		bad_free(ptr, &area, live);
		return;
	}
	mm_trace_free(MM_EVENT_PERCPU, (const void *)ptr);
	pcpu_area_give(area.chunk, area.cell, area.cells);
	pcpu.nr_areas--;
	if (area.chunk->nr_free == PCPU_CELLS && !list_empty(&pcpu.slots[PCPU_SLOT_EMPTY])) {
		surplus = area.chunk;
		chunk_remove(surplus);
		if (pcpu.wants_reserve && !pcpu.reserve) {
			WRITE_ONCE(pcpu.reserve, surplus);
			surplus = NULL;
		}
	} else {
		chunk_refile(area.chunk);
	}
	lock_release(&pcpu.lock);
	if (unlikely(surplus))
		chunk_destroy(surplus);
}
EXPORT_SYMBOL(free_percpu);

/* ---- questions ------------------------------------------------------------------------------- */

size_t pcpu_alloc_size(void __percpu *ptr)
{
	struct area area;

	if (!ptr)
		return 0;
	lock_acquire(&pcpu.lock);
	area = area_lookup(ptr);
	lock_release(&pcpu.lock);
	return (size_t)area.cells << PCPU_MIN_ALLOC_SHIFT;
}
EXPORT_SYMBOL(pcpu_alloc_size);

unsigned long pcpu_nr_pages(void)
{
	return (unsigned long)atomic_long_read(&vm_percpu_pages);
}
EXPORT_SYMBOL(pcpu_nr_pages);

phys_addr_t per_cpu_ptr_to_phys(void *addr)
{
	return __pa(addr);
}
EXPORT_SYMBOL(per_cpu_ptr_to_phys);

static void chunk_look(const struct pcpu_chunk *chunk, void (*fn)(void *ctx, size_t bytes, u32 tag),
		       void *ctx)
{
	unsigned int cell;

	for_each_set_bit(cell, chunk->head, PCPU_CELLS) {
		size_t cells = pcpu_area_cells(chunk, cell);

		fn(ctx, cells << PCPU_MIN_ALLOC_SHIFT, chunk->tags[cell]);
	}
}

void pcpu_look_live(void (*fn)(void *ctx, size_t bytes, u32 tag), void *ctx)
{
	struct pcpu_chunk *chunk;

	lock_acquire(&pcpu.lock);
	for (unsigned int i = 0; i < PCPU_NR_SLOTS; i++)
		list_for_each_entry(chunk, &pcpu.slots[i], filed)
			chunk_look(chunk, fn, ctx);
	lock_release(&pcpu.lock);
}

/* ---- life ------------------------------------------------------------------------------------ */

int percpu_init(void)
{
	lock_init(&pcpu.lock);
	for (unsigned int i = 0; i < PCPU_NR_SLOTS; i++)
		INIT_LIST_HEAD(&pcpu.slots[i]);
	pcpu.slot_mask = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(pcpu.hash); i++)
		INIT_HLIST_HEAD(&pcpu.hash[i]);
	pcpu.nr_units = nr_cpu_ids;
	pcpu.order = (unsigned int)get_order(nr_cpu_ids * PCPU_UNIT_SIZE);
	pcpu.nr_chunks = 0;
	pcpu.nr_areas = 0;
	pcpu.reserve = NULL;
	pcpu.wants_reserve = false;
	atomic_long_set(&vm_percpu_pages, 0);
	warnings_left = PCPU_WARNINGS;
	percpu_counters_init();
	return pcpu_image_init();
}

void percpu_exit(void)
{
	struct pcpu_chunk *chunk, *next;

	for (unsigned int i = 0; i < PCPU_NR_SLOTS; i++) {
		list_for_each_entry_safe(chunk, next, &pcpu.slots[i], filed) {
			chunk_remove(chunk);
			chunk_destroy(chunk);
		}
	}
	chunk = reserve_take();
	if (chunk)
		chunk_destroy(chunk);
	pcpu_image_exit();
}
