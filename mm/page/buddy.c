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
 * - zone->orders has a bit for each order with a free block, so the smallest order that will do is
 *   one count of trailing zeros, however the zone is cut up.
 *
 * - Frames are *born*.  At boot the struct pages of a zone are not written; the zone remembers
 *   where the untouched frames begin, counts them free, and brings the next whole block to life
 *   when the free areas have nothing left.  Boot time and resident size do not depend on the
 *   size of the machine, and frames that are warm are used before frames that are not.
 *
 * Everything here runs under zone->lock.  A head's place (node and zone) is in its flags, so a
 * buddy in another zone, or one not born yet, never compares equal to what is looked for.
 */
#include <linux/kernel.h>
#include <mm/page/page.h>

static unsigned long zone_place(const struct zone *zone)
{
	return ((unsigned long)zone->node << PAGE_NODE_SHIFT) |
	       ((unsigned long)zone->type << PAGE_ZONE_SHIFT);
}

static unsigned long free_head(unsigned long place, unsigned int order)
{
	return place | (1ul << PG_buddy) | ((unsigned long)order << PAGE_ORDER_SHIFT);
}

static void area_add(struct zone *zone, struct page *page, unsigned int order)
{
	struct free_area *area = &zone->free_area[order];

	page_set_life(page, 1ul << PG_buddy, order);
	list_add(&page->buddy_list, &area->free_list);
	if (!area->nr_free++)
		zone->orders |= 1u << order;
}

static void area_del(struct zone *zone, struct page *page, unsigned int order)
{
	struct free_area *area = &zone->free_area[order];

	list_del(&page->buddy_list);
	page_set_life(page, 0, 0);
	if (!--area->nr_free)
		zone->orders &= ~(1u << order);
}

/* Put a block back and join it with its buddies; does not count. */
static void block_free(struct zone *zone, struct page *page, unsigned int order)
{
	unsigned long place = page->flags & PAGE_PLACE_MASK;
	unsigned long pfn = page_to_pfn(page);

	page_set_life(page, 0, 0);
	while (order < MAX_PAGE_ORDER) {
		struct page *buddy = pfn_to_page(pfn ^ (1ul << order));

		if (READ_ONCE(buddy->flags) != free_head(place, order))
			break;
		area_del(zone, buddy, order);
		pfn &= ~(1ul << order);
		order++;
	}
	page = pfn_to_page(pfn);
	area_add(zone, page, order);
}

/* Initialise the struct pages of [start, end): free, of this zone, in no block yet. */
static void frames_init(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long place = zone_place(zone);

	for (unsigned long pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		WRITE_ONCE(page->flags, place);
		page->slab_cache = NULL;
		page->mapping = NULL;
		page->private = 0;
		atomic_set(&page->_mapcount, PAGE_MAPCOUNT_NONE);
		atomic_set(&page->_refcount, 0);
	}
}

/* Bring the next untouched block to life. */
static bool buddy_birth(struct zone *zone)
{
	unsigned long pfn = zone->unborn_pfn;

	if (pfn >= zone->unborn_end)
		return false;
	zone->unborn_pfn = pfn + MAX_ORDER_NR_PAGES;
	frames_init(zone, pfn, pfn + MAX_ORDER_NR_PAGES);
	area_add(zone, pfn_to_page(pfn), MAX_PAGE_ORDER);
	return true;
}

/* Take a block out of the free areas; does not count. */
static struct page *block_alloc(struct zone *zone, unsigned int order)
{
	u32 fit = zone->orders >> order;
	unsigned int have;
	struct page *page;

	if (unlikely(!fit)) {
		if (!buddy_birth(zone))
			return NULL;
		fit = zone->orders >> order;
	}
	have = order + (unsigned int)__builtin_ctz(fit);
	page = list_first_entry(&zone->free_area[have].free_list, struct page, buddy_list);
	area_del(zone, page, have);
	while (have > order) {
		have--;
		area_add(zone, page + (1ul << have), have);
	}
	return page;
}

/** buddy_zone_init - empty free areas. */
void buddy_zone_init(struct zone *zone)
{
	for (int order = 0; order <= MAX_PAGE_ORDER; order++) {
		INIT_LIST_HEAD(&zone->free_area[order].free_list);
		zone->free_area[order].nr_free = 0;
	}
	zone->orders = 0;
	zone->free_pages = 0;
	zone->unborn_pfn = zone->unborn_end = 0;
}

