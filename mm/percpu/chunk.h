/* SPDX-License-Identifier: MIT */
/* What the files of mm/percpu share; everybody else includes percpu.h. */
#ifndef MM_PERCPU_CHUNK_H
#define MM_PERCPU_CHUNK_H

#include <linux/bitmap.h>
#include <linux/build_bug.h>
#include <linux/align.h>
#include <linux/list.h>
#include <linux/mm.h>
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

/*
 * Small areas are freed without the lock, and kept at hand (kept.c): those of up to 64 bytes, which
 * is nearly all that is ever asked for.
 */
#define PCPU_SMALL_CELLS 16u
#define PCPU_SMALL_KEPT	 0x80u

/**
 * struct pcpu_chunk - a unit on each CPU, handed out in areas of the same cells on all.
 * @filed: link in its slot.
 * @base: CPU 0's unit.
 * @page: the block of pages that holds all units.
 * @slot: the slot it is filed in.
 * @nr_free: cells that are free.
 * @first_free: no cell below is free.
 * @max_run: no run of free cells is longer.
 * @used: the cells that are in an area.
 * @head: the cells that an area begins at.
 * @small: of each area of at most PCPU_SMALL_CELLS, by its first cell: how many cells it has, with
 *	PCPU_SMALL_KEPT while it is free for the world, and some array's or someone's who moves it.
 * @tags: of each area, by its first cell, the number of the site that took it; only where the
 *	machine profiles (mm/boot/tag_map.c).
 *
 *	@nr_free + cells of all areas = PCPU_CELLS
 *	@head is part of @used, and each run of used cells begins with a head
 *	@first_free <= the first free cell;  the longest free run <= @max_run <= @nr_free
 *	@slot = pcpu_slot(chunk)
 *	@small[c] = cells of the area at c, less PCPU_SMALL_KEPT, where a small one begins; else 0
 *	page->private of every page of the chunk is its record's address
 *
 * All but @base and @page belongs to pcpu.lock; but who frees a small area makes it kept by a
 * compare-exchange, whereupon it is his, and without the lock he may give it to someone else.
 */
struct pcpu_chunk {
	struct list_head filed;
	char *base;
	struct page *page;
	unsigned int slot;
	unsigned int nr_free;
	unsigned int first_free;
	unsigned int max_run;
	DECLARE_BITMAP(used, PCPU_CELLS);
	DECLARE_BITMAP(head, PCPU_CELLS);
	u8 small[PCPU_CELLS];
	u16 tags[];
};

static_assert(PCPU_CELLS % BITS_PER_LONG == 0, "the maps end with a whole word");
static_assert(sizeof(struct pcpu_chunk) <= 2 * PCPU_CELLS / 8 + PCPU_CELLS + 64,
	      "a chunk is its maps");
static_assert(PCPU_SMALL_CELLS < PCPU_SMALL_KEPT, "a byte has a size and a flag");

/**
 * struct pcpu_state - all chunks.
 * @lock: protects everything here, and the chunks; a leaf.
 * @slots: the chunks, filed.
 * @slot_mask: bit n is set where slot n may have a chunk.
 * @order: of a chunk's block of pages.
 * @nr_units: CPUs of the machine.
 * @nr_chunks: how many chunks there are.
 * @nr_areas: how many areas there are, live or kept.
 * @nr_free: cells that are free, of all of them.
 * @nr_given: cells that were given back since the arrays were last emptied on that account.
 * @reserve: a chunk besides these, for who may not sleep; or NULL.
 * @wants_reserve: somebody who may not sleep was here; from then on there is to be one.
 *
 *	@nr_chunks = chunks in @slots;  @nr_areas = heads of all chunks
 *	@nr_free = sum of nr_free of the chunks
 *	at most one chunk is empty;  @reserve is empty, and not in @slots
 */
struct pcpu_state {
	struct lock lock;
	struct list_head slots[PCPU_NR_SLOTS];
	unsigned int slot_mask;
	unsigned int order;
	unsigned int nr_units;
	unsigned long nr_chunks;
	unsigned long nr_areas;
	unsigned long nr_free, nr_given;
	struct pcpu_chunk *reserve;
	bool wants_reserve;
};

extern struct pcpu_state pcpu;

