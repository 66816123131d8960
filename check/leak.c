// SPDX-License-Identifier: MIT
/*
 * The account of live allocations.
 *
 * Every allocation that the API gives out is a record in a hash table, from its event until the
 * event of its free.  A record names its site: the chain of calls that led there.  There are few
 * ways to allocate and many allocations, so chains are kept once each, in a table of their own.
 *
 * Both tables are open-addressed with linear probing, at most half full:
 *
 *	records in use = events of allocation - events of free - those taken out at a removal
 *
 * A record is found by its id and kind, since a mempool and its first element, say, may be told
 * by the same address.  One lock guards both tables.  It is innermost: events arrive in any
 * context and under locks of the allocators, and nothing is called while it is held that could
 * allocate or wait.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "check/check.h"
#include "check/fault/plan.h"
#include "check/leak.h"

#include "base/base.h"
#include "kernel/kernel.h"
#include "mm/boot/trace.h"
#include "port/port.h"
#include "port/turns.h"

#define LEAK_FIRST_BITS 12
/* Address space for the chains; only those there are cost memory. */
#define LEAK_SITE_BITS 17
#define LEAK_MAX_SITES (1u << LEAK_SITE_BITS)

static struct lock leak_lock;

static struct leak_record *records;
static unsigned int record_bits;
static size_t nr_records;
static unsigned long untracked;

/* sites[0] is the chain of which nothing is known. */
static struct leak_site *sites;
static u32 nr_sites;
/* Where in @sites the chain of a hash is; 0 in an empty slot. */
static u32 *site_index;

/* ---- sites ----------------------------------------------------------------------------------- */

static u32 site_hash(const unsigned long *frames, u32 nr)
{
	u32 hash = nr, i;

	for (i = 0; i < nr; i++)
		hash = hash * 31 + hash_long(frames[i], 32);
	return hash;
}

/* The number of the chain @frames, entered when it is new; 0 when there are too many. */
static u32 site_find(const unsigned long *frames, u32 nr)
{
	const u32 mask = 2 * LEAK_MAX_SITES - 1;
	u32 hash = site_hash(frames, nr);
	u32 slot, n;

	for (slot = hash & mask; (n = site_index[slot]); slot = (slot + 1) & mask) {
		const struct leak_site *site = &sites[n];

		if (site->hash == hash && site->nr == nr &&
		    memcmp(site->frames, frames, nr * sizeof(*frames)) == 0)
			return n;
	}
	if (nr_sites == LEAK_MAX_SITES)
		return 0;
	n = nr_sites++;
	sites[n].hash = hash;
	sites[n].nr = nr;
	memcpy(sites[n].frames, frames, nr * sizeof(*frames));
	site_index[slot] = n;
	return n;
}

/* ---- records --------------------------------------------------------------------------------- */

static size_t record_home(enum mm_event_kind kind, const void *id)
{
	return hash_long((unsigned long)id + kind, record_bits);
}

static size_t record_mask(void)
{
	return ((size_t)1 << record_bits) - 1;
}

/* The slot of the record, or the empty slot where it would go. */
static struct leak_record *record_slot(enum mm_event_kind kind, const void *id)
{
	size_t slot = record_home(kind, id);

	while (records[slot].id && (records[slot].id != id || records[slot].kind != kind))
		slot = (slot + 1) & record_mask();
	return &records[slot];
}

/* Empty a slot; records behind it that had to pass it on their way move up. */
static void record_remove(struct leak_record *record)
{
	size_t hole = record - records, slot = hole;

	for (;;) {
		size_t home;

		slot = (slot + 1) & record_mask();
		if (!records[slot].id)
			break;
		home = record_home(records[slot].kind, records[slot].id);
		if (((slot - home) & record_mask()) < ((slot - hole) & record_mask()))
			continue;
		records[hole] = records[slot];
		hole = slot;
	}
	records[hole].id = NULL;
	nr_records--;
}

/* Twice the room; false when the host refuses. */
static bool records_grow(void)
{
	struct leak_record *old = records;
	size_t i, nr = (size_t)1 << record_bits;
	struct leak_record *bigger = check_host_alloc(2 * nr * sizeof(*records));

	if (!bigger)
		return false;
	records = bigger;
	record_bits++;
	for (i = 0; i < nr; i++)
		if (old[i].id)
			*record_slot(old[i].kind, old[i].id) = old[i];
	check_host_free(old, nr * sizeof(*records));
	return true;
}

/* ---- events ---------------------------------------------------------------------------------- */

const struct leak_watcher *leak_watcher;

/* Under the lock. */
static void record_add(const struct leak_record *record)
{
	struct leak_record *slot;

	if (nr_records >= record_mask() / 2 && !records_grow() && nr_records >= record_mask() - 1) {
		untracked++;
		return;
	}
	slot = record_slot(record->kind, record->id);
	if (!slot->id)
		nr_records++;
	*slot = *record;
}

/* @skip: calls of the trace that are listeners'. */
static __always_inline u32 book(enum mm_event_kind kind, const void *id, size_t requested,
				size_t given, gfp_t gfp, unsigned int skip)
{
	struct leak_record record = { .id = id, .requested = requested, .gfp = gfp, .kind = kind };
	unsigned long frames[LEAK_FRAMES];
	u32 nr = port_stack_trace(frames, LEAK_FRAMES, skip);

	if (unlikely(leak_watcher))
		record.note = leak_watcher->taken(&record, given, frames, nr);
	lock_acquire(&leak_lock);
	record.site = site_find(frames, nr);
	record_add(&record);
	lock_release(&leak_lock);
	return record.site;
}

