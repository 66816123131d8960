// SPDX-License-Identifier: MIT
/*
 * Compaction: a large block out of small free ones.
 *
 * Two scanners walk a zone towards each other.  The one from below looks for movable pages in
 * places that could become a block; the one from above collects free pages; and the first's move
 * into the second's.  It ends when a block of the wanted order is free, or where the scanners
 * meet: then all that can move stands at the top, and what is free at the bottom.
 *
 *	zone_start_pfn <= migrate_pfn <= free_pfn <= zone_end_pfn
 *
 * Both go by chunks of the wanted order, up to a pageblock.  A chunk with a page in it that cannot
 * move will not become free: it is left alone as a whole, so nothing moves in vain.  Free blocks
 * that fill a chunk are not taken for targets, or one block would be made of another.
 *
 * Where the scanners are is kept in the zone (zone->compact, under zone->lock), and the next
 * compaction goes on there.  After a failure the next 2, 4, ... 64 requests of that order or
 * above are turned away, until one succeeds: what could not move will mostly not move soon.
 *
 * Frames not born yet (zone->unborn_pfn) have no struct page to look at and are passed over.  As
 * long as there are any, a block of any order can be had, and no request comes here.
 *
 * What differs from Linux: no bits in the pageblocks remember fruitless scans, since a chunk is
 * surveyed before anything moves; there are no LRU pages to move but those of owners who say how
 * (linux/migrate.h); and a page is freed straight to the zone by who moved it, so the CPUs' lists
 * are drained once, at the start.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/compaction.h>
#include <linux/memory_hotplug.h>
#include <linux/migrate.h>
#include <linux/nodemask.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

int sysctl_extfrag_threshold = 500;

/**
 * struct compact_control - one compaction of one zone.
 * @order: what is wanted; -1: nothing, the whole zone is put in order.
 * @type: for whom; movable requests may use CMA blocks.
 * @alloc_flags, @highest: of the request, for the watermarks.
 * @any_source, @any_target: not only pageblocks for movable pages will do.
 * @whole: this scan began at the zone's ends.
 * @chunk: frames the scanners do at a time, a power of two.
 * @migrate_pfn: below it everything was looked at; @free_pfn: so it was from there on.
 * @sources: isolated pages; @targets: pages from the free areas, for them.
 */
struct compact_control {
	struct zone *zone;
	int order;
	enum migratetype type;
	unsigned int alloc_flags;
	enum zone_type highest;
	enum migrate_mode mode;
	bool any_source, any_target;
	bool whole;
	unsigned long chunk;
	unsigned long migrate_pfn, free_pfn;
	struct list_head sources, targets;
	unsigned int nr_sources, moved;
	unsigned long migrate_scanned, free_scanned, isolated;
};

/* ---- is it worth it? ------------------------------------------------------------------------- */

/* Is there a block of @order that a request of @type may take? */
static bool block_is_free(const struct zone *zone, unsigned int order, enum migratetype type)
{
	u32 orders = READ_ONCE(zone->orders[MIGRATE_UNMOVABLE]) |
		     READ_ONCE(zone->orders[MIGRATE_MOVABLE]) |
		     READ_ONCE(zone->orders[MIGRATE_RECLAIMABLE]);

	if (type == MIGRATE_MOVABLE)
		orders |= READ_ONCE(zone->orders[MIGRATE_CMA]);
	return orders >> order || READ_ONCE(zone->unborn_pfn) < READ_ONCE(zone->unborn_end);
}

/**
 * fragmentation_index - why there is no block of 2^@order pages, in thousandths.
 *
 *	1000 - (1000 + 1000 * free pages / 2^order) / free blocks
 *
 * Return: towards 0, too little is free; towards 1000, it is free in too small pieces; -1000
 * where there is a block, 0 where nothing is free.
 */
int fragmentation_index(struct zone *zone, unsigned int order)
{
	unsigned long blocks = 0, pages = 0;

	if (order > MAX_PAGE_ORDER)
		return 0;
	lock_acquire(&zone->lock);
	for (unsigned int o = 0; o <= MAX_PAGE_ORDER; o++) {
		unsigned long n = zone->free_area[o].nr_free;

		if (o == MAX_PAGE_ORDER)
			n += (zone->unborn_end - zone->unborn_pfn) >> MAX_PAGE_ORDER;
		if (n && o >= order) {
			lock_release(&zone->lock);
			return -1000;
		}
		blocks += n;
		pages += n << o;
	}
	lock_release(&zone->lock);
	if (!blocks)
		return 0;
	return 1000 - (int)div64_u64(1000 + ((u64)pages * 1000 >> order), blocks);
}

