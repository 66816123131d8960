// SPDX-License-Identifier: MIT
/*
 * Advice: what a module should allocate otherwise, from what it did in this run.
 *
 * While modules run, each allocation is booked at its place, the call in the module that made it;
 * nothing is sampled.  A place gathers numbers only (struct advise_seen): how many, of which sizes,
 * how many at once, with which flags and in which contexts, and how they were freed.  When its
 * module goes, a place gets the names of its file, line and function (names.c).  After the run the
 * rules (rules.c) look at each place, and the report sorts what they say (report.c).
 *
 * This stands on the account of live allocations (check/leak.c), which tells of each event and
 * keeps for each allocation the number of a piece: what must be known of it when it is freed.
 *
 *	pieces in use = live allocations of modules that are followed
 *
 * A place is found by the innermost return address that is in a module.  An allocation that no
 * module called for is nobody's.
 *
 * What is not seen.  Memory is seen being taken and freed, not being used: whether a device reads
 * it, who copies into it, whether it must lie in one piece.  Where this runs out of the host's
 * memory or of places, it counts what it could not follow, and the report says how much.
 *
 * Locking: one lock, innermost, as the account's, which is not held when events are told.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>

#include "check/advise/watch.h"
#include "check/check.h"
#include "check/leak.h"

#include "base/base.h"
#include "port/port.h"

/* Address space for these; only what there is costs memory. */
#define MAX_PLACES  8192u
#define INDEX_SLOTS (2 * MAX_PLACES)
#define BLOCK_SHIFT 12
#define BLOCK_SIZE  (1u << BLOCK_SHIFT)
#define MAX_BLOCKS  (1u << 16)
#define MAX_THREADS 4096u
#define MAX_MODULES 256u

/**
 * struct piece - a live allocation that is followed.
 * @place: its number; @next: of the next free piece, in a free one.
 * @thread: who took it.
 * @outer: the calls that led to its place, hashed.
 * @given: bytes used up by it.
 */
struct piece {
	u32 place, next;
	const struct port_thread *thread;
	u64 outer, given;
};

/** struct row - what a thread has just taken without a break: @count pieces at place @place. */
struct row {
	const struct port_thread *thread;
	u32 place, count;
};

struct range {
	unsigned long start, end;
	char name[64];
};

static struct {
	struct lock lock;
	struct place *places;
	u32 nr_places;
	u32 *index; /* number of a place and 1, by its frame and kind; 0 in an empty slot */
	struct piece **blocks;
	u32 nr_pieces, free_piece; /* 0 is no piece */
	struct row *rows;
	u32 nr_rows;
	struct range modules[MAX_MODULES];
	u32 nr_modules;
	u64 taken, lost;
} watch;

/* ---- places ---------------------------------------------------------------------------------- */

static const struct range *range_of(unsigned long addr)
{
	for (u32 i = 0; i < watch.nr_modules; i++) {
		const struct range *range = &watch.modules[i];

		if (addr - range->start < range->end - range->start)
			return range;
	}
	return NULL;
}

/* Which of @frames is the innermost in a module; @nr where none is. */
static u32 module_frame(const unsigned long *frames, u32 nr)
{
	u32 i = 0;

	while (i < nr && !range_of(frames[i]))
		i++;
	return i;
}

static u32 *index_slot(unsigned long frame, enum mm_event_kind kind)
{
	u32 slot = (u32)hash_long(frame + kind, 32);

	for (;; slot++) {
		u32 *at = &watch.index[slot % INDEX_SLOTS];
		const struct place *place = *at ? &watch.places[*at - 1] : NULL;

		if (!place || (place->frame == frame && place->seen.kind == kind))
			return at;
	}
}

/* The place with @frame, entered when it is new; NULL when there are too many. */
static struct place *place_of(unsigned long frame, enum mm_event_kind kind)
{
	u32 *slot = index_slot(frame, kind);
	struct place *place;

	if (*slot)
		return &watch.places[*slot - 1];
	if (watch.nr_places == MAX_PLACES)
		return NULL;
	place = &watch.places[watch.nr_places++];
	*slot = watch.nr_places;
	place->frame = frame;
	place->seen.kind = kind;
	place->seen.size_min = U64_MAX;
	place->seen.gfp_all = ~(gfp_t)0;
	return place;
}

static void note_way(struct place *place, const unsigned long *frames, u32 nr)
{
	struct way way = { .nr = min(nr, (u32)PLACE_DEPTH) };

	memcpy(way.frames, frames, way.nr * sizeof(*frames));
	for (u32 i = 0; i < place->nr_ways && i < PLACE_WAYS; i++)
		if (memcmp(&place->ways[i], &way, sizeof(way)) == 0)
			return;
	if (place->nr_ways < PLACE_WAYS)
		place->ways[place->nr_ways] = way;
	if (place->nr_ways <= PLACE_WAYS)
		place->nr_ways++;
}

