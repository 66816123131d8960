/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/page: blocks of pages.
 *
 * Call tree of an allocation, fast to slow:
 *
 *	__alloc_pages                    alloc.c   this CPU's list of the order
 *	  alloc_pages_slow               slow.c    events, rules of context, how hard to try
 *	    zonelist_alloc               slow.c    first zone above its watermark
 *	      zone_alloc                 pcp.c     a batch for this CPU's list
 *	        buddy_alloc_batch        buddy.c   split
 *	          buddy_birth            buddy.c   frames never used before
 *	          steal_block            pageblock.c   a block of another type
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
#include <mm/page/section.h>

/* ---- life ------------------------------------------------------------------------------------ */

int page_init(void);
void vmstat_init(void);
void page_exit(void);
int page_check(void);

/* ---- for the layers above: blocks that raise no events --------------------------------------- */

/**
 * alloc_pages_untraced - alloc_pages_node() for memory that the allocators keep for themselves.
 * @nid: preferred node, or NUMA_NO_NODE.
 */
struct page *alloc_pages_untraced(gfp_t gfp, unsigned int order, int nid);
void free_pages_untraced(struct page *page, unsigned int order);

/** pcp_cpu_dead - put the blocks in the lists of @cpu, which runs nothing now, back. */
void pcp_cpu_dead(unsigned int cpu);

/** node_cpus_update - tell the nodes that __cpu_online_mask has changed. */
void node_cpus_update(void);

/** page_look_live - call @fn for each live block, by its first page: tagged.c. */
void page_look_live(void (*fn)(void *ctx, struct page *page, unsigned int order), void *ctx);

/* ---- texts ----------------------------------------------------------------------------------- */

void buddyinfo_show(struct textbuf *t);
void meminfo_show(struct textbuf *t);
void zoneinfo_show(struct textbuf *t);
void pagetypeinfo_show(struct textbuf *t);
void vmstat_show(struct textbuf *t);

/* Pages of vmalloc and of per-CPU memory, which those layers count: no node has these. */
extern unsigned long (*vm_vmalloc_used_pages)(void);
extern atomic_long_t vm_percpu_pages;

/* ---- inside ---------------------------------------------------------------------------------- */

/**
 * struct page_request - one request on its slow way.
 * @gfp: its flags, less what scopes take away.
 * @order: of the block.
 * @nid: the node that is preferred.
 * @highest: the highest zone that will do.
 * @type: the type of page block it wants.
 * @list: where to look, best first.
 * @nodes: the nodes that may be used, or NULL for all.
 */
struct page_request {
	gfp_t gfp;
	unsigned int order;
	int nid;
	enum zone_type highest;
	enum migratetype type;
	const struct zonelist *list;
	const struct nodemask *nodes;
};

/* How a request may be served: the mark in the low bits, and which reserves are open. */
#define ALLOC_WMARK_MIN	 WMARK_MIN
#define ALLOC_WMARK_LOW	 WMARK_LOW
#define ALLOC_WMARK_HIGH WMARK_HIGH
#define ALLOC_WMARK_MASK 0x03u
#define ALLOC_HIGH	 0x04u	/* half of min: __GFP_HIGH */
#define ALLOC_NON_BLOCK	 0x08u	/* and a quarter of what that leaves: cannot sleep */
#define ALLOC_HIGHATOMIC 0x10u	/* blocks kept for requests of this kind */
#define ALLOC_CMA	 0x20u	/* blocks that a CMA area lends: movable requests */
#define ALLOC_NO_WMARK	 0x40u	/* everything: __GFP_MEMALLOC */
#define ALLOC_CPUSET	 0x80u	/* stay in the nodes that the thread is confined to */
#define ALLOC_NOFRAGMENT 0x100u /* not from blocks of another type */

/* What opens a reserve: pages taken so go to no list, where others could take them. */
#define ALLOC_RESERVES (ALLOC_HIGH | ALLOC_HIGHATOMIC | ALLOC_NO_WMARK)

