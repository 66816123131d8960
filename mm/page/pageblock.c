// SPDX-License-Identifier: MIT
/*
 * Page blocks of different kinds.
 *
 * One page that stays for ever makes a block of 2^pageblock_order frames useless as a whole.  So
 * each page block has a migrate type, and pages are taken from blocks of the type that a request
 * is of: what stays goes beside what stays, and what can be moved or reclaimed leaves whole blocks
 * behind when it goes.
 *
 * When there is no block of the wanted type left, and no frame unborn, a request falls back to
 * another type, and does so in the way that mixes least:
 *
 * - the largest free block of the other types, so that one theft serves many requests;
 * - a page that stays, or enough of a page block, takes the whole page block along: all that is
 *   free in it moves to the thief's lists, and if half of it is now of the thief's kind the block
 *   changes its type;
 * - movable pages, which can be cleared away later, take the smallest block that will do.
 */
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <mm/page/area.h>

u8 *pageblock_types;
bool page_group_by_mobility_disabled;

const char *const migratetype_names[MIGRATE_TYPES] = {
	[MIGRATE_UNMOVABLE] = "Unmovable",
	[MIGRATE_MOVABLE] = "Movable",
	[MIGRATE_RECLAIMABLE] = "Reclaimable",
	[MIGRATE_HIGHATOMIC] = "HighAtomic",
	[MIGRATE_CMA] = "CMA",
	[MIGRATE_ISOLATE] = "Isolate",
};

/* Whom a type takes from, in turn: what mixes least first. */
static const enum migratetype fallbacks[MIGRATE_PCPTYPES][MIGRATE_PCPTYPES - 1] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

/* ---- what is in a page block ----------------------------------------------------------------- */

/* Pages of a page block that are free, and those in use that could be moved. */
struct census {
	unsigned long free, movable;
};

static bool can_move(const struct page *page)
{
	return PageLRU(page) || __PageMovable(page);
}

/* All frames of a page block are born, or none is. */
static struct census take_census(struct zone *zone, unsigned long pfn)
{
	unsigned long end = pfn + pageblock_nr_pages;
	struct census c = { 0 };

	while (pfn < end) {
		struct page *page = pfn_to_page(pfn);

		if (page_zone_fast(page) == zone && PageBuddy(page)) {
			c.free += 1ul << page_block_order(page);
			pfn += 1ul << page_block_order(page);
			continue;
		}
		c.movable += can_move(page);
		pfn++;
	}
	c.free = min(c.free, pageblock_nr_pages);
	return c;
}

/*
 * Give all free blocks inside the page block at @pfn to the lists of @to, and the page block its
 * type.  None of them is larger than the page block.
 */
static void move_block(struct zone *zone, unsigned long pfn, enum migratetype to)
{
	enum migratetype from = get_pfnblock_migratetype(pfn);
	unsigned long end = pfn + pageblock_nr_pages;

	for (unsigned long at = pfn; at < end;) {
		struct page *page = pfn_to_page(at);
		unsigned long reported;
		unsigned int order;

		if (page_zone_fast(page) != zone || !PageBuddy(page)) {
			at++;
			continue;
		}
		order = page_block_order(page);
		reported = page->flags & (1ul << PG_reported);
		area_del(zone, page, order, from);
		area_count(zone, from, -(1l << order));
		area_add(zone, page, order, to, reported);
		area_count(zone, to, 1l << order);
		at += 1ul << order;
	}
	pageblock_set_types(pfn, pageblock_order, to);
}

/* ---- stealing -------------------------------------------------------------------------------- */

/* May a request take more than it needs?  Else it would mix with what is in use there. */
static bool takes_all(unsigned int have, unsigned int order, enum migratetype type)
{
	return have >= pageblock_order / 2 || order >= pageblock_order / 2 ||
	       type != MIGRATE_MOVABLE || page_group_by_mobility_disabled;
}

/*
 * Make the page block of a free block of @from serve @type.
 * Return: the type of list that the block at @page is in now.
 */
