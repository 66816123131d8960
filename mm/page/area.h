/* SPDX-License-Identifier: MIT */
/*
 * Free areas, from inside: what buddy.c and pageblock.c share.  Everything here is called with
 * zone->lock held.
 */
#ifndef MM_PAGE_AREA_H
#define MM_PAGE_AREA_H

#include <linux/list.h>
#include <mm/page/page.h>

/* What says that a page heads a free block; not what someone may have set since. */
#define HEAD_MASK (PAGE_PLACE_MASK | PAGE_ORDER_MASK | (1ul << PG_buddy))

static inline unsigned long free_head(unsigned long place, unsigned int order)
{
	return place | (1ul << PG_buddy) | ((unsigned long)order << PAGE_ORDER_SHIFT);
}

/* Count @pages of @type that came to the free areas, or left them: @pages is negative. */
static inline void area_count(struct zone *zone, enum migratetype type, long pages)
{
	if (unlikely(type == MIGRATE_ISOLATE)) {
		WRITE_ONCE(zone->isolated_pages, zone->isolated_pages + (unsigned long)pages);
		return;
	}
	WRITE_ONCE(zone->free_pages, zone->free_pages + (unsigned long)pages);
	if (unlikely(type == MIGRATE_CMA))
		WRITE_ONCE(zone->free_cma_pages, zone->free_cma_pages + (unsigned long)pages);
}

static inline void area_add(struct zone *zone, struct page *page, unsigned int order,
			    enum migratetype type, unsigned long more_flags)
{
	struct free_area *area = &zone->free_area[order];

	page_set_life(page, (1ul << PG_buddy) | more_flags, order);
	if (more_flags)
		list_add_tail(&page->buddy_list, &area->free_list[type]);
	else
		list_add(&page->buddy_list, &area->free_list[type]);
	area->nr_free++;
	WRITE_ONCE(zone->orders[type], zone->orders[type] | (1u << order));
}

/* mend.c */
void area_mend(struct zone *zone, struct page *page, unsigned int order);
void tail_mend(struct page *page);

/* Does a link of a free head lead to another, or to the zone's areas? */
static inline bool link_leads_home(const struct zone *zone, const struct list_head *to)
{
	return (unsigned long)to - (unsigned long)mem_map < max_pfn * sizeof(struct page) ||
	       (unsigned long)to - (unsigned long)zone->free_area < sizeof(zone->free_area);
}

/*
 * Is a free head as area_add() left it?  Its struct page lies where anyone can write who keeps a
 * pointer to a page that he has freed.
 */
static inline bool area_sound(const struct zone *zone, const struct page *page, unsigned int order)
{
	const struct list_head *self = &page->buddy_list, *next = self->next, *prev = self->prev;

	return (READ_ONCE(page->flags) & ~PAGE_HOME_MASK & ~(1ul << PG_reported)) ==
		       free_head(0, order) &&
	       link_leads_home(zone, next) && link_leads_home(zone, prev) && next->prev == self &&
	       prev->next == self;
}

static inline void area_del(struct zone *zone, struct page *page, unsigned int order,
			    enum migratetype type)
{
	struct free_area *area = &zone->free_area[order];

	if (unlikely(!area_sound(zone, page, order)))
		area_mend(zone, page, order);
	list_del(&page->buddy_list);
	page_set_life(page, 0, 0);
	area->nr_free--;
	if (list_empty(&area->free_list[type]))
		WRITE_ONCE(zone->orders[type], zone->orders[type] & ~(1u << order));
}

static inline struct page *area_first(struct zone *zone, unsigned int order, enum migratetype type)
{
	return list_first_entry(&zone->free_area[order].free_list[type], struct page, buddy_list);
}

/* Set the type of the page blocks in [pfn, pfn + 2^order), at least that of pfn. */
static inline void pageblock_set_types(unsigned long pfn, unsigned int order, enum migratetype type)
{
	for (unsigned long at = pfn; at < pfn + (1ul << order); at += pageblock_nr_pages)
		WRITE_ONCE(pageblock_types[at >> pageblock_order], (u8)type);
}

/* Take the block of 2^@have at @page out and give back all but its first 2^@order frames. */
static inline struct page *area_cut(struct zone *zone, struct page *page, unsigned int have,
				    unsigned int order, enum migratetype type)
{
	unsigned long reported = page->flags & (1ul << PG_reported);

	area_del(zone, page, have, type);
	while (have > order) {
		have--;
		/* Where calls are watched, pages are clean when they are freed, and stay so. */
		if (unlikely(mm_tracer && (page[1ul << have].flags & ~PAGE_HOME_MASK)))
			tail_mend(page + (1ul << have));
		area_add(zone, page + (1ul << have), have, type,
			 have >= pageblock_order ? reported : 0);
	}
	return page;
}

/* The smallest free block of @type that holds 2^@order frames, cut to size; not counted. */
static inline struct page *area_take(struct zone *zone, unsigned int order, enum migratetype type)
{
	u32 fit = zone->orders[type] >> order;
	unsigned int have;

	if (!fit)
		return NULL;
	have = order + (unsigned int)__builtin_ctz(fit);
	return area_cut(zone, area_first(zone, have, type), have, order, type);
}

/* buddy.c */
unsigned int block_put(struct zone *zone, struct page *page, unsigned int order,
		       unsigned long reported);
void frames_init(struct zone *zone, unsigned long start, unsigned long end);

#endif