/**
 * struct page_reclaimed - what reclaim brought.
 * @pages: that came back for sure.
 * @claimed: objects and pages that someone says were freed, or will be, and that may make more.
 */
struct page_reclaimed {
	unsigned long pages, claimed;
};

/**
 * struct page_pressure - what the layers above do when pages are short.
 * @wake: a request found no zone above its low mark.  Any context, no locks held.
 * @reclaim: free pages now; may sleep.
 * @compact: make a block of the request's order; may sleep.  True when it moved anything.
 * @oom: nothing helped.  True: the request is tried once more; else it may be made to fail quietly.
 * @freed_large: a block of a page block or more became free in the zone.  No locks held.
 * @hopeless: nothing more can be reclaimed in a node, as far as is known.
 *
 * Set by mm/reclaim as it comes up; any may be NULL.
 */
struct page_pressure {
	void (*wake)(const struct page_request *rq);
	struct page_reclaimed (*reclaim)(const struct page_request *rq);
	bool (*compact)(const struct page_request *rq, bool sync);
	bool (*oom)(struct page_request *rq);
	void (*freed_large)(struct zone *zone);
	bool (*hopeless)(int nid);
};

extern struct page_pressure page_pressure;

/*
 * Where a request without wishes looks first, by node and the bits of GFP_LISTS_MASK; NULL while no
 * machine runs.
 */
extern struct pcp_lists *first_lists[MAX_NUMNODES][GFP_LISTS_MASK + 1];

/* The lists and the zone of a live or free page, by the bits that name node, zone and type. */
extern struct pcp_lists *lists_table[1 << (PAGE_TYPE_BITS + PAGE_ZONE_BITS + PAGE_NODE_BITS)];

/*
 * READ_FOLDED - READ_ONCE() that may become part of the instruction that uses it: of words that
 * stay as they are while they are read, but by a sanitizer's rules.
 */
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define READ_FOLDED(x) READ_ONCE(x)
#else
#define READ_FOLDED(x) (x)
#endif

/*
 * By order, the list of first_lists[0][0]: most requests look there first, and most pages go back
 * to it.  There are none of the orders from usual_orders on, and of no order while no machine runs.
 */
extern struct slots *usual_list[NR_PAGE_ORDERS];
extern unsigned int usual_orders;
extern struct zone *zone_table[1 << (PAGE_ZONE_BITS + PAGE_NODE_BITS)];

static inline struct zone *page_zone_fast(const struct page *page)
{
	return zone_table[READ_ONCE(page->flags) >> PAGE_ZONE_SHIFT];
}

/* ---- zone.c */

/* Set at boot from the machine's size; setup_per_zone_wmarks() makes a change of them felt. */
extern unsigned long min_free_kbytes;
extern unsigned int watermark_scale_factor;
/* Page blocks are of one kind: set where the machine is too small or was told so. */
extern bool page_group_by_mobility_disabled;
/* What is set aside for a CMA area, by node; empty where start == end. */
extern struct frame_run cma_ranges[MAX_NUMNODES];

int zones_init(void);
void zone_give(struct zone *zone, unsigned long start, unsigned long end);
bool zone_watermark_ok(struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags);
unsigned long zone_free_for(const struct zone *zone, unsigned int alloc_flags);
unsigned long zone_min_mark(unsigned long mark, unsigned int alloc_flags);
void setup_per_zone_wmarks(void);
void setup_lowmem_reserve(void);

/** zones_updated - memory came or went: marks, reserves, lists and where to look first. */
void zones_updated(void);

/** zone_limits_of - where the zones of node @nid end, the movable one included. */
void zone_limits_of(int nid, u64 limits[MAX_NR_ZONES]);

/* ---- buddy.c: free areas; all but those that say so take zone->lock */

void buddy_zone_init(struct zone *zone);
void buddy_add_range(struct zone *zone, unsigned long start, unsigned long end);
void buddy_add_cma(struct zone *zone, unsigned long start, unsigned long end);
unsigned long buddy_remove_range(struct zone *zone, unsigned long start, unsigned long end);
void buddy_give_birth(struct zone *zone, unsigned long start, unsigned long end);
struct page *buddy_alloc(struct zone *zone, unsigned int order, enum migratetype type,
			 unsigned int alloc_flags);
