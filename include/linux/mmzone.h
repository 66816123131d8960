/* SPDX-License-Identifier: MIT */
/* Nodes, zones and their free areas. */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/page-flags.h>
#include <linux/pageblock-flags.h>
#include <linux/vmstat_items.h>
#include <base/lock.h>
#include <port/slot.h>

/* Orders run from 0 to MAX_PAGE_ORDER.  MAX_ORDER, gone since 6.8, was one more up to 6.3. */
#define MAX_PAGE_ORDER		CONFIG_MAX_ORDER
#define MAX_ORDER		NR_PAGE_ORDERS
#define NR_PAGE_ORDERS		(MAX_PAGE_ORDER + 1)
#define MAX_ORDER_NR_PAGES	(1ul << MAX_PAGE_ORDER)
#define PAGE_ALLOC_COSTLY_ORDER 3

/**
 * enum migratetype - what may be done with the pages of a page block.
 *
 * The first three have per-CPU lists, and a request is of one of them: gfp_migratetype().
 * HIGHATOMIC blocks are kept for requests of more than a page that cannot sleep; CMA blocks serve
 * movable requests until their owner claims them as one run; ISOLATE blocks serve no one.
 */
enum migratetype {
	MIGRATE_UNMOVABLE,
	MIGRATE_MOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_PCPTYPES,
	MIGRATE_HIGHATOMIC = MIGRATE_PCPTYPES,
	MIGRATE_CMA,
	MIGRATE_ISOLATE,
	MIGRATE_TYPES
};

extern const char *const migratetype_names[MIGRATE_TYPES];

#define is_migrate_cma(type)	 ((type) == MIGRATE_CMA)
#define is_migrate_isolate(type) ((type) == MIGRATE_ISOLATE)

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_HIGHMEM, ZONE_MOVABLE, __MAX_NR_ZONES };
#define MAX_NR_ZONES __MAX_NR_ZONES

enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };

/** struct free_area - the free blocks of one order; @nr_free counts those of all types. */
struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free;
};

/**
 * struct pcp_lists - the per-CPU lists for one migrate type.
 * @order: by order; most have none.
 * @cold: single pages that were freed cold: the far end of order[0].
 */
struct pcp_lists {
	struct slots order[NR_PAGE_ORDERS];
	struct slots cold;
};

/**
 * struct pcp_tune - how many blocks one CPU moves between its lists and the zone at a time.
 *
 * As a shift of the least batch, by order: each refill doubles the next one and halves the next
 * flush, and the other way round, within half a list.  So a CPU that mostly takes, or mostly gives
 * back, seldom meets the zone's lock, and one that does both keeps little.
 */
struct pcp_tune {
	u8 refill[NR_PAGE_ORDERS];
	u8 flush[NR_PAGE_ORDERS];
};

/** struct frame_run - frames [@start, @end). */
struct frame_run {
	unsigned long start, end;
};

/* A zone in more pieces than that is not proven frame by frame. */
#define ZONE_MAX_RUNS 16

/** struct zone_compact - where compaction of a zone stands: mm/reclaim/compact.c. */
struct zone_compact {
	unsigned long migrate_pfn, free_pfn;
	unsigned int considered, defer_shift;
	int order_failed;
};

struct pglist_data;

/**
 * struct zone - a run of frames of one node that can serve the same requests.
 *
 * Frames that were never handed out have no initialised struct page: they wait, untouched, at
 * [@unborn_pfn, @unborn_end) in whole blocks of MAX_PAGE_ORDER, and are free all the same.  So:
 *
 *	@free_pages = sum over orders and types but ISOLATE of blocks * 2^order
 *		      + (@unborn_end - @unborn_pfn)
 *	@free_cma_pages = the part of it in CMA blocks
 *	@isolated_pages = the same sum for ISOLATE
 *	@managed_pages = sum of the lengths of @runs
 *		       = @free_pages + @isolated_pages + pages in per-CPU lists + pages in use
 *	@present_pages = @managed_pages + pages reserved at boot
 *
 * @lock protects all below it down to the constants, the types of the zone's page blocks, and the
 * free heads among its struct pages.
 */
struct zone {
	/* The fast path reads these.  The last are never filled: for types without lists. */
	struct pcp_lists pcp[MIGRATE_PCPTYPES + 1];
	unsigned long _watermark[NR_WMARK];
	unsigned long lowmem_reserve[MAX_NR_ZONES];
	int node;
	enum zone_type type;

	/* Under the lock. */
	struct lock lock;
	u32 orders[MIGRATE_TYPES]; /* bit n: free_area[n] has blocks of that type */
	unsigned long free_pages, free_cma_pages, isolated_pages;
	unsigned long nr_reserved_highatomic; /* pages in blocks of that type */
	unsigned long unborn_pfn, unborn_end;
	struct free_area free_area[NR_PAGE_ORDERS];
	struct frame_run runs[ZONE_MAX_RUNS];
	unsigned int nr_runs; /* ZONE_MAX_RUNS + 1: more than fit */
	struct zone_compact compact;

	/* Changed by hotplug alone. */
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;
	unsigned long present_pages;
	unsigned long managed_pages;
	unsigned long cma_pages;
	const char *name;
	struct pglist_data *zone_pgdat;

	/* Counters and hints: any CPU writes them. */
	atomic_long_t vm_stat[NR_VM_ZONE_STAT_ITEMS];
	atomic_long_t vm_numa_event[NR_VM_NUMA_EVENT_ITEMS];
	struct pcp_tune pcp_tune[CONFIG_NR_CPUS][MIGRATE_PCPTYPES];
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
	atomic_long_t vm_stat[NR_VM_NODE_STAT_ITEMS];
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

/* The movable zone is carved from the highest one, which may be high memory. */
extern bool movable_zone_is_high;

static inline bool is_highmem_idx(enum zone_type idx)
{
	return idx == ZONE_HIGHMEM || (idx == ZONE_MOVABLE && movable_zone_is_high);
}

static inline bool is_highmem(const struct zone *zone)
{
	return is_highmem_idx(zone->type);
}

#define for_each_zone_of(zone, nid)                                                               \
	for (zone = NODE_DATA(nid)->node_zones; zone < NODE_DATA(nid)->node_zones + MAX_NR_ZONES; \
	     zone++)                                                                              \
		if (populated_zone(zone))

/** get_pfnblock_migratetype - the type of the page block that frame @pfn lies in. */
static inline enum migratetype get_pfnblock_migratetype(unsigned long pfn)
{
	return (enum migratetype)READ_ONCE(pageblock_types[pfn >> pageblock_order]);
}

#define get_pageblock_migratetype(page) get_pfnblock_migratetype(page_to_pfn(page))

#endif
