// SPDX-License-Identifier: MIT
/*
 * Small areas at hand: arrays on every CPU, by size, in front of the chunks.
 *
 * A small area that is freed is pushed on this CPU's array of its size, and the next request for
 * the size pops it: no lock and no search.  For the chunk such an area is one in use, marked as
 * kept, so that freeing it once more is noticed.  An array that is full gives half of what it has
 * back, an empty one is refilled half, under one hold of the lock.
 *
 * An area in the array of a size stands where any request for the size may be served: at a multiple
 * of the largest power of two in it, as a type is never aligned to more than its size.  What is to
 * be aligned to more comes from the chunks, and what does not stand so goes back there.
 *
 * Where accesses are checked an area that is freed is held back first, and comes here when it is
 * released.  Nobody may access what is here.
 *
 * All arrays together have room for the cells of one chunk, in equal parts for each CPU and size:
 * where there are many CPUs, whose chunks are large, there are arrays for the smallest sizes only.
 * Kept areas may hold more chunks than that from going, so the arrays are emptied when much was
 * given back and more than half of all cells are free; when pages run out (pcpu_purge()); and for
 * a request for which there is no other chunk.
 */
#include "mm/percpu/percpu.h"
#include "mm/percpu/chunk.h"
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <mm/boot/boot.h>
#include <mm/boot/slots.h>

/* More than this of one size one CPU need not keep. */
#define KEPT_AREAS 32u

static struct slots sizes[PCPU_SMALL_CELLS];

/* Who empties the arrays: slots_drain() wants its callers one by one. */
static struct lock drain_lock;

/* alignment_of - where an area of @cells that is kept stands, in cells. */
static __always_inline unsigned int alignment_of(unsigned int cells)
{
	return cells & -cells;
}

static __always_inline void *pop(struct slots *slots)
{
	void *area = port_slot_take(&slots->array);

	if (unlikely(!area) && !port.lockless_slots && !slots_take(slots, &area, 1))
		return NULL;
	return area;
}

static __always_inline bool push(struct slots *slots, void *area)
{
	if (likely(port_slot_put(&slots->puts, area)))
		return true;
	return !port.lockless_slots && slots_put(slots, &area, 1);
}

/* refill - this CPU's array is empty. Return: an area for the caller. */
static noinline void *refill(struct slots *slots, unsigned int cells)
{
	void *areas[KEPT_AREAS / 2 + 1];
	unsigned int nr = pcpu_areas_take(cells, areas, slots->capacity / 2 + 1), kept;

	if (!nr)
		return NULL;
	nr--;
	kept = slots_put(slots, areas, nr);
	if (kept < nr)
		pcpu_areas_give(areas + kept, nr - kept);
	return areas[nr];
}

/* spill - there is no room for @area: half of the array goes with it. */
static noinline void spill(struct slots *slots, void *area)
{
	void *areas[KEPT_AREAS / 2 + 1];
	unsigned int half = slots->capacity / 2;
	unsigned int nr = half ? slots_take(slots, areas, half) : 0;

	areas[nr++] = area;
	pcpu_areas_give(areas, nr);
	pcpu_kept_tidy();
}

void __percpu *pcpu_kept_take(unsigned int cells, unsigned int align)
{
	struct slots *slots;
	void *area;

	if (cells > PCPU_SMALL_CELLS || align > alignment_of(cells))
		return NULL;
	slots = &sizes[cells - 1];
	area = pop(slots);
	if (unlikely(!area) && slots->memory)
		area = refill(slots, cells);
	return area;
}

bool pcpu_kept_put(void __percpu *ptr, unsigned int cell, unsigned int cells)
{
	struct slots *slots = &sizes[cells - 1];

	if (unlikely(!slots->memory || cell & (alignment_of(cells) - 1)))
		return false;
	if (unlikely(!push(slots, (void *)ptr)))
		spill(slots, (void *)ptr);
	return true;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void to_chunks(void *unused, void **areas, unsigned int n)
{
	pcpu_areas_give(areas, n);
}

void pcpu_kept_drain(bool wait)
{
	if (wait)
		lock_acquire(&drain_lock);
	else if (!lock_try(&drain_lock))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		if (slots_count(&sizes[i]))
			slots_drain(&sizes[i], to_chunks, NULL, false);
	lock_release(&drain_lock);
}

/*
 * After a free: empty the arrays where what they keep may be what most chunks are held for.  That
 * is when more than half of all cells are free, and since the last time as many cells were given
 * back as a chunk has, so that it costs little for each.
 */
void pcpu_kept_tidy(void)
{
	bool due;

	if (!preemptible())
		return;
	lock_acquire(&pcpu.lock);
	due = pcpu.nr_given >= PCPU_CELLS && pcpu.nr_chunks > 1 &&
	      pcpu.nr_free >= pcpu.nr_chunks * PCPU_CELLS / 2;
	if (due)
		pcpu.nr_given = 0;
	lock_release(&pcpu.lock);
	if (due)
		pcpu_kept_drain(false);
}

void pcpu_cpu_dead(unsigned int cpu)
{
	lock_acquire(&drain_lock);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		slots_drain_cpu(&sizes[i], cpu, to_chunks, NULL);
	lock_release(&drain_lock);
}

void pcpu_kept_look(void (*fn)(void *ctx, void *area), void *ctx)
{
	lock_acquire(&drain_lock);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		if (slots_count(&sizes[i]))
			slots_look(&sizes[i], fn, ctx);
	lock_release(&drain_lock);
}

/* A size whose share is less than an area has no arrays; nor has one for which there is no room. */
void pcpu_kept_init(void)
{
	unsigned int share = PCPU_CELLS / max(port.nr_slot_cpus, 1u) / PCPU_SMALL_CELLS;

	lock_init(&drain_lock);
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int fit = min(share / (i + 1), KEPT_AREAS);

		slots_none(&sizes[i]);
		if (fit)
			slots_create(&sizes[i], fit);
	}
}

void pcpu_kept_exit(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		slots_destroy(&sizes[i]);
}
