// SPDX-License-Identifier: MIT
/*
 * Two of the page layer's files in /proc, buddyinfo and vmstat, and what all of them share.
 *
 * The layout is that of a 6.1 kernel, to the byte: monitors and shell scripts read these files by
 * column.  Which zones there are depends on the machine's profile as it does on a kernel's
 * configuration: a zone that the profile does not have appears nowhere, one that merely has no
 * memory appears where the kernel shows it.
 */
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/page/show.h>

bool zone_is_shown(enum zone_type type)
{
	u64 limits[MAX_NR_ZONES];

	zone_limits(machine_config()->profile, limits);
	return limits[type] || type == ZONE_MOVABLE;
}

unsigned long node_stat_shown(enum node_stat_item item, unsigned long pages)
{
	switch (item) {
	case NR_ANON_THPS:
	case NR_FILE_THPS:
	case NR_SHMEM_THPS:
	case NR_FILE_PMDMAPPED:
	case NR_SHMEM_PMDMAPPED:
		return pages >> HUGE_PAGE_ORDER;
	default:
		return pages;
	}
}

/* ---- buddyinfo ------------------------------------------------------------------------------- */

static void zone_blocks(struct textbuf *t, struct zone *zone)
{
	textbuf_printf(t, "Node %d, zone %8s ", zone->node, zone->name);
	lock_acquire(&zone->lock);
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		unsigned long n = zone->free_area[order].nr_free;

		/* Frames that nobody used yet are free in the largest blocks. */
		if (order == MAX_PAGE_ORDER)
			n += (zone->unborn_end - zone->unborn_pfn) >> MAX_PAGE_ORDER;
		textbuf_printf(t, "%6lu ", n);
	}
	lock_release(&zone->lock);
	textbuf_putc(t, '\n');
}

/** buddyinfo_show - free blocks by node, zone and order: /proc/buddyinfo. */
void buddyinfo_show(struct textbuf *t)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) zone_blocks(t, zone);
}

/* ---- vmstat ---------------------------------------------------------------------------------- */

static void line(struct textbuf *t, const char *name, unsigned long value)
{
	textbuf_printf(t, "%s %lu\n", name, value);
}

/* The zone that an event is of, or -1. */
static int event_zone(unsigned int item)
{
	static const enum vm_event_item families[] = { PGALLOC_DMA, ALLOCSTALL_DMA,
						       PGSCAN_SKIP_DMA };

	for (unsigned int i = 0; i < ARRAY_SIZE(families); i++)
		if (item >= families[i] && item < families[i] + MAX_NR_ZONES)
			return (int)(item - families[i]);
	return -1;
}

static void event_lines(struct textbuf *t)
{
	unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	/* These two count sectors of 512 bytes and are told in KiB. */
	events[PGPGIN] /= 2;
	events[PGPGOUT] /= 2;
	for (unsigned int i = 0; i < NR_VM_EVENT_ITEMS; i++) {
		int zone = event_zone(i);

		if (zone < 0 || zone_is_shown((enum zone_type)zone))
			line(t, vm_event_name((enum vm_event_item)i), events[i]);
	}
}

/**
 * vmstat_show - every counter of linux/vmstat.h: /proc/vmstat.
 *
 * Nothing throttles writers here, so the thresholds of dirty pages are 0; the last line is one
 * that the kernel keeps for old readers.
 */
void vmstat_show(struct textbuf *t)
{
	for (int i = 0; i < NR_VM_ZONE_STAT_ITEMS; i++)
		line(t, zone_stat_name((enum zone_stat_item)i),
		     global_zone_page_state((enum zone_stat_item)i));
	for (int i = 0; i < NR_VM_NUMA_EVENT_ITEMS; i++)
		line(t, numa_stat_name((enum numa_stat_item)i),
		     global_numa_event_state((enum numa_stat_item)i));
	for (int i = 0; i < NR_VM_NODE_STAT_ITEMS; i++) {
		enum node_stat_item item = (enum node_stat_item)i;

		line(t, node_stat_name(item), node_stat_shown(item, global_node_page_state(item)));
	}
	line(t, "nr_dirty_threshold", 0);
	line(t, "nr_dirty_background_threshold", 0);
	event_lines(t);
	line(t, "nr_unstable", 0);
}
