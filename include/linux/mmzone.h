/* SPDX-License-Identifier: MIT */
/* Nodes, zones and their free areas. */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/types.h>
#include <linux/cache.h>
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
} ____cacheline_aligned;

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline bool populated_zone(const struct zone *zone)
{
	return READ_ONCE(zone->present_pages) != 0;
}

static inline unsigned long zone_managed_pages(const struct zone *zone)
{
	return READ_ONCE(zone->managed_pages);
}

#define min_wmark_pages(z)  READ_ONCE((z)->_watermark[WMARK_MIN])
#define low_wmark_pages(z)  READ_ONCE((z)->_watermark[WMARK_LOW])
#define high_wmark_pages(z) READ_ONCE((z)->_watermark[WMARK_HIGH])

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

/** node_data - the nodes, [0, nr_online_nodes). */
extern struct pglist_data *node_data[MAX_NUMNODES];
/** nr_online_nodes - nodes of the machine, 1 where memory is all the same. */
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

/** movable_zone_is_high - the movable zone is carved from the highest one, which is high memory. */
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

/* ---- what is asked of zones ------------------------------------------------------------------ */

#define wmark_pages(z, i) READ_ONCE((z)->_watermark[i])

static inline bool managed_zone(const struct zone *zone)
{
	return zone->managed_pages != 0;
}

static inline bool zone_is_empty(const struct zone *zone)
{
	return zone->spanned_pages == 0;
}

static inline bool zone_is_initialized(const struct zone *zone)
{
	return zone->name != NULL;
}

/** zone_spans_pfn - does frame @pfn lie between the zone's first and last? */
static inline bool zone_spans_pfn(const struct zone *zone, unsigned long pfn)
{
	return pfn - zone->zone_start_pfn < zone->spanned_pages;
}

/** zone_intersects - does the zone span any of the @nr_pages frames from @start_pfn on? */
static inline bool zone_intersects(const struct zone *zone, unsigned long start_pfn,
				   unsigned long nr_pages)
{
	return start_pfn < zone_end_pfn(zone) && start_pfn + nr_pages > zone->zone_start_pfn;
}

static inline bool is_normal_idx(enum zone_type idx)
{
	return idx == ZONE_NORMAL;
}

static inline bool is_normal(const struct zone *zone)
{
	return is_normal_idx(zone->type);
}

static inline bool is_dma(const struct zone *zone)
{
	return zone->type == ZONE_DMA;
}

static inline bool is_dma32(const struct zone *zone)
{
	return zone->type == ZONE_DMA32;
}

/* ---- what is asked of nodes ------------------------------------------------------------------ */

#define node_present_pages(nid) (NODE_DATA(nid)->node_present_pages)
#define node_spanned_pages(nid) (NODE_DATA(nid)->node_spanned_pages)
#define node_start_pfn(nid)	(NODE_DATA(nid)->node_start_pfn)
#define node_end_pfn(nid)	pgdat_end_pfn(NODE_DATA(nid))

static inline unsigned long pgdat_end_pfn(const struct pglist_data *pgdat)
{
	return pgdat->node_start_pfn + pgdat->node_spanned_pages;
}

static inline bool pgdat_is_empty(const struct pglist_data *pgdat)
{
	return !pgdat->node_start_pfn && !pgdat->node_spanned_pages;
}

/* ---- all of them in turn --------------------------------------------------------------------- */

/* The node with number @nid, NULL behind the last. */
static inline struct pglist_data *pgdat_from(unsigned int nid)
{
	return nid < nr_online_nodes ? NODE_DATA(nid) : NULL;
}

#define first_online_pgdat()	 pgdat_from(0)
#define next_online_pgdat(pgdat) pgdat_from((unsigned int)(pgdat)->node_id + 1)
#define for_each_online_pgdat(pgdat) \
	for (pgdat = first_online_pgdat(); pgdat; pgdat = next_online_pgdat(pgdat))
#define for_each_pgdat(pgdat) for_each_online_pgdat(pgdat)

/** next_zone - the zone behind @zone, of this node or the next; NULL behind the last. */
static inline struct zone *next_zone(struct zone *zone)
{
	struct pglist_data *pgdat;

	if (zone->type < MAX_NR_ZONES - 1)
		return zone + 1;
	pgdat = pgdat_from((unsigned int)zone->node + 1);
	return pgdat ? pgdat->node_zones : NULL;
}

/** for_each_zone - all zones of all nodes, those without memory too. */
#define for_each_zone(zone) \
	for (zone = first_online_pgdat()->node_zones; zone; zone = next_zone(zone))
#define for_each_populated_zone(zone)        \
	for_each_zone(zone)                  \
		if (!populated_zone(zone)) { \
		} else

/** struct zoneref - a place in a zonelist; the last has no zone. */
struct zoneref {
	struct zone *zone;
};

_Static_assert(sizeof(struct zoneref) == sizeof(struct zone *), "zonelists are arrays of these");

static inline struct zone *zonelist_zone(const struct zoneref *z)
{
	return z->zone;
}

static inline int zonelist_zone_idx(const struct zoneref *z)
{
	return (int)z->zone->type;
}

static inline int zonelist_node_idx(const struct zoneref *z)
{
	return z->zone->node;
}

/**
 * next_zones_zonelist - from @z on, the first place whose zone will do.
 * @highest: the highest type of zone that will.
 * @nodes: nodes that will, or NULL for all.
 *
 * Return: the place; the list's end, which has no zone, where none will.
 */
static inline struct zoneref *next_zones_zonelist(struct zoneref *z, enum zone_type highest,
						  const struct nodemask *nodes)
{
	const unsigned int bits = 8 * sizeof(long);

	for (; z->zone; z++) {
		unsigned int nid = (unsigned int)z->zone->node;

		if (z->zone->type <= highest &&
		    (!nodes || nodes->bits[nid / bits] >> (nid % bits) & 1))
			break;
	}
	return z;
}

static inline struct zoneref *first_zones_zonelist(struct zonelist *list, enum zone_type highest,
						   const struct nodemask *nodes)
{
	return next_zones_zonelist((struct zoneref *)list->zones, highest, nodes);
}

#define for_each_zone_zonelist_nodemask(zone, z, list, highest, nodes)               \
	for (z = first_zones_zonelist(list, highest, nodes), zone = (z)->zone; zone; \
	     z = next_zones_zonelist((z) + 1, highest, nodes), zone = (z)->zone)
#define for_each_zone_zonelist(zone, z, list, highest) \
	for_each_zone_zonelist_nodemask(zone, z, list, highest, NULL)

#endif