/**
 * pcpu_chunk_at - the chunk that @copy lies in, or NULL; @copy may be any address.
 *
 * No lock is needed where it lies in an area of the caller's, which keeps the chunk from going.  Of
 * another address all that is believed is what the pages of a chunk say, and its record confirms.
 */
static __always_inline struct pcpu_chunk *pcpu_chunk_at(const void *copy)
{
	struct pcpu_chunk *chunk;

	if (unlikely((unsigned long)copy - PAGE_OFFSET >= lowmem_bytes))
		return NULL;
	chunk = (struct pcpu_chunk *)READ_ONCE(virt_to_page(copy)->private);
	/* In a page of someone else's the word is anything. */
	if (unlikely((unsigned long)chunk - PAGE_OFFSET > lowmem_bytes - sizeof(*chunk) ||
		     !IS_ALIGNED((unsigned long)chunk, sizeof(long)) ||
		     (unsigned long)copy - (unsigned long)READ_ONCE(chunk->base) >=
			     (unsigned long)pcpu.nr_units * PCPU_UNIT_SIZE))
		return NULL;
	return chunk;
}

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

/* ---- chunk.c: under pcpu.lock, but for those that take or give memory ------------------------ */

void pcpu_chunk_insert(struct pcpu_chunk *chunk);
void pcpu_chunk_remove(struct pcpu_chunk *chunk);

/* pcpu_chunk_refile - after a change of its cells: move it to where it belongs now. */
void pcpu_chunk_refile(struct pcpu_chunk *chunk);

/* pcpu_chunk_retire - @chunk, which is empty, is one too many: the reserve's, or @surplus. */
void pcpu_chunk_retire(struct pcpu_chunk *chunk, struct list_head *surplus);

/* pcpu_chunk_create - a chunk that nobody knows yet, or NULL; without the lock. */
struct pcpu_chunk *pcpu_chunk_create(gfp_t gfp);

/* pcpu_chunks_destroy - the reverse, for a list of them; without the lock. */
void pcpu_chunk_destroy(struct pcpu_chunk *chunk);
void pcpu_chunks_destroy(struct list_head *chunks);

/* pcpu_reserve_take - the reserve, or NULL; takes the lock. */
struct pcpu_chunk *pcpu_reserve_take(void);

/* ---- percpu.c: areas of any chunk ------------------------------------------------------------ */

/* pcpu_areas_take - up to @n small areas of the chunks there are, kept. Return: how many. */
unsigned int pcpu_areas_take(unsigned int cells, void __percpu **areas, unsigned int n);

/* pcpu_areas_give - put areas that are nobody's back into their chunks. */
void pcpu_areas_give(void __percpu *const *areas, unsigned int n);

/* ---- kept.c: small areas at hand ------------------------------------------------------------- */

void pcpu_kept_init(void);
void pcpu_kept_exit(void);

/* pcpu_kept_take - a live area, of whatever contents; NULL where no array has one for this. */
void __percpu *pcpu_kept_take(unsigned int cells, unsigned int align);

/* pcpu_kept_put - keep @ptr, an area at @cell that is marked kept. Return: false: it is no use. */
bool pcpu_kept_put(void __percpu *ptr, unsigned int cell, unsigned int cells);

/*
 * pcpu_kept_drain - empty the arrays of all CPUs into the chunks.
 * @wait: for others who do so; without it that is left to them.
 */
void pcpu_kept_drain(bool wait);

/* pcpu_kept_tidy - after areas were given back: drain where kept ones may hold chunks. */
void pcpu_kept_tidy(void);

/* pcpu_kept_look - call @fn for each kept area, while none is taken or put. */
void pcpu_kept_look(void (*fn)(void *ctx, void *area), void *ctx);

/* ---- access.c: the shadow, where accesses are checked ---------------------------------------- */

void pcpu_access_shape(unsigned int *cells, unsigned int *align);
void pcpu_access_take(void __percpu *ptr, size_t size, unsigned int cells);
void pcpu_access_give(void __percpu *ptr, unsigned int cells);

/* ---- counter.c ------------------------------------------------------------------------------- */

void percpu_counters_init(void);

/* ---- image.c --------------------------------------------------------------------------------- */

int pcpu_image_init(void);
void pcpu_image_exit(void);
int pcpu_image_check(void);

#endif
