/* SPDX-License-Identifier: MIT */
/* What the files of mm/percpu share; everybody else includes percpu.h. */
#ifndef MM_PERCPU_CHUNK_H
#define MM_PERCPU_CHUNK_H

#include <linux/bitmap.h>
#include <linux/build_bug.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <base/base.h>

/* A cell is the smallest piece: what one bit of a chunk's maps stands for. */
#define PCPU_CELLS ((unsigned int)(PCPU_UNIT_SIZE >> PCPU_MIN_ALLOC_SHIFT))

/*
 * Chunks are filed by the longest run of cells they may have: in slot n, 2^(n-1) or more and less
 * than 2^n; full ones in slot 0.  Empty chunks have a slot of their own, the last to be tried.
 */
#define PCPU_SLOT_EMPTY (PCPU_UNIT_SHIFT - PCPU_MIN_ALLOC_SHIFT + 2)
#define PCPU_NR_SLOTS	(PCPU_SLOT_EMPTY + 1)

/**
 * struct pcpu_chunk - a unit on each CPU, handed out in areas of the same cells on all.
 * @filed: link in its slot.
 * @hashed: link in the table by address.
 * @base: CPU 0's unit.
 * @page: the block of pages that holds all units.
 * @slot: the slot it is filed in.
 * @nr_free: cells that are free.
 * @first_free: no cell below is free.
 * @max_run: no run of free cells is longer.
 * @used: the cells that are in an area.
 * @head: the cells that an area begins at.
 * @tags: of each area, by its first cell, the number of the site that took it; only where the
 *	machine profiles (mm/boot/tag_map.c).
 *
 *	@nr_free + cells of all areas = PCPU_CELLS
 *	@head is part of @used, and each run of used cells begins with a head
 *	@first_free <= the first free cell;  the longest free run <= @max_run <= @nr_free
 *	@slot = pcpu_slot(chunk)
 *
 * All but @base and @page belongs to pcpu.lock.
 */
struct pcpu_chunk {
	struct list_head filed;
	struct hlist_node hashed;
	char *base;
	struct page *page;
	unsigned int slot;
	unsigned int nr_free;
	unsigned int first_free;
	unsigned int max_run;
	DECLARE_BITMAP(used, PCPU_CELLS);
	DECLARE_BITMAP(head, PCPU_CELLS);
	u16 tags[];
};

static_assert(PCPU_CELLS % BITS_PER_LONG == 0, "the maps end with a whole word");
static_assert(sizeof(struct pcpu_chunk) <= 2 * PCPU_CELLS / 8 + 64, "a chunk is its maps");

/* Derived: with 64 CPUs a chunk is 2 MiB, so that 256 chains stay short up to 1 GiB of them. */
#define PCPU_HASH_BITS 8

/**
 * struct pcpu_state - all chunks.
 * @lock: protects everything here, and the chunks; a leaf.
 * @slots: the chunks, filed.
 * @slot_mask: bit n is set where slot n may have a chunk.
 * @hash: the chunks, by address.
 * @order: of a chunk's block of pages.
 * @nr_units: CPUs of the machine.
 * @nr_chunks: how many chunks there are.
 * @nr_areas: how many areas are live.
 * @reserve: a chunk besides these, for who may not sleep; or NULL.
 * @wants_reserve: somebody who may not sleep was here; from then on there is to be one.
 *
 *	@nr_chunks = chunks in @slots = chunks in @hash;  @nr_areas = heads of all chunks
 *	at most one chunk is empty;  @reserve is empty, and in neither table
 */
struct pcpu_state {
	struct lock lock;
	struct list_head slots[PCPU_NR_SLOTS];
	unsigned int slot_mask;
	struct hlist_head hash[1 << PCPU_HASH_BITS];
	unsigned int order;
	unsigned int nr_units;
	unsigned long nr_chunks;
	unsigned long nr_areas;
	struct pcpu_chunk *reserve;
	bool wants_reserve;
};

extern struct pcpu_state pcpu;

/* ---- area.c: the cells of one chunk; the caller has pcpu.lock -------------------------------- */

#define PCPU_NO_CELL (~0u)

void pcpu_area_init(struct pcpu_chunk *chunk);
unsigned int pcpu_area_find(struct pcpu_chunk *chunk, unsigned int cells, unsigned int align);
void pcpu_area_take(struct pcpu_chunk *chunk, unsigned int cell, unsigned int cells);
unsigned int pcpu_area_cells(const struct pcpu_chunk *chunk, unsigned int cell);
void pcpu_area_give(struct pcpu_chunk *chunk, unsigned int cell, unsigned int cells);

/* pcpu_slot - where a chunk belongs. */
static inline unsigned int pcpu_slot(const struct pcpu_chunk *chunk)
{
	return chunk->nr_free == PCPU_CELLS ? PCPU_SLOT_EMPTY : (unsigned int)fls(chunk->max_run);
}

/* ---- counter.c ------------------------------------------------------------------------------- */

void percpu_counters_init(void);

/* ---- image.c --------------------------------------------------------------------------------- */

int pcpu_image_init(void);
void pcpu_image_exit(void);
int pcpu_image_check(void);

#endif
