// SPDX-License-Identifier: MIT
/*
 * The buddy system: free blocks of 2^order frames.
 *
 * A block of order n starts at a multiple of 2^n frames, and has one buddy, the block whose frame
 * number differs in bit n alone.  To allocate, the smallest free block that is large enough is
 * halved until it fits, the upper halves going back to the free areas; to free, a block is joined
 * with its buddy as long as that is free and whole.  So two buddies are never both free, below the
 * largest order: page_check() proves it.
 *
 * What differs from Linux:
 *
 * - zone->orders has, for each migrate type, a bit for each order with a free block: the smallest
 *   order that will do is one count of trailing zeros, however the zone is cut up.
 *
 * - Frames are *born*.  At boot the struct pages of a zone are not written; the zone remembers
 *   where the untouched frames begin, counts them free, and brings the next whole block to life
 *   when the free areas have nothing left for a type of page.  The block is born as that type, so
 *   that page blocks need not be stolen from one another before memory is short.  Boot time and
 *   resident size do not depend on the size of the machine, and frames that are warm are used
 *   before frames that are not.
 *
 * Everything here runs under zone->lock.  A head's place (node and zone) is in its flags, so a
 * buddy in another zone, or one not born yet, never compares equal to what is looked for.  The type
 * of a free block is that of the page block it lies in; blocks larger than a page block span page
 * blocks of one type.  pageblock.c has what is done with types.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/page/area.h>

struct page_pressure page_pressure;

static unsigned long zone_place(const struct zone *zone)
{
	return ((unsigned long)zone->node << PAGE_NODE_SHIFT) |
	       ((unsigned long)zone->type << PAGE_ZONE_SHIFT);
}

/*
 * May blocks of these types become one?  Plain types yield to each other; what has a purpose keeps
 * to itself.
 */
static bool types_join(enum migratetype a, enum migratetype b)
{
	return a == b || (a < MIGRATE_PCPTYPES && b < MIGRATE_PCPTYPES);
}

/*
 * block_put - put a block back, joined with its buddies.
 * @reported: PG_reported where the world below does not hold its contents; a joined block is so if
 * both halves are.
 *
 * Return: the order it has become.
 */
unsigned int block_put(struct zone *zone, struct page *page, unsigned int order,
		       unsigned long reported)
{
	unsigned long place = page->flags & PAGE_PLACE_MASK;
	unsigned long pfn = page_to_pfn(page);
	enum migratetype type = get_pfnblock_migratetype(pfn);

	area_count(zone, type, 1l << order);
	page_set_life(page, 0, 0);
	while (order < MAX_PAGE_ORDER) {
		unsigned long other = pfn ^ (1ul << order);
		struct page *buddy = pfn_to_page(other);
		enum migratetype buddy_type = type;

		if ((READ_ONCE(buddy->flags) & HEAD_MASK) != free_head(place, order))
			break;
		if (order >= pageblock_order) {
			buddy_type = get_pfnblock_migratetype(other);
			if (!types_join(type, buddy_type))
				break;
		}
		reported &= buddy->flags;
		area_del(zone, buddy, order, buddy_type);
		if (buddy_type != type)
			pageblock_set_types(other, order, type);
		pfn &= ~(1ul << order);
		order++;
	}
	area_add(zone, pfn_to_page(pfn), order, type, reported);
	return order;
}

/* ---- birth ----------------------------------------------------------------------------------- */

/* frames_init - initialise the struct pages of [start, end): of this zone, in no block yet. */
void frames_init(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long place = zone_place(zone);

	for (unsigned long pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		WRITE_ONCE(page->flags, place);
		page->slab_cache = NULL;
		page->mapping = NULL;
		page->index = 0;
		page->private = 0;
		atomic_set(&page->_mapcount, PAGE_MAPCOUNT_NONE);
		atomic_set(&page->_refcount, 0);
	}
}

