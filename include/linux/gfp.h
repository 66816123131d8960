/* SPDX-License-Identifier: MIT */
/* The page allocator's calls. */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/gfp_types.h>
#include <linux/mmzone.h>
#include <linux/topology.h>

/** gfpflags_allow_blocking - may the request sleep? */
static inline bool gfpflags_allow_blocking(gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM;
}

/** gfpflags_normal_context - does it come from where nothing is special: no reclaim, no atomic? */
static inline bool gfpflags_normal_context(gfp_t gfp)
{
	return (gfp & (__GFP_DIRECT_RECLAIM | __GFP_MEMALLOC)) == __GFP_DIRECT_RECLAIM;
}

/** gfp_has_io_fs - may it start both block I/O and file-system calls? */
static inline bool gfp_has_io_fs(gfp_t gfp)
{
	return (gfp & (__GFP_IO | __GFP_FS)) == (__GFP_IO | __GFP_FS);
}

/**
 * gfp_zone - the highest zone that a request may be served from.
 *
 * DMA wins over DMA32, which wins over HIGHMEM: the narrowest promise counts.  HIGHMEM together
 * with MOVABLE asks for ZONE_MOVABLE; MOVABLE alone says how the page behaves, not where it is.
 */
static inline enum zone_type gfp_zone(gfp_t gfp)
{
	if (likely(!(gfp & (__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM))))
		return ZONE_NORMAL;
	if (gfp & __GFP_DMA)
		return ZONE_DMA;
	if (gfp & __GFP_DMA32)
		return ZONE_DMA32;
	return gfp & __GFP_MOVABLE ? ZONE_MOVABLE : ZONE_HIGHMEM;
}

/* The bits of a request that say which lists it is served from. */
#define GFP_LISTS_MASK (GFP_ZONEMASK | __GFP_RECLAIMABLE)

/**
 * gfp_migratetype - the kind of page that a request wants.
 * Return: MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE or MIGRATE_UNMOVABLE.
 */
static inline enum migratetype gfp_migratetype(gfp_t gfp)
{
	if (gfp & __GFP_MOVABLE)
		return MIGRATE_MOVABLE;
	return gfp & __GFP_RECLAIMABLE ? MIGRATE_RECLAIMABLE : MIGRATE_UNMOVABLE;
}

/** node_zonelist - where a request with @gfp from node @nid looks, best first. */
static inline struct zonelist *node_zonelist(int nid, gfp_t gfp)
{
	return &NODE_DATA(nid)->lists[gfp_zone(gfp)][gfp & __GFP_THISNODE ? 1 : 0];
}

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int nid, const struct nodemask *nodemask);
void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);
void free_cold_page(struct page *page);
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);
void *alloc_pages_exact(size_t size, gfp_t gfp) __malloc;
void *alloc_pages_exact_nid(int nid, size_t size, gfp_t gfp) __malloc;
void free_pages_exact(void *virt, size_t size);
unsigned long alloc_pages_bulk_array_node(gfp_t gfp, int nid, unsigned long nr_pages,
					  struct page **pages);
unsigned long alloc_pages_bulk_list(gfp_t gfp, unsigned long nr_pages, struct list_head *list);
void page_frag_free(void *addr);

/* Runs of frames of any length, made by moving away what is there: mm/reclaim/contig.c. */
int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype,
		       gfp_t gfp_mask);
struct page *alloc_contig_pages(unsigned long nr_pages, gfp_t gfp_mask, int nid,
				const struct nodemask *nodemask);
void free_contig_range(unsigned long pfn, unsigned long nr_pages);

static inline struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return __alloc_pages(gfp, order, nid, NULL);
}

static inline struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return __alloc_pages(gfp, order, NUMA_NO_NODE, NULL);
}

static inline unsigned long alloc_pages_bulk_array(gfp_t gfp, unsigned long nr_pages,
						   struct page **pages)
{
	return alloc_pages_bulk_array_node(gfp, NUMA_NO_NODE, nr_pages, pages);
}

#define __alloc_pages_node(nid, gfp, order) alloc_pages_node(nid, gfp, order)
#define alloc_page(gfp)			    alloc_pages(gfp, 0)
#define __get_free_page(gfp)		    __get_free_pages((gfp), 0)
#define __get_dma_pages(gfp, order)	    __get_free_pages((gfp) | GFP_DMA, (order))
#define __free_page(page)		    __free_pages((page), 0)
#define free_page(addr)			    free_pages((addr), 0)
#define free_hot_page(page)		    __free_pages((page), 0)
#define free_hot_cold_page(page, cold)	    ((cold) ? free_cold_page(page) : __free_page(page))
#define free_unref_page(page, order)	    __free_pages((page), (order))

/* The names of other eras: 2.6 to 4.x, ... */
#define alloc_pages_current(gfp, order)		      alloc_pages((gfp), (order))
#define alloc_pages_exact_node(nid, gfp, order)	      alloc_pages_node((nid), (gfp), (order))
#define __alloc_pages_nodemask(gfp, order, nid, mask) __alloc_pages((gfp), (order), (nid), (mask))
/* ... and 6.14, where arrays are the only bulk. */
#define alloc_pages_bulk(gfp, nr, pages) alloc_pages_bulk_array((gfp), (nr), (pages))
#define alloc_pages_bulk_node(gfp, nid, nr, pages) \
	alloc_pages_bulk_array_node((gfp), (nid), (nr), (pages))

/** gfp_flags_text - write the names of @gfp's flags, as "GFP_KERNEL|__GFP_ZERO", into @buf. */
int gfp_flags_text(char *buf, size_t size, gfp_t gfp);

#include <linux/gfp_tagged.h>

#endif
