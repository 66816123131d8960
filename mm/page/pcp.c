// SPDX-License-Identifier: MIT
/*
 * Per-CPU lists of free blocks.
 *
 * For each zone, each migrate type that requests have, and each order that is asked for often (the
 * small ones, and that of a page block) a CPU keeps a short array of free blocks, filled from the
 * buddy system and emptied into it in batches, so that the zone's lock is taken once in many calls
 * and a freed block is handed out again while it is warm.  struct pcp_tune says how batches grow.
 *
 * A list has two ends: single pages that were freed cold wait in an array of their own, which is
 * looked at when the warm one has run out.
 *
 * Blocks in the lists carry PG_pcp and a reference count of 0.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/page/policy.h>

/* Orders with lists: what slabs and kmallocs of up to 32 pages are made of, and huge pages. */
#define PCP_SMALL_ORDERS 6

/* The largest batch that moves: half of the largest capacity below. */
#define PCP_BATCH_MAX 256
/* The least batch is this part of a list; doubled three times it is half of it. */
#define PCP_BATCH_SHARE 16
#define PCP_SHIFT_MAX	3

/* The lists of one order and type may hold this share of a zone, over all CPUs. */
#define PCP_SHARE 64
/* Large blocks are few: theirs may hold more. */
#define PCP_SHARE_LARGE 32

/* One less than a power of two: with its header an array fills its place exactly. */
static u32 pcp_capacity(const struct zone *zone, unsigned int order)
{
	unsigned long per_cpu = zone->managed_pages / port.nr_slot_cpus;
	unsigned long share = per_cpu / PCP_SHARE >> order;

	if (order == pageblock_order && order >= PCP_SMALL_ORDERS) {
		share = per_cpu / PCP_SHARE_LARGE >> order;
		return share >= 7 ? 7 : share >= 3 ? 3 : share >= 1 ? 1 : 0;
	}
	if (order >= PCP_SMALL_ORDERS)
		return 0;
	if (share >= 511 && order == 0)
		return share >= 1023 ? 1023 : 511;
	return share >= 127 ? 127 : share >= 31 ? 31 : share >= 15 ? 15 : share >= 7 ? 7 : 0;
}

void pcp_lists_none(struct pcp_lists *lists)
{
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
		slots_none(&lists->order[order]);
	slots_none(&lists->cold);
}

struct drain {
	struct zone *zone;
	unsigned int order;
};

static void drain_batch(void *ctx, void **pages, unsigned int n)
{
	struct drain *d = ctx;

	buddy_free_batch(d->zone, d->order, pages, n);
}

static struct lock drain_lock;

static void drain_list(struct zone *zone, struct slots *slots, unsigned int order, bool keep_off)
{
	struct drain d = { zone, order };

	if (slots->memory && (keep_off || slots_count(slots)))
		slots_drain(slots, drain_batch, &d, keep_off);
}

/* What the flags of a block are that lies in the list of its home. */
static unsigned long page_list_mark(const struct zone *zone, enum migratetype type,
				    unsigned int order)
{
	return (unsigned long)zone->node << PAGE_NODE_SHIFT |
	       (unsigned long)zone->type << PAGE_ZONE_SHIFT | page_type_bits(type) |
	       (unsigned long)order << PAGE_ORDER_SHIFT | 1ul << PG_pcp;
}

/* Lists hold frames of the zone they are for, so more of them can only come with more frames. */
static void setup_list(struct zone *zone, struct slots *slots, enum migratetype type,
		       unsigned int order, u32 capacity)
{
	if (capacity <= slots->capacity)
		return;
	if (!slots->memory) {
		if (slots_create(slots, capacity))
			return;
		if (port.lockless_slots)
			WRITE_ONCE(slots->mark, page_list_mark(zone, type, order));
		if (tag_map_on())
			slots_divert(slots, SLOTS_TAKE);
		return;
	}
	lock_acquire(&drain_lock);
	drain_list(zone, slots, order, true);
	slots_grow(slots, capacity);
	lock_release(&drain_lock);
}

/**
 * pcp_setup - give @zone the lists that fit what it manages now; those it has may only grow.
 *
 * A zone that gets none works without.  Where someone listens to every call there are none: all
 * calls are slow ones then.
 */
void pcp_setup(struct zone *zone)
{
	if (mm_tracer)
		return;
	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		/* All pages are of one kind: the others would stay empty. */
		if (page_group_by_mobility_disabled && type != MIGRATE_UNMOVABLE)
			break;
		for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
			setup_list(zone, &zone->pcp[type].order[order], type, order,
				   pcp_capacity(zone, order));
		setup_list(zone, &zone->pcp[type].cold, type, 0, min(pcp_capacity(zone, 0), 127u));
	}
}

/* ---- batches --------------------------------------------------------------------------------- */

