// SPDX-License-Identifier: MIT
/*
 * Who took and who gave memory that is no object of a cache: blocks of pages, large kmallocs,
 * areas of vmalloc, per-CPU memory.
 *
 * What events tell is kept by address, in a table that only grows: a record stays when its memory
 * is freed, and is written over when memory begins there again.  So an event costs one slot of the
 * table, and it is who asks, for a report, that has the work: records may overlap, where a block
 * was taken again in other sizes, and the youngest of those that an address is in is meant.
 *
 *	at most one record begins at an address
 *	the higher @serial is the younger
 *
 * This listener stands before the account's, hands on all it hears, and has from it who took what.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include "base/lock.h"
#include "base/report.h"
#include "check/access/shadow.h"
#include "check/check.h"
#include "check/leak.h"
#include "mm/boot/boot.h"
#include "mm/slab/slab.h"
#include "port/port.h"

/** struct record - @what.start is 0 in an empty slot. */
struct record {
	struct owned what;
	u64 serial;
};

#define FIRST_BITS 12
/* Derived: the path through a module to a free, and the loader's call of it. */
#define FREED_FRAMES 10
/* Derived: so many records, of one page's memory each, fill a page themselves. */
#define ROW_BITS 5

/* Where memory of a kind can begin, and how far it reached at most. */
static struct range {
	unsigned int shift;
	size_t most;
} ranges[] = {
	[OWNED_BLOCK] = { .shift = PAGE_SHIFT },
	[OWNED_LARGE] = { .shift = PAGE_SHIFT },
	[OWNED_AREA] = { .shift = PAGE_SHIFT },
	[OWNED_PERCPU] = { .shift = GRANULE_SHIFT },
};

static struct lock lock;
static struct record *table;
static unsigned int table_bits;
static size_t nr_records;
static u64 serial;
static const struct mm_tracer *behind;

/* ---- records --------------------------------------------------------------------------------- */

static size_t table_mask(void)
{
	return ((size_t)1 << table_bits) - 1;
}

/* What is taken in a row lies side by side, so that the processor has it at hand. */
static size_t table_home(enum owned_kind kind, unsigned long start)
{
	unsigned long place = start >> ranges[kind].shift;

	return (hash_long(place >> ROW_BITS, table_bits - ROW_BITS) << ROW_BITS) +
	       (place & ((1u << ROW_BITS) - 1));
}

static bool same_place(const struct owned *a, enum owned_kind kind, unsigned long start)
{
	return a->start == start && (a->kind == OWNED_PERCPU) == (kind == OWNED_PERCPU);
}

/* The slot of the record that begins at @start, or the empty one where it would go. */
static struct record *record_slot(enum owned_kind kind, unsigned long start)
{
	size_t slot = table_home(kind, start);

	while (table[slot].what.start && !same_place(&table[slot].what, kind, start))
		slot = (slot + 1) & table_mask();
	return &table[slot];
}

/* Twice the room; false where the host refuses. */
static bool table_grow(void)
{
	struct record *old = table;
	size_t nr = (size_t)1 << table_bits;
	struct record *bigger = check_host_alloc(2 * nr * sizeof(*table));

	if (!bigger)
		return false;
	table = bigger;
	table_bits++;
	for (size_t i = 0; i < nr; i++)
		if (old[i].what.start)
			*record_slot(old[i].what.kind, old[i].what.start) = old[i];
	check_host_free(old, nr * sizeof(*table));
	return true;
}

/* A slot for what begins at @start; NULL where there is no room any more. */
static struct record *record_make(enum owned_kind kind, unsigned long start)
{
	struct record *record = record_slot(kind, start);

	if (record->what.start)
		return record;
	if (nr_records >= table_mask() / 2) {
		if (!table_grow() && nr_records >= table_mask() - 1)
			return NULL;
		record = record_slot(kind, start);
	}
	nr_records++;
	return record;
}

/* ---- events ---------------------------------------------------------------------------------- */

static s32 this_task(void)
{
	struct report_who who;

	report_who(&who);
	return who.pid;
}

/* What an event is about. Return: is that kept here? */
static bool place_of(enum mm_event_kind kind, const void *id, struct owned *what)
{
	const struct page *page = id;

	what->start = (unsigned long)id;
	switch (kind) {
	case MM_EVENT_PAGES:
		if (PageHighMem(page))
			return false;
		what->kind = OWNED_BLOCK;
		what->start = (unsigned long)lowmem_page_address(page);
		return true;
	case MM_EVENT_KMALLOC:
		what->kind = OWNED_LARGE;
		return what->start - page_offset_base < lowmem_bytes &&
		       !virt_to_page(id)->slab_cache;
	case MM_EVENT_VMALLOC:
		what->kind = OWNED_AREA;
		return true;
	case MM_EVENT_PERCPU:
		what->kind = OWNED_PERCPU;
		return true;
	default:
		return false;
	}
}

