// SPDX-License-Identifier: MIT
/*
 * The cells of a chunk: first fit, with two hints that spare most of the search.
 *
 * Both hints are bounds, not facts: first_free may lie below the first free cell, max_run above
 * the longest run.  A bound is moved for free whenever a search happens to learn better, so that
 * taking and giving an area cost the same however full the chunk is.
 */
#include "mm/percpu/chunk.h"
#include <linux/minmax.h>
#include <linux/string.h>

void pcpu_area_init(struct pcpu_chunk *chunk)
{
	bitmap_zero(chunk->used, PCPU_CELLS);
	bitmap_zero(chunk->head, PCPU_CELLS);
	memset(chunk->small, 0, sizeof(chunk->small));
	chunk->nr_free = PCPU_CELLS;
	chunk->first_free = 0;
	chunk->max_run = PCPU_CELLS;
}

/*
 * run_mask - the bits of @cells cells from @cell on in the word of the maps that has them all; 0
 * where no word has.  Most variables are a word or two, and so most areas are one operation.
 */
static unsigned long run_mask(unsigned int cell, unsigned int cells)
{
	unsigned int bit = cell % BITS_PER_LONG;

	if (unlikely(bit + cells > BITS_PER_LONG))
		return 0;
	return (~0ul >> (BITS_PER_LONG - cells)) << bit;
}

static noinline unsigned int find_slow(struct pcpu_chunk *chunk, unsigned int cells,
				       unsigned int align)
{
	unsigned int start, end;

	start = find_next_zero_bit(chunk->used, PCPU_CELLS, chunk->first_free);
	chunk->first_free = start;
	for (;;) {
		start = ALIGN(start, align);
		if (start + cells > PCPU_CELLS)
			break;
		end = find_next_bit(chunk->used, start + cells, start);
		if (end >= start + cells)
			return start;
		start = find_next_zero_bit(chunk->used, PCPU_CELLS, end);
	}
	/* A run of cells + align - 1 would have had an aligned place in it. */
	chunk->max_run = min(chunk->max_run, cells + align - 2);
	return PCPU_NO_CELL;
}

/**
 * pcpu_area_find - the first run of @cells free cells that begins at a multiple of @align.
 * Return: its first cell, or PCPU_NO_CELL; then max_run knows better than to try again.
 */
unsigned int pcpu_area_find(struct pcpu_chunk *chunk, unsigned int cells, unsigned int align)
{
	unsigned int start = ALIGN(chunk->first_free, align);
	unsigned long mask = run_mask(start, cells);

	if (cells > chunk->max_run)
		return PCPU_NO_CELL;
	if (likely(mask && start < PCPU_CELLS && !(chunk->used[start / BITS_PER_LONG] & mask)))
		return start;
	return find_slow(chunk, cells, align);
}

/** pcpu_area_take - make an area of free cells. */
void pcpu_area_take(struct pcpu_chunk *chunk, unsigned int cell, unsigned int cells)
{
	unsigned long mask = run_mask(cell, cells);

	if (likely(mask))
		chunk->used[cell / BITS_PER_LONG] |= mask;
	else
		bitmap_set(chunk->used, cell, cells);
	__set_bit(cell, chunk->head);
	if (cells <= PCPU_SMALL_CELLS)
		WRITE_ONCE(chunk->small[cell], (u8)cells);
	chunk->nr_free -= cells;
	chunk->max_run = min(chunk->max_run, chunk->nr_free);
	if (cell == chunk->first_free)
		chunk->first_free = cell + cells;
}

/** pcpu_area_cells - the length of the area that begins at @cell; 0 where none does. */
unsigned int pcpu_area_cells(const struct pcpu_chunk *chunk, unsigned int cell)
{
	unsigned int word = cell / BITS_PER_LONG;
	unsigned long after = ~1ul << cell % BITS_PER_LONG;
	unsigned long ends;

	if (unlikely(!test_bit(cell, chunk->head)))
		return 0;
	/* It ends before the next free cell, or the next head. */
	ends = (chunk->head[word] | ~chunk->used[word]) & after;
	while (unlikely(!ends)) {
		if (++word == BITS_TO_LONGS(PCPU_CELLS))
			return PCPU_CELLS - cell;
		ends = chunk->head[word] | ~chunk->used[word];
	}
	return word * BITS_PER_LONG + __ffs(ends) - cell;
}

/** pcpu_area_give - the area at @cell, of pcpu_area_cells(), is free again. */
void pcpu_area_give(struct pcpu_chunk *chunk, unsigned int cell, unsigned int cells)
{
	unsigned long mask = run_mask(cell, cells);

	if (likely(mask))
		chunk->used[cell / BITS_PER_LONG] &= ~mask;
	else
		bitmap_clear(chunk->used, cell, cells);
	__clear_bit(cell, chunk->head);
	WRITE_ONCE(chunk->small[cell], 0);
	chunk->nr_free += cells;
	chunk->first_free = min(chunk->first_free, cell);
	/* At worst it joined two of the longest runs. */
	chunk->max_run = min(2 * chunk->max_run + cells, chunk->nr_free);
}