/* A list's shifts on this CPU; a neighbour's on a thread that moves: they are only a hint. */
static struct pcp_tune *tune_of(struct zone *zone, const struct pcp_lists *lists)
{
	unsigned int cpu = port_cpu() % CONFIG_NR_CPUS;

	return &zone->pcp_tune[cpu][lists - zone->pcp];
}

static unsigned int batch_of(const struct slots *slots, u8 shift)
{
	unsigned int least = max(1u, slots->capacity / PCP_BATCH_SHARE);

	return min3(least << shift, max(1u, (slots->capacity + 1) / 2), (u32)PCP_BATCH_MAX);
}

/* This time in one direction: more of it next time, and less in the other. */
static unsigned int batch_next(const struct slots *slots, u8 *this, u8 *other)
{
	u8 shift = READ_ONCE(*this), opposite = READ_ONCE(*other);

	if (shift < PCP_SHIFT_MAX)
		WRITE_ONCE(*this, shift + 1);
	if (opposite)
		WRITE_ONCE(*other, opposite - 1);
	return batch_of(slots, min_t(u8, shift, PCP_SHIFT_MAX));
}

/* ---- taking ---------------------------------------------------------------------------------- */

/*
 * Pages on the way from or to the zone at once: a batch is taken in such parts, since a request may
 * come from deep in a kernel stack, as a shrinker's does.
 */
#define PCP_PART 64u

/*
 * Put a part of a batch on this CPU's list, low addresses on top, so that they go out in rising
 * order.  Return: there was room for all.
 */
static bool list_fill(struct zone *zone, struct slots *slots, unsigned int order, void **pages,
		      unsigned int n)
{
	unsigned int kept;

	if (!n)
		return true;
	for (unsigned int i = 0, j = n - 1; i < j; i++, j--)
		swap(pages[i], pages[j]);
	kept = slots_put(slots, pages, n);
	if (kept < n)
		buddy_free_batch(zone, order, pages + kept, n - kept);
	return kept == n;
}

/* Take a block for the caller, and a batch of at most @most for this CPU's list. */
static struct page *pcp_refill(struct zone *zone, struct pcp_lists *lists,
			       const struct page_request *rq, unsigned int alloc_flags,
			       unsigned long most)
{
	struct slots *slots = &lists->order[rq->order];
	struct pcp_tune *tune = tune_of(zone, lists);
	unsigned int left, n, taken = 0, order = rq->order;
	void *pages[PCP_PART], *first = NULL;
	bool room = true;

	left = batch_next(slots, &tune->refill[order], &tune->flush[order]);
	left = (unsigned int)clamp_t(unsigned long, most, 1, left);
	/* What was freed cold goes out first: that is what it waits for. */
	if (!order) {
		unsigned int cold = slots_take(&lists->cold, pages, min(left, PCP_PART));

		if (cold) {
			list_fill(zone, slots, 0, pages + 1, cold - 1);
			return pages[0];
		}
	}
	for (; left && room; left -= n, taken += n) {
		n = buddy_alloc_batch(zone, order, rq->type, alloc_flags, pages,
				      min(left, PCP_PART));
		if (!n)
			break;
		if (!taken)
			first = pages[0];
		room = list_fill(zone, slots, order, pages + !taken, n - !taken);
	}
	if (!taken)
		return NULL;
	__count_zid_vm_events(PGALLOC, zone->type, (long)taken << order);
	/* The request is counted where it is served; those the list will serve, only here. */
	if (port.lockless_slots)
		zone_statistics(zone, zone, (long)taken - 1);
	return first;
}

/* How many blocks may go before the zone is at the request's mark. */
static unsigned long spare_blocks(const struct zone *zone, const struct page_request *rq,
				  unsigned int alloc_flags)
{
	unsigned long keep = READ_ONCE(zone->_watermark[alloc_flags & ALLOC_WMARK_MASK]) +
			     READ_ONCE(zone->lowmem_reserve[rq->highest]);
	unsigned long free = zone_free_for(zone, alloc_flags);

	return free > keep ? (free - keep) >> rq->order : 0;
}

/**
 * zone_alloc - take a block for @rq from @zone, whose mark allows it.
 *
 * Return: a block that is of no one yet, or NULL.
 */
struct page *zone_alloc(struct zone *zone, const struct page_request *rq, unsigned int alloc_flags)
{
	struct pcp_lists *lists = &zone->pcp[rq->type];
	void *page = NULL;

	if (unlikely(rq->gfp & __GFP_COLD) && !rq->order && slots_take(&lists->cold, &page, 1))
		return page;
	if (lists->order[rq->order].memory && !(rq->gfp & __GFP_COLD)) {
		/* Another thread may have been here on this CPU. */
		if (slots_take(&lists->order[rq->order], &page, 1))
			return page;
		if (!(alloc_flags & ALLOC_RESERVES))
			return pcp_refill(zone, lists, rq, alloc_flags,
					  spare_blocks(zone, rq, alloc_flags));
	}
	page = buddy_alloc(zone, rq->order, rq->type, alloc_flags);
	if (page)
		__count_zid_vm_events(PGALLOC, zone->type, 1l << rq->order);
	return page;
}