unsigned int buddy_alloc_batch(struct zone *zone, unsigned int order, enum migratetype type,
			       unsigned int alloc_flags, void **pages, unsigned int n);
void buddy_free(struct zone *zone, struct page *page, unsigned int order);
void buddy_free_batch(struct zone *zone, unsigned int order, void **pages, unsigned int n);
unsigned long buddy_take_range(struct zone *zone, unsigned long start, unsigned long end,
			       struct list_head *out);
unsigned long buddy_take_in_use(struct zone *zone, unsigned long start, unsigned long end,
				struct list_head *out);
struct page *buddy_take_unreported(struct zone *zone, unsigned int min_order, unsigned int *order);
void buddy_put_reported(struct zone *zone, struct page *page, unsigned int order);

/* ---- pageblock.c: types of page blocks */

struct page *steal_block(struct zone *zone, unsigned int order, enum migratetype type,
			 unsigned int alloc_flags);
void reserve_highatomic(struct zone *zone, struct page *page);
bool unreserve_highatomic(struct zone *zone, bool force);
bool buddy_isolate(struct zone *zone, unsigned long pfn);
void buddy_unisolate(struct zone *zone, unsigned long pfn, enum migratetype type);

/* ---- pcp.c: per-CPU lists */

void pcp_lists_none(struct pcp_lists *lists);
void pcp_setup(struct zone *zone);
void pcp_exit(struct zone *zone);
struct page *zone_alloc(struct zone *zone, const struct page_request *rq, unsigned int alloc_flags);
void pcp_flush(struct zone *zone, struct pcp_lists *lists, struct page *page, unsigned int order);
void pcp_drain_all(void);
void pcp_drain_zone(struct zone *zone);
void pcp_drain_order(struct zone *zone, unsigned int order);
unsigned long pcp_pages(const struct zone *zone);
/** pcp_hold - until pcp_release() nobody empties per-CPU lists. */
void pcp_hold(void);
void pcp_release(void);
/** pcp_look - call @fn for each block in @zone's lists, which nobody uses meanwhile. */
void pcp_look(struct zone *zone, void (*fn)(void *ctx, struct page *page, unsigned int order),
	      void *ctx);

/* ---- waiting for pages: wait.c */

/**
 * page_wait_for_free - sleep until pages come back to some zone, or for @timeout_ns.
 * Context: may sleep.
 */
void page_wait_for_free(u64 timeout_ns);
void page_wait_wake_slow(void);

/* How many sleep there. */
extern u32 page_waiters;

/* page_wait_wake - pages came back: tell who waits, which is nobody nearly always. */
static inline void page_wait_wake(void)
{
	if (unlikely(READ_ONCE(page_waiters)))
		page_wait_wake_slow();
}

/* ---- slow.c, free.c, report.c */

struct page *alloc_pages_slow(gfp_t gfp, unsigned int order, int nid, const struct nodemask *nodes,
			      bool traced);
struct page *zonelist_alloc(const struct page_request *rq, unsigned int alloc_flags);
void free_pages_slow(struct page *page, unsigned int order, bool traced);
void alloc_slow_init(void);
void page_alloc_failed(const struct page_request *rq);
void bad_page(struct page *page, const char *fmt, ...) __printf(2, 3);
void page_used_while_free(struct page *page, unsigned int order);
void page_clean(struct page *page, unsigned int order);
void page_expect_clean(struct page *page, unsigned int order);
void show_free_areas(void);
/** page_unborn_type - what frames count as that nobody has used yet. */
enum migratetype page_unborn_type(void);
int page_flags_text(char *buf, size_t size, unsigned long flags);

/*
 * page_set_life - what the page is now; its place stays, all other flags go.
 *
 * Who frees the buddy of a page looks at the page's flags under the zone's lock, and the owner
 * changes them without it.  PG_buddy alone decides there, and it changes only under the lock.
 */