static enum migratetype convert(struct zone *zone, struct page *page, unsigned int have,
				enum migratetype from, enum migratetype type)
{
	unsigned long pfn = pageblock_start_pfn(page_to_pfn(page)), alike;
	unsigned long reported = page->flags & (1ul << PG_reported);
	struct census c;

	if (have >= pageblock_order) {
		area_del(zone, page, have, from);
		pageblock_set_types(page_to_pfn(page), have, type);
		area_add(zone, page, have, type, reported);
		return type;
	}
	c = take_census(zone, pfn);
	/* Whatever is not movable in a block of another such type is as good as of this type. */
	if (type == MIGRATE_MOVABLE)
		alike = c.movable;
	else
		alike = from == MIGRATE_MOVABLE ? 0 : pageblock_nr_pages - c.free - c.movable;
	if (c.free + alike < pageblock_nr_pages / 2 && !page_group_by_mobility_disabled)
		return from;
	move_block(zone, pfn, type);
	return type;
}

/* The largest block, or the smallest that will do, in a list that @type may take from. */
static bool find_victim(struct zone *zone, unsigned int order, enum migratetype type, bool largest,
			unsigned int *have, enum migratetype *from)
{
	u32 best = 0;

	for (unsigned int i = 0; i < MIGRATE_PCPTYPES - 1; i++) {
		enum migratetype t = fallbacks[type][i];
		u32 fit = zone->orders[t] >> order << order;

		if (!fit)
			continue;
		fit = largest ? 1u << (31 - __builtin_clz(fit)) : fit & -fit;
		if (best && (largest ? fit <= best : fit >= best))
			continue;
		best = fit;
		*from = t;
	}
	if (best)
		*have = (unsigned int)__builtin_ctz(best);
	return best;
}

/**
 * steal_block - take 2^@order frames from page blocks of another type; not counted.
 * Context: zone->lock held.
 * Return: the block, or NULL where nothing is free but what has a purpose of its own.
 */
struct page *steal_block(struct zone *zone, unsigned int order, enum migratetype type,
			 unsigned int alloc_flags)
{
	enum migratetype from = type, now;
	unsigned int have = 0;
	struct page *page;

	if (!find_victim(zone, order, type, true, &have, &from))
		return NULL;
	/* A whole page block mixes nothing. */
	if (alloc_flags & ALLOC_NOFRAGMENT && have < pageblock_order)
		return NULL;
	if (!takes_all(have, order, type)) {
		find_victim(zone, order, type, false, &have, &from);
		return area_take(zone, order, from);
	}
	page = area_first(zone, have, from);
	now = convert(zone, page, have, from, type);
	/* Converting put it at one end of another list; what is at hand there will do as well. */
	return now == type ? area_take(zone, order, type) : area_cut(zone, page, have, order, from);
}

/* ---- the reserve for what cannot sleep and wants more than a page ---------------------------- */

/* One page in a hundred of a zone, and a block at least. */
#define HIGHATOMIC_SHARE 100

/** reserve_highatomic - keep the page block of @page, which such a request got, for the next. */
void reserve_highatomic(struct zone *zone, struct page *page)
{
	unsigned long most = READ_ONCE(zone->managed_pages) / HIGHATOMIC_SHARE + pageblock_nr_pages;
	unsigned long pfn = pageblock_start_pfn(page_to_pfn(page));

	if (page_group_by_mobility_disabled || page_block_order(page) >= pageblock_order ||
	    zone->nr_reserved_highatomic + pageblock_nr_pages > most ||
	    get_pfnblock_migratetype(pfn) >= MIGRATE_PCPTYPES)
		return;
	WRITE_ONCE(zone->nr_reserved_highatomic, zone->nr_reserved_highatomic + pageblock_nr_pages);
	move_block(zone, pfn, MIGRATE_HIGHATOMIC);
	page_set_pcp(page, page_block_order(page), page_type_bits(MIGRATE_HIGHATOMIC));
}