/* Free [start, end), which holds no whole aligned block of the largest order. */
static void add_piece(struct zone *zone, unsigned long start, unsigned long end)
{
	frames_init(zone, start, end);
	while (start < end) {
		unsigned int order = start ? (unsigned int)__builtin_ctzl(start) : MAX_PAGE_ORDER;

		order = min_t(unsigned int, order, MAX_PAGE_ORDER);
		while ((1ul << order) > end - start)
			order--;
		block_free(zone, pfn_to_page(start), order);
		start += 1ul << order;
	}
}

/**
 * buddy_add_range - give the zone the free frames [@start, @end), at boot.
 *
 * The ragged ends are born at once; the whole blocks between stay unborn when the zone has no
 * unborn run yet or a shorter one, which a zone in one piece always has.
 */
void buddy_add_range(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long first = (start + MAX_ORDER_NR_PAGES - 1) & ~(MAX_ORDER_NR_PAGES - 1);
	unsigned long last = end & ~(MAX_ORDER_NR_PAGES - 1);

	lock_acquire(&zone->lock);
	zone->free_pages += end - start;
	if (first >= last) {
		add_piece(zone, start, end);
		goto out;
	}
	add_piece(zone, start, first);
	add_piece(zone, last, end);
	if (last - first > zone->unborn_end - zone->unborn_pfn) {
		swap(first, zone->unborn_pfn);
		swap(last, zone->unborn_end);
	}
	if (first < last)
		add_piece(zone, first, last);
out:
	lock_release(&zone->lock);
}

/** buddy_alloc - one block of 2^@order frames, or NULL. */
struct page *buddy_alloc(struct zone *zone, unsigned int order)
{
	struct page *page;

	lock_acquire(&zone->lock);
	page = block_alloc(zone, order);
	if (page)
		WRITE_ONCE(zone->free_pages, zone->free_pages - (1ul << order));
	lock_release(&zone->lock);
	return page;
}

/*
 * Take one block of 2^more times the order and deal it out: the order of a batch costs one search
 * and no splits.
 */
static unsigned int deal_block(struct zone *zone, unsigned int order, void **pages, unsigned int n)
{
	unsigned int more = 31 - (unsigned int)__builtin_clz(n);
	struct page *page;

	more = min_t(unsigned int, more, MAX_PAGE_ORDER - order);
	/* Smaller blocks that are free go first, or the large ones are cut up for nothing. */
	while (more && (zone->orders >> order) & ((1u << more) - 1))
		more = (unsigned int)__builtin_ctz(zone->orders >> order);
	page = block_alloc(zone, order + more);
	if (!page && more) {
		more = 0;
		page = block_alloc(zone, order);
	}
	if (!page)
		return 0;
	for (unsigned int i = 0; i < 1u << more; i++)
		pages[i] = page + ((unsigned long)i << order);
	return 1u << more;
}

/**
 * buddy_alloc_batch - up to @n blocks of 2^@order frames under one lock hold.
 * @pages: filled from [0] on.
 * Return: how many there were.
 */
unsigned int buddy_alloc_batch(struct zone *zone, unsigned int order, void **pages, unsigned int n)
{
	unsigned int got = 0, dealt;

	lock_acquire(&zone->lock);
	while (got < n && (dealt = deal_block(zone, order, pages + got, n - got)))
		got += dealt;
	WRITE_ONCE(zone->free_pages, zone->free_pages - ((unsigned long)got << order));
	lock_release(&zone->lock);
	return got;
}

/** buddy_free - put one block back. */
void buddy_free(struct zone *zone, struct page *page, unsigned int order)
{
	void *one = page;

	buddy_free_batch(zone, order, &one, 1);
}

/** buddy_free_batch - put @n blocks of 2^@order frames back under one lock hold. */
void buddy_free_batch(struct zone *zone, unsigned int order, void **pages, unsigned int n)
{
	lock_acquire(&zone->lock);
	for (unsigned int i = 0; i < n; i++)
		block_free(zone, pages[i], order);
	WRITE_ONCE(zone->free_pages, zone->free_pages + ((unsigned long)n << order));
	lock_release(&zone->lock);
}