/* ---- giving back ----------------------------------------------------------------------------- */

static void flush_batch(struct zone *zone, struct slots *slots, unsigned int order,
			unsigned int left)
{
	void *pages[PCP_PART];
	unsigned int n;

	for (; left; left -= n) {
		n = slots_take(slots, pages, min(left, PCP_PART));
		if (!n)
			break;
		buddy_free_batch(zone, order, pages, n);
	}
}

/** pcp_flush - take back @page, and a batch from this CPU's list when that is full. */
void pcp_flush(struct zone *zone, struct pcp_lists *lists, struct page *page, unsigned int order)
{
	struct slots *slots = &lists->order[order];
	struct pcp_tune *tune;
	void *one = page;

	if (!slots->memory) {
		buddy_free(zone, page, order);
		return;
	}
	if (slots_put(slots, &one, 1))
		return;
	tune = tune_of(zone, lists);
	flush_batch(zone, slots, order,
		    batch_next(slots, &tune->flush[order], &tune->refill[order]));
	if (!slots_put(slots, &one, 1))
		buddy_free(zone, one, order);
}

/* ---- emptying -------------------------------------------------------------------------------- */

static void zone_drain(struct zone *zone, bool keep_off)
{
	/* Pages that are held back are as good as in a list. */
	mm_access_drain(NULL);
	lock_acquire(&drain_lock);
	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
			drain_list(zone, &zone->pcp[type].order[order], order, keep_off);
		drain_list(zone, &zone->pcp[type].cold, 0, keep_off);
	}
	lock_release(&drain_lock);
}

/** pcp_drain_zone - put the blocks in all CPUs' lists of @zone back into it. */
void pcp_drain_zone(struct zone *zone)
{
	zone_drain(zone, false);
}

/** pcp_drain_order - pcp_drain_zone() for blocks of one order. */
void pcp_drain_order(struct zone *zone, unsigned int order)
{
	lock_acquire(&drain_lock);
	for (int type = 0; type < MIGRATE_PCPTYPES; type++)
		drain_list(zone, &zone->pcp[type].order[order], order, false);
	lock_release(&drain_lock);
}

/** pcp_drain_all - pcp_drain_zone() for every zone. */
void pcp_drain_all(void)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) zone_drain(zone, false);
}

static void zone_drain_cpu(struct zone *zone, unsigned int cpu)
{
	struct drain d = { zone, 0 };

	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		for (d.order = 0; d.order < NR_PAGE_ORDERS; d.order++)
			slots_drain_cpu(&zone->pcp[type].order[d.order], cpu, drain_batch, &d);
		d.order = 0;
		slots_drain_cpu(&zone->pcp[type].cold, cpu, drain_batch, &d);
	}
}

/* See page.h. */
void pcp_cpu_dead(unsigned int cpu)
{
	struct zone *zone;

	lock_acquire(&drain_lock);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) zone_drain_cpu(zone, cpu);
	lock_release(&drain_lock);
}

/** pcp_exit - empty and take away @zone's lists. */
void pcp_exit(struct zone *zone)
{
	zone_drain(zone, true);
	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
			slots_destroy(&zone->pcp[type].order[order]);
		slots_destroy(&zone->pcp[type].cold);
	}
}

/* ---- looking --------------------------------------------------------------------------------- */

/** pcp_pages - pages in the lists of @zone; exact only while nothing else runs. */
unsigned long pcp_pages(const struct zone *zone)
{
	unsigned long n = 0;

	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
			n += slots_count(&zone->pcp[type].order[order]) << order;
		n += slots_count(&zone->pcp[type].cold);
	}
	return n;
}

void pcp_hold(void)
{
	lock_acquire(&drain_lock);
}

void pcp_release(void)
{
	lock_release(&drain_lock);
}

struct look {
	void (*fn)(void *ctx, struct page *page, unsigned int order);
	void *ctx;
	unsigned int order;
};

static void look_at(void *ctx, void *page)
{
	struct look *look = ctx;

	look->fn(look->ctx, page, look->order);
}

void pcp_look(struct zone *zone, void (*fn)(void *ctx, struct page *page, unsigned int order),
	      void *ctx)
{
	struct look look = { fn, ctx, 0 };

	lock_acquire(&drain_lock);
	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		for (look.order = 0; look.order < NR_PAGE_ORDERS; look.order++)
			slots_look(&zone->pcp[type].order[look.order], look_at, &look);
		look.order = 0;
		slots_look(&zone->pcp[type].cold, look_at, &look);
	}
	lock_release(&drain_lock);
}
