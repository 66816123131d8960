// SPDX-License-Identifier: MIT
/*
 * Proof of the page layer's invariants, by walking all of it.
 *
 * For each zone: every free block is in the list of its order and of its page block's type, is
 * aligned, lies in the zone, has a head that says so and no buddy it should have been joined with;
 * the bits of zone->orders and the counts agree with the lists; blocks in per-CPU lists say that
 * they are; every frame that the zone manages is free, in a list, or part of a live block; and the
 * equations above struct zone hold.
 */
#include <linux/kernel.h>
#include <mm/page/page.h>

struct walk {
	struct zone *zone;
	unsigned int order;
	enum migratetype type;
	unsigned long listed; /* pages in per-CPU lists, as these say */
	int broken;
};

/* How often the count of frames is taken again where something else may be running. */
#define CENSUS_TRIES 20
/* ...and how long that something is given meanwhile. */
#define CENSUS_PAUSE_NS 1000000ull

static void broke(struct walk *w, const char *what, unsigned long pfn)
{
	w->broken++;
	pr_err("page_check: node %d zone %s order %u pfn %#lx: %s\n", w->zone->node, w->zone->name,
	       w->order, pfn, what);
}

/* Blocks below a page block always join; larger ones where their types let them. */
static bool may_join(unsigned long pfn, unsigned int order)
{
	enum migratetype a, b;

	if (order < pageblock_order)
		return true;
	a = get_pfnblock_migratetype(pfn);
	b = get_pfnblock_migratetype(pfn ^ (1ul << order));
	return a == b || (a < MIGRATE_PCPTYPES && b < MIGRATE_PCPTYPES);
}

/* Who kept a pointer to a page that was freed has not written to its struct page. */
static void check_free_page(struct walk *w, const struct page *page, unsigned long pfn)
{
	if (page_ref_count(page))
		broke(w, "a free page has references", pfn);
	if (page_mapcount(page))
		broke(w, "a free page is mapped", pfn);
	if (page->mapping)
		broke(w, "a free page has a mapping", pfn);
	if (page->flags & PAGE_FLAGS_CHECK_AT_FREE)
		broke(w, "a free page is locked, in an LRU list or written back", pfn);
}

static void check_block(struct walk *w, struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	struct page *buddy = pfn_to_page(pfn ^ (1ul << w->order));

	if (pfn & ((1ul << w->order) - 1))
		broke(w, "a free block is not aligned", pfn);
	if (pfn < w->zone->zone_start_pfn || pfn + (1ul << w->order) > zone_end_pfn(w->zone))
		broke(w, "a free block is outside its zone", pfn);
	if (!PageBuddy(page) || page_block_order(page) != w->order)
		broke(w, "a free head does not say so", pfn);
	if (page_zone_fast(page) != w->zone)
		broke(w, "a free block is in another zone's list", pfn);
	if (get_pfnblock_migratetype(pfn) != w->type)
		broke(w, "a free block is not in the list of its page block's type", pfn);
	if (w->order < MAX_PAGE_ORDER && PageBuddy(buddy) && page_block_order(buddy) == w->order &&
	    page_zone_fast(buddy) == w->zone && may_join(pfn, w->order))
		broke(w, "two free buddies were not joined", pfn);
	for (unsigned long i = 0; i < 1ul << w->order; i++) {
		check_free_page(w, page + i, pfn + i);
		if (i && page[i].flags & ((1ul << PG_buddy) | (1ul << PG_live) | (1ul << PG_pcp)))
			broke(w, "a page inside a free block has a life of its own", pfn + i);
	}
}

/* The lists of one order. Return: pages in those of @type. */
static unsigned long check_list(struct walk *w, unsigned long *blocks)
{
	struct free_area *area = &w->zone->free_area[w->order];
	unsigned long n = 0;
	struct page *page;

	list_for_each_entry(page, &area->free_list[w->type], buddy_list) {
		check_block(w, page);
		if (++n > area->nr_free)
			break;
	}
	if (!!(w->zone->orders[w->type] & (1u << w->order)) != !!n)
		broke(w, "the bit of the order is wrong", 0);
	*blocks += n;
	return n << w->order;
}