static __always_inline void page_set_life(struct page *page, unsigned long life, unsigned int order)
{
	WRITE_ONCE(page->flags, (READ_ONCE(page->flags) & PAGE_HOME_MASK) | life |
					((unsigned long)order << PAGE_ORDER_SHIFT));
}

/* The type as it stands in page->flags: all without lists are one. */
static inline unsigned long page_type_bits(enum migratetype type)
{
	return (unsigned long)min_t(unsigned int, type, MIGRATE_PCPTYPES) << PAGE_TYPE_SHIFT;
}

/* page_set_pcp - a block taken from the zone: of no one yet, and of the type @bits says. */
static __always_inline void page_set_pcp(struct page *page, unsigned int order, unsigned long bits)
{
	WRITE_ONCE(page->flags, (READ_ONCE(page->flags) & PAGE_PLACE_MASK) | bits |
					(1ul << PG_pcp) |
					((unsigned long)order << PAGE_ORDER_SHIFT));
}

/*
 * Both counts of a page at once, as they are when @refs refer to it and nobody maps it.  They are
 * written as they are read, in one, or the processor would have to wait for the store.  What others
 * did to the page before they dropped their references is seen by who finds one left.
 */
typedef u64 __attribute__((may_alias)) page_counts_t;

#define PAGE_COUNTS(refs) ((u64)(u32)(refs) << 32 | (u32)PAGE_MAPCOUNT_NONE)

_Static_assert(offsetof(struct page, _refcount) == offsetof(struct page, _mapcount) + 4 &&
		       offsetof(struct page, _mapcount) % sizeof(long) == 0,
	       "both counts of a page are read at once");

static __always_inline bool page_counts_are(const struct page *page, int refs)
{
	if (sizeof(long) < sizeof(page_counts_t))
		return __atomic_load_n(&page->_refcount.counter, __ATOMIC_ACQUIRE) == refs &&
		       atomic_read(&page->_mapcount) == PAGE_MAPCOUNT_NONE;
	return __atomic_load_n((const page_counts_t *)&page->_mapcount, __ATOMIC_ACQUIRE) ==
	       PAGE_COUNTS(refs);
}

static __always_inline void page_counts_set(struct page *page, int refs)
{
	if (sizeof(long) < sizeof(page_counts_t)) {
		atomic_set(&page->_mapcount, PAGE_MAPCOUNT_NONE);
		atomic_set(&page->_refcount, refs);
		return;
	}
	__atomic_store_n((page_counts_t *)&page->_mapcount, PAGE_COUNTS(refs), __ATOMIC_RELAXED);
}

/* page_take_up - make a block that was free the caller's. */
static __always_inline struct page *page_take_up(struct page *page, unsigned int order)
{
	page_set_life(page, 1ul << PG_live, order);
	page_counts_set(page, 1);
	return page;
}

/* page_untouched - is a block that comes off a list as it went in? */
static __always_inline bool page_untouched(const struct page *page, unsigned int order)
{
	return (READ_ONCE(page->flags) & ~PAGE_HOME_MASK) ==
		       ((1ul << PG_pcp) | ((unsigned long)order << PAGE_ORDER_SHIFT)) &&
	       page_counts_are(page, 0);
}

/* The shadow of a block; pages that are not mapped have no addresses to be forbidden. */
static inline void page_access_allow(const struct page *page, unsigned int order)
{
	if (mm_access_on() && !PageHighMem(page))
		mm_access->allow(lowmem_page_address(page), PAGE_SIZE << order, PAGE_SIZE << order,
				 ACCESS_PAGE_REDZONE);
}

static inline void page_access_forbid(const struct page *page, unsigned int order,
				      enum access_mark mark)
{
	if (mm_access_on() && !PageHighMem(page))
		mm_access->forbid(lowmem_page_address(page), PAGE_SIZE << order, mark);
}

/** split_block - split_page() that raises no events. */
void split_block(struct page *page, unsigned int order);

void page_prepare(struct page *page, unsigned int order, gfp_t gfp);

#endif
