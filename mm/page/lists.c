// SPDX-License-Identifier: MIT
/* Pages given back many at a time, by the list or the array, and by the CPUs that keep them. */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <mm/page/page.h>

/**
 * put_pages_list - drop a reference to each page of a list.
 * @pages: linked through page->lru; empty afterwards.
 *
 * Context: any.
 */
void put_pages_list(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		put_page(page);
	}
}
EXPORT_SYMBOL(put_pages_list);

/**
 * drain_all_pages - give back to a zone the free pages that CPUs keep for themselves.
 * @zone: the zone, or NULL for all.
 *
 * Context: process; takes the lists of other CPUs.
 */
void drain_all_pages(struct zone *zone)
{
	if (zone)
		pcp_drain_zone(zone);
	else
		pcp_drain_all();
}
EXPORT_SYMBOL(drain_all_pages);

/** drain_local_pages - drain_all_pages(): which CPU this is, is not certain for long. */
void drain_local_pages(struct zone *zone)
{
	drain_all_pages(zone);
}
EXPORT_SYMBOL(drain_local_pages);
