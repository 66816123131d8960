// SPDX-License-Identifier: MIT
/*
 * The counters of linux/vmstat.h.
 *
 * Events only grow and belong to the machine: each CPU adds to an array of its own, and a reader
 * adds the arrays up.  CPUs that share an array, or a thread that moves to another CPU between
 * asking for its number and adding, cost time and nothing else, for every addition is atomic.
 *
 * Quantities are words of the zone or node, changed when a slab, a kernel stack or a list of
 * pages is made or goes.  That is seldom, so they have no per-CPU part ("vm stats threshold" is 0)
 * and each reading is exact.  What the buddy system counts under its lock, the free pages, is read
 * from there.
 *
 * Nothing is counted where a request meets its CPU's list.  PGALLOC_*, PGFREE and NUMA_* count
 * pages when they leave a zone and when they come back, whole batches at a time: a page that goes
 * to a list and from there to many users in turn was allocated once.  So PGALLOC_* is what the
 * zones gave out, it grows by batches, and PGALLOC_* - PGFREE is what is in use or in lists.
 */
#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>

/* Arrays of events: one a CPU up to 16, which is 16 KiB. */
#define EVENT_ARRAYS (CONFIG_NR_CPUS < 16 ? CONFIG_NR_CPUS : 16)

static struct event_array {
	atomic_long_t events[NR_VM_EVENT_ITEMS];
} ____cacheline_aligned event_arrays[EVENT_ARRAYS];

/** vmstat_init - a new machine has counted nothing; zones and nodes are born with zeros. */
void vmstat_init(void)
{
	memset(event_arrays, 0, sizeof(event_arrays));
}

/* ---- events ---------------------------------------------------------------------------------- */

void count_vm_events(enum vm_event_item item, long delta)
{
	atomic_long_add(delta, &event_arrays[port_cpu() % EVENT_ARRAYS].events[item]);
}
EXPORT_SYMBOL(count_vm_events);

void all_vm_events(unsigned long *ret)
{
	for (unsigned int item = 0; item < NR_VM_EVENT_ITEMS; item++) {
		ret[item] = 0;
		for (unsigned int i = 0; i < EVENT_ARRAYS; i++)
			ret[item] += (unsigned long)atomic_long_read(&event_arrays[i].events[item]);
	}
}
EXPORT_SYMBOL(all_vm_events);

/* ---- zones ----------------------------------------------------------------------------------- */

/* One side of a change may be seen before the other: what is below 0 is none. */
static unsigned long counted(const atomic_long_t *count)
{
	return (unsigned long)max(atomic_long_read(count), 0l);
}

void mod_zone_page_state(struct zone *zone, enum zone_stat_item item, long delta)
{
	atomic_long_add(delta, &zone->vm_stat[item]);
}
EXPORT_SYMBOL(mod_zone_page_state);

unsigned long zone_page_state(const struct zone *zone, enum zone_stat_item item)
{
	switch (item) {
	case NR_FREE_PAGES:
		return READ_ONCE(zone->free_pages);
	case NR_FREE_CMA_PAGES:
		return READ_ONCE(zone->free_cma_pages);
	default:
		return counted(&zone->vm_stat[item]);
	}
}
EXPORT_SYMBOL(zone_page_state);

unsigned long sum_zone_node_page_state(int node, enum zone_stat_item item)
{
	unsigned long n = 0;
	struct zone *zone;

	for_each_zone_of(zone, node) n += zone_page_state(zone, item);
	return n;
}

unsigned long global_zone_page_state(enum zone_stat_item item)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += sum_zone_node_page_state((int)nid, item);
	return n;
}
EXPORT_SYMBOL(global_zone_page_state);

void inc_zone_page_state(struct page *page, enum zone_stat_item item)
{
	mod_zone_page_state(page_zone(page), item, 1);
}
EXPORT_SYMBOL(inc_zone_page_state);

void dec_zone_page_state(struct page *page, enum zone_stat_item item)
{
	mod_zone_page_state(page_zone(page), item, -1);
}
EXPORT_SYMBOL(dec_zone_page_state);

void __count_numa_events(struct zone *zone, enum numa_stat_item item, long delta)
{
	atomic_long_add(delta, &zone->vm_numa_event[item]);
}

unsigned long zone_numa_event_state(const struct zone *zone, enum numa_stat_item item)
{
	return counted(&zone->vm_numa_event[item]);
}

unsigned long sum_zone_numa_event_state(int node, enum numa_stat_item item)
{
	unsigned long n = 0;
	struct zone *zone;

	for_each_zone_of(zone, node) n += zone_numa_event_state(zone, item);
	return n;
}

unsigned long global_numa_event_state(enum numa_stat_item item)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += sum_zone_numa_event_state((int)nid, item);
	return n;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

void mod_node_page_state(struct pglist_data *pgdat, enum node_stat_item item, long delta)
{
	if (vmstat_item_in_bytes(item))
		delta /= (long)PAGE_SIZE;
	atomic_long_add(delta, &pgdat->vm_stat[item]);
}
EXPORT_SYMBOL(mod_node_page_state);

unsigned long node_page_state(const struct pglist_data *pgdat, enum node_stat_item item)
{
	return counted(&pgdat->vm_stat[item]);
}
EXPORT_SYMBOL(node_page_state);

unsigned long global_node_page_state(enum node_stat_item item)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += node_page_state(NODE_DATA(nid), item);
	return n;
}
EXPORT_SYMBOL(global_node_page_state);

void inc_node_page_state(struct page *page, enum node_stat_item item)
{
	mod_node_page_state(NODE_DATA(page_to_nid(page)), item, 1);
}
EXPORT_SYMBOL(inc_node_page_state);

void dec_node_page_state(struct page *page, enum node_stat_item item)
{
	mod_node_page_state(NODE_DATA(page_to_nid(page)), item, -1);
}
EXPORT_SYMBOL(dec_node_page_state);

/* ---- names ----------------------------------------------------------------------------------- */

#define NAME(item, name) [item] = name,

const char *zone_stat_name(enum zone_stat_item item)
{
	static const char *const names[NR_VM_ZONE_STAT_ITEMS] = { ZONE_STAT_ITEMS(NAME) };

	return names[item];
}

const char *numa_stat_name(enum numa_stat_item item)
{
	static const char *const names[NR_VM_NUMA_EVENT_ITEMS] = { NUMA_STAT_ITEMS(NAME) };

	return names[item];
}

const char *node_stat_name(enum node_stat_item item)
{
	static const char *const names[NR_VM_NODE_STAT_ITEMS] = { NODE_STAT_ITEMS(NAME) };

	return names[item];
}

const char *vm_event_name(enum vm_event_item item)
{
	static const char *const names[NR_VM_EVENT_ITEMS] = { VM_EVENT_ITEMS(NAME) };

	return names[item];
}