/**
 * compaction_suitable - can compacting @zone help a request for 2^@order pages?
 * @alloc_flags: ALLOC_*, of which the mark counts.
 * @highest_zoneidx: the highest zone the request could have used.
 *
 * Return: COMPACT_CONTINUE: yes.  COMPACT_SUCCESS: there is a block.  COMPACT_SKIPPED: too little
 * is free to move anything into.  COMPACT_NOT_SUITABLE_ZONE: memory is short, not fragmented.
 */
enum compact_result compaction_suitable(struct zone *zone, int order, unsigned int alloc_flags,
					int highest_zoneidx)
{
	enum zone_type highest = (enum zone_type)highest_zoneidx;
	unsigned long mark = READ_ONCE(zone->_watermark[alloc_flags & ALLOC_WMARK_MASK]);
	int index;

	if (order >= 0 && zone_watermark_ok(zone, (unsigned int)order, mark, highest, alloc_flags))
		return COMPACT_SUCCESS;
	mark = order > PAGE_ALLOC_COSTLY_ORDER ? low_wmark_pages(zone) : min_wmark_pages(zone);
	mark += compact_gap(order < 0 ? 0 : (unsigned int)order);
	if (!zone_watermark_ok(zone, 0, mark, highest, ALLOC_CMA))
		return COMPACT_SKIPPED;
	if (order > PAGE_ALLOC_COSTLY_ORDER) {
		index = fragmentation_index(zone, (unsigned int)order);
		if (index >= 0 && index <= sysctl_extfrag_threshold)
			return COMPACT_NOT_SUITABLE_ZONE;
	}
	return COMPACT_CONTINUE;
}

/* ---- not again and again --------------------------------------------------------------------- */

/** compaction_deferred - is it too early to try @order in @zone again?  Counts the question. */
bool compaction_deferred(struct zone *zone, int order)
{
	struct zone_compact *c = &zone->compact;
	unsigned int limit;
	bool deferred = false;

	lock_acquire(&zone->lock);
	limit = 1u << c->defer_shift;
	if (c->defer_shift && order >= c->order_failed) {
		c->considered = min(c->considered + 1, limit);
		deferred = c->considered < limit;
	}
	lock_release(&zone->lock);
	return deferred;
}

/** defer_compaction - @order failed in @zone: twice as many requests as before go by. */
void defer_compaction(struct zone *zone, int order)
{
	struct zone_compact *c = &zone->compact;

	lock_acquire(&zone->lock);
	c->order_failed = c->defer_shift ? min(c->order_failed, order) : order;
	c->considered = 0;
	c->defer_shift = min(c->defer_shift + 1, (unsigned int)COMPACT_MAX_DEFER_SHIFT);
	lock_release(&zone->lock);
}

/**
 * compaction_defer_reset - @order succeeded in @zone.
 * @alloc_success: and an allocation had it: nothing is turned away any more.
 */
void compaction_defer_reset(struct zone *zone, int order, bool alloc_success)
{
	struct zone_compact *c = &zone->compact;

	lock_acquire(&zone->lock);
	if (alloc_success)
		c->considered = c->defer_shift = 0;
	if (order >= c->order_failed)
		c->order_failed = order + 1;
	lock_release(&zone->lock);
}

/* ---- the scanners ---------------------------------------------------------------------------- */

static unsigned long chunk_start(const struct compact_control *cc, unsigned long pfn)
{
	return pfn & ~(cc->chunk - 1);
}

/* Does the chunk at @pfn have struct pages, all of the zone's memory? */
static bool chunk_is_born(const struct compact_control *cc, unsigned long pfn)
{
	struct zone *zone = cc->zone;

	/* What is born meanwhile lies below the new start, and is passed over once. */
	if (pfn < READ_ONCE(zone->unborn_end) && pfn + cc->chunk > READ_ONCE(zone->unborn_pfn) &&
	    READ_ONCE(zone->unborn_pfn) < READ_ONCE(zone->unborn_end))
		return false;
	return pfn >= zone->zone_start_pfn && pfn + cc->chunk <= zone_end_pfn(zone) &&
	       pfn_to_online_page(pfn) && pfn_to_online_page(pfn + cc->chunk - 1);
}