static void note_back(struct place *place, unsigned long frame)
{
	for (u32 i = 0; i < place->nr_backs && i < PLACE_BACKS; i++)
		if (place->backs[i] == frame)
			return;
	if (place->nr_backs < PLACE_BACKS)
		place->backs[place->nr_backs] = frame;
	if (place->nr_backs <= PLACE_BACKS)
		place->nr_backs++;
}

/* ---- pieces ---------------------------------------------------------------------------------- */

static struct piece *piece_at(u32 number)
{
	return &watch.blocks[number >> BLOCK_SHIFT][number & (BLOCK_SIZE - 1)];
}

/* The number of a free piece; 0 where there is no memory for one. */
static u32 piece_new(void)
{
	u32 number = watch.free_piece;
	struct piece **block;

	if (number) {
		watch.free_piece = piece_at(number)->next;
		return number;
	}
	number = watch.nr_pieces;
	if (number >> BLOCK_SHIFT == MAX_BLOCKS)
		return 0;
	block = &watch.blocks[number >> BLOCK_SHIFT];
	if (!*block)
		*block = check_host_alloc(BLOCK_SIZE * sizeof(**block));
	if (!*block)
		return 0;
	watch.nr_pieces++;
	return number;
}

static void piece_free(u32 number)
{
	piece_at(number)->next = watch.free_piece;
	watch.free_piece = number;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void row_end(struct row *row)
{
	if (row->count >= ADVISE_ROW) {
		struct advise_seen *seen = &watch.places[row->place].seen;

		seen->in_rows += row->count;
		seen->rows++;
	}
	row->count = 0;
}

/* The row of the calling thread; NULL for one too many. */
static struct row *row_mine(void)
{
	const struct port_thread *self = port_self();
	u32 slot = (u32)hash_long((unsigned long)self, 32) % MAX_THREADS;

	while (watch.rows[slot].thread && watch.rows[slot].thread != self)
		slot = (slot + 1) % MAX_THREADS;
	if (!watch.rows[slot].thread) {
		if (watch.nr_rows == MAX_THREADS / 2)
			return NULL;
		watch.nr_rows++;
		watch.rows[slot].thread = self;
	}
	return &watch.rows[slot];
}

static void row_goes_on(u32 place)
{
	struct row *row = row_mine();

	if (!row)
		return;
	if (row->count && row->place != place)
		row_end(row);
	row->place = place;
	row->count++;
}

static void row_breaks(void)
{
	struct row *row = row_mine();

	if (row)
		row_end(row);
}

/* ---- events ---------------------------------------------------------------------------------- */

/* Read-side sections of RCU are not preemptible either. */
static bool must_not_sleep(void)
{
	return !preemptible();
}

static u64 hash_frames(const unsigned long *frames, u32 nr)
{
	u64 hash = nr;

	while (nr)
		hash = hash * 31 + hash_64(frames[--nr], 64);
	return hash;
}

static void book_taken(struct place *place, const struct leak_record *record, u64 given)
{
	const u64 size = record->requested;
	struct advise_seen *seen = &place->seen;

	seen->taken++;
	seen->taken_atomic += must_not_sleep();
	seen->size_min = min(seen->size_min, size);
	seen->size_max = max(seen->size_max, size);
	seen->gfp_any |= record->gfp;
	seen->gfp_all &= record->gfp;
	seen->peak = max(seen->peak, ++place->live);
	place->live_given += given;
	place->live_pages += PAGE_ALIGN(size);
	if (place->live_given <= seen->peak_given)
		return;
	seen->peak_given = place->live_given;
	seen->peak_pages = place->live_pages;
}

static u32 watch_taken(const struct leak_record *record, size_t given, const unsigned long *frames,
		       u32 nr)
{
	struct place *place = NULL;
	u32 at, number = 0;

	lock_acquire(&watch.lock);
	at = module_frame(frames, nr);
	if (at == nr)
		goto out;
	watch.taken++;
	place = place_of(frames[at], record->kind);
	number = place ? piece_new() : 0;
	if (!number) {
		watch.lost++;
		goto out;
	}
	*piece_at(number) = (struct piece){
		.place = (u32)(place - watch.places),
		.thread = port_self(),
		.outer = hash_frames(frames + at + 1, nr - at - 1),
		.given = given,
	};
	book_taken(place, record, given);
	note_way(place, frames, at);
	row_goes_on((u32)(place - watch.places));
out:
	lock_release(&watch.lock);
	return number;
}

/* Was it zeroed when it was taken, and is it zero again? */
static bool is_zero_again(const struct leak_record *record)
{
	if (record->kind != MM_EVENT_KMALLOC && record->kind != MM_EVENT_OBJECT)
		return false;
	return record->gfp & __GFP_ZERO && !memchr_inv(record->id, 0, record->requested);
}

static void book_freed(struct place *place, const struct leak_record *record, u64 given)
{
	struct advise_seen *seen = &place->seen;

	seen->freed++;
	seen->freed_atomic += must_not_sleep();
	place->live--;
	place->live_given -= given;
	place->live_pages -= PAGE_ALIGN(record->requested);
}

static void watch_freed(const struct leak_record *record, const unsigned long *frames, u32 nr)
{
	const bool zero = is_zero_again(record);
	const struct piece *piece;
	struct place *place;
	u32 at;

	lock_acquire(&watch.lock);
	piece = piece_at(record->note);
	place = &watch.places[piece->place];
	at = module_frame(frames, nr);
	book_freed(place, record, piece->given);
	place->seen.freed_zero += zero;
	if (at == nr || piece->thread != port_self() ||
	    piece->outer != hash_frames(frames + at + 1, nr - at - 1))
		place->freed_elsewhere++;
	else
		note_back(place, frames[at]);
	row_breaks();
	piece_free(record->note);
	lock_release(&watch.lock);
}

/* ---- modules --------------------------------------------------------------------------------- */

static void watch_came(const char *name, unsigned long start, unsigned long end)
{
	struct range *range;

	lock_acquire(&watch.lock);
	if (watch.nr_modules < MAX_MODULES) {
		range = &watch.modules[watch.nr_modules++];
		range->start = start;
		range->end = end;
		strscpy(range->name, name, sizeof(range->name));
	}
	lock_release(&watch.lock);
}

static void index_anew(void)
{
	memset(watch.index, 0, INDEX_SLOTS * sizeof(*watch.index));
	for (u32 i = 0; i < watch.nr_places; i++) {
		const struct place *place = &watch.places[i];

		if (place->frame)
			*index_slot(place->frame, place->seen.kind) = i + 1;
	}
}

/* Another module may come to lie where this one was. */
static void watch_gone(unsigned long start, unsigned long end)
{
	lock_acquire(&watch.lock);
	for (u32 i = 0; i < watch.nr_places; i++) {
		struct place *place = &watch.places[i];

		if (!place->frame || place->frame - start >= end - start)
			continue;
		place_name(place, range_of(place->frame)->name);
		place->frame = 0;
	}
	index_anew();
	for (u32 i = 0; i < watch.nr_modules; i++)
		if (watch.modules[i].start == start)
			watch.modules[i--] = watch.modules[--watch.nr_modules];
	lock_release(&watch.lock);
}

/* ---- reading --------------------------------------------------------------------------------- */

void watch_places(void (*fn)(struct place *place, void *arg), void *arg)
{
	lock_acquire(&watch.lock);
	for (u32 i = 0; i < MAX_THREADS; i++)
		row_end(&watch.rows[i]);
	for (u32 i = 0; i < watch.nr_places; i++) {
		struct place *place = &watch.places[i];

		if (place->frame)
			place_name(place, range_of(place->frame)->name);
		fn(place, arg);
	}
	lock_release(&watch.lock);
}

struct watched watch_total(void)
{
	return (struct watched){ .taken = watch.taken,
				 .lost = watch.lost,
				 .places = watch.nr_places };
}

/* ---- life ------------------------------------------------------------------------------------ */

static const struct leak_watcher watcher = {
	.taken = watch_taken,
	.freed = watch_freed,
	.came = watch_came,
	.gone = watch_gone,
};

int advise_start(void)
{
	memset(&watch, 0, sizeof(watch));
	lock_init(&watch.lock);
	watch.nr_pieces = 1;
	watch.places = check_host_alloc(MAX_PLACES * sizeof(*watch.places));
	watch.index = check_host_alloc(INDEX_SLOTS * sizeof(*watch.index));
	watch.blocks = check_host_alloc(MAX_BLOCKS * sizeof(*watch.blocks));
	watch.rows = check_host_alloc(MAX_THREADS * sizeof(*watch.rows));
	if (!watch.places || !watch.index || !watch.blocks || !watch.rows) {
		advise_stop();
		return -ENOMEM;
	}
	leak_watcher = &watcher;
	return 0;
}

void advise_stop(void)
{
	leak_watcher = NULL;
	for (u32 i = 0; watch.blocks && i < MAX_BLOCKS && watch.blocks[i]; i++)
		check_host_free(watch.blocks[i], BLOCK_SIZE * sizeof(**watch.blocks));
	check_host_free(watch.places, MAX_PLACES * sizeof(*watch.places));
	check_host_free(watch.index, INDEX_SLOTS * sizeof(*watch.index));
	check_host_free(watch.blocks, MAX_BLOCKS * sizeof(*watch.blocks));
	check_host_free(watch.rows, MAX_THREADS * sizeof(*watch.rows));
	memset(&watch, 0, sizeof(watch));
}
