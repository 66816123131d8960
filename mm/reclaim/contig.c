// SPDX-License-Identifier: MIT
/*
 * Runs of frames of any length, made by moving away what is in the way.
 *
 *	1. The page blocks of the range are isolated: what is free in them serves nobody, and what
 *	   is freed in them stays there.
 *	2. The CPUs' lists are drained and the movable pages move, until nothing is left.
 *	3. The frames of the range are taken out of the free areas: all of them, or none.
 *	4. The page blocks serve again.
 *
 * Whatever fails, 4 is done and all is as before, but for what has moved.  A page that was freed
 * into a CPU's list after 2 is why 2 and 3 are repeated a few times.  One range at a time is
 * emptied (contig_lock), so that two that share a page block do not refuse each other.
 *
 * A page block comes back as the type that the caller says, so a range of CMA blocks must be said
 * to be one.  It goes without saying that a block from which movable pages were moved is one for
 * movable pages.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/migrate.h>
#include <linux/might_sleep.h>
#include <linux/nodemask.h>
#include <linux/page-isolation.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

/* How often a range is looked at again before it is busy. */
#define CONTIG_PASSES 5

/* Pages that move at a time. */
#define CONTIG_BATCH 32

static struct lock contig_lock;

/** struct range - what is wanted, the page blocks around it, and how to get it. */
struct range {
	struct zone *zone;
	struct frame_run want, blocks;
	enum migratetype type;
	gfp_t gfp;
};

/* ---- where and what -------------------------------------------------------------------------- */

static struct zone *zone_of(unsigned long start, unsigned long end)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) if (start >= zone->zone_start_pfn &&
						end <= zone_end_pfn(zone)) return zone;
	return NULL;
}

static bool range_make(struct range *r, struct zone *zone, unsigned long start, unsigned long end)
{
	*r = (struct range){ .zone = zone,
			     .want = { start, end },
			     .blocks = { pageblock_start_pfn(start), pageblock_end_pfn(end - 1) },
			     .type = MIGRATE_MOVABLE };
	/* The zone's ragged ends are born at boot, whole page blocks or not. */
	for (unsigned long pfn = start; pfn < end; pfn = pageblock_end_pfn(pfn))
		if (!pfn_to_online_page(pfn))
			return false;
	return start < end && pfn_to_online_page(end - 1);
}

/* The first frame of the range that can neither be free nor become so; the end where none is. */
static unsigned long first_fixed(const struct range *r)
{
	unsigned long pfn = r->want.start;

	while (pfn < r->want.end) {
		struct page *page = pfn_to_page(pfn);

		/* Nobody has an unborn frame, and its struct page says nothing. */
		if (pfn >= READ_ONCE(r->zone->unborn_pfn) && pfn < READ_ONCE(r->zone->unborn_end)) {
			pfn = READ_ONCE(r->zone->unborn_end);
			continue;
		}
		if (page_survey(r->zone, page) == PAGE_IS_FIXED)
			return pfn;
		pfn += page_survey_step(page, r->want.end - pfn);
	}
	return r->want.end;
}

static bool can_be_emptied(const struct range *r)
{
	return first_fixed(r) == r->want.end;
}

/* ---- isolation ------------------------------------------------------------------------------- */

static void unisolate(const struct range *r, unsigned long end)
{
	enum migratetype type = r->type;

	if (page_group_by_mobility_disabled && type == MIGRATE_MOVABLE)
		type = MIGRATE_UNMOVABLE;
	for (unsigned long pfn = r->blocks.start; pfn < end; pfn += pageblock_nr_pages)
		buddy_unisolate(r->zone, pfn, type);
}

/* Isolate the page blocks. Return: 0, or -EBUSY where one is not to be had; then none is. */
static int isolate(const struct range *r)
{
	buddy_give_birth(r->zone, r->blocks.start, r->blocks.end);
	for (unsigned long pfn = r->blocks.start; pfn < r->blocks.end; pfn += pageblock_nr_pages) {
		bool cma = is_migrate_cma(get_pfnblock_migratetype(pfn));

		if (cma != (r->type == MIGRATE_CMA) || !buddy_isolate(r->zone, pfn)) {
			unisolate(r, pfn);
			return -EBUSY;
		}
	}
	return 0;
}

/**
 * start_isolate_page_range - let nobody take pages of the page blocks of [@start_pfn, @end_pfn).
 * @migratetype: MIGRATE_CMA where they are of that type, else MIGRATE_MOVABLE.
 *
 * Return: 0; -EINVAL where that is not memory of one zone; -EBUSY where a page in it cannot move,
 * or a block is isolated already or of the other type.
 */
