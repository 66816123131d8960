/* SPDX-License-Identifier: MIT */
/*
 * Counters of the machine's memory: events, and quantities by zone and node.
 *
 * mm/page/vmstat.c says how they are kept.  All may be changed from any thread and context; the
 * forms with two underscores are the same, since no counter here needs preemption off.
 */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

#include <linux/types.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/vm_event_item.h>
#include <linux/vmstat_items.h>

/* ---- events: they only grow ------------------------------------------------------------------ */

/** count_vm_events - @item happened @delta times. */
void count_vm_events(enum vm_event_item item, long delta);

/** all_vm_events - how often each thing happened since boot; @ret has NR_VM_EVENT_ITEMS words. */
void all_vm_events(unsigned long *ret);

static inline void count_vm_event(enum vm_event_item item)
{
	count_vm_events(item, 1);
}

#define __count_vm_event(item)	       count_vm_event(item)
#define __count_vm_events(item, delta) count_vm_events(item, delta)

/* The item of a family that has one for each zone; @item is the family's name. */
#define VM_EVENT_OF_ZONE(item, zid) ((enum vm_event_item)(item##_DMA + (zid)))

#define __count_zid_vm_events(item, zid, delta) count_vm_events(VM_EVENT_OF_ZONE(item, zid), delta)

/* ---- quantities of a zone, in pages ---------------------------------------------------------- */

/** mod_zone_page_state - @item of @zone is @delta pages more. */
void mod_zone_page_state(struct zone *zone, enum zone_stat_item item, long delta);

/** zone_page_state - @item of @zone; never below 0. */
unsigned long zone_page_state(const struct zone *zone, enum zone_stat_item item);

/** global_zone_page_state - @item of all zones. */
unsigned long global_zone_page_state(enum zone_stat_item item);

/** inc_zone_page_state - @item of the zone of @page is one more. */
void inc_zone_page_state(struct page *page, enum zone_stat_item item);
/** dec_zone_page_state - @item of the zone of @page is one less. */
void dec_zone_page_state(struct page *page, enum zone_stat_item item);

#define __mod_zone_page_state(zone, item, delta) mod_zone_page_state(zone, item, delta)
#define __inc_zone_page_state(page, item)	 inc_zone_page_state(page, item)
#define __dec_zone_page_state(page, item)	 dec_zone_page_state(page, item)
#define inc_zone_state(zone, item)		 mod_zone_page_state(zone, item, 1)
#define dec_zone_state(zone, item)		 mod_zone_page_state(zone, item, -1)
#define __inc_zone_state(zone, item)		 mod_zone_page_state(zone, item, 1)
#define __dec_zone_state(zone, item)		 mod_zone_page_state(zone, item, -1)
/* No CPU holds back a part of a count: each reading is as exact as another. */
#define zone_page_state_snapshot(zone, item) zone_page_state(zone, item)

/* ---- quantities of a node -------------------------------------------------------------------- */

/**
 * mod_node_page_state - @item of @pgdat is @delta more.
 * @delta: pages; bytes for the items whose name ends in _B, whole pages of them.
 */
void mod_node_page_state(struct pglist_data *pgdat, enum node_stat_item item, long delta);

/** node_page_state - @item of @pgdat, in pages (or in what the item's name says); never below 0. */
unsigned long node_page_state(const struct pglist_data *pgdat, enum node_stat_item item);

/** global_node_page_state - @item of all nodes. */
unsigned long global_node_page_state(enum node_stat_item item);

/** inc_node_page_state - @item of the node of @page is one more. */
void inc_node_page_state(struct page *page, enum node_stat_item item);
/** dec_node_page_state - @item of the node of @page is one less. */
void dec_node_page_state(struct page *page, enum node_stat_item item);

#define __mod_node_page_state(pgdat, item, delta) mod_node_page_state(pgdat, item, delta)
#define __inc_node_page_state(page, item)	  inc_node_page_state(page, item)
#define __dec_node_page_state(page, item)	  dec_node_page_state(page, item)
#define inc_node_state(pgdat, item)		  mod_node_page_state(pgdat, item, 1)
#define __inc_node_state(pgdat, item)		  mod_node_page_state(pgdat, item, 1)
#define __dec_node_state(pgdat, item)		  mod_node_page_state(pgdat, item, -1)
/* Items in bytes are kept in pages: both readings are pages. */
#define node_page_state_pages(pgdat, item) node_page_state(pgdat, item)
#define global_node_page_state_pages(item) global_node_page_state(item)

/** vmstat_item_in_bytes - is the @delta of mod_node_page_state() in bytes? */
static inline bool vmstat_item_in_bytes(enum node_stat_item item)
{
	return item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B;
}

/* ---- where pages were wanted, and where they came from --------------------------------------- */

/** __count_numa_events - @item happened @delta times with pages of @zone. */
void __count_numa_events(struct zone *zone, enum numa_stat_item item, long delta);

unsigned long zone_numa_event_state(const struct zone *zone, enum numa_stat_item item);
unsigned long global_numa_event_state(enum numa_stat_item item);

/** sum_zone_node_page_state - @item of all zones of node @node. */
unsigned long sum_zone_node_page_state(int node, enum zone_stat_item item);
unsigned long sum_zone_numa_event_state(int node, enum numa_stat_item item);

static inline void __count_numa_event(struct zone *zone, enum numa_stat_item item)
{
	__count_numa_events(zone, item, 1);
}

/* ---- names ----------------------------------------------------------------------------------- */

const char *zone_stat_name(enum zone_stat_item item);
const char *numa_stat_name(enum numa_stat_item item);
const char *node_stat_name(enum node_stat_item item);
const char *vm_event_name(enum vm_event_item item);

#endif
