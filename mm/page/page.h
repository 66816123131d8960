/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/page: blocks of pages.
 *
 * Call tree of an allocation, fast to slow:
 *
 *	__alloc_pages                    alloc.c   this CPU's list of the order
 *	  alloc_pages_slow               slow.c    events, rules of context, how hard to try
 *	    zonelist_alloc               slow.c    first zone above its watermark
 *	      pcp_refill                 pcp.c     a batch for this CPU's list
 *	        buddy_alloc_batch        buddy.c   split
 *	          buddy_birth            buddy.c   frames never used before
 *
 * and of a free:
 *
 *	__free_pages                     free.c    proofs by one comparison; this CPU's list
 *	  free_pages_slow                free.c    references, events, reports
 *	    pcp_flush                    pcp.c     a batch back to the zone
 *	      buddy_free                 buddy.c   merge
 */
#ifndef MM_PAGE_PAGE_H
#define MM_PAGE_PAGE_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <mm/boot/boot.h>

/* ---- life ------------------------------------------------------------------------------------ */

int page_init(void);
void page_exit(void);
int page_check(void);

/* ---- for the layers above: blocks that raise no events --------------------------------------- */

/**
 * alloc_pages_untraced - alloc_pages_node() for memory that the allocators keep for themselves.
 * @nid: preferred node, or NUMA_NO_NODE.
 */
struct page *alloc_pages_untraced(gfp_t gfp, unsigned int order, int nid);
void free_pages_untraced(struct page *page, unsigned int order);

/**
 * page_register_reclaim - name a function that gives pages back when they run out.
 * @fn: frees what it can spare; returns pages freed, 0 when it had none.  Called with no locks
 * held from an allocation that may sleep.
 */
int page_register_reclaim(unsigned long (*fn)(void));

/* ---- texts ----------------------------------------------------------------------------------- */

void buddyinfo_show(struct textbuf *t);
void meminfo_show(struct textbuf *t);
void zoneinfo_show(struct textbuf *t);

/* Words of meminfo that layers above own; they add to them as they take and return pages. */
extern atomic_long_t vm_slab_reclaimable_pages, vm_slab_unreclaimable_pages;
extern atomic_long_t vm_vmalloc_used_pages, vm_percpu_pages;

/* ---- inside ---------------------------------------------------------------------------------- */

/* How a request may be served; derived once from its flags. */
#define ALLOC_WMARK_MIN 0x01u /* down to min, not low */
#define ALLOC_HIGH	0x02u /* half of min as well: __GFP_HIGH */
#define ALLOC_NO_WMARK	0x04u /* everything: __GFP_MEMALLOC */

/*
 * Where a request without wishes looks first, by node and gfp_zone(); NULL while no machine runs.
 */
extern struct zone *first_zone[MAX_NUMNODES][MAX_NR_ZONES];

/* The zone of a live or free page, by the bits that name node and zone. */
extern struct zone *zone_table[1 << (PAGE_ZONE_BITS + PAGE_NODE_BITS)];

static inline struct zone *page_zone_fast(const struct page *page)
{
	return zone_table[(page->flags & PAGE_PLACE_MASK) >> PAGE_ZONE_SHIFT];
}

int zones_init(void);
void zones_exit(void);
bool zone_watermark_ok(struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags);
void setup_watermarks(unsigned long min_free_kbytes);

void buddy_zone_init(struct zone *zone);
void buddy_add_range(struct zone *zone, unsigned long start, unsigned long end);
struct page *buddy_alloc(struct zone *zone, unsigned int order);
unsigned int buddy_alloc_batch(struct zone *zone, unsigned int order, void **pages, unsigned int n);
void buddy_free(struct zone *zone, struct page *page, unsigned int order);
void buddy_free_batch(struct zone *zone, unsigned int order, void **pages, unsigned int n);

int pcp_init(struct zone *zone);
void pcp_exit(struct zone *zone);
struct page *pcp_refill(struct zone *zone, unsigned int order);
void pcp_flush(struct zone *zone, struct page *page, unsigned int order);
void pcp_drain_all(void);
unsigned long pcp_pages(const struct zone *zone);

struct page *alloc_pages_slow(gfp_t gfp, unsigned int order, int nid, bool traced);
void free_pages_slow(struct page *page, unsigned int order, bool traced);
unsigned long page_reclaim(void);
void page_reclaim_init(void);
void page_alloc_failed(gfp_t gfp, unsigned int order, int nid);
void bad_page(struct page *page, const char *fmt, ...) __printf(2, 3);
void show_free_areas(void);
int page_flags_text(char *buf, size_t size, unsigned long flags);

/*
 * page_set_life - what the page is now; its place stays, all other flags go.
 *
 * Who frees the buddy of a page looks at the page's flags under the zone's lock, and the owner
 * changes them without it.  PG_buddy alone decides there, and it changes only under the lock.
 */
static __always_inline void page_set_life(struct page *page, unsigned long life, unsigned int order)
{
	WRITE_ONCE(page->flags, (READ_ONCE(page->flags) & PAGE_PLACE_MASK) | life |
					((unsigned long)order << PAGE_ORDER_SHIFT));
}

/* page_take_up - make a block that was free the caller's. */
static inline struct page *page_take_up(struct page *page, unsigned int order)
{
	page_set_life(page, 1ul << PG_live, order);
	atomic_set(&page->_refcount, 1);
	return page;
}

/** split_block - split_page() that raises no events. */
void split_block(struct page *page, unsigned int order);

void page_prepare(struct page *page, unsigned int order, gfp_t gfp);

#endif