int start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn, int migratetype)
{
	struct zone *zone = zone_of(start_pfn, end_pfn);
	struct range r;

	if (!zone || !range_make(&r, zone, start_pfn, end_pfn))
		return -EINVAL;
	r.type = (enum migratetype)migratetype;
	return can_be_emptied(&r) ? isolate(&r) : -EBUSY;
}

/** undo_isolate_page_range - the page blocks serve again, as @migratetype. */
void undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn, int migratetype)
{
	struct zone *zone = zone_of(start_pfn, end_pfn);
	struct range r;

	if (!zone || !range_make(&r, zone, start_pfn, end_pfn))
		return;
	r.type = (enum migratetype)migratetype;
	unisolate(&r, r.blocks.end);
}

/* ---- emptying -------------------------------------------------------------------------------- */

static struct page *target_get(struct page *page, unsigned long private)
{
	const struct range *r = (const struct range *)private;
	gfp_t gfp = (r->gfp & (__GFP_RECLAIM | __GFP_IO | __GFP_FS)) | __GFP_MOVABLE |
		    __GFP_RETRY_MAYFAIL | __GFP_NOWARN;

	if (is_highmem(r->zone) || zone_idx(r->zone) == ZONE_MOVABLE)
		gfp |= __GFP_HIGHMEM;
	return alloc_pages_untraced(gfp, 0, page_to_nid(page));
}

static void target_put(struct page *page, unsigned long private)
{
	free_pages_untraced(page, 0);
}

/* Isolate up to CONTIG_BATCH movable pages from @pfn on. Return: where the next batch begins. */
static unsigned long collect(const struct range *r, unsigned long pfn, struct list_head *pages)
{
	unsigned int n = 0;

	while (pfn < r->want.end && n < CONTIG_BATCH) {
		struct page *page = pfn_to_page(pfn);

		if (page_survey(r->zone, page) == PAGE_IS_MOVABLE &&
		    isolate_movable_page(page, ISOLATE_UNEVICTABLE)) {
			list_add_tail(&page->lru, pages);
			n++;
		}
		pfn += page_survey_step(page, r->want.end - pfn);
	}
	return pfn;
}

/* Move what can be moved. Return: 0, or -ENOMEM when there is nowhere to move to. */
static int move_away(const struct range *r)
{
	unsigned long pfn = r->want.start;
	LIST_HEAD(pages);
	int err;

	while (pfn < r->want.end) {
		pfn = collect(r, pfn, &pages);
		if (list_empty(&pages))
			continue;
		err = migrate_pages(&pages, target_get, target_put, (unsigned long)r, MIGRATE_SYNC,
				    NULL);
		putback_movable_pages(&pages);
		if (err == -ENOMEM)
			return err;
	}
	return 0;
}

/* Take the whole range out of the free areas, or nothing. */
static bool take(const struct range *r, struct list_head *pages)
{
	unsigned long n = buddy_take_range(r->zone, r->want.start, r->want.end, pages);

	if (n == r->want.end - r->want.start)
		return true;
	pages_return_to_zone(pages);
	return false;
}

/*
 * Empty the range, whose page blocks are isolated, and take it.
 * @pages: gets its pages, live and single, in rising order.
 * Return: 0, -EBUSY, or -ENOMEM.
 */
static int empty(const struct range *r, struct list_head *pages)
{
	for (int pass = 0; pass < CONTIG_PASSES; pass++) {
		int err;

		pcp_drain_zone(r->zone);
		err = move_away(r);
		if (err)
			return err;
		if (take(r, pages))
			return 0;
		port_yield();
	}
	return -EBUSY;
}

/**
 * isolate_and_empty - make all frames of a range free, and let nobody have them.
 * @start, @end: whole page blocks of @zone.
 *
 * Context: may sleep.
 * Return: 0: all is free in the zone's areas, and isolated.  -EBUSY, -ENOMEM: nothing has changed.
 */
