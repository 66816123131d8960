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

/* The maps against each other, and the hints against the maps. */
static int check_maps(const struct pcpu_chunk *chunk, unsigned long *nr_heads)
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
			(*nr_heads)++;
		}
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

/* Blocks are aligned to their size, so chunks that overlap begin at the same address. */
static int check_hash(unsigned long *nr_hashed)
{
	struct pcpu_chunk *a, *b;
	int bad = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(pcpu.hash); i++) {
		hlist_for_each_entry(a, &pcpu.hash[i], hashed) {
			(*nr_hashed)++;
			hlist_for_each_entry(b, &pcpu.hash[i], hashed) {
				if (a != b && a->base == b->base)
					bad += broken(a, "overlaps a chunk", 1, 0);
			}
		}
	}
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

int percpu_check(void)
{
	unsigned long nr_filed = 0, nr_hashed = 0, nr_heads = 0, nr_empty = 0;
	struct pcpu_chunk *chunk;
	int bad = 0;

	lock_acquire(&pcpu.lock);
	for (unsigned int slot = 0; slot < PCPU_NR_SLOTS; slot++) {
		list_for_each_entry(chunk, &pcpu.slots[slot], filed) {
			nr_filed++;
			nr_empty += chunk->nr_free == PCPU_CELLS;
			bad += check_place(chunk, slot) + check_maps(chunk, &nr_heads);
		}
	}
	bad += check_hash(&nr_hashed);
	bad += check_total("chunks", pcpu.nr_chunks, nr_filed);
	bad += check_total("chunks in the hash table", nr_hashed, nr_filed);
	bad += check_total("pages", pcpu_nr_pages(), pages_held());
	bad += check_total("areas", pcpu.nr_areas, nr_heads);
	if (pcpu.reserve && pcpu.reserve->nr_free != PCPU_CELLS)
		bad += broken(pcpu.reserve, "free cells of the reserve", pcpu.reserve->nr_free,
			      PCPU_CELLS);
	if (nr_empty > 1)
		bad += check_total("empty chunks", nr_empty, 1);
	lock_release(&pcpu.lock);
	return bad + pcpu_image_check();
}
