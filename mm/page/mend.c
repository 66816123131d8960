// SPDX-License-Identifier: MIT
/*
 * Free pages that someone wrote to.
 *
 * A module that keeps a pointer to a page it has freed can change its struct page, where the free
 * areas have their links.  That is reported when the page is next looked at; then what is known of
 * it otherwise is put right, and the zone goes on.
 *
 * The links can be had again, since every free head says of itself that it is one: the lists are
 * made anew from the zone's frames.  Everything here runs under zone->lock.
 */
#include <linux/kernel.h>
#include <mm/page/area.h>

#define CHANGED "the page was changed after it was freed"

static void lists_clear(struct zone *zone)
{
	for (int order = 0; order <= MAX_PAGE_ORDER; order++) {
		for (int type = 0; type < MIGRATE_TYPES; type++)
			INIT_LIST_HEAD(&zone->free_area[order].free_list[type]);
		zone->free_area[order].nr_free = 0;
	}
	for (int type = 0; type < MIGRATE_TYPES; type++)
		WRITE_ONCE(zone->orders[type], 0);
}

static void run_relist(struct zone *zone, const struct frame_run *run)
{
	unsigned long pfn = run->start;

	while (pfn < run->end) {
		struct page *page = pfn_to_page(pfn);
		unsigned long flags = READ_ONCE(page->flags);

		if (pfn >= zone->unborn_pfn && pfn < zone->unborn_end) {
			pfn = zone->unborn_end;
			continue;
		}
		if (flags & (1ul << PG_buddy))
			area_add(zone, page, page_block_order(page), get_pfnblock_migratetype(pfn),
				 flags & (1ul << PG_reported));
		pfn += flags & ((1ul << PG_buddy) | (1ul << PG_live) | (1ul << PG_pcp)) ?
			       1ul << page_block_order(page) :
			       1;
	}
}

/* area_mend - report the free head @page of a block of 2^@order, and make the lists whole. */
void area_mend(struct zone *zone, struct page *page, unsigned int order)
{
	unsigned long reported = page->flags & (1ul << PG_reported);

	bad_page(page, CHANGED);
	page_set_life(page, (1ul << PG_buddy) | reported, order);
	/* A zone in too many pieces is not known frame by frame: what hung on the page is lost. */
	if (zone->nr_runs > ZONE_MAX_RUNS) {
		INIT_LIST_HEAD(&page->buddy_list);
		return;
	}
	lists_clear(zone);
	for (unsigned int i = 0; i < zone->nr_runs; i++)
		run_relist(zone, &zone->runs[i]);
}

/* tail_mend - report a page inside a free block. */
void tail_mend(struct page *page)
{
	bad_page(page, CHANGED);
	page_set_life(page, 0, 0);
}

/**
 * page_clean - make nothing of a freed page's last life be seen in its next one.
 *
 * Done where calls are watched: then whatever is there when the page is handed out was written
 * after the free.
 */
void page_clean(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1ul << order; i++) {
		if (i)
			page_set_life(page + i, 0, 0);
		page[i].mapping = NULL;
		page[i].index = 0;
		page[i].private = 0;
	}
}

/** page_expect_clean - report pages of a block that is handed out and were written to. */
void page_expect_clean(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1ul << order; i++) {
		struct page *p = page + i;

		if (!p->mapping && !p->index && !p->private &&
		    (!i || !(p->flags & ~PAGE_HOME_MASK)) && page_counts_are(p, 0))
			continue;
		bad_page(p, CHANGED);
		if (i)
			page_set_life(p, 0, 0);
		p->mapping = NULL;
		p->index = 0;
		p->private = 0;
		page_counts_set(p, 0);
	}
}
