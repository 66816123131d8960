// SPDX-License-Identifier: MIT
/* Every zone with its marks, counters and per-CPU lists: /proc/zoneinfo. */
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/page/show.h>

static void node_lines(struct textbuf *t, const struct pglist_data *node)
{
	textbuf_puts(t, "\n  per-node stats");
	for (int i = 0; i < NR_VM_NODE_STAT_ITEMS; i++) {
		enum node_stat_item item = (enum node_stat_item)i;

		textbuf_printf(t, "\n      %-12s %lu", node_stat_name(item),
			       node_stat_shown(item, node_page_state(node, item)));
	}
}

static void mark_lines(struct textbuf *t, const struct zone *zone)
{
	const struct {
		const char *name;
		unsigned long pages;
	} marks[] = {
		{ "  pages free", zone_page_state(zone, NR_FREE_PAGES) },
		{ "        boost", 0 /* no mark is ever raised */ },
		{ "        min", min_wmark_pages(zone) },
		{ "        low", low_wmark_pages(zone) },
		{ "        high", high_wmark_pages(zone) },
		{ "        spanned", zone->spanned_pages },
		{ "        present", zone->present_pages },
		{ "        managed", zone_managed_pages(zone) },
		{ "        cma", zone->cma_pages },
	};
	const char *before = "";

	for (unsigned int i = 0; i < ARRAY_SIZE(marks); i++)
		textbuf_printf(t, "\n%-16s %lu", marks[i].name, marks[i].pages);
	textbuf_puts(t, "\n        protection: (");
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		if (!zone_is_shown((enum zone_type)z))
			continue;
		textbuf_printf(t, "%s%lu", before, READ_ONCE(zone->lowmem_reserve[z]));
		before = ", ";
	}
	textbuf_putc(t, ')');
}

static void counter_lines(struct textbuf *t, const struct zone *zone)
{
	for (int i = 0; i < NR_VM_ZONE_STAT_ITEMS; i++) {
		enum zone_stat_item item = (enum zone_stat_item)i;

		textbuf_printf(t, "\n      %-12s %lu", zone_stat_name(item),
			       zone_page_state(zone, item));
	}
	for (int i = 0; i < NR_VM_NUMA_EVENT_ITEMS; i++) {
		enum numa_stat_item item = (enum numa_stat_item)i;

		textbuf_printf(t, "\n      %-12s %lu", numa_stat_name(item),
			       zone_numa_event_state(zone, item));
	}
}

void pcp_state(const struct zone *zone, unsigned int cpu, struct pcp_state *state)
{
	*state = (struct pcp_state){ .batch = (zone->pcp[0].order[0].capacity + 1) / 2 };
	for (int type = 0; type < MIGRATE_PCPTYPES; type++) {
		const struct pcp_lists *lists = &zone->pcp[type];

		for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
			state->count += (unsigned long)slots_count_on(&lists->order[order], cpu)
					<< order;
			state->high += (unsigned long)lists->order[order].capacity << order;
		}
		state->count += slots_count_on(&lists->cold, cpu);
		state->high += lists->cold.capacity;
	}
}

/* One CPU's lists of all orders and types together, in pages as in the kernel. */
static void pageset_lines(struct textbuf *t, const struct zone *zone, unsigned int cpu)
{
	struct pcp_state state;

	pcp_state(zone, cpu, &state);
	textbuf_printf(t, "\n    cpu: %u", cpu);
	textbuf_printf(t, "\n              count: %lu", state.count);
	textbuf_printf(t, "\n              high:  %lu", state.high);
	textbuf_printf(t, "\n              batch: %lu", state.batch);
	/* Counters have no per-CPU part that could grow to a threshold. */
	textbuf_puts(t, "\n  vm stats threshold: 0");
}

static void zone_lines(struct textbuf *t, const struct pglist_data *node, const struct zone *zone,
		       bool first)
{
	textbuf_printf(t, "Node %d, zone %8s", zone->node, zone->name);
	if (first)
		node_lines(t, node);
	mark_lines(t, zone);
	if (populated_zone(zone)) {
		counter_lines(t, zone);
		textbuf_puts(t, "\n  pagesets");
		for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
			pageset_lines(t, zone, cpu);
		textbuf_printf(t, "\n  node_unreclaimable:  0");
		textbuf_printf(t, "\n  start_pfn:           %lu", zone->zone_start_pfn);
	}
	textbuf_putc(t, '\n');
}

/**
 * zoneinfo_show - zones with their marks, counters and lists: /proc/zoneinfo.
 *
 * What is counted for a node stands under its first zone that has memory.  A zone without memory
 * ends after "protection".
 */
void zoneinfo_show(struct textbuf *t)
{
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		const struct pglist_data *node = NODE_DATA(nid);
		bool found = false;

		for (int z = 0; z < MAX_NR_ZONES; z++) {
			const struct zone *zone = &node->node_zones[z];

			if (zone_is_shown((enum zone_type)z))
				zone_lines(t, node, zone, populated_zone(zone) && !found);
			found |= populated_zone(zone);
		}
	}
}