int isolate_and_empty(struct zone *zone, unsigned long start, unsigned long end)
{
	struct range r;
	LIST_HEAD(pages);
	int err;

	might_sleep();
	if (!range_make(&r, zone, start, end))
		return -EINVAL;
	r.gfp = GFP_KERNEL;
	if (!can_be_emptied(&r))
		return -EBUSY;
	lock_acquire(&contig_lock);
	err = isolate(&r);
	if (!err) {
		err = empty(&r, &pages);
		/* They go back to the areas of what is isolated. */
		pages_return_to_zone(&pages);
		if (err)
			unisolate(&r, r.blocks.end);
	}
	lock_release(&contig_lock);
	return err;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static int take_range(const struct range *r, gfp_t gfp)
{
	struct page *page, *next;
	LIST_HEAD(pages);
	int err;

	lock_acquire(&contig_lock);
	err = isolate(r);
	if (!err) {
		err = empty(r, &pages);
		unisolate(r, r->blocks.end);
	}
	lock_release(&contig_lock);
	list_for_each_entry_safe(page, next, &pages, lru) {
		list_del(&page->lru);
		page_prepare(page, 0, gfp & __GFP_ZERO);
		mm_trace_alloc(MM_EVENT_PAGES, page, PAGE_SIZE, PAGE_SIZE, gfp);
	}
	return err;
}

/**
 * alloc_contig_range - take these very frames.
 * @start, @end: the frames [@start, @end) of one zone, of any length and alignment.
 * @migratetype: MIGRATE_CMA where they lie in CMA blocks, MIGRATE_MOVABLE where they do not.
 * @gfp_mask: what moving the pages away may do, and __GFP_ZERO.
 *
 * The pages are single ones with a reference each, freed by free_contig_range() or one by one.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL where that is not memory in use of one zone; -EBUSY where a page does not
 * move; -ENOMEM where there is nowhere to move to.
 */
int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype,
		       gfp_t gfp_mask)
{
	struct zone *zone = zone_of(start, end);
	struct range r;

	might_sleep();
	if ((migratetype != MIGRATE_MOVABLE && migratetype != MIGRATE_CMA) ||
	    gfp_mask & __GFP_COMP || !zone || !range_make(&r, zone, start, end))
		return -EINVAL;
	r.type = (enum migratetype)migratetype;
	r.gfp = gfp_mask;
	if (mm_trace_should_fail(MM_EVENT_PAGES, (end - start) << PAGE_SHIFT, gfp_mask))
		return -ENOMEM;
	/* In CMA blocks nothing stays for long. */
	if (r.type != MIGRATE_CMA && !can_be_emptied(&r))
		return -EBUSY;
	return take_range(&r, gfp_mask);
}
EXPORT_SYMBOL_GPL(alloc_contig_range);

/* The first run of @nr frames in @zone that can be taken; they start at a multiple of @align. */
static struct page *take_in_zone(struct zone *zone, unsigned long nr, unsigned long align,
				 gfp_t gfp)
{
	unsigned long pfn = ALIGN(zone->zone_start_pfn, align), fixed;
	struct range r;

	while (nr <= zone->spanned_pages && pfn + nr <= zone_end_pfn(zone)) {
		fixed = pfn + nr - 1;
		if (range_make(&r, zone, pfn, pfn + nr)) {
			r.gfp = gfp;
			fixed = first_fixed(&r);
			if (fixed == r.want.end && !take_range(&r, gfp))
				return pfn_to_page(pfn);
		}
		/* No run with that frame in it will do; one that was busy is passed over. */
		pfn = ALIGN(min(fixed + 1, pfn + nr), align);
	}
	return NULL;
}

/**
 * alloc_contig_pages - take some @nr_pages frames in a row.
 * @nr_pages: any number; where it is a power of two, the run starts at a multiple of it.
 * @gfp_mask: names the zones; __GFP_COMP is not served.
 * @nid: the node to look in first.
 * @nodemask: the nodes that may be used, or NULL for all.
 *
 * Context: may sleep.
 * Return: the first page, or NULL; freed by free_contig_range().
 */
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp_mask, int nid,
				const struct nodemask *nodemask)
{
	unsigned long align = nr_pages & (nr_pages - 1) ? 1 : nr_pages;
	const struct zonelist *list;
	struct page *page = NULL;

	might_sleep();
	if (!nr_pages || gfp_mask & __GFP_COMP)
		return NULL;
	if (nid == NUMA_NO_NODE)
		nid = numa_node_id();
	if ((unsigned int)nid >= nr_online_nodes)
		return NULL;
	if (mm_trace_should_fail(MM_EVENT_PAGES, nr_pages << PAGE_SHIFT, gfp_mask))
		return NULL;
	list = &NODE_DATA(nid)->lists[gfp_zone(gfp_mask)][!!(gfp_mask & __GFP_THISNODE)];
	for (struct zone *const *z = list->zones; *z && !page; z++)
		if (!nodemask || nodemask->bits[0] & (1ul << (*z)->node))
			page = take_in_zone(*z, nr_pages, align, gfp_mask);
	return page;
}
EXPORT_SYMBOL_GPL(alloc_contig_pages);

/**
 * free_contig_range - give frames back that were taken as a run, or a part of one.
 * @pfn: the first frame; @nr_pages: how many.
 *
 * Frames that someone else has a reference to are freed when that goes.
 */
void free_contig_range(unsigned long pfn, unsigned long nr_pages)
{
	for (; nr_pages--; pfn++)
		page_put_to_zone(pfn_to_page(pfn), true);
}
EXPORT_SYMBOL_GPL(free_contig_range);
