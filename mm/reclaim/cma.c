// SPDX-License-Identifier: MIT
/*
 * CMA areas: large runs of frames for those who need them now and then.
 *
 * Each node's zone may set page blocks aside at boot (cma_ranges).  They are of type MIGRATE_CMA:
 * movable requests use them, no others.  Who owns the area claims frames of it, and the pages that
 * stand there are moved away (contig.c).  A bitmap says which are claimed:
 *
 *	bits set = frames claimed, or being claimed	(cma->lock)
 *	a frame claimed is live; one that is not is free, or a movable page's
 *
 * A run that turns out to be busy is not asked for again in the same call: the next that the
 * bitmap offers is, until there is none.
 */
#include <linux/bitmap.h>
#include <linux/cma.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/might_sleep.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

#define CMA_MAX_NAME 16

/**
 * struct cma - an area: frames [@base_pfn, @base_pfn + @count).
 * @claimed: a bit for each; @claimed_pages of them are set.
 */
struct cma {
	unsigned long base_pfn, count;
	struct lock lock;
	unsigned long *claimed, claimed_pages;
	unsigned int bitmap_order;
	char name[CMA_MAX_NAME];
};

static struct cma areas[MAX_NUMNODES];
static unsigned int nr_areas;

struct cma *dma_contiguous_default_area;
EXPORT_SYMBOL_GPL(dma_contiguous_default_area);

/* ---- life ------------------------------------------------------------------------------------ */

static int area_init(struct cma *cma, const struct frame_run *range, unsigned int nid)
{
	unsigned long bytes = BITS_TO_LONGS(range->end - range->start) * sizeof(long);
	struct page *page;

	*cma = (struct cma){ .base_pfn = range->start,
			     .count = range->end - range->start,
			     .bitmap_order = (unsigned int)get_order(bytes) };
	lock_init(&cma->lock);
	snprintf(cma->name, sizeof(cma->name), nid ? "reserved%u" : "reserved", nid);
	page = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO, cma->bitmap_order, (int)nid);
	if (!page)
		return -ENOMEM;
	cma->claimed = page_address(page);
	return 0;
}

/** cma_init - the areas of what was set aside at boot. Return: 0 or -ENOMEM. */
int cma_init(void)
{
	nr_areas = 0;
	dma_contiguous_default_area = NULL;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		int err;

		if (cma_ranges[nid].start >= cma_ranges[nid].end)
			continue;
		err = area_init(&areas[nr_areas], &cma_ranges[nid], nid);
		if (err) {
			cma_exit();
			return err;
		}
		nr_areas++;
	}
	if (nr_areas)
		dma_contiguous_default_area = &areas[0];
	return 0;
}

/** cma_exit - no areas any more. */
void cma_exit(void)
{
	while (nr_areas) {
		struct cma *cma = &areas[--nr_areas];

		free_pages_untraced(virt_to_page(cma->claimed), cma->bitmap_order);
	}
	dma_contiguous_default_area = NULL;
}

static int area_check(const struct cma *cma)
{
	unsigned long n = 0, bit;
	int broken = 0;

	for_each_set_bit(bit, cma->claimed, cma->count) {
		n++;
		if (pfn_to_page(cma->base_pfn + bit)->flags & (1ul << PG_live))
			continue;
		broken++;
		pr_err("cma_check: %s: frame %#lx is claimed and not in use\n", cma->name,
		       cma->base_pfn + bit);
	}
	if (n != cma->claimed_pages) {
		broken++;
		pr_err("cma_check: %s: %lu pages are claimed, the bitmap has %lu\n", cma->name,
		       cma->claimed_pages, n);
	}
	return broken;
}

/** cma_check - prove the areas' invariants while nothing else runs. Return: how many are broken. */
int cma_check(void)
{
	int broken = 0;

	for (unsigned int i = 0; i < nr_areas; i++)
		broken += area_check(&areas[i]);
	return broken;
}

/* ---- what there is --------------------------------------------------------------------------- */

/** cma_get_base - the physical address of the area's first byte. */
phys_addr_t cma_get_base(const struct cma *cma)
{
	return PFN_PHYS(cma->base_pfn);
}
EXPORT_SYMBOL_GPL(cma_get_base);

/** cma_get_size - the area's size in bytes. */
unsigned long cma_get_size(const struct cma *cma)
{
	return cma->count << PAGE_SHIFT;
}
EXPORT_SYMBOL_GPL(cma_get_size);

/** cma_get_name - the area's name, for people. */
const char *cma_get_name(const struct cma *cma)
{
	return cma ? cma->name : "(undefined)";
}
EXPORT_SYMBOL_GPL(cma_get_name);