static void check_areas(struct walk *w)
{
	struct zone *zone = w->zone;
	unsigned long free[MIGRATE_TYPES] = { 0 }, sum = zone->unborn_end - zone->unborn_pfn;

	for (w->order = 0; w->order <= MAX_PAGE_ORDER; w->order++) {
		unsigned long blocks = 0;

		for (int type = 0; type < MIGRATE_TYPES; type++) {
			w->type = (enum migratetype)type;
			free[type] += check_list(w, &blocks);
		}
		if (blocks != zone->free_area[w->order].nr_free)
			broke(w, "the count of free blocks is wrong", 0);
	}
	for (int type = 0; type < MIGRATE_ISOLATE; type++)
		sum += free[type];
	if (sum != zone->free_pages)
		broke(w, "free_pages is not the sum of its parts", zone->free_pages);
	if (free[MIGRATE_CMA] != zone->free_cma_pages)
		broke(w, "free_cma_pages is not the sum of its parts", zone->free_cma_pages);
	if (free[MIGRATE_ISOLATE] != zone->isolated_pages)
		broke(w, "isolated_pages is not the sum of its parts", zone->isolated_pages);
	if (zone->free_pages + zone->isolated_pages > zone->managed_pages ||
	    zone->managed_pages > zone->present_pages || zone->present_pages > zone->spanned_pages)
		broke(w, "not free <= managed <= present <= spanned", 0);
}

static void check_listed(void *ctx, struct page *page, unsigned int order)
{
	struct walk *w = ctx;

	w->order = order;
	w->listed += 1ul << order;
	if (!page_untouched(page, order) || page_zone_fast(page) != w->zone)
		broke(w, "a block in a per-CPU list does not say so", page_to_pfn(page));
	for (unsigned long i = 0; i < 1ul << order; i++)
		check_free_page(w, page + i, page_to_pfn(page) + i);
}

/* ---- every frame ----------------------------------------------------------------------------- */

/** struct census - what the frames of a zone say of themselves, in pages. */
struct census {
	unsigned long free, listed, live, lost, managed;
	unsigned long first_lost;
};

static void count_run(struct zone *zone, const struct frame_run *run, struct census *c)
{
	unsigned long pfn = run->start, pages;

	while (pfn < run->end) {
		const struct page *page = pfn_to_page(pfn);
		unsigned long flags = READ_ONCE(page->flags);

		if (pfn >= zone->unborn_pfn && pfn < zone->unborn_end) {
			pages = min(run->end, zone->unborn_end) - pfn;
			c->free += pages;
			pfn += pages;
			continue;
		}
		pages = 1ul << ((flags & PAGE_ORDER_MASK) >> PAGE_ORDER_SHIFT);
		if (flags & (1ul << PG_buddy)) {
			c->free += pages;
		} else if (flags & (1ul << PG_pcp)) {
			c->listed += pages;
		} else if (flags & (1ul << PG_live)) {
			c->live += pages;
		} else {
			if (!c->lost++)
				c->first_lost = pfn;
			pages = 1;
		}
		pfn += pages;
	}
	c->managed += run->end - run->start;
}

static void take_census(struct zone *zone, struct census *c)
{
	*c = (struct census){ 0 };
	lock_acquire(&zone->lock);
	for (unsigned int i = 0; i < zone->nr_runs; i++)
		count_run(zone, &zone->runs[i], c);
	lock_release(&zone->lock);
}

/*
 * A block on its way between a list and its owner is neither, for a moment: where something else
 * runs the count is taken again.
 */
static void check_frames(struct walk *w)
{
	struct zone *zone = w->zone;
	unsigned long listed = 0;
	struct census c;
	u32 never = 0;

	w->order = 0;
	if (zone->nr_runs > ZONE_MAX_RUNS)
		return;
	for (int i = 0; i < CENSUS_TRIES; i++) {
		/* Nobody empties the lists meanwhile, who would have the blocks in his hands. */
		pcp_hold();
		take_census(zone, &c);
		listed = pcp_pages(zone);
		pcp_release();
		if (!c.lost && c.listed == listed)
			break;
		port_wait(&never, 0, CENSUS_PAUSE_NS);
	}
	if (c.lost)
		broke(w, "a frame is neither free, nor in a list, nor in use", c.first_lost);
	if (c.listed != listed)
		broke(w, "frames say they are in a per-CPU list and are not", c.listed);
	if (c.managed != zone->managed_pages)
		broke(w, "managed_pages is not the sum of the zone's runs", c.managed);
}

static int check_zone(struct zone *zone)
{
	struct walk w = { .zone = zone };

	lock_acquire(&zone->lock);
	check_areas(&w);
	lock_release(&zone->lock);
	pcp_look(zone, check_listed, &w);
	check_frames(&w);
	return w.broken;
}

/**
 * page_check - prove the invariants of all zones.
 *
 * Other threads may go on: the zones are locked while they are walked, and the per-CPU lists are
 * turned off while they are.
 *
 * Return: how many are broken; each was printed.
 */
int page_check(void)
{
	int broken = 0;
	struct zone *zone;

	mm_access_drain(NULL);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) broken += check_zone(zone);
	return broken + sections_check();
}
