// SPDX-License-Identifier: MIT
/*
 * Proof of the page layer's invariants, by walking all of it.
 *
 * For each zone: every free block is in the list of its order, is aligned, lies in the zone, has a
 * head that says so and no buddy it should have been joined with; the bits of zone->orders and the
 * counts agree with the lists; blocks in per-CPU lists say that they are; and the equations above
 * struct zone hold.
 */
#include <linux/kernel.h>
#include <mm/page/page.h>

struct walk {
	struct zone *zone;
	unsigned int order;
	int broken;
};

static void broke(struct walk *w, const char *what, unsigned long pfn)
{
	w->broken++;
	pr_err("page_check: node %d zone %s order %u pfn %#lx: %s\n", w->zone->node, w->zone->name,
	       w->order, pfn, what);
}

static void check_block(struct walk *w, struct page *page)
{
	unsigned long pfn = page_to_pfn(page);
	struct page *buddy = pfn_to_page(pfn ^ (1ul << w->order));

	if (pfn & ((1ul << w->order) - 1))
		broke(w, "a free block is not aligned", pfn);
	if (pfn < w->zone->zone_start_pfn || pfn + (1ul << w->order) > zone_end_pfn(w->zone))
		broke(w, "a free block is outside its zone", pfn);
	if (!PageBuddy(page) || page_block_order(page) != w->order)
		broke(w, "a free head does not say so", pfn);
	if (page_zone_fast(page) != w->zone)
		broke(w, "a free block is in another zone's list", pfn);
	if (page_ref_count(page))
		broke(w, "a free block has references", pfn);
	if (w->order < MAX_PAGE_ORDER && PageBuddy(buddy) && page_block_order(buddy) == w->order &&
	    page_zone_fast(buddy) == w->zone)
		broke(w, "two free buddies were not joined", pfn);
	for (unsigned long i = 1; i < 1ul << w->order; i++)
		if (page[i].flags & ((1ul << PG_buddy) | (1ul << PG_live) | (1ul << PG_pcp)))
			broke(w, "a page inside a free block has a life of its own", pfn + i);
}

static unsigned long check_area(struct walk *w)
{
	struct free_area *area = &w->zone->free_area[w->order];
	unsigned long n = 0;
	struct page *page;

	list_for_each_entry(page, &area->free_list, buddy_list) {
		check_block(w, page);
		if (++n > area->nr_free)
			break;
	}
	if (n != area->nr_free)
		broke(w, "the count of free blocks is wrong", 0);
	if (!!(w->zone->orders & (1u << w->order)) != !!n)
		broke(w, "the bit of the order is wrong", 0);
	return n << w->order;
}

static void check_listed(void *ctx, void *obj)
{
	struct walk *w = ctx;
	struct page *page = obj;

	if (!(page->flags & (1ul << PG_pcp)) || page_block_order(page) != w->order ||
	    page_ref_count(page) || page_zone_fast(page) != w->zone)
		broke(w, "a block in a per-CPU list does not say so", page_to_pfn(page));
}

static int check_zone(struct zone *zone)
{
	struct walk w = { .zone = zone };
	unsigned long free;

	lock_acquire(&zone->lock);
	free = zone->unborn_end - zone->unborn_pfn;
	for (w.order = 0; w.order <= MAX_PAGE_ORDER; w.order++)
		free += check_area(&w);
	if (free != zone->free_pages)
		broke(&w, "free_pages is not the sum of its parts", zone->free_pages);
	if (zone->free_pages > zone->managed_pages || zone->managed_pages > zone->present_pages ||
	    zone->present_pages > zone->spanned_pages)
		broke(&w, "not free <= managed <= present <= spanned", 0);
	lock_release(&zone->lock);
	for (w.order = 0; w.order < ARRAY_SIZE(zone->pcp); w.order++)
		slots_for_each(&zone->pcp[w.order], check_listed, &w);
	return w.broken;
}

/**
 * page_check - prove the invariants of all zones.
 *
 * The per-CPU lists are walked without stopping the CPUs: call it while nothing else allocates.
 *
 * Return: how many are broken; each was printed.
 */
int page_check(void)
{
	int broken = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) broken += check_zone(zone);
	return broken;
}
