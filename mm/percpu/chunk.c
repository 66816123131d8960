// SPDX-License-Identifier: MIT
/* The chunks of dynamic per-CPU memory: their life, where they are filed, and the reserve. */
#include "mm/percpu/percpu.h"
#include "mm/percpu/chunk.h"
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <mm/boot/boot.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>

/* What of a request's flags reaches the page layer: how hard to try, and whether to complain. */
#define PCPU_GFP_MASK                                                                   \
	(GFP_KERNEL | __GFP_HIGH | __GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | \
	 __GFP_NOWARN)

/* ---- chunks ---------------------------------------------------------------------------------- */

static void chunk_file(struct pcpu_chunk *chunk)
{
	chunk->slot = pcpu_slot(chunk);
	list_add(&chunk->filed, &pcpu.slots[chunk->slot]);
	pcpu.slot_mask |= 1u << chunk->slot;
}

/* pcpu_chunk_refile - move a chunk to where it belongs now; it stays if that is where it is. */
void pcpu_chunk_refile(struct pcpu_chunk *chunk)
{
	if (likely(pcpu_slot(chunk) == chunk->slot))
		return;
	list_del(&chunk->filed);
	if (list_empty(&pcpu.slots[chunk->slot]))
		pcpu.slot_mask &= ~(1u << chunk->slot);
	chunk_file(chunk);
}

void pcpu_chunk_insert(struct pcpu_chunk *chunk)
{
	chunk_file(chunk);
	pcpu.nr_chunks++;
	pcpu.nr_free += chunk->nr_free;
}

void pcpu_chunk_remove(struct pcpu_chunk *chunk)
{
	list_del(&chunk->filed);
	if (list_empty(&pcpu.slots[chunk->slot]))
		pcpu.slot_mask &= ~(1u << chunk->slot);
	pcpu.nr_chunks--;
	pcpu.nr_free -= chunk->nr_free;
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

/* chunk_own - let the pages lead to @chunk, or to none. */
static void chunk_own(struct page *page, const struct pcpu_chunk *chunk)
{
	for (unsigned long i = 0; i < chunk_pages(); i++)
		WRITE_ONCE(page[i].private, (unsigned long)chunk);
}

static size_t chunk_record_bytes(void)
{
	return sizeof(struct pcpu_chunk) + (tag_map_on() ? PCPU_CELLS * sizeof(u16) : 0);
}

struct pcpu_chunk *pcpu_chunk_create(gfp_t gfp)
{
	struct pcpu_chunk *chunk;

	gfp &= PCPU_GFP_MASK;
	chunk = kmalloc_untraced(chunk_record_bytes(), gfp);
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
	mm_access_forbid(chunk->base, chunk_pages() << PAGE_SHIFT, ACCESS_PERCPU_FREE);
	pcpu_area_init(chunk);
	chunk_own(chunk->page, chunk);
	return chunk;
}

/* Nobody has anything in it.  Who frees by a stale pointer shall find no chunk, nor its record. */
void pcpu_chunk_destroy(struct pcpu_chunk *chunk)
{
	chunk_own(chunk->page, NULL);
	WRITE_ONCE(chunk->base, NULL);
	if (chunk_pages() == 1ul << pcpu.order)
		free_pages_untraced(chunk->page, pcpu.order);
	else
		free_pages_each(chunk->page, 0, chunk_pages());
	atomic_long_sub((long)chunk_pages(), &vm_percpu_pages);
	kfree_untraced(chunk);
}

void pcpu_chunks_destroy(struct list_head *chunks)
{
	struct pcpu_chunk *chunk, *next;

	list_for_each_entry_safe(chunk, next, chunks, filed)
		pcpu_chunk_destroy(chunk);
}

/* ---- the reserve ----------------------------------------------------------------------------- */

bool pcpu_fill_reserve(gfp_t gfp)
{
	struct pcpu_chunk *chunk;
	bool filled;

	if (READ_ONCE(pcpu.reserve))
		return true;
	chunk = pcpu_chunk_create((gfp & ~__GFP_NOFAIL) | __GFP_NORETRY | __GFP_NOWARN);
	lock_acquire(&pcpu.lock);
	if (!pcpu.reserve) {
		WRITE_ONCE(pcpu.reserve, chunk);
		chunk = NULL;
	}
	filled = pcpu.reserve;
	lock_release(&pcpu.lock);
	if (chunk)
		pcpu_chunk_destroy(chunk);
	return filled;
}

struct pcpu_chunk *pcpu_reserve_take(void)
{
	struct pcpu_chunk *chunk;

	lock_acquire(&pcpu.lock);
	chunk = pcpu.reserve;
	WRITE_ONCE(pcpu.reserve, NULL);
	lock_release(&pcpu.lock);
	return chunk;
}

/* pcpu_chunk_retire - @chunk, which is empty, is one too many: the reserve's, or @surplus. */
void pcpu_chunk_retire(struct pcpu_chunk *chunk, struct list_head *surplus)
{
	pcpu_chunk_remove(chunk);
	if (pcpu.wants_reserve && !pcpu.reserve)
		WRITE_ONCE(pcpu.reserve, chunk);
	else
		list_add(&chunk->filed, surplus);
}

/* ---- questions ------------------------------------------------------------------------------- */

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

		if (READ_ONCE(chunk->small[cell]) & PCPU_SMALL_KEPT)
			continue;
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
