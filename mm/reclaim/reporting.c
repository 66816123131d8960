// SPDX-License-Identifier: MIT
/*
 * Giving free memory back to the world below.
 *
 * A free block of a page block or more whose contents the world still holds costs real memory and
 * is of use to nobody.  Once such a block has become free its node has a deadline, and when that
 * has come the node's background thread makes a pass: it takes the blocks out of the free areas one
 * at a time, lets go of their contents, and puts them back marked and at the far end of their list,
 * so that those that still have their memory are used first.  A block that is used again pays for
 * it with faults in the world below; the delay makes that rare, and a pass at most one a delay.
 *
 *	armed: due[nid] != 0, from the first block that becomes free until the pass it asks for
 *
 * Blocks of the page block's order wait in per-CPU lists, too.  A pass ends with emptying those:
 * what was in them has become free by that, and if nobody has used it by the next pass, goes then.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

/* As long as Linux takes: much longer than programs pause between two uses of a buffer. */
#define REPORTING_DELAY_MS 2000
/* Blocks in a pass, 1 GiB of the largest with pages of 4 KiB: some 100 ms of the world's time. */
#define REPORTING_BLOCKS 256

unsigned int reporting_delay_ms;
unsigned long reporting_released;

static u64 due[MAX_NUMNODES];

static bool arm(int nid)
{
	unsigned int delay = READ_ONCE(reporting_delay_ms);
	u64 unarmed = 0;

	return delay && __atomic_compare_exchange_n(&due[nid], &unarmed,
						    port_time_ns() + (u64)delay * 1000000, false,
						    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/* A hook of mm/page: any context, no locks held. */
static void freed_large(struct zone *zone)
{
	if (!READ_ONCE(due[zone->node]) && arm(zone->node))
		kswapd_wake(zone->node);
}

/** reporting_init - begin anew, with nothing to give back. */
void reporting_init(void)
{
	memset(due, 0, sizeof(due));
	reporting_delay_ms = REPORTING_DELAY_MS;
	reporting_released = 0;
	page_pressure.freed_large = freed_large;
}

/** reporting_due - when node @nid wants reporting_run(), as port_time_ns() tells time; 0: never. */
u64 reporting_due(int nid)
{
	return __atomic_load_n(&due[nid], __ATOMIC_RELAXED);
}

/* Give back at most @most blocks of @zone. Return: how many. */
static unsigned int report_zone(struct zone *zone, unsigned int most)
{
	unsigned int order, n = 0;
	struct page *page;

	while (n < most && (page = buddy_take_unreported(zone, pageblock_order, &order))) {
		port_release(page_to_pfn(page), 1ul << order);
		__atomic_fetch_add(&reporting_released, 1ul << order, __ATOMIC_RELAXED);
		buddy_put_reported(zone, page, order);
		n++;
	}
	return n;
}

/**
 * reporting_run - a pass over node @nid.
 * Context: its background thread, or a test; no locks held.
 */
void reporting_run(int nid)
{
	unsigned int left = REPORTING_BLOCKS;
	struct zone *zone;

	/* What becomes free from here on asks for another pass. */
	__atomic_store_n(&due[nid], 0, __ATOMIC_RELAXED);
	for_each_zone_of(zone, nid) left -= report_zone(zone, left);
	if (!left)
		arm(nid);
	for_each_zone_of(zone, nid) pcp_drain_order(zone, pageblock_order);
}
