// SPDX-License-Identifier: MIT
/*
 * Runs of frames that come to a zone, leave it, or are taken from it as they lie.
 *
 * zone->runs says which frames the zone manages, so that the layer's check can look at each and
 * prove that none is lost.
 */
#include <linux/kernel.h>
#include <mm/page/area.h>

/* ---- what a zone manages --------------------------------------------------------------------- */

static void run_drop(struct zone *zone, unsigned int i)
{
	zone->nr_runs--;
	for (; i < zone->nr_runs; i++)
		zone->runs[i] = zone->runs[i + 1];
}

static void run_add(struct zone *zone, unsigned long start, unsigned long end)
{
	if (zone->nr_runs > ZONE_MAX_RUNS)
		return;
	for (unsigned int i = 0; i < zone->nr_runs; i++) {
		if (zone->runs[i].end == start || zone->runs[i].start == end) {
			start = min(start, zone->runs[i].start);
			end = max(end, zone->runs[i].end);
			run_drop(zone, i--);
		}
	}
	if (zone->nr_runs == ZONE_MAX_RUNS) {
		zone->nr_runs = ZONE_MAX_RUNS + 1;
		return;
	}
	zone->runs[zone->nr_runs++] = (struct frame_run){ start, end };
}

static void run_cut(struct zone *zone, unsigned long start, unsigned long end)
{
	if (zone->nr_runs > ZONE_MAX_RUNS)
		return;
	for (unsigned int i = 0; i < zone->nr_runs; i++) {
		struct frame_run run = zone->runs[i];

		if (start >= run.end || end <= run.start)
			continue;
		run_drop(zone, i);
		if (run.start < start)
			run_add(zone, run.start, start);
		if (end < run.end)
			run_add(zone, end, run.end);
		return;
	}
}

/* ---- coming ---------------------------------------------------------------------------------- */

/* Free [start, end) piece by piece; page blocks that begin in it become of @type. */
static void add_piece(struct zone *zone, unsigned long start, unsigned long end,
		      enum migratetype type)
{
	frames_init(zone, start, end);
	for (unsigned long pfn = pageblock_start_pfn(start); pfn < end; pfn += pageblock_nr_pages)
		pageblock_set_types(pfn, pageblock_order, type);
	while (start < end) {
		unsigned int order = start ? (unsigned int)__builtin_ctzl(start) : MAX_PAGE_ORDER;

		order = min_t(unsigned int, order, MAX_PAGE_ORDER);
		while ((1ul << order) > end - start)
			order--;
		block_put(zone, pfn_to_page(start), order, 0);
		start += 1ul << order;
	}
}

static enum migratetype type_of_new(void)
{
	return page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE : MIGRATE_MOVABLE;
}

/* Can [first, last), whole blocks, wait unborn?  Then it is part of the zone's unborn run. */
static bool add_unborn(struct zone *zone, unsigned long *first, unsigned long *last)
{
	if (zone->unborn_pfn == zone->unborn_end) {
		WRITE_ONCE(zone->unborn_pfn, *first);
		WRITE_ONCE(zone->unborn_end, *last);
	} else if (zone->unborn_end == *first) {
		WRITE_ONCE(zone->unborn_end, *last);
	} else if (zone->unborn_pfn == *last) {
		WRITE_ONCE(zone->unborn_pfn, *first);
	} else {
		if (*last - *first > zone->unborn_end - zone->unborn_pfn) {
			swap(*first, zone->unborn_pfn);
			swap(*last, zone->unborn_end);
		}
		return false;
	}
	return true;
}

/**
 * buddy_add_range - give the zone the free frames [@start, @end).
 *
 * The ragged ends are born at once; the whole blocks between stay unborn where they are next to
 * the zone's unborn run, or longer than it, which takes the same time for any length.
 */
