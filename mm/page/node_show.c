// SPDX-License-Identifier: MIT
/* The files of /sys/devices/system/node/node<N>, in the kernel's layout. */
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <mm/page/policy.h>

/** numastat_show - where the node's pages were wanted: numastat. */
void numastat_show(struct textbuf *t, int nid)
{
	static const struct {
		const char *name;
		enum numa_stat_item item;
	} lines[] = {
		{ "numa_hit", NUMA_HIT },	  { "numa_miss", NUMA_MISS },
		{ "numa_foreign", NUMA_FOREIGN }, { "interleave_hit", NUMA_INTERLEAVE_HIT },
		{ "local_node", NUMA_LOCAL },	  { "other_node", NUMA_OTHER },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++)
		textbuf_printf(t, "%s %lu\n", lines[i].name,
			       sum_zone_numa_event_state(nid, lines[i].item));
}

/** node_distance_show - how far the node is from each: distance. */
void node_distance_show(struct textbuf *t, int nid)
{
	for (int to = 0; to < (int)nr_online_nodes; to++)
		textbuf_printf(t, "%s%d", to ? " " : "", node_distance(nid, to));
	textbuf_putc(t, '\n');
}

static void line(struct textbuf *t, int nid, const char *name, unsigned long pages)
{
	textbuf_printf(t, "Node %d %-15s%8lu kB\n", nid, name, pages << (PAGE_SHIFT - 10));
}

static void item(struct textbuf *t, int nid, const char *name, enum node_stat_item item)
{
	line(t, nid, name, node_page_state(NODE_DATA(nid), item));
}

/** node_meminfo_show - the node's memory as a whole: meminfo. */
void node_meminfo_show(struct textbuf *t, int nid)
{
	unsigned long total = 0, free = 0, high = 0, high_free = 0;
	const struct pglist_data *node = NODE_DATA(nid);
	unsigned long fixed = node_page_state(node, NR_SLAB_UNRECLAIMABLE_B);
	unsigned long reclaimable = node_page_state(node, NR_SLAB_RECLAIMABLE_B);
	struct zone *zone;

	for_each_zone_of(zone, nid)
	{
		unsigned long zone_free = READ_ONCE(zone->free_pages) + pcp_pages(zone);

		total += zone->managed_pages;
		free += zone_free;
		high += is_highmem(zone) ? zone->managed_pages : 0;
		high_free += is_highmem(zone) ? zone_free : 0;
	}
	line(t, nid, "MemTotal:", total);
	line(t, nid, "MemFree:", free);
	line(t, nid, "MemUsed:", total - min(total, free));
	if (totalhigh_pages()) {
		line(t, nid, "HighTotal:", high);
		line(t, nid, "HighFree:", high_free);
		line(t, nid, "LowTotal:", total - high);
		line(t, nid, "LowFree:", free - high_free);
	}
	item(t, nid, "Dirty:", NR_FILE_DIRTY);
	item(t, nid, "Writeback:", NR_WRITEBACK);
	item(t, nid, "FilePages:", NR_FILE_PAGES);
	line(t, nid,
	     "KReclaimable:", reclaimable + node_page_state(node, NR_KERNEL_MISC_RECLAIMABLE));
	line(t, nid, "Slab:", reclaimable + fixed);
	line(t, nid, "SReclaimable:", reclaimable);
	line(t, nid, "SUnreclaim:", fixed);
}