/** cma_for_each_area - call @it for each area until it returns anything but 0; returns that. */
int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data)
{
	int ret = 0;

	for (unsigned int i = 0; i < nr_areas && !ret; i++)
		ret = it(&areas[i], data);
	return ret;
}
EXPORT_SYMBOL_GPL(cma_for_each_area);

/* ---- claiming -------------------------------------------------------------------------------- */

/* Claim the first run from bit @from on; the area's count where none is. */
static unsigned long claim_bits(struct cma *cma, unsigned long from, unsigned long count,
				unsigned long mask)
{
	unsigned long bit;

	lock_acquire(&cma->lock);
	/* What is aligned is the frame, not its number in the area. */
	bit = bitmap_find_next_zero_area_off(cma->claimed, cma->count, from, count, mask,
					     cma->base_pfn & mask);
	if (bit < cma->count) {
		bitmap_set(cma->claimed, (unsigned int)bit, (unsigned int)count);
		cma->claimed_pages += count;
	}
	lock_release(&cma->lock);
	return min(bit, cma->count);
}

static void unclaim_bits(struct cma *cma, unsigned long bit, unsigned long count)
{
	lock_acquire(&cma->lock);
	bitmap_clear(cma->claimed, (unsigned int)bit, (unsigned int)count);
	cma->claimed_pages -= count;
	lock_release(&cma->lock);
}

/* Frames that nobody has claimed, for a message. */
static unsigned long unclaimed(struct cma *cma)
{
	unsigned long n;

	lock_acquire(&cma->lock);
	n = cma->count - cma->claimed_pages;
	lock_release(&cma->lock);
	return n;
}

/**
 * cma_alloc - claim a run of frames of an area.
 * @cma: the area.
 * @count: frames.
 * @align: the run starts at a multiple of 2^@align frames.
 * @no_warn: print nothing when there is none.
 *
 * The pages are single ones with a reference each.
 *
 * Context: may sleep.
 * Return: the first page, or NULL; freed by cma_release().
 */
struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn)
{
	gfp_t gfp = GFP_KERNEL | (no_warn ? __GFP_NOWARN : 0);
	unsigned long bit = 0, mask;
	int err = -ENOMEM;

	might_sleep();
	if (!cma || !count || align >= BITS_PER_LONG)
		return NULL;
	mask = (1ul << align) - 1;
	for (; count <= cma->count; bit += mask + 1) {
		unsigned long pfn;

		bit = claim_bits(cma, bit, count, mask);
		if (bit >= cma->count)
			break;
		pfn = cma->base_pfn + bit;
		err = alloc_contig_range(pfn, pfn + count, MIGRATE_CMA, gfp);
		if (!err) {
			count_vm_event(CMA_ALLOC_SUCCESS);
			return pfn_to_page(pfn);
		}
		unclaim_bits(cma, bit, count);
		if (err != -EBUSY)
			break;
	}
	count_vm_event(CMA_ALLOC_FAIL);
	if (!no_warn)
		pr_err("cma: %s: alloc failed, req-size: %lu pages, ret: %d; %lu of %lu free\n",
		       cma->name, count, err, unclaimed(cma), cma->count);
	return NULL;
}
EXPORT_SYMBOL_GPL(cma_alloc);

/** cma_pages_valid - do @count pages from @pages on lie in the area? */
bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count)
{
	unsigned long pfn;

	if (!cma || !pages)
		return false;
	pfn = page_to_pfn(pages);
	return pfn >= cma->base_pfn && count <= cma->count &&
	       pfn - cma->base_pfn <= cma->count - count;
}
EXPORT_SYMBOL_GPL(cma_pages_valid);

static bool all_claimed(struct cma *cma, unsigned long bit, unsigned long count)
{
	bool all;

	lock_acquire(&cma->lock);
	all = find_next_zero_bit(cma->claimed, bit + count, bit) >= bit + count;
	lock_release(&cma->lock);
	return all;
}

/**
 * cma_release - give frames of an area back.
 * @pages, @count: a run that cma_alloc() gave, or a part of one.
 *
 * Return: false where that is not of the area: nothing was done.
 */
bool cma_release(struct cma *cma, const struct page *pages, unsigned long count)
{
	unsigned long pfn;

	if (!cma_pages_valid(cma, pages, count))
		return false;
	pfn = page_to_pfn(pages);
	if (!all_claimed(cma, pfn - cma->base_pfn, count)) {
		report("cma: %s: release of frames [%#lx, %#lx), some of which are not claimed",
		       cma->name, pfn, pfn + count);
		return false;
	}
	free_contig_range(pfn, count);
	unclaim_bits(cma, pfn - cma->base_pfn, count);
	return true;
}
EXPORT_SYMBOL_GPL(cma_release);