void buddy_add_range(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long first = ALIGN(start, MAX_ORDER_NR_PAGES);
	unsigned long last = end & ~(MAX_ORDER_NR_PAGES - 1);
	enum migratetype type = type_of_new();

	lock_acquire(&zone->lock);
	run_add(zone, start, end);
	if (first >= last) {
		add_piece(zone, start, end, type);
		goto out;
	}
	if (start < first)
		add_piece(zone, start, first, type);
	if (last < end)
		add_piece(zone, last, end, type);
	/* What is counted is the sum, whichever of the two runs is born now. */
	area_count(zone, type, (long)(last - first));
	if (!add_unborn(zone, &first, &last)) {
		area_count(zone, type, -(long)(last - first));
		add_piece(zone, first, last, type);
	}
out:
	lock_release(&zone->lock);
}

/** buddy_add_cma - give the zone the page blocks [@start, @end), which a CMA area will claim. */
void buddy_add_cma(struct zone *zone, unsigned long start, unsigned long end)
{
	lock_acquire(&zone->lock);
	run_add(zone, start, end);
	add_piece(zone, start, end, MIGRATE_CMA);
	zone->cma_pages += end - start;
	lock_release(&zone->lock);
}

/* ---- taking what lies in a range ------------------------------------------------------------- */

/* The free block that frame @pfn lies in; NULL where it is in use. */
static struct page *free_block_of(unsigned long pfn, unsigned int *order)
{
	for (unsigned int o = 0; o <= MAX_PAGE_ORDER; o++) {
		struct page *head = pfn_to_page(pfn & ~((1ul << o) - 1));

		if (!PageBuddy(head))
			continue;
		*order = page_block_order(head);
		return pfn - page_to_pfn(head) < 1ul << *order ? head : NULL;
	}
	return NULL;
}

/* Cut free blocks that reach across @pfn, so that one begins there. */
static void cut_at(struct zone *zone, unsigned long pfn)
{
	enum migratetype type = get_pfnblock_migratetype(pfn);
	struct page *page;
	unsigned int have;

	if (pfn < zone->zone_start_pfn || pfn >= zone_end_pfn(zone))
		return;
	while ((page = free_block_of(pfn, &have)) && page_to_pfn(page) != pfn) {
		type = get_pageblock_migratetype(page);
		area_cut(zone, page, have, have - 1, type);
		area_add(zone, page, have - 1, type, 0);
	}
}

/*
 * Take the free blocks of [start, end) out of the free areas, one after the other.
 * @took: called with each.
 */
static unsigned long take_blocks(struct zone *zone, unsigned long start, unsigned long end,
				 void (*took)(void *ctx, struct page *page, unsigned int order),
				 void *ctx)
{
	unsigned long taken = 0;

	cut_at(zone, start);
	cut_at(zone, end);
	while (start < end) {
		struct page *page = pfn_to_page(start);
		enum migratetype type;
		unsigned int order;

		if (start >= zone->unborn_pfn && start < zone->unborn_end) {
			start = zone->unborn_end;
			continue;
		}
		if (!PageBuddy(page) || page_zone_fast(page) != zone) {
			start++;
			continue;
		}
		order = page_block_order(page);
		type = get_pfnblock_migratetype(start);
		area_del(zone, page, order, type);
		area_count(zone, type, -(1l << order));
		page_set_pcp(page, order, page_type_bits(type));
		took(ctx, page, order);
		taken += 1ul << order;
		start += 1ul << order;
	}
	return taken;
}

static void took_pages(void *ctx, struct page *page, unsigned int order)
{
	struct list_head *out = ctx;

	tag_map_note_page(page);
	page_access_allow(page, order);
	split_block(page, order);
	page_take_up(page, 0);
	for (unsigned long i = 0; i < 1ul << order; i++)
		list_add_tail(&page[i].lru, out);
}

/**
 * buddy_take_range - take every free frame of [@start, @end), unborn ones excepted.
 * @out: they are added to it as live pages of order 0, linked by page->lru in rising order.
 *
 * Return: how many there were.
 */
unsigned long buddy_take_range(struct zone *zone, unsigned long start, unsigned long end,
			       struct list_head *out)
{
	unsigned long taken;

	lock_acquire(&zone->lock);
	taken = take_blocks(zone, start, end, took_pages, out);
	lock_release(&zone->lock);
	return taken;
}

/**
 * buddy_take_in_use - buddy_take_range() of frames of one page block, unless it is isolated.
 *
 * What is isolated belongs to who emptied it, and that may have come to be since the caller looked.
 */