static void leak_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
		       gfp_t gfp)
{
	book(kind, id, requested, given, gfp, 1);
}

noinline u32 leak_book(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
		       gfp_t gfp)
{
	return book(kind, id, requested, given, gfp, 2);
}

/* Who moves a page is not who took it. */
static void leak_moved(enum mm_event_kind kind, const void *from, const void *to)
{
	struct leak_record record, *slot;

	lock_acquire(&leak_lock);
	slot = record_slot(kind, from);
	record = *slot;
	if (record.id) {
		slot->note = 0;
		record.id = to;
		record_add(&record);
	}
	lock_release(&leak_lock);
}

static noinline void tell_freed(const struct leak_record *record)
{
	unsigned long frames[LEAK_FRAMES];
	/* Neither this function nor the listener's. */
	u32 nr = port_stack_trace(frames, LEAK_FRAMES, 2);

	leak_watcher->freed(record, frames, nr);
}

const void *leak_memory(const struct leak_record *record)
{
	switch (record->kind) {
	case MM_EVENT_KMALLOC:
	case MM_EVENT_OBJECT:
	case MM_EVENT_VMALLOC:
	case MM_EVENT_COHERENT:
	case MM_EVENT_DMA_BLOCK:
		return record->id;
	case MM_EVENT_PAGES:
		return page_address(record->id);
	default:
		return NULL;
	}
}

/* Under the lock. Return: a copy of the record that was taken out; @id NULL: there was none. */
static struct leak_record record_take(enum mm_event_kind kind, const void *id)
{
	struct leak_record *record = record_slot(kind, id), gone = {};

	/* kfree() takes objects of caches, too. */
	if (!record->id && kind == MM_EVENT_KMALLOC)
		record = record_slot(MM_EVENT_OBJECT, id);
	if (record->id) {
		gone = *record;
		record_remove(record);
	}
	return gone;
}

static __always_inline void record_gone(const struct leak_record *gone)
{
	if (unlikely(gone->note))
		tell_freed(gone);
	if (gone->id && leak_memory(gone)) {
		locks_freed(leak_memory(gone), gone->requested);
		active_freed(leak_memory(gone), gone->requested);
	}
}

static void leak_free(enum mm_event_kind kind, const void *id)
{
	struct leak_record gone;

	port_turn_here();
	lock_acquire(&leak_lock);
	gone = record_take(kind, id);
	lock_release(&leak_lock);
	record_gone(&gone);
}

noinline u32 leak_unbook(enum mm_event_kind kind, const void *id, u32 most)
{
	unsigned long frames[LEAK_FRAMES];
	u32 nr = port_stack_trace(frames, min_t(u32, most, LEAK_FRAMES), 1), site;
	struct leak_record gone;

	port_turn_here();
	lock_acquire(&leak_lock);
	site = site_find(frames, nr);
	gone = record_take(kind, id);
	lock_release(&leak_lock);
	record_gone(&gone);
	return site;
}

static const struct mm_tracer leak_tracer = {
	.alloc = leak_alloc,
	.free = leak_free,
	.moved = leak_moved,
	.should_fail = fault_should_fail,
};

void leak_take(bool (*want)(const struct leak_record *record, const struct leak_site *site,
			    void *arg),
	       void *arg)
{
	size_t i = 0;

	lock_acquire(&leak_lock);
	while (i <= record_mask()) {
		struct leak_record *record = &records[i];

		/* After a removal another record may stand here. */
		if (record->id && want(record, &sites[record->site], arg))
			record_remove(record);
		else
			i++;
	}
	lock_release(&leak_lock);
}

unsigned long leak_untracked(void)
{
	return untracked;
}

noinline u32 leak_site_here(u32 most)
{
	unsigned long frames[LEAK_FRAMES];
	u32 nr = port_stack_trace(frames, min_t(u32, most, LEAK_FRAMES), 1), site;

	lock_acquire(&leak_lock);
	site = site_find(frames, nr);
	lock_release(&leak_lock);
	return site;
}

const struct leak_site *leak_site(u32 site)
{
	return &sites[site];
}

u32 leak_nr_sites(void)
{
	return nr_sites;
}

/* ---- life ------------------------------------------------------------------------------------ */

int check_start(void (*say)(const char *line))
{
	lock_init(&leak_lock);
	record_bits = LEAK_FIRST_BITS;
	nr_records = 0;
	untracked = 0;
	nr_sites = 1;
	records = check_host_alloc(sizeof(*records) << record_bits);
	sites = check_host_alloc(LEAK_MAX_SITES * sizeof(*sites));
	site_index = check_host_alloc(2 * LEAK_MAX_SITES * sizeof(*site_index));
	if (!records || !sites || !site_index || locks_start()) {
		check_stop();
		return -ENOMEM;
	}
	leak_report_start(say);
	fault_start();
	mm_tracer = &leak_tracer;
	return 0;
}

void check_stop(void)
{
	mm_tracer = NULL;
	fault_stop();
	locks_stop();
	check_host_free(records, sizeof(*records) << record_bits);
	check_host_free(sites, LEAK_MAX_SITES * sizeof(*sites));
	check_host_free(site_index, 2 * LEAK_MAX_SITES * sizeof(*site_index));
	records = NULL;
	sites = NULL;
	site_index = NULL;
}
