// SPDX-License-Identifier: MIT
/*
 * Per-CPU lists of free blocks.
 *
 * For each zone and each order below NR_PCP_ORDERS a CPU keeps a short array of free
 * blocks, filled from the buddy system and emptied into it half a capacity at a time, so that the
 * zone's lock is taken once in many calls and a freed block is handed out again while it is warm.
 *
 * Blocks in the lists carry PG_pcp and a reference count of 0.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mm/page/page.h>

/* The largest batch that moves: half of the largest capacity below. */
#define PCP_BATCH_MAX 256

/* The lists of one order may hold this share of a zone, over all CPUs. */
#define PCP_SHARE 128

static u32 pcp_capacity(const struct zone *zone, unsigned int order)
{
	unsigned long share = zone->managed_pages / (PCP_SHARE * port.nr_slot_cpus) >> order;

	/* One less than a power of two: with its header an array fills its place exactly. */
	if (share >= 511 && order == 0)
		return 511;
	return share >= 127 ? 127 : share >= 31 ? 31 : share >= 15 ? 15 : share >= 7 ? 7 : 0;
}

/** pcp_init - give @zone its lists. Return: 0; a zone that gets none works without. */
int pcp_init(struct zone *zone)
{
	for (unsigned int order = 0; order < ARRAY_SIZE(zone->pcp); order++) {
		u32 capacity = pcp_capacity(zone, order);

		slots_none(&zone->pcp[order]);
		/* A listener must see every call: without lists, all of them are slow. */
		if (capacity && !mm_tracer)
			slots_create(&zone->pcp[order], capacity);
	}
	return 0;
}

/**
 * pcp_refill - take a block for the caller, and a batch for this CPU's list.
 * Return: the block, or NULL.
 */
struct page *pcp_refill(struct zone *zone, unsigned int order)
{
	struct slots *slots = &zone->pcp[order];
	void *pages[PCP_BATCH_MAX];
	unsigned int n, kept;

	/* Another thread may have been here on this CPU. */
	if (slots_take(slots, pages, 1))
		return pages[0];
	n = buddy_alloc_batch(zone, order, pages, max(1u, (slots->capacity + 1) / 2));
	if (!n)
		return NULL;
	for (unsigned int i = 1; i < n; i++)
		page_set_life(pages[i], 1ul << PG_pcp, order);
	/* Low addresses on top, so that they go out in rising order. */
	for (unsigned int i = 1, j = n - 1; i < j; i++, j--)
		swap(pages[i], pages[j]);
	kept = slots_put(slots, pages + 1, n - 1);
	if (kept < n - 1)
		buddy_free_batch(zone, order, pages + 1 + kept, n - 1 - kept);
	return pages[0];
}

/** pcp_flush - take back @page, and a batch from this CPU's list when that is full. */
void pcp_flush(struct zone *zone, struct page *page, unsigned int order)
{
	void *pages[PCP_BATCH_MAX], *one = page;
	struct slots *slots = &zone->pcp[order];
	unsigned int n;

	if (slots_put(slots, &one, 1))
		return;
	n = slots_take(slots, pages, (slots->capacity + 1) / 2);
	if (n && slots_put(slots, &one, 1))
		one = NULL;
	if (n)
		buddy_free_batch(zone, order, pages, n);
	if (one)
		buddy_free(zone, one, order);
}

struct drain {
	struct zone *zone;
	unsigned int order;
};

static void drain_batch(void *ctx, void **pages, unsigned int n)
{
	struct drain *d = ctx;

	buddy_free_batch(d->zone, d->order, pages, n);
}

static struct lock drain_lock;

static void zone_drain(struct zone *zone, bool keep_off)
{
	lock_acquire(&drain_lock);
	for (unsigned int order = 0; order < ARRAY_SIZE(zone->pcp); order++) {
		struct drain d = { zone, order };

		slots_drain(&zone->pcp[order], drain_batch, &d, keep_off);
	}
	lock_release(&drain_lock);
}

/** pcp_drain_all - put the blocks in all CPUs' lists back into the zones. */
void pcp_drain_all(void)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) zone_drain(zone, false);
}

/** pcp_exit - empty and take away @zone's lists. */
void pcp_exit(struct zone *zone)
{
	zone_drain(zone, true);
	for (unsigned int order = 0; order < ARRAY_SIZE(zone->pcp); order++)
		slots_destroy(&zone->pcp[order]);
}

/** pcp_pages - pages in the lists of @zone; exact only while nothing else runs. */
unsigned long pcp_pages(const struct zone *zone)
{
	unsigned long n = 0;

	for (unsigned int order = 0; order < ARRAY_SIZE(zone->pcp); order++)
		n += slots_count(&zone->pcp[order]) << order;
	return n;
}