static bool source_type(const struct compact_control *cc, enum migratetype type)
{
	if (type == MIGRATE_MOVABLE || type == MIGRATE_CMA)
		return true;
	return cc->any_source && type != MIGRATE_ISOLATE && type != MIGRATE_HIGHATOMIC;
}

static bool target_type(const struct compact_control *cc, enum migratetype type)
{
	if (type == MIGRATE_MOVABLE || type == MIGRATE_CMA)
		return true;
	return cc->any_target && type != MIGRATE_ISOLATE && type != MIGRATE_HIGHATOMIC;
}

/*
 * Can the chunk at @pfn become free by moving what is in it?  For a wanted order one page that
 * cannot move is enough to say no; for a whole zone each page that can is worth it.
 */
static bool chunk_is_worth_it(struct compact_control *cc, unsigned long pfn)
{
	unsigned long end = pfn + cc->chunk, movable = 0;

	if (!chunk_is_born(cc, pfn) || !source_type(cc, get_pfnblock_migratetype(pfn)))
		return false;
	while (pfn < end) {
		struct page *page = pfn_to_page(pfn);

		switch (page_survey(cc->zone, page)) {
		case PAGE_IS_MOVABLE:
			movable++;
			break;
		case PAGE_IS_FIXED:
			if (cc->order >= 0)
				return false;
			break;
		case PAGE_IS_FREE:
			break;
		}
		pfn += page_survey_step(page, end - pfn);
	}
	return movable != 0;
}

/* Nothing of the rest of this chunk is worth moving. */
static void leave_chunk(struct compact_control *cc)
{
	cc->migrate_pfn = chunk_start(cc, cc->migrate_pfn) + cc->chunk;
}

/* Isolate up to COMPACT_CLUSTER_MAX pages of the chunk that migrate_pfn is in. */
static void isolate_in_chunk(struct compact_control *cc)
{
	unsigned long end = chunk_start(cc, cc->migrate_pfn) + cc->chunk;
	isolate_mode_t mode = cc->mode == MIGRATE_ASYNC ? ISOLATE_ASYNC_MIGRATE : 0;

	while (cc->migrate_pfn < end && cc->nr_sources < COMPACT_CLUSTER_MAX) {
		struct page *page = pfn_to_page(cc->migrate_pfn);
		unsigned long step = page_survey_step(page, end - cc->migrate_pfn);

		cc->migrate_scanned++;
		if (page_seems_movable(page)) {
			if (isolate_movable_page(page, mode)) {
				list_add_tail(&page->lru, &cc->sources);
				cc->nr_sources++;
				cc->isolated++;
			} else if (cc->order >= 0 && page_seems_movable(page)) {
				/* It stays, and so does what surrounds it. */
				putback_movable_pages(&cc->sources);
				cc->nr_sources = 0;
				leave_chunk(cc);
				return;
			}
		}
		cc->migrate_pfn += step;
	}
}

static bool scanners_met(const struct compact_control *cc)
{
	return chunk_start(cc, cc->migrate_pfn) + cc->chunk > chunk_start(cc, cc->free_pfn);
}

/* Let the lower scanner go on until there is something to move. */
static void find_sources(struct compact_control *cc)
{
	while (!cc->nr_sources && !scanners_met(cc)) {
		if (cc->migrate_pfn == chunk_start(cc, cc->migrate_pfn) &&
		    !chunk_is_worth_it(cc, cc->migrate_pfn)) {
			cc->migrate_scanned += cc->chunk;
			leave_chunk(cc);
			continue;
		}
		isolate_in_chunk(cc);
	}
}

/* Is the chunk at @pfn one free block, or a part of one? */
static bool chunk_is_free(const struct compact_control *cc, unsigned long pfn)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		unsigned long head = pfn & ~((1ul << order) - 1);
		unsigned long flags;

		if (head < cc->zone->zone_start_pfn)
			break;
		flags = READ_ONCE(pfn_to_page(head)->flags);
		if (flags & (1ul << PG_buddy) &&
		    head + (1ul << ((flags & PAGE_ORDER_MASK) >> PAGE_ORDER_SHIFT)) >=
			    pfn + cc->chunk)
			return true;
	}
	return false;
}

