/* SPDX-License-Identifier: MIT */
/* Nodes, zones and their free areas. */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/page-flags.h>
#include <base/lock.h>
#include <port/slot.h>

/* Orders run from 0 to MAX_PAGE_ORDER.  MAX_ORDER, gone since 6.8, was one more up to 6.3. */
#define MAX_PAGE_ORDER		CONFIG_MAX_ORDER
#define MAX_ORDER		NR_PAGE_ORDERS
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1ul << MAX_PAGE_ORDER)
#define PAGE_ALLOC_COSTLY_ORDER 3

/* Orders with per-CPU lists: what slabs and kmallocs of up to 32 pages are made of. */
#define NR_PCP_ORDERS 6

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_HIGHMEM, ZONE_MOVABLE, __MAX_NR_ZONES };
#define MAX_NR_ZONES __MAX_NR_ZONES

enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };

/** struct free_area - the free blocks of one order. */
struct free_area {
	struct list_head free_list;
	unsigned long nr_free;
};

/**
 * struct zone - a run of frames of one node that can serve the same requests.
 *
 * Frames that were never handed out have no initialised struct page: they wait, untouched, at
 * [@unborn_pfn, @unborn_end) in whole blocks of MAX_PAGE_ORDER, and are free all the same.  So:
 *
 *	@free_pages = sum over orders of nr_free * 2^order + (@unborn_end - @unborn_pfn)
 *	@managed_pages = @free_pages + pages in per-CPU lists + pages in use
 *	@present_pages = @managed_pages + pages reserved at boot
 *
 * @lock protects @free_area, @orders, @unborn_pfn and writes of @free_pages.
 */
struct zone {
	/* The fast path reads these. */
	struct slots pcp[NR_PCP_ORDERS];
	unsigned long _watermark[NR_WMARK];
	unsigned long lowmem_reserve[MAX_NR_ZONES];
	int node;
	enum zone_type type;

	/* Under the lock. */
	struct lock lock;
	u32 orders; /* bit n: free_area[n] is not empty */
	unsigned long free_pages;
	unsigned long unborn_pfn, unborn_end;
	struct free_area free_area[NR_PAGE_ORDERS];

	/* Constant after boot. */
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;
	unsigned long present_pages;
	unsigned long managed_pages;
	const char *name;
};

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages != 0;
}

static inline unsigned long zone_managed_pages(const struct zone *zone)
{
	return zone->managed_pages;
}

#define min_wmark_pages(z)  ((z)->_watermark[WMARK_MIN])
#define low_wmark_pages(z)  ((z)->_watermark[WMARK_LOW])
#define high_wmark_pages(z) ((z)->_watermark[WMARK_HIGH])

#define MAX_ZONES_PER_ZONELIST (MAX_NUMNODES * MAX_NR_ZONES)

/** struct zonelist - where to look, best first; ends with NULL. */
struct zonelist {
	struct zone *zones[MAX_ZONES_PER_ZONELIST + 1];
};

/**
 * struct pglist_data - a node.
 * @lists: [type][0] falls back to other nodes by distance; [type][1] is this node alone
 * (__GFP_THISNODE).  A list for type t holds no zone above t, which is what keeps a request for
 * DMA memory from climbing.
 */
typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	struct zonelist lists[MAX_NR_ZONES][2];
	int node_id;
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
} pg_data_t;

extern struct pglist_data *node_data[MAX_NUMNODES];
extern unsigned int nr_online_nodes;

#define NODE_DATA(nid) (node_data[nid])

static inline enum zone_type zone_idx(const struct zone *zone)
{
	return zone->type;
}

static inline int zone_to_nid(const struct zone *zone)
{
	return zone->node;
}

static inline bool is_highmem_idx(enum zone_type idx)
{
	return idx == ZONE_HIGHMEM;
}

static inline bool is_highmem(const struct zone *zone)
{
	return is_highmem_idx(zone->type);
}

#define for_each_zone_of(zone, nid)                                                               \
	for (zone = NODE_DATA(nid)->node_zones; zone < NODE_DATA(nid)->node_zones + MAX_NR_ZONES; \
	     zone++)                                                                              \
		if (populated_zone(zone))

#endif