static void note_taken(const struct owned *what)
{
	struct record *record;

	lock_acquire(&lock);
	record = record_make(what->kind, what->start);
	if (record) {
		record->what = *what;
		record->serial = ++serial;
		ranges[what->kind].most = max(ranges[what->kind].most, what->room);
	}
	lock_release(&lock);
}

static void note_freed(const struct owned *what, const struct owner *freed)
{
	struct record *record;

	lock_acquire(&lock);
	record = record_slot(what->kind, what->start);
	if (record->what.start) {
		record->what.live = false;
		record->what.freed = *freed;
	}
	lock_release(&lock);
}

static noinline void heard_alloc(enum mm_event_kind kind, const void *id, size_t requested,
				 size_t given, gfp_t gfp)
{
	struct owned what = { .bytes = requested, .room = given, .live = true };

	what.taken.site = leak_book(kind, id, requested, given, gfp);
	if (!place_of(kind, id, &what))
		return;
	what.taken.pid = this_task();
	note_taken(&what);
}

static noinline void heard_free(enum mm_event_kind kind, const void *id)
{
	struct owner freed;
	struct owned what;

	if (!place_of(kind, id, &what)) {
		behind->free(kind, id);
		return;
	}
	freed.site = leak_unbook(kind, id, FREED_FRAMES);
	freed.pid = this_task();
	note_freed(&what, &freed);
}

static bool heard_should_fail(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return behind->should_fail && behind->should_fail(kind, requested, gfp);
}

static void heard_moved(enum mm_event_kind kind, const void *from, const void *to)
{
	behind->moved(kind, from, to);
}

/* ---- questions ------------------------------------------------------------------------------- */

/* How far behind a record's end an address is its, if it is nobody else's. */
#define BEHIND (PAGE_SIZE * 2)

/* Look for the youngest record of @kind that @addr is in, or right behind. */
static void find_kind(enum owned_kind kind, unsigned long addr, const struct record **best)
{
	const size_t step = 1ul << ranges[kind].shift;
	unsigned long at = addr & ~(step - 1);

	for (size_t back = 0; back < ranges[kind].most + BEHIND && at; back += step, at -= step) {
		const struct record *record = record_slot(kind, at);
		bool inside = addr < at + record->what.room;

		if (!record->what.start || record->what.kind != kind)
			continue;
		/* What it is in goes before what it is behind, and that before what is further. */
		if (inside ? !*best || (*best)->serial < record->serial ||
				     addr >= (*best)->what.start + (*best)->what.room :
			     !*best && addr < at + record->what.room + BEHIND)
			*best = record;
	}
}

static bool find_direct(unsigned long addr, struct owned *owned)
{
	const struct record *best = NULL;

	if (is_vmalloc_addr((void *)addr)) {
		find_kind(OWNED_AREA, addr, &best);
	} else {
		find_kind(OWNED_BLOCK, addr, &best);
		find_kind(OWNED_LARGE, addr, &best);
	}
	if (best)
		*owned = best->what;
	return best;
}

/* A pointer's copies stand a unit apart, one for each CPU. */
static bool find_percpu(unsigned long addr, struct owned *owned)
{
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		const struct record *best = NULL;

		find_kind(OWNED_PERCPU, addr - per_cpu_offset(cpu), &best);
		if (!best || addr - per_cpu_offset(cpu) >= best->what.start + best->what.room)
			continue;
		*owned = best->what;
		owned->start += per_cpu_offset(cpu);
		return true;
	}
	return false;
}

bool owners_find(unsigned long addr, struct owned *owned)
{
	bool found;

	lock_acquire(&lock);
	found = !is_vmalloc_addr((void *)addr) && find_percpu(addr, owned);
	if (!found)
		found = find_direct(addr, owned);
	lock_release(&lock);
	return found;
}

/* ---- life ------------------------------------------------------------------------------------ */

int owners_start(void)
{
	static struct mm_tracer listener;

	if (!mm_tracer)
		return -EINVAL;
	lock_init(&lock);
	table_bits = FIRST_BITS;
	nr_records = 0;
	serial = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++)
		ranges[i].most = 0;
	table = check_host_alloc(sizeof(*table) << table_bits);
	if (!table)
		return -ENOMEM;
	behind = mm_tracer;
	listener = (struct mm_tracer){
		.alloc = heard_alloc,
		.free = heard_free,
		.should_fail = heard_should_fail,
		.moved = behind->moved ? heard_moved : NULL,
	};
	mm_tracer = &listener;
	return 0;
}

void owners_stop(void)
{
	if (behind && mm_tracer)
		mm_tracer = behind;
	behind = NULL;
	check_host_free(table, sizeof(*table) << table_bits);
	table = NULL;
}