/* Let the upper scanner go down until there is something to move to. */
static void find_targets(struct compact_control *cc)
{
	while (list_empty(&cc->targets)) {
		unsigned long pfn = chunk_start(cc, cc->free_pfn - 1);

		if (pfn < chunk_start(cc, cc->migrate_pfn) + cc->chunk)
			return;
		cc->free_pfn = pfn;
		if (!chunk_is_born(cc, pfn) || !target_type(cc, get_pfnblock_migratetype(pfn)) ||
		    chunk_is_free(cc, pfn))
			continue;
		cc->free_scanned += cc->chunk;
		cc->isolated += buddy_take_in_use(cc->zone, pfn, pfn + cc->chunk, &cc->targets);
	}
}

static struct page *take_target(struct page *page, unsigned long private)
{
	struct compact_control *cc = (struct compact_control *)private;
	struct page *dst;

	find_targets(cc);
	dst = list_first_entry_or_null(&cc->targets, struct page, lru);
	if (dst)
		list_del(&dst->lru);
	return dst;
}

static void return_target(struct page *page, unsigned long private)
{
	struct compact_control *cc = (struct compact_control *)private;

	list_add(&page->lru, &cc->targets);
}

/* ---- one zone -------------------------------------------------------------------------------- */

static void load_positions(struct compact_control *cc)
{
	struct zone *zone = cc->zone;
	unsigned long start = chunk_start(cc, zone->zone_start_pfn + cc->chunk - 1);
	unsigned long end = chunk_start(cc, zone_end_pfn(zone));

	cc->migrate_pfn = start;
	cc->free_pfn = end;
	if (!cc->whole) {
		lock_acquire(&zone->lock);
		/* No positions yet, or not of these ends. */
		if (zone->compact.migrate_pfn >= start && zone->compact.free_pfn <= end &&
		    zone->compact.migrate_pfn < zone->compact.free_pfn) {
			cc->migrate_pfn = chunk_start(cc, zone->compact.migrate_pfn);
			cc->free_pfn = chunk_start(cc, zone->compact.free_pfn + cc->chunk - 1);
			cc->free_pfn = min(cc->free_pfn, end);
		}
		lock_release(&zone->lock);
	}
	cc->whole = cc->migrate_pfn == start && cc->free_pfn == end;
}

/* Give back the targets that were not needed: the next scan begins above them. */
static void return_targets(struct compact_control *cc)
{
	struct page *page;

	list_for_each_entry(page, &cc->targets, lru)
		cc->free_pfn = max(cc->free_pfn, chunk_start(cc, page_to_pfn(page)) + cc->chunk);
	pages_return_to_zone(&cc->targets);
}

static void store_positions(struct compact_control *cc, bool met)
{
	struct zone *zone = cc->zone;

	lock_acquire(&zone->lock);
	zone->compact.migrate_pfn = met ? 0 : cc->migrate_pfn;
	zone->compact.free_pfn = met ? 0 : cc->free_pfn;
	lock_release(&zone->lock);
}

static void count_scans(const struct compact_control *cc)
{
	count_vm_events(COMPACTMIGRATE_SCANNED, (long)cc->migrate_scanned);
	count_vm_events(COMPACTFREE_SCANNED, (long)cc->free_scanned);
	count_vm_events(COMPACTISOLATED, (long)cc->isolated);
}

/* Move the sources. Return: false when there is nowhere left to move to. */
static bool move_sources(struct compact_control *cc)
{
	int left = migrate_pages(&cc->sources, take_target, return_target, (unsigned long)cc,
				 cc->mode, &cc->moved);

	putback_movable_pages(&cc->sources);
	cc->nr_sources = 0;
	if (left > 0 && cc->order >= 0 && cc->migrate_pfn != chunk_start(cc, cc->migrate_pfn))
		leave_chunk(cc);
	return left != -ENOMEM;
}

static enum compact_result scan_zone(struct compact_control *cc)
{
	for (;;) {
		if (cc->order >= 0 && block_is_free(cc->zone, (unsigned int)cc->order, cc->type))
			return COMPACT_SUCCESS;
		find_sources(cc);
		if (!cc->nr_sources || !move_sources(cc))
			return cc->whole ? COMPACT_COMPLETE : COMPACT_PARTIAL_SKIPPED;
	}
}

static enum compact_result compact_zone(struct compact_control *cc)
{
	enum compact_result result;

