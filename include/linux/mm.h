/* SPDX-License-Identifier: MIT */
/* Pages: references, addresses, places. */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/errno.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/shrinker.h>
#include <linux/mmdebug.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/atomic.h>
#include <linux/overflow.h>
#include <linux/kvmalloc.h>
#include <asm/page.h>

#define nth_page(page, n)     ((page) + (n))
#define page_to_section(page) 0ul

/* ---- references ------------------------------------------------------------------------------ */

static inline bool get_page_unless_zero(struct page *page)
{
	return atomic_add_unless(&page->_refcount, 1, 0);
}

static inline bool put_page_testzero(struct page *page)
{
	return atomic_dec_and_test(&page->_refcount);
}

/** try_get_page - get_page() where the page is in use. Return: false, after a warning, else. */
static inline bool try_get_page(struct page *page)
{
	page = compound_head(page);
	if (WARN_ON_ONCE(page_ref_count(page) <= 0))
		return false;
	page_ref_inc(page);
	return true;
}

void get_page(struct page *page);
void put_page(struct page *page);
void split_page(struct page *page, unsigned int order);
void put_pages_list(struct list_head *pages);
void release_pages(struct page **pages, int nr);
void drain_all_pages(struct zone *zone);
void drain_local_pages(struct zone *zone);

static inline int page_mapcount(const struct page *page)
{
	return atomic_read(&page->_mapcount) + 1;
}

static inline void page_mapcount_reset(struct page *page)
{
	atomic_set(&page->_mapcount, PAGE_MAPCOUNT_NONE);
}

static inline bool page_mapped(const struct page *page)
{
	return page_mapcount(page) > 0;
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* page_block_order - the order of the live or free block that @page heads. */
static inline unsigned int page_block_order(const struct page *page)
{
	return (READ_ONCE(page->flags) & PAGE_ORDER_MASK) >> PAGE_ORDER_SHIFT;
}

static inline unsigned int compound_order(const struct page *page)
{
	return PageHead(page) ? page_block_order(page) : 0;
}

static inline unsigned long compound_nr(const struct page *page)
{
	return 1ul << compound_order(page);
}

static inline unsigned long page_size(const struct page *page)
{
	return PAGE_SIZE << compound_order(page);
}

static inline unsigned int page_shift(const struct page *page)
{
	return PAGE_SHIFT + compound_order(page);
}

#define thp_order(page)		compound_order(page)
#define thp_nr_pages(page)	((int)compound_nr(page))
#define thp_size(page)		page_size(page)
#define virt_to_head_page(addr) compound_head(virt_to_page(addr))

/* ---- places ---------------------------------------------------------------------------------- */

static inline enum zone_type page_zonenum(const struct page *page)
{
	return (enum zone_type)((READ_ONCE(page->flags) & PAGE_ZONE_MASK) >> PAGE_ZONE_SHIFT);
}

static inline int page_to_nid(const struct page *page)
{
	return (int)((READ_ONCE(page->flags) & PAGE_NODE_MASK) >> PAGE_NODE_SHIFT);
}

static inline struct zone *page_zone(const struct page *page)
{
	return &NODE_DATA(page_to_nid(page))->node_zones[page_zonenum(page)];
}

static inline struct pglist_data *page_pgdat(const struct page *page)
{
	return NODE_DATA(page_to_nid(page));
}

#define pfn_to_nid(pfn)	 page_to_nid(pfn_to_page(pfn))
#define page_is_ram(pfn) pfn_valid(pfn)

static inline bool PageHighMem(const struct page *page)
{
	return is_highmem_idx(page_zonenum(page));
}

static inline void *lowmem_page_address(const struct page *page)
{
	return page_to_virt(page);
}

/**
 * page_address - the address of @page.
 * Return: its place in the direct map; for a high page where kmap() put it, or NULL.
 */
static inline void *page_address(const struct page *page)
{
	if (unlikely(PageHighMem(page)))
		return page->virtual;
	return lowmem_page_address(page);
}

static inline void set_page_address(struct page *page, void *address)
{
	if (PageHighMem(page))
		page->virtual = address;
}

static inline unsigned long page_private(const struct page *page)
{
	return page->private;
}

static inline void set_page_private(struct page *page, unsigned long private)
{
	page->private = private;
}

/* ---- how much there is ----------------------------------------------------------------------- */

struct sysinfo {
	long uptime;
	unsigned long loads[3];
	unsigned long totalram, freeram, sharedram, bufferram;
	unsigned long totalswap, freeswap;
	unsigned short procs;
	unsigned long totalhigh, freehigh;
	unsigned int mem_unit;
};

/** get_num_physpages - frames of RAM, those reserved at boot included. */
static inline unsigned long get_num_physpages(void)
{
	unsigned long pages = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		pages += NODE_DATA(nid)->node_present_pages;
	return pages;
}

unsigned long totalram_pages(void);
unsigned long totalhigh_pages(void);
unsigned long nr_free_pages(void);
unsigned long nr_free_buffer_pages(void);
unsigned long nr_free_highpages(void);
void si_meminfo(struct sysinfo *val);
void si_meminfo_node(struct sysinfo *val, int nid);

/* Variables of older kernels. */
#define num_physpages get_num_physpages()
#define max_mapnr     max_pfn
#define max_low_pfn   (lowmem_bytes >> PAGE_SHIFT)
#define high_memory   ((void *)(PAGE_OFFSET + lowmem_bytes))
long si_mem_available(void);

/* <linux/vmalloc.h> says more. */
bool is_vmalloc_addr(const void *x);
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* How 2.4 kept pages that user space maps from being swapped. */
#define mem_map_reserve(page)	SetPageReserved(page)
#define mem_map_unreserve(page) ClearPageReserved(page)

/* Ashlar's own: proof that all memory is accounted for.  Return: invariants that are broken. */
int mm_check(void);

#define offset_in_folio(folio, p) offset_in_page(p)

#include <linux/folio.h>

#include <linux/vma.h>

/* What modules have always had through this header. */
#include <linux/err.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#endif