/**
 * unreserve_highatomic - give the free pages of one reserved block to everyone.
 * @force: the last one, too.
 *
 * Return: true where there was one with free pages.
 */
bool unreserve_highatomic(struct zone *zone, bool force)
{
	bool done = false;

	lock_acquire(&zone->lock);
	if (zone->orders[MIGRATE_HIGHATOMIC] &&
	    (force || zone->nr_reserved_highatomic > pageblock_nr_pages)) {
		unsigned int order = (unsigned int)__builtin_ctz(zone->orders[MIGRATE_HIGHATOMIC]);
		struct page *page = area_first(zone, order, MIGRATE_HIGHATOMIC);

		if (order > pageblock_order)
			area_add(zone,
				 area_cut(zone, page, order, pageblock_order, MIGRATE_HIGHATOMIC),
				 pageblock_order, MIGRATE_HIGHATOMIC, 0);
		move_block(zone, pageblock_start_pfn(page_to_pfn(page)), MIGRATE_UNMOVABLE);
		WRITE_ONCE(zone->nr_reserved_highatomic,
			   zone->nr_reserved_highatomic - pageblock_nr_pages);
		done = true;
	}
	lock_release(&zone->lock);
	return done;
}

/* ---- isolation ------------------------------------------------------------------------------- */

/* Cut a free block that is larger than the page block at @pfn and holds it. */
static void cut_to_pageblock(struct zone *zone, unsigned long pfn)
{
	for (unsigned int have = MAX_PAGE_ORDER; have > pageblock_order; have--) {
		struct page *head = pfn_to_page(pfn & ~((1ul << have) - 1));
		enum migratetype type = get_pageblock_migratetype(head);

		if (!PageBuddy(head) || page_block_order(head) != have ||
		    page_zone_fast(head) != zone)
			continue;
		area_cut(zone, head, have, have - 1, type);
		area_add(zone, head, have - 1, type, 0);
	}
}

/**
 * buddy_isolate - let nobody take pages of the page block that @pfn lies in.
 *
 * Its free pages are counted out of the zone's, and pages that are freed in it stay there.  The
 * frames must be born.
 *
 * Return: false where the block is isolated already.
 */
bool buddy_isolate(struct zone *zone, unsigned long pfn)
{
	bool done = false;

	pfn = pageblock_start_pfn(pfn);
	lock_acquire(&zone->lock);
	if (get_pfnblock_migratetype(pfn) != MIGRATE_ISOLATE) {
		if (get_pfnblock_migratetype(pfn) == MIGRATE_HIGHATOMIC)
			WRITE_ONCE(zone->nr_reserved_highatomic,
				   zone->nr_reserved_highatomic - pageblock_nr_pages);
		cut_to_pageblock(zone, pfn);
		move_block(zone, pfn, MIGRATE_ISOLATE);
		done = true;
	}
	lock_release(&zone->lock);
	return done;
}

/* Join what lay in its own lists with its neighbours again. */
static void rejoin(struct zone *zone, unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	enum migratetype type = get_pfnblock_migratetype(pfn);

	if (!PageBuddy(page) || page_block_order(page) != pageblock_order)
		return;
	area_del(zone, page, pageblock_order, type);
	area_count(zone, type, -(1l << pageblock_order));
	block_put(zone, page, pageblock_order, 0);
}

/** buddy_unisolate - let the page block that @pfn lies in serve requests of @type again. */
void buddy_unisolate(struct zone *zone, unsigned long pfn, enum migratetype type)
{
	pfn = pageblock_start_pfn(pfn);
	lock_acquire(&zone->lock);
	if (get_pfnblock_migratetype(pfn) == MIGRATE_ISOLATE) {
		/* The reserve of that type is one that nobody counted meanwhile. */
		if (type == MIGRATE_HIGHATOMIC || type == MIGRATE_ISOLATE)
			type = MIGRATE_UNMOVABLE;
		cut_to_pageblock(zone, pfn);
		move_block(zone, pfn, type);
		rejoin(zone, pfn);
	}
	lock_release(&zone->lock);
}