unsigned long buddy_take_in_use(struct zone *zone, unsigned long start, unsigned long end,
				struct list_head *out)
{
	unsigned long taken = 0;

	lock_acquire(&zone->lock);
	if (get_pfnblock_migratetype(start) != MIGRATE_ISOLATE)
		taken = take_blocks(zone, start, end, took_pages, out);
	lock_release(&zone->lock);
	return taken;
}

/* ---- leaving --------------------------------------------------------------------------------- */

static void took_frames(void *ctx, struct page *page, unsigned int order)
{
	struct zone *zone = ctx;
	unsigned long pfn = page_to_pfn(page);

	page_set_life(page, 0, 0);
	run_cut(zone, pfn, pfn + (1ul << order));
}

/* Cut unborn frames out of the run of those, as far as they lie at one of its ends. */
static unsigned long unborn_remove(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long n = 0;

	if (start <= zone->unborn_pfn && end > zone->unborn_pfn) {
		n = min(end, zone->unborn_end) - zone->unborn_pfn;
		run_cut(zone, zone->unborn_pfn, zone->unborn_pfn + n);
		WRITE_ONCE(zone->unborn_pfn, zone->unborn_pfn + n);
	} else if (end >= zone->unborn_end && start < zone->unborn_end) {
		n = zone->unborn_end - max(start, zone->unborn_pfn);
		WRITE_ONCE(zone->unborn_end, zone->unborn_end - n);
		run_cut(zone, zone->unborn_end, zone->unborn_end + n);
	}
	area_count(zone, MIGRATE_MOVABLE, -(long)n);
	return n;
}

/**
 * buddy_remove_range - take the free frames of [@start, @end) out of the zone for good.
 *
 * Whole blocks of the largest order.  Frames that are in use stay; unborn frames in the middle of
 * their run do, too: buddy_give_birth() goes before.
 *
 * Return: how many frames left; the caller counts them off managed_pages.
 */
unsigned long buddy_remove_range(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long gone;

	lock_acquire(&zone->lock);
	gone = unborn_remove(zone, start, end);
	gone += take_blocks(zone, start, end, took_frames, zone);
	lock_release(&zone->lock);
	return gone;
}

/* ---- giving contents back to the world below ------------------------------------------------- */

/*
 * A free block of @order that was used since it was last given back.  Those that were not used
 * stand behind those that were: area_add().
 */
static struct page *unreported(struct zone *zone, unsigned int order, enum migratetype type)
{
	struct page *page;

	if (!(zone->orders[type] & (1u << order)))
		return NULL;
	page = area_first(zone, order, type);
	return PageReported(page) ? NULL : page;
}

/**
 * buddy_take_unreported - take a free block whose contents the world below still holds.
 * @min_order: the least order worth while.
 * @order: is set to that of the block.
 *
 * Nobody can take the block before buddy_put_reported() puts it back.
 *
 * Return: the block, or NULL where there is none.
 */
struct page *buddy_take_unreported(struct zone *zone, unsigned int min_order, unsigned int *order)
{
	struct page *page = NULL;

	lock_acquire(&zone->lock);
	for (unsigned int o = min_order; !page && o <= MAX_PAGE_ORDER; o++)
		for (int type = 0; !page && type < MIGRATE_ISOLATE; type++) {
			page = unreported(zone, o, (enum migratetype)type);
			if (!page)
				continue;
			area_del(zone, page, o, (enum migratetype)type);
			area_count(zone, (enum migratetype)type, -(1l << o));
			page_set_pcp(page, o, page_type_bits((enum migratetype)type));
			page_take_up(page, o);
			*order = o;
		}
	lock_release(&zone->lock);
	return page;
}

/** buddy_put_reported - put back what buddy_take_unreported() took, as the last to be used. */
void buddy_put_reported(struct zone *zone, struct page *page, unsigned int order)
{
	lock_acquire(&zone->lock);
	atomic_set(&page->_refcount, 0);
	block_put(zone, page, order, 1ul << PG_reported);
	lock_release(&zone->lock);
}
