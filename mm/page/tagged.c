// SPDX-License-Identifier: MIT
/* Pages whose takers say where they are from, and who has taken which. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <mm/page/fast.h>

/* Frames that are looked at before others get the zone's lock. */
#define LOOK_AT_ONCE (1ul << 14)

/* ---- taking ---------------------------------------------------------------------------------- */

static noinline struct page *alloc_slow(struct alloc_tag *tag, gfp_t gfp, unsigned int order)
{
	return alloc_for_tag(tag, alloc_pages(gfp, order));
}

/* A page of the plain kind, claimed; NULL where there is more to do than that. */
static __always_inline struct page *take_fast(gfp_t gfp, unsigned int order)
{
	struct slots *list;
	struct page *page;

	list = page_list_for(gfp, order, __GFP_ZERO | __GFP_COMP);
	page = list ? port_slot_take(&list->tagged) : NULL;
	if (unlikely(page && !page_claim(page, list)))
		page_finish(page, gfp, order);
	return page;
}

/** alloc_pages_tagged - alloc_pages() for @tag. */
struct page *alloc_pages_tagged(struct alloc_tag *tag, gfp_t gfp, unsigned int order)
{
	struct page *page = take_fast(gfp, order);

	if (unlikely(!page))
		return alloc_slow(tag, gfp, order);
	tag_map_give_page(page, tag);
	return page;
}
EXPORT_SYMBOL(alloc_pages_tagged);

/** get_free_pages_tagged - __get_free_pages() for @tag. */
unsigned long get_free_pages_tagged(struct alloc_tag *tag, gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages_tagged(tag, gfp & ~__GFP_HIGHMEM, order);

	return page ? (unsigned long)lowmem_page_address(page) : 0;
}
EXPORT_SYMBOL(get_free_pages_tagged);

/* ---- looking --------------------------------------------------------------------------------- */

/* The first frame of @zone's runs at or above @pfn, and where its run ends; under the lock. */
static bool next_run(const struct zone *zone, unsigned long pfn, struct frame_run *run)
{
	struct frame_run best = { ~0ul, ~0ul };

	/* More pieces than are known: all there is between the first and the last. */
	if (zone->nr_runs > ZONE_MAX_RUNS) {
		*run = (struct frame_run){ max(pfn, zone->zone_start_pfn), zone_end_pfn(zone) };
		return run->start < run->end;
	}
	for (unsigned int i = 0; i < zone->nr_runs; i++)
		if (zone->runs[i].end > pfn && zone->runs[i].start < best.start)
			best = zone->runs[i];
	best.start = max(best.start, pfn);
	*run = best;
	return best.end != ~0ul;
}

/* Look at some frames from @pfn on; under the lock.  Return: where to go on, ~0ul at the end. */
static unsigned long look_at_some(struct zone *zone, unsigned long pfn,
				  void (*fn)(void *ctx, struct page *page, unsigned int order),
				  void *ctx)
{
	unsigned long stop = pfn + LOOK_AT_ONCE;
	struct frame_run run;

	if (!next_run(zone, pfn, &run))
		return ~0ul;
	for (pfn = run.start, stop = min(run.end, pfn + LOOK_AT_ONCE); pfn < stop;) {
		struct page *page = pfn_to_page(pfn);
		unsigned long flags;

		if (pfn >= zone->unborn_pfn && pfn < zone->unborn_end)
			return zone->unborn_end;
		flags = READ_ONCE(page->flags);
		if (!(flags & ((1ul << PG_live) | (1ul << PG_buddy) | (1ul << PG_pcp)))) {
			pfn++;
			continue;
		}
		if (flags & (1ul << PG_live))
			fn(ctx, page, page_block_order(page));
		pfn += 1ul << page_block_order(page);
	}
	return pfn;
}

/**
 * page_look_live - call @fn for each live block, slabs included, by its first page.
 *
 * Others may take and give blocks meanwhile: those are told of or not.  @fn may not.
 */
void page_look_live(void (*fn)(void *ctx, struct page *page, unsigned int order), void *ctx)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			unsigned long pfn = 0;

			while (pfn != ~0ul) {
				lock_acquire(&zone->lock);
				pfn = look_at_some(zone, pfn, fn, ctx);
				lock_release(&zone->lock);
			}
		}
}
