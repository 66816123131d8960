// SPDX-License-Identifier: MIT
/* See bench/fragmentation/measure.h. */
#include <linux/list.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pageblock-flags.h>
#include <mm/page/page.h>

#include "bench/fragmentation/churn.h"
#include "bench/fragmentation/measure.h"

static const struct {
	const char *name;
	gfp_t gfp;
} ways[CHURN_WAYS] = {
	[CHURN_NOWAIT] = { "GFP_NOWAIT", GFP_NOWAIT },
	[CHURN_NORETRY] = { "GFP_KERNEL|__GFP_NORETRY", GFP_KERNEL | __GFP_NORETRY },
	[CHURN_RETRY] = { "GFP_KERNEL|__GFP_RETRY_MAYFAIL", GFP_KERNEL | __GFP_RETRY_MAYFAIL },
};

unsigned int churn_order(void)
{
	return pageblock_order;
}

const char *churn_way_name(enum churn_way way)
{
	return ways[way].name;
}

/* Does the block at @pfn hold nothing but free pages and pages that can be moved? */
static bool is_loose(unsigned long pfn)
{
	for (unsigned long i = 0; i < pageblock_nr_pages; i++) {
		const struct page *page = pfn_to_page(pfn + i);
		unsigned long flags = READ_ONCE(page->flags);

		if (flags & ((1ul << PG_tail) | (1ul << PG_reserved)))
			return false;
		if (!(flags & (1ul << PG_live)))
			continue;
		if (page_block_order(page) || PageCompound(page) || PageSlab(page) ||
		    !PageMovable(page))
			return false;
	}
	return true;
}

static u64 loose_blocks(const struct zone *zone)
{
	unsigned long pfn = pageblock_start_pfn(zone->zone_start_pfn + pageblock_nr_pages - 1);
	u64 loose = 0;

	/* Beyond are frames that were never used, whose struct pages are not there yet. */
	for (; pfn + pageblock_nr_pages <= zone->unborn_pfn; pfn += pageblock_nr_pages)
		loose += is_loose(pfn);
	return loose + ((zone->unborn_end - zone->unborn_pfn) >> pageblock_order);
}

static void measure_zone(struct zone *zone, struct churn_sample *sample)
{
	/* What was never used is free in blocks of the highest order. */
	unsigned long usable = zone->unborn_end - zone->unborn_pfn;

	for (unsigned int order = pageblock_order; order < NR_PAGE_ORDERS; order++)
		usable += zone->free_area[order].nr_free << order;
	sample->managed += zone->managed_pages;
	sample->free += zone->free_pages;
	sample->usable += usable;
	sample->blocks += usable >> pageblock_order;
	sample->loose += loose_blocks(zone);
}

void measure_free(struct churn_sample *sample)
{
	struct zone *zone;

	pcp_drain_all();
	for_each_zone_of(zone, 0) measure_zone(zone, sample);
}

void measure_blocks(struct churn_result *result)
{
	result->tries = totalram_pages() >> pageblock_order;
	for (int way = 0; way < CHURN_WAYS; way++) {
		struct page *page, *next;
		LIST_HEAD(got);

		pcp_drain_all();
		result->free[way] = nr_free_pages();
		for (u64 i = 0; i < result->tries; i++) {
			page = alloc_pages(ways[way].gfp | __GFP_NOWARN, pageblock_order);
			if (!page)
				continue;
			list_add(&page->lru, &got);
			result->got[way]++;
		}
		list_for_each_entry_safe(page, next, &got, lru)
			__free_pages(page, pageblock_order);
	}
}
