// SPDX-License-Identifier: MIT
/* Proof of what chunk.h says of every chunk, and of all of them together. */
#include "mm/percpu/percpu.h"
#include "mm/percpu/chunk.h"
#include <linux/mm.h>
#include <linux/printk.h>

/* broken - print what does not hold of @chunk; 1 is what it adds to the count. */
static int broken(const struct pcpu_chunk *chunk, const char *what, unsigned long is,
		  unsigned long should)
{
	pr_err("percpu: chunk %px: %s: %lu, should be %lu\n", chunk->base, what, is, should);
	return 1;
}

/** struct sums - what the walk finds: chunks, empty ones, areas, kept ones, free cells. */
struct sums {
	unsigned long chunks, empty, heads, kept, free;
};

/* What the map of small areas says of @cell, which an area of @cells begins at; 0: none does. */
static int check_small(const struct pcpu_chunk *chunk, unsigned int cell, unsigned int cells,
		       struct sums *sums)
{
	unsigned int is = READ_ONCE(chunk->small[cell]);
	unsigned int should = cells <= PCPU_SMALL_CELLS ? cells : 0;

	if (is & PCPU_SMALL_KEPT)
		sums->kept++;
	if (is == should || (should && is == (should | PCPU_SMALL_KEPT)))
		return 0;
	return broken(chunk, "small area", is, should);
}

/* The maps against each other, and the hints against the maps. */
static int check_maps(const struct pcpu_chunk *chunk, struct sums *sums)
{
	unsigned int free = 0, first = PCPU_CELLS, run = 0, longest = 0, areas = 0, cell;
	int bad = 0;

	for (cell = 0; cell < PCPU_CELLS; cell++) {
		bool used = test_bit(cell, chunk->used);
		bool head = test_bit(cell, chunk->head);

		if (head && !used)
			bad += broken(chunk, "free cell is a head", cell, 0);
		if (used && !head && (!cell || run))
			bad += broken(chunk, "used run without a head at cell", cell, 0);
		if (head) {
			areas += pcpu_area_cells(chunk, cell);
			sums->heads++;
		}
		bad += check_small(chunk, cell, head ? pcpu_area_cells(chunk, cell) : 0, sums);
		run = used ? 0 : run + 1;
		longest = max(longest, run);
		free += !used;
		if (!used && first == PCPU_CELLS)
			first = cell;
	}
	if (chunk->nr_free != free)
		bad += broken(chunk, "free cells", chunk->nr_free, free);
	if (free + areas != PCPU_CELLS)
		bad += broken(chunk, "cells of areas", areas, PCPU_CELLS - free);
	if (chunk->first_free > first)
		bad += broken(chunk, "first_free", chunk->first_free, first);
	if (chunk->max_run < longest)
		bad += broken(chunk, "max_run", chunk->max_run, longest);
	if (chunk->max_run > chunk->nr_free)
		bad += broken(chunk, "max_run beyond nr_free", chunk->max_run, chunk->nr_free);
	return bad;
}

static int check_pages(const struct pcpu_chunk *chunk)
{
	unsigned long pages = pcpu.nr_units * (PCPU_UNIT_SIZE >> PAGE_SHIFT);
	int bad = 0;

	for (unsigned long i = 0; i < pages; i++)
		if (chunk->page[i].private != (unsigned long)chunk)
			bad += broken(chunk, "record of a page", chunk->page[i].private,
				      (unsigned long)chunk);
	return bad;
}

static int check_place(const struct pcpu_chunk *chunk, unsigned int slot)
{
	int bad = 0;

	if (chunk->slot != slot || pcpu_slot(chunk) != slot)
		bad += broken(chunk, "slot", slot, pcpu_slot(chunk));
	if (!(pcpu.slot_mask & (1u << slot)))
		bad += broken(chunk, "slot_mask", pcpu.slot_mask, 1u << slot);
	if (chunk->base != page_address(chunk->page))
		bad += broken(chunk, "page", page_to_pfn(chunk->page), virt_to_pfn(chunk->base));
	return bad;
}

/* The word of /proc/meminfo against what the chunks hold. */
static unsigned long pages_held(void)
{
	unsigned long chunks = pcpu.nr_chunks + (pcpu.reserve ? 1 : 0);

	return chunks * pcpu.nr_units * (PCPU_UNIT_SIZE >> PAGE_SHIFT);
}

static int check_total(const char *what, unsigned long is, unsigned long should)
{
	if (is == should)
		return 0;
	pr_err("percpu: %s: %lu, should be %lu\n", what, is, should);
	return 1;
}

struct kept {
	unsigned long nr;
	int bad;
};

static void check_kept(void *ctx, void *area)
{
	const char *copy = per_cpu_ptr((char __percpu *)area, 0);
	struct pcpu_chunk *chunk = pcpu_chunk_at(copy);
	struct kept *kept = ctx;
	size_t cell;

	kept->nr++;
	if (!chunk) {
		pr_err("percpu: %px is kept, and lies in no chunk\n", area);
		kept->bad++;
		return;
	}
	cell = (size_t)(copy - chunk->base) >> PCPU_MIN_ALLOC_SHIFT;
	if (cell >= PCPU_CELLS || !(READ_ONCE(chunk->small[cell]) & PCPU_SMALL_KEPT))
		kept->bad += broken(chunk, "live area is kept", cell, 0);
}

int percpu_check(void)
{
	struct pcpu_chunk *chunk;
	struct sums sums = {};
	struct kept kept = {};
	int bad = 0;

	pcpu_kept_look(check_kept, &kept);
	lock_acquire(&pcpu.lock);
	for (unsigned int slot = 0; slot < PCPU_NR_SLOTS; slot++) {
		list_for_each_entry(chunk, &pcpu.slots[slot], filed) {
			sums.chunks++;
			sums.free += chunk->nr_free;
			sums.empty += chunk->nr_free == PCPU_CELLS;
			bad += check_place(chunk, slot) + check_pages(chunk) +
			       check_maps(chunk, &sums);
		}
	}
	bad += check_total("chunks", pcpu.nr_chunks, sums.chunks);
	bad += check_total("pages", pcpu_nr_pages(), pages_held());
	bad += check_total("areas", pcpu.nr_areas, sums.heads);
	bad += check_total("free cells", pcpu.nr_free, sums.free);
	bad += check_total("areas that are kept", kept.nr, sums.kept);
	if (pcpu.reserve && pcpu.reserve->nr_free != PCPU_CELLS)
		bad += broken(pcpu.reserve, "free cells of the reserve", pcpu.reserve->nr_free,
			      PCPU_CELLS);
	if (sums.empty > 1)
		bad += check_total("empty chunks", sums.empty, 1);
	lock_release(&pcpu.lock);
	return bad + kept.bad + pcpu_image_check();
}
