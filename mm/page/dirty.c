// SPDX-License-Identifier: MIT
/*
 * Dirty pages by node.
 *
 * A node whose memory is full of pages that must be written before they can go has nothing to
 * reclaim in a hurry.  So each has a limit, a share of what is free or can be freed there, and the
 * pages that are taken to be dirtied (__GFP_WRITE) go elsewhere first where a node has reached its
 * limit.  It is a preference: when every node has, all are used.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <mm/page/policy.h>

int vm_dirty_ratio = 20;
EXPORT_SYMBOL(vm_dirty_ratio);

void account_page_dirtied(struct page *page, struct address_space *mapping)
{
	inc_node_page_state(page, NR_FILE_DIRTY);
	inc_node_page_state(page, NR_DIRTIED);
	inc_zone_page_state(page, NR_ZONE_WRITE_PENDING);
}
EXPORT_SYMBOL(account_page_dirtied);

void account_page_cleaned(struct page *page, struct address_space *mapping)
{
	dec_node_page_state(page, NR_FILE_DIRTY);
	dec_zone_page_state(page, NR_ZONE_WRITE_PENDING);
}
EXPORT_SYMBOL(account_page_cleaned);

/* What may be had for pages of files: free memory but for the reserves, and what they have. */
static unsigned long node_dirtyable_memory(const struct pglist_data *pgdat)
{
	unsigned long free = 0, reserved = 0;
	struct zone *zone;

	for_each_zone_of(zone, pgdat->node_id)
	{
		free += READ_ONCE(zone->free_pages) + pcp_pages(zone);
		reserved += high_wmark_pages(zone);
	}
	free -= min(free, reserved);
	return free + node_page_state(pgdat, NR_INACTIVE_FILE) +
	       node_page_state(pgdat, NR_ACTIVE_FILE);
}

bool node_dirty_ok(struct pglist_data *pgdat)
{
	unsigned long limit = node_dirtyable_memory(pgdat) / 100 * (unsigned int)vm_dirty_ratio;

	return node_page_state(pgdat, NR_FILE_DIRTY) + node_page_state(pgdat, NR_WRITEBACK) <=
	       limit;
}
EXPORT_SYMBOL(node_dirty_ok);
