/* SPDX-License-Identifier: MIT */
/* What the files in /proc share; inside mm/page. */
#ifndef MM_PAGE_SHOW_H
#define MM_PAGE_SHOW_H

#include <linux/mmzone.h>
#include <linux/vmstat_items.h>

/* What a page table of one page spans: the size of a huge page. */
#define HUGE_PAGE_ORDER (PAGE_SHIFT - 3)

/** zone_is_shown - does the machine's profile have a zone of @type, with or without memory? */
bool zone_is_shown(enum zone_type type);

/**
 * struct pcp_state - one CPU's lists for a zone, all together, in pages.
 * @count: in them now.
 * @high: the most there can be.
 * @batch: the most that moves at a time, of order 0.
 */
struct pcp_state {
	unsigned long count, high, batch;
};

void pcp_state(const struct zone *zone, unsigned int cpu, struct pcp_state *state);

/** node_stat_shown - @pages of @item in the unit in which it is told: pages or huge pages. */
unsigned long node_stat_shown(enum node_stat_item item, unsigned long pages);

#endif
