// SPDX-License-Identifier: MIT
/*
 * Nodes and zones: who they are, where to look first, and how much must stay free.
 *
 * A zone is a run of frames of one node below one limit (mm/boot/memmap.c).  A request names the
 * highest zone it can use; its zonelist is the zones of all nodes at or below that one, nearest
 * node first and highest zone first within a node, so a request for high memory falls to normal
 * and to DMA memory, and one for DMA memory never climbs.
 *
 * Each zone has three marks.  An ordinary request leaves low pages free, one that may not sleep
 * goes down to min and further if __GFP_HIGH, only __GFP_MEMALLOC takes the last.  lowmem_reserve
 * keeps requests that could have been served higher from emptying a low zone: what zone z holds
 * back from requests of type t is the memory between them divided by a ratio.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <mm/page/page.h>

struct pglist_data *node_data[MAX_NUMNODES];
unsigned int nr_online_nodes;
struct zone *zone_table[1 << (PAGE_ZONE_BITS + PAGE_NODE_BITS)];
EXPORT_SYMBOL(node_data);
EXPORT_SYMBOL(nr_online_nodes);

static const char *const zone_names[MAX_NR_ZONES] = { "DMA", "DMA32", "Normal", "HighMem",
						      "Movable" };
/* One page of a low zone in so many of the memory above it is held back. */
static const unsigned int lowmem_reserve_ratio[MAX_NR_ZONES] = { 256, 256, 32, 0, 0 };

/**
 * node_distance - how far node @to is from node @from.
 * Return: LOCAL_DISTANCE for the same node; the nodes stand in a ring, one REMOTE_DISTANCE for
 * the next and LOCAL_DISTANCE more for each further step.
 */
int node_distance(int from, int to)
{
	int n = (int)nr_online_nodes, d = from > to ? from - to : to - from;

	d = min(d, n - d);
	return d ? REMOTE_DISTANCE + (d - 1) * LOCAL_DISTANCE : LOCAL_DISTANCE;
}
EXPORT_SYMBOL(node_distance);

/* The nearest node to @nid not in @done, lowest number first. */
static int next_node(int nid, u32 done)
{
	int best = -1;

	for (int n = 0; n < (int)nr_online_nodes; n++)
		if (!(done & (1u << n)) &&
		    (best < 0 || node_distance(nid, n) < node_distance(nid, best)))
			best = n;
	return best;
}

static void zonelist_add(struct zonelist *list, unsigned int *n, int nid, int highest)
{
	for (int z = highest; z >= 0; z--)
		if (populated_zone(&NODE_DATA(nid)->node_zones[z]))
			list->zones[(*n)++] = &NODE_DATA(nid)->node_zones[z];
	list->zones[*n] = NULL;
}

/* A machine without a zone for narrow devices has none of them: they are served like any other. */
static int widest(int type, const u64 *limits)
{
	return type < ZONE_NORMAL && !limits[type] ? ZONE_NORMAL : type;
}

static void build_zonelists(int nid, const u64 *limits)
{
	for (int t = 0; t < MAX_NR_ZONES; t++) {
		unsigned int all = 0, local = 0;
		int highest = widest(t, limits);
		u32 done = 0;

		for (unsigned int i = 0; i < nr_online_nodes; i++) {
			int n = next_node(nid, done);

			done |= 1u << n;
			zonelist_add(&NODE_DATA(nid)->lists[t][0], &all, n, highest);
		}
		zonelist_add(&NODE_DATA(nid)->lists[t][1], &local, nid, highest);
	}
}

/* Cut one range of RAM at the zones' limits and count it. */
static void span_range(const struct port_range *r, const u64 *limits)
{
	u64 from = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++) {
		struct zone *zone = &NODE_DATA(r->nid)->node_zones[z];
		u64 start, end;

		if (!limits[z])
			continue;
		start = max_t(u64, r->start, from);
		end = min_t(u64, r->end, limits[z]);
		from = limits[z];
		if (start >= end)
			continue;
		if (!zone->present_pages)
			zone->zone_start_pfn = (unsigned long)(start >> PAGE_SHIFT);
		zone->spanned_pages = (unsigned long)(end >> PAGE_SHIFT) - zone->zone_start_pfn;
		zone->present_pages += (unsigned long)((end - start) >> PAGE_SHIFT);
	}
}

static int node_init(int nid)
{
	struct pglist_data *node = memblock_alloc(sizeof(*node), sizeof(long) * 8);

	if (!node)
		return machine_fail(-ENOMEM, "no memory for the record of node %d", nid);
	node_data[nid] = node;
	node->node_id = nid;
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		struct zone *zone = &node->node_zones[z];

		zone->node = nid;
		zone->type = (enum zone_type)z;
		zone->name = zone_names[z];
		lock_init(&zone->lock);
		buddy_zone_init(zone);
		for (unsigned int o = 0; o < ARRAY_SIZE(zone->pcp); o++)
			slots_none(&zone->pcp[o]);
		zone_table[(nid << PAGE_ZONE_BITS) | z] = zone;
	}
	return 0;
}