/* Give life to the unborn block at @pfn, which is counted free already. */
static void give_birth(struct zone *zone, unsigned long pfn, enum migratetype type)
{
	frames_init(zone, pfn, pfn + MAX_ORDER_NR_PAGES);
	pageblock_set_types(pfn, MAX_PAGE_ORDER, type);
	page_access_forbid(pfn_to_page(pfn), MAX_PAGE_ORDER, ACCESS_PAGE_REDZONE);
	/* Nothing of it exists in the world below: as if it had been given back. */
	area_add(zone, pfn_to_page(pfn), MAX_PAGE_ORDER, type, 1ul << PG_reported);
}

/* Bring the next untouched block to life. */
static bool buddy_birth(struct zone *zone, enum migratetype type)
{
	unsigned long pfn = zone->unborn_pfn;

	if (pfn >= zone->unborn_end)
		return false;
	WRITE_ONCE(zone->unborn_pfn, pfn + MAX_ORDER_NR_PAGES);
	give_birth(zone, pfn, type);
	return true;
}

/**
 * buddy_give_birth - bring all unborn frames of [@start, @end) to life.
 *
 * The run of unborn frames stays one run: those on the shorter side of the range come along.
 */
void buddy_give_birth(struct zone *zone, unsigned long start, unsigned long end)
{
	const enum migratetype type = page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE :
									MIGRATE_MOVABLE;

	lock_acquire(&zone->lock);
	start = max(start & ~(MAX_ORDER_NR_PAGES - 1), zone->unborn_pfn);
	end = min(ALIGN(end, MAX_ORDER_NR_PAGES), zone->unborn_end);
	if (start < end && start - zone->unborn_pfn <= zone->unborn_end - end) {
		while (zone->unborn_pfn < end)
			buddy_birth(zone, type);
	} else if (start < end) {
		while (zone->unborn_end > start) {
			give_birth(zone, zone->unborn_end - MAX_ORDER_NR_PAGES, type);
			WRITE_ONCE(zone->unborn_end, zone->unborn_end - MAX_ORDER_NR_PAGES);
		}
	}
	lock_release(&zone->lock);
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* A block of @type that costs no other type anything; not counted. */
static struct page *block_own(struct zone *zone, unsigned int order, enum migratetype type)
{
	struct page *page = area_take(zone, order, type);

	if (!page && buddy_birth(zone, type))
		page = area_take(zone, order, type);
	return page;
}

/*
 * Movable pages may stand in CMA blocks, and do as soon as these are half of what is free: or they
 * would be all that is left, and of no use to others.
 */
static bool cma_first(const struct zone *zone, unsigned int alloc_flags)
{
	return alloc_flags & ALLOC_CMA && zone->free_cma_pages > zone->free_pages / 2;
}

/* Take a block out of the free areas, whatever it takes; not counted. */
static struct page *block_alloc(struct zone *zone, unsigned int order, enum migratetype type,
				unsigned int alloc_flags)
{
	struct page *page = NULL;

	if (unlikely(alloc_flags & ALLOC_HIGHATOMIC))
		page = area_take(zone, order, MIGRATE_HIGHATOMIC);
	if (!page && unlikely(zone->free_cma_pages) && cma_first(zone, alloc_flags))
		page = area_take(zone, order, MIGRATE_CMA);
	if (!page)
		page = block_own(zone, order, type);
	if (!page && alloc_flags & ALLOC_CMA)
		page = area_take(zone, order, MIGRATE_CMA);
	if (!page)
		page = steal_block(zone, order, type, alloc_flags);
	/* The last pages: who may go below min may also take those kept for larger blocks. */
	if (!page && alloc_flags & (ALLOC_NO_WMARK | ALLOC_NON_BLOCK))
		page = area_take(zone, order, MIGRATE_HIGHATOMIC);
	return page;
}

/** buddy_zone_init - empty free areas. */
void buddy_zone_init(struct zone *zone)
{
	for (int order = 0; order <= MAX_PAGE_ORDER; order++) {
		for (int type = 0; type < MIGRATE_TYPES; type++)
			INIT_LIST_HEAD(&zone->free_area[order].free_list[type]);
		zone->free_area[order].nr_free = 0;
	}
	memset(zone->orders, 0, sizeof(zone->orders));
	zone->free_pages = zone->free_cma_pages = zone->isolated_pages = 0;
	zone->unborn_pfn = zone->unborn_end = 0;
	zone->nr_runs = 0;
}

/**
 * buddy_alloc - one block of 2^@order frames of a zone.
 * @type: the type of page block it should come from.
 *
 * Return: the first page, taken from the free areas and of no one yet, or NULL.
 */
struct page *buddy_alloc(struct zone *zone, unsigned int order, enum migratetype type,
			 unsigned int alloc_flags)
{
	struct page *page;

	lock_acquire(&zone->lock);
	page = block_alloc(zone, order, type, alloc_flags);
	if (page) {
		enum migratetype from = get_pageblock_migratetype(page);
		area_count(zone, from, -(1l << order));
		page_set_pcp(page, order, page_type_bits(from));
		if (unlikely(order && alloc_flags & ALLOC_HIGHATOMIC))
			reserve_highatomic(zone, page);
	}
	lock_release(&zone->lock);
	return page;
}

/*
 * Take one block of 2^more times the order and deal it out: the order of a batch costs one search
 * and no splits.
 */
static unsigned int deal_block(struct zone *zone, unsigned int order, enum migratetype type,
			       unsigned int alloc_flags, void **pages, unsigned int n)
{
	unsigned int more = 31 - (unsigned int)__builtin_clz(n);
	struct page *page = NULL;
	unsigned long bits;

	/* Within one page block, since its pages are all of the type that the first has. */
	more = min(more, order < pageblock_order ? pageblock_order - order : 0u);
	/* Smaller blocks that are free go first, or the large ones are cut up for nothing. */
	while (more && (zone->orders[type] >> order) & ((1u << more) - 1))
		more = (unsigned int)__builtin_ctz(zone->orders[type] >> order);
	if (more && !unlikely(zone->free_cma_pages))
		page = block_own(zone, order + more, type);
	if (!page) {
		more = 0;
		page = block_alloc(zone, order, type, alloc_flags);
	}
	if (!page)
		return 0;
	type = get_pageblock_migratetype(page);
	area_count(zone, type, -(1l << (order + more)));
	bits = page_type_bits(type);
	for (unsigned int i = 0; i < 1u << more; i++) {
		pages[i] = page + ((unsigned long)i << order);
		page_set_pcp(pages[i], order, bits);
	}
	return 1u << more;
}

/**
 * buddy_alloc_batch - up to @n blocks of 2^@order frames under one lock hold.
 * @pages: filled from [0] on.
 *
 * Return: how many there were; each says PG_pcp.
 */
unsigned int buddy_alloc_batch(struct zone *zone, unsigned int order, enum migratetype type,
			       unsigned int alloc_flags, void **pages, unsigned int n)
{
	unsigned int got = 0, dealt;

	lock_acquire(&zone->lock);
	while (got < n &&
	       (dealt = deal_block(zone, order, type, alloc_flags, pages + got, n - got))) {
		got += dealt;
		/* The last pages are for the one request, and not for a list. */
		alloc_flags &= ~ALLOC_NON_BLOCK;
	}
	lock_release(&zone->lock);
	return got;
}

/* ---- giving back ----------------------------------------------------------------------------- */

/** buddy_free - put one block back, past the per-CPU lists; its last reference is the caller's. */
void buddy_free(struct zone *zone, struct page *page, unsigned int order)
{
	void *one = page;

	page_counts_set(page, 0);
	buddy_free_batch(zone, order, &one, 1);
}

/** buddy_free_batch - put @n blocks of 2^@order frames back under one lock hold. */
void buddy_free_batch(struct zone *zone, unsigned int order, void **pages, unsigned int n)
{
	unsigned int largest = 0;

	lock_acquire(&zone->lock);
	for (unsigned int i = 0; i < n; i++)
		largest = max(largest, block_put(zone, pages[i], order, 0));
	lock_release(&zone->lock);
	count_vm_events(PGFREE, (long)n << order);
	if (largest >= pageblock_order) {
		/* It may be going: a machine that halts. */
		void (*freed_large)(struct zone * zone) = READ_ONCE(page_pressure.freed_large);

		if (freed_large)
			freed_large(zone);
	}
	page_wait_wake();
}
