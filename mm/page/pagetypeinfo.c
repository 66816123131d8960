// SPDX-License-Identifier: MIT
/* Free blocks and page blocks by migrate type: /proc/pagetypeinfo. */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <mm/page/page.h>

/* A list is walked under the zone's lock, so longer ones are only said to be
 * longer. */
#define FREE_COUNT_MAX 100000ul

/* Frames that nobody used yet go to whoever comes first; until then they count
 * as movable. */
enum migratetype page_unborn_type(void)
{
	return page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE : MIGRATE_MOVABLE;
}

static void free_count(struct textbuf *t, struct zone *zone, unsigned int order,
		       enum migratetype type)
{
	const struct list_head *at;
	unsigned long n = 0;

	lock_acquire(&zone->lock);
	if (order == MAX_PAGE_ORDER && type == page_unborn_type())
		n = (zone->unborn_end - zone->unborn_pfn) >> MAX_PAGE_ORDER;
	list_for_each(at, &zone->free_area[order].free_list[type])
		if (n++ >= FREE_COUNT_MAX)
			break;
	lock_release(&zone->lock);
	textbuf_printf(t, "%s%6lu ", n < FREE_COUNT_MAX ? "" : ">", min(n, FREE_COUNT_MAX));
}

static void free_counts(struct textbuf *t, int nid)
{
	struct zone *zone;

	textbuf_printf(t, "%-43s ", "Free pages count per migrate type at order");
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++)
		textbuf_printf(t, "%6u ", order);
	textbuf_putc(t, '\n');
	for_each_zone_of(zone, nid) for (int type = 0; type < MIGRATE_TYPES; type++)
	{
		textbuf_printf(t, "Node %4d, zone %8s, type %12s ", nid, zone->name,
			       migratetype_names[type]);
		for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++)
			free_count(t, zone, order, (enum migratetype)type);
		textbuf_putc(t, '\n');
	}
}

static void count_blocks(struct zone *zone, unsigned long counts[MIGRATE_TYPES])
{
	unsigned long pfn = zone->zone_start_pfn, end = zone_end_pfn(zone);

	for (; pfn < end; pfn = pageblock_end_pfn(pfn)) {
		if (!pfn_to_online_page(pfn))
			continue;
		if (pfn >= READ_ONCE(zone->unborn_pfn) && pfn < READ_ONCE(zone->unborn_end))
			counts[page_unborn_type()]++;
		else
			counts[get_pfnblock_migratetype(pfn)]++;
	}
}

static void block_counts(struct textbuf *t, int nid)
{
	struct zone *zone;

	textbuf_printf(t, "\n%-23s", "Number of blocks type ");
	for (int type = 0; type < MIGRATE_TYPES; type++)
		textbuf_printf(t, "%12s ", migratetype_names[type]);
	textbuf_putc(t, '\n');
	for_each_zone_of(zone, nid)
	{
		unsigned long counts[MIGRATE_TYPES] = { 0 };

		count_blocks(zone, counts);
		textbuf_printf(t, "Node %d, zone %8s ", nid, zone->name);
		for (int type = 0; type < MIGRATE_TYPES; type++)
			textbuf_printf(t, "%12lu ", counts[type]);
		textbuf_putc(t, '\n');
	}
}

/**
 * pagetypeinfo_show - how well kinds of pages keep apart, node by node:
 * /proc/pagetypeinfo.
 *
 * Free blocks by the type of the list they are in, and page blocks by their
 * own.
 */
void pagetypeinfo_show(struct textbuf *t)
{
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		if (!NODE_DATA(nid)->node_present_pages)
			continue;
		textbuf_printf(t, "Page block order: %u\n", pageblock_order);
		textbuf_printf(t, "Pages per block:  %lu\n\n", pageblock_nr_pages);
		free_counts(t, (int)nid);
		block_counts(t, (int)nid);
	}
}