static void span_node(const struct port_range *r)
{
	struct pglist_data *node = NODE_DATA(r->nid);

	if (!node->node_present_pages)
		node->node_start_pfn = (unsigned long)PFN_DOWN(r->start);
	node->node_spanned_pages = (unsigned long)PFN_DOWN(r->end) - node->node_start_pfn;
	node->node_present_pages += (unsigned long)PFN_DOWN(r->end - r->start);
}

/* Give the zones what early memory has left. */
static void free_early_memory(const u64 *limits)
{
	struct memblock_range r;
	phys_addr_t at = 0;

	while (memblock_next_free(at, &r)) {
		u64 from = 0;

		for (int z = 0; z < MAX_NR_ZONES; z++) {
			struct zone *zone = &NODE_DATA(r.nid)->node_zones[z];
			u64 start = max_t(u64, r.start, from), end;

			if (!limits[z])
				continue;
			end = min_t(u64, r.end, limits[z]);
			from = limits[z];
			start = PFN_UP(start);
			end = PFN_DOWN(end);
			if (start >= end)
				continue;
			zone->managed_pages += (unsigned long)(end - start);
			buddy_add_range(zone, (unsigned long)start, (unsigned long)end);
		}
		at = r.end;
	}
}

/* Spread @min_free_kbytes over the zones and derive the other marks. */
void setup_watermarks(unsigned long min_free_kbytes)
{
	unsigned long pages = min_free_kbytes >> (PAGE_SHIFT - 10), low = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) low += is_highmem(zone) ? 0 : zone->managed_pages;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			unsigned long managed = zone->managed_pages, min;

			/* High memory serves no one who could not wait: it keeps but a few. */
			min = is_highmem(zone) ? clamp(managed / 1024, 32ul, 128ul) :
						 (unsigned long)((u64)pages * managed / (low ?: 1));
			zone->_watermark[WMARK_MIN] = min;
			zone->_watermark[WMARK_LOW] = min + max(min / 4, managed / 1000);
			zone->_watermark[WMARK_HIGH] = min + 2 * max(min / 4, managed / 1000);
		}
}

static void setup_lowmem_reserve(const u64 *limits)
{
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct zone *zones = NODE_DATA(nid)->node_zones;

		for (int z = 0; z < MAX_NR_ZONES; z++) {
			unsigned long above = 0;

			for (int t = z + 1; t < MAX_NR_ZONES; t++) {
				above += zones[t].managed_pages;
				zones[z].lowmem_reserve[t] =
					lowmem_reserve_ratio[z] ? above / lowmem_reserve_ratio[z] :
								  0;
			}
			for (int t = 0; t < ZONE_NORMAL; t++)
				zones[z].lowmem_reserve[t] =
					zones[z].lowmem_reserve[widest(t, limits)];
		}
	}
}

/* 4 * sqrt(KiB): grows more slowly than memory; the bounds are the kernel's. */
static unsigned long default_min_free_kbytes(void)
{
	unsigned long kib = nr_free_buffer_pages() << (PAGE_SHIFT - 10);

	return clamp(int_sqrt(kib * 16), 128ul, 262144ul);
}

static void print_zones(void)
{
	struct zone *zone;

	pr_info("Zone ranges:\n");
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
			pr_info("  node %u %-8s [mem %#018llx-%#018llx] %lu pages\n", nid,
				zone->name, (unsigned long long)PFN_PHYS(zone->zone_start_pfn),
				(unsigned long long)PFN_PHYS(zone_end_pfn(zone)) - 1,
				zone->present_pages);
}

int zones_init(void)
{
	u64 limits[MAX_NR_ZONES];
	int err;

	memset(zone_table, 0, sizeof(zone_table));
	memset(node_data, 0, sizeof(node_data));
	nr_online_nodes = machine_config()->nodes;
	zone_limits(machine_config()->profile, limits);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		err = node_init((int)nid);
		if (err)
			return err;
	}
	for (unsigned int i = 0; i < port.nr_ranges; i++) {
		span_node(&port.ranges[i]);
		span_range(&port.ranges[i], limits);
	}
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		build_zonelists((int)nid, limits);
	free_early_memory(limits);
	setup_watermarks(default_min_free_kbytes());
	setup_lowmem_reserve(limits);
	if (!machine_config()->quiet)
		print_zones();
	return 0;
}

/**
 * zone_watermark_ok - may 2^@order pages be taken and the zone stay above @mark?
 * @highest: the highest zone the request could have used.
 * @alloc_flags: ALLOC_*.
 *
 * Pages that are free but in blocks too small for the request do not count against it: the free
 * areas say directly whether a block is there.
 */
bool zone_watermark_ok(struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags)
{
	unsigned long free = READ_ONCE(zone->free_pages);

	if (alloc_flags & ALLOC_NO_WMARK)
		return free >= 1ul << order;
	if (alloc_flags & ALLOC_HIGH)
		mark -= mark / 2;
	return free >= mark + zone->lowmem_reserve[highest] + (1ul << order);
}