	if (cc->order >= 0) {
		result =
			compaction_suitable(cc->zone, cc->order, cc->alloc_flags, (int)cc->highest);
		if (result != COMPACT_CONTINUE)
			return result;
	}
	cc->migrate_scanned = cc->free_scanned = cc->isolated = 0;
	INIT_LIST_HEAD(&cc->sources);
	INIT_LIST_HEAD(&cc->targets);
	cc->chunk = cc->order < 0 ?
			    pageblock_nr_pages :
			    1ul << min((unsigned int)cc->order, (unsigned int)pageblock_order);
	load_positions(cc);
	pcp_drain_zone(cc->zone);
	result = scan_zone(cc);
	return_targets(cc);
	/* The pages that were not needed may be what was missing. */
	if (result != COMPACT_SUCCESS && cc->order >= 0 &&
	    block_is_free(cc->zone, (unsigned int)cc->order, cc->type))
		result = COMPACT_SUCCESS;
	store_positions(cc, result != COMPACT_SUCCESS);
	count_scans(cc);
	return result;
}

/* ---- who asks -------------------------------------------------------------------------------- */

static bool node_allowed(const struct page_request *rq, const struct zone *zone)
{
	return !rq->nodes || rq->nodes->bits[0] & (1ul << zone->node);
}

/* One zone for a request. Return: what it came to. */
static enum compact_result compact_for_zone(struct zone *zone, const struct page_request *rq,
					    bool sync, unsigned int *moved)
{
	/* Requests that effectively do not fail, nor go away, get everything in the end. */
	bool force = sync && (rq->order <= PAGE_ALLOC_COSTLY_ORDER || rq->gfp & __GFP_NOFAIL);
	struct compact_control cc = {
		.zone = zone,
		.order = (int)rq->order,
		.type = rq->type,
		.alloc_flags = ALLOC_WMARK_MIN | (rq->type == MIGRATE_MOVABLE ? ALLOC_CMA : 0),
		.highest = rq->highest,
		.mode = force ? MIGRATE_SYNC :
			sync  ? MIGRATE_SYNC_LIGHT :
				MIGRATE_ASYNC,
		.any_source = sync || page_group_by_mobility_disabled,
		.any_target = force || page_group_by_mobility_disabled,
		.whole = force,
	};
	enum compact_result result;

	if (!force && compaction_deferred(zone, cc.order))
		return COMPACT_DEFERRED;
	result = compact_zone(&cc);
	if (sync && result == COMPACT_PARTIAL_SKIPPED) {
		cc.whole = true;
		result = compact_zone(&cc);
	}
	*moved += cc.moved;
	if (result == COMPACT_SUCCESS)
		compaction_defer_reset(zone, cc.order, cc.moved != 0);
	else if (sync && result == COMPACT_COMPLETE)
		defer_compaction(zone, cc.order);
	return result;
}

/**
 * compact_for_request - make a block of @rq->order in one of the zones it may use.
 * @sync: the request has come far enough to wait for locks.
 *
 * Owners' operations may do what __GFP_IO forbids: a request without it is not compacted for.
 * Inside, allocations may use the reserves and reclaim nothing, and no page's lock is waited for.
 *
 * Return: true when there is a block, or at least something moved.
 * Context: may sleep; no locks held.
 */
bool compact_for_request(const struct page_request *rq, bool sync)
{
	enum compact_result result = COMPACT_SKIPPED, best = COMPACT_SKIPPED;
	unsigned int scope, moved = 0;

	if (!rq->order || !(rq->gfp & __GFP_IO))
		return false;
	scope = memalloc_noreclaim_save();
	for (struct zone *const *z = rq->list->zones; *z && result != COMPACT_SUCCESS; z++) {
		if (!node_allowed(rq, *z))
			continue;
		result = compact_for_zone(*z, rq, sync, &moved);
		best = max(best, result);
	}
	memalloc_noreclaim_restore(scope);
	if (best <= COMPACT_DEFERRED)
		return false;
	count_vm_event(COMPACTSTALL);
	count_vm_event(best == COMPACT_SUCCESS ? COMPACTSUCCESS : COMPACTFAIL);
	return best == COMPACT_SUCCESS || moved;
}

/** compact_all_nodes - put all zones in order: what a write to vm.compact_memory does. */
void compact_all_nodes(void)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			struct compact_control cc = {
				.zone = zone,
				.order = -1,
				.mode = MIGRATE_SYNC,
				.any_source = true,
				.any_target = page_group_by_mobility_disabled,
				.whole = true,
			};

			compact_zone(&cc);
		}
}
