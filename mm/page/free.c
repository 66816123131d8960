// SPDX-License-Identifier: MIT
/*
 * Giving pages back.
 *
 * A live head carries PG_live and the order it was taken with, and none of the flags that belong
 * to a slab, a list, a tail or a user who forgot to clear them.  So one comparison of its flags
 * proves that the free is right; what differs is taken apart, and reported, in the slow half.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <mm/page/page.h>
#include <mm/page/policy.h>

/* What a user may leave set. */
#define FREE_IGNORED                                                                             \
	((1ul << PG_referenced) | (1ul << PG_uptodate) | (1ul << PG_dirty) | (1ul << PG_error) | \
	 (1ul << PG_owner_priv_1) | (1ul << PG_private) | (1ul << PG_private_2) |                \
	 (1ul << PG_swapbacked) | (1ul << PG_reserved))

/* All flags but those. */
#define FREE_CHECK_MASK ((PAGE_ORDER_MASK | ((1ul << __NR_PAGEFLAGS) - 1)) & ~FREE_IGNORED)

/* One reference is left, and nobody maps it. */
static __always_inline bool page_is_owned(const struct page *page)
{
	return page_counts_are(page, 1) && !READ_FOLDED(page->mapping);
}

static __always_inline bool page_is_mine(const struct page *page, unsigned long flags,
					 unsigned int order)
{
	/* An order beyond the field's width sets a bit that the mask takes from the other side. */
	return (flags & FREE_CHECK_MASK) ==
		       ((1ul << PG_live) | ((unsigned long)order << PAGE_ORDER_SHIFT)) &&
	       page_is_owned(page);
}

/* Nothing refers to the block any more: make it free. */
static __always_inline void page_let_go(struct page *page, unsigned long flags, unsigned int order)
{
	page_counts_set(page, 0);
	WRITE_ONCE(page->flags, (flags & PAGE_HOME_MASK) | (1ul << PG_pcp) |
					((unsigned long)order << PAGE_ORDER_SHIFT));
}

/* The per-CPU lists that a page goes back to. */
static __always_inline struct pcp_lists *page_lists(unsigned long flags)
{
	return lists_table[flags >> PAGE_TYPE_SHIFT];
}

/* It is free, and this CPU's list is full. */
static noinline void free_to_full(struct page *page, unsigned int order)
{
	pcp_flush(page_zone_fast(page), page_lists(page->flags), page, order);
}

/*
 * Put a block on @list, if it is of that.
 *
 * The flags of a live block of a list are those of a free one, which are the list's mark, but for
 * two bits: one comparison proves that the free is right and that the list is.
 */
static __always_inline bool free_to_list(struct page *page, unsigned int order, struct slots *list)
{
	unsigned long flags = READ_ONCE(page->flags) & ~FREE_IGNORED;

	flags ^= (1ul << PG_live) | (1ul << PG_pcp);
	if (unlikely(flags != READ_FOLDED(list->mark) || !page_is_owned(page)))
		return false;
	page_counts_set(page, 0);
	WRITE_ONCE(page->flags, flags);
	if (unlikely(!port_slot_put(&list->puts, page)))
		free_to_full(page, order);
	return true;
}

static void free_to_zone(struct page *page, unsigned int order)
{
	struct pcp_lists *lists = page_lists(page->flags);

	page_let_go(page, page->flags, order);
	pcp_flush(page_zone_fast(page), lists, page, order);
}

static void unmake_compound(struct page *page, unsigned int order)
{
	WRITE_ONCE(page->flags, page->flags & ~(1ul << PG_head));
	for (unsigned long i = 1; i < 1ul << order; i++) {
		page_set_life(page + i, 0, 0);
		page[i].compound_head = 0;
	}
}

/* The live block that @page is inside of, or NULL. */
static struct page *live_block_of(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		struct page *head = pfn_to_page(pfn & ~((1ul << order) - 1));

		if (head->flags & (1ul << PG_live))
			return pfn - page_to_pfn(head) < 1ul << page_block_order(head) ? head :
											 NULL;
	}
	return NULL;
}

/* By bytes, since between pointers the compiler takes a whole number of structs for granted. */
static bool is_frame(const struct page *page)
{
	unsigned long offset = (unsigned long)page - (unsigned long)mem_map;

	return offset % sizeof(*page) == 0 && pfn_valid(page_to_pfn(page));
}

/* Return: true when the block may be freed, with the order it really has. */
static bool check_free(struct page *page, unsigned int *order)
{
	struct page *head;

	if (!is_frame(page)) {
		report("Bad page free: %px is not the struct page of a frame", page);
		return false;
	}
	if (PageSlab(page) || (PageTail(page) && PageSlab(compound_head(page)))) {
		bad_page(page, "a page of a slab is freed as a page");
		return false;
	}
	if (!(READ_ONCE(page->flags) & (1ul << PG_live))) {
		if (!pfn_valid(page_to_pfn(page))) {
			report("Bad page free: address %px is not that of a page",
			       lowmem_page_address(page));
			return false;
		}
		head = live_block_of(page);
		if (head)
			bad_page(page, "free inside a block of order %u that starts at pfn %lx",
				 page_block_order(head), page_to_pfn(head));
		else if (READ_ONCE(page->flags) & ((1ul << PG_buddy) | (1ul << PG_pcp)))
			bad_page(page, "the page is free already");
		else
			bad_page(page, "the page was not allocated");
		return false;
	}
	if (page_block_order(page) != *order) {
		bad_page(page, "freed with order %u, allocated with order %u", *order,
			 page_block_order(page));
		*order = page_block_order(page);
	}
	return true;
}

/* What a user left behind would be found by the next one. */
static void check_leftovers(struct page *page)
{
	if (page->mapping) {
		bad_page(page, "non-NULL mapping");
		page->mapping = NULL;
	}
	if (atomic_read(&page->_mapcount) != PAGE_MAPCOUNT_NONE) {
		bad_page(page, "nonzero mapcount");
		atomic_set(&page->_mapcount, PAGE_MAPCOUNT_NONE);
	}
	if (page->flags & PAGE_FLAGS_CHECK_AT_FREE) {
		bad_page(page, "PAGE_FLAGS_CHECK_AT_FREE flag(s) set");
		WRITE_ONCE(page->flags, page->flags & ~PAGE_FLAGS_CHECK_AT_FREE);
	}
}

/* In the other pages too, where mistakes are looked for: nothing else reads them now. */
static void check_tails(struct page *page, unsigned int order)
{
	for (unsigned long i = 1; i < 1ul << order; i++) {
		check_leftovers(page + i);
		if (page_ref_count(page + i)) {
			bad_page(page + i, "nonzero _refcount");
			atomic_set(&page[i]._refcount, 0);
		}
	}
}

/* The end of what block_release() began, after the block was held back. */
static void release_kept(const struct access_kept *kept)
{
	struct page *page = kept->p;
	unsigned int order = (unsigned int)kept->arg;

	if (unlikely(!page_untouched(page, order)))
		page_used_while_free(page, order);
	free_to_zone(page, order);
}

/* Hold a block of a module's back, as if it lay in a list. Return: false where it goes on. */
static bool keep_block(struct page *page, unsigned int order)
{
	const struct access_kept kept = {
		.p = page, .bytes = PAGE_SIZE << order, .release = release_kept, .arg = order
	};

	if (!mm_access_on())
		return false;
	page_let_go(page, page->flags, order);
	return mm_access_keep(&kept);
}

/* The last reference is gone. */
static void block_release(struct page *page, unsigned int order, bool traced)
{
	if (traced)
		mm_trace_free(MM_EVENT_PAGES, page);
	check_leftovers(page);
	if (unlikely(mm_tracer))
		check_tails(page, order);
	if (page->flags & (1ul << PG_head))
		unmake_compound(page, order);
	if (page->flags & (1ul << PG_accounted))
		account_uncharge(page, order);
	if (unlikely(mm_tracer))
		page_clean(page, order);
	page_access_forbid(page, order, ACCESS_PAGE_FREE);
	if (!traced || !keep_block(page, order))
		free_to_zone(page, order);
}

/*
 * Someone else holds the first page of a block that is not compound: the others go now.  Before
 * the caller's own reference, or who drops the last meanwhile would free the block whole.
 */
static void free_all_but_first(struct page *page, unsigned int order, bool traced)
{
	if (traced)
		split_page(page, order);
	else
		split_block(page, order);
	for (unsigned long i = 1; i < 1ul << order; i++)
		traced ? __free_pages(page + i, 0) : free_pages_untraced(page + i, 0);
}

/** free_pages_slow - drop a reference and free the block if it was the last; report mistakes. */
void free_pages_slow(struct page *page, unsigned int order, bool traced)
{
	int refs;

	if (!check_free(page, &order))
		return;
	refs = atomic_read(&page->_refcount);
	if (refs <= 0) {
		bad_page(page, "nonpositive reference count");
		return;
	}
	if (refs > 1 && order && !PageHead(page)) {
		free_all_but_first(page, order, traced);
		order = 0;
	}
	refs = atomic_dec_return(&page->_refcount);
	if (!refs) {
		block_release(page, order, traced);
	} else if (refs < 0) {
		/* Another thread has just freed it: it is that thread's to set right. */
		atomic_inc(&page->_refcount);
		bad_page(page, "two threads free the page at once");
	}
}

/* A block that is not of the usual lists, or there is something wrong. */
static noinline void free_other(struct page *page, unsigned int order, bool traced)
{
	unsigned long flags = READ_ONCE(page->flags);

	if (!page_is_mine(page, flags, order) ||
	    !free_to_list(page, order, &page_lists(flags)->order[order]))
		free_pages_slow(page, order, traced);
}

/*
 * Which lists a page goes back to hangs on its flags, and a page that has just been taken comes out
 * of the array that it now goes into: one chain of loads from each pair of calls to the next.  Most
 * pages are of one home, so that is compared, and predicted.
 *
 * Where calls are watched no list has a mark, so all frees are slow ones.
 */
static __always_inline void free_any(struct page *page, unsigned int order, bool traced)
{
	if (unlikely(order >= READ_FOLDED(usual_orders) ||
		     !free_to_list(page, order, READ_FOLDED(usual_list[order]))))
		free_other(page, order, traced);
}

/*
 * Put single pages on this CPU's list, as many as belong on one, from pages[0] on.  Return: how
 * many are gone; 0 where the first needs the slow way.
 */
static unsigned int bulk_to_list(struct page **pages, unsigned int n)
{
	unsigned long home = READ_ONCE(pages[0]->flags) & PAGE_HOME_MASK;
	struct pcp_lists *lists = page_lists(home);
	unsigned int i, put;

	for (i = 0; i < n; i++) {
		unsigned long flags = READ_ONCE(pages[i]->flags);

		if ((flags & PAGE_HOME_MASK) != home || !page_is_mine(pages[i], flags, 0))
			break;
		page_let_go(pages[i], flags, 0);
	}
	if (!i)
		return 0;
	put = port_slot_put_n(&lists->order[0].puts, (void *const *)pages, i);
	for (; put < i; put++)
		pcp_flush(page_zone_fast(pages[put]), lists, pages[put], 0);
	return i;
}

/**
 * release_pages - drop a reference to each page of an array.
 * @pages: the pages.
 * @nr: how many.
 *
 * Single pages that nobody else refers to go back together.
 *
 * Context: any.
 */
void release_pages(struct page **pages, int nr)
{
	while (nr > 0) {
		/* Each is wholly on one CPU's list or on none, so not too many at a time. */
		unsigned int n = mm_tracer ? 0 : bulk_to_list(pages, min(nr, 64));

		if (!n) {
			put_page(*pages);
			n = 1;
		}
		pages += n;
		nr -= (int)n;
	}
}
EXPORT_SYMBOL(release_pages);

/**
 * __free_pages - drop a reference to a block, and free it if that was the last.
 * @page: the first page of the block.
 * @order: the order it was taken with.
 *
 * A wrong order, a page that is free already, inside a block, or never taken: each is a report,
 * and the free areas stay sound.
 *
 * Context: any.
 */
void __free_pages(struct page *page, unsigned int order)
{
	free_any(page, order, true);
}
EXPORT_SYMBOL(__free_pages);

void free_pages_untraced(struct page *page, unsigned int order)
{
	free_any(page, order, false);
}

static __always_inline unsigned long rotated(unsigned long word, unsigned int right)
{
	return word >> right | word << (BITS_PER_LONG - right);
}

/* @at: an address, less page_offset_base, and rotated. */
static noinline void free_no_page(unsigned long at)
{
	unsigned long addr = page_offset_base + rotated(at, BITS_PER_LONG - PAGE_SHIFT);

	if (addr)
		report("Bad page free: address %px is not that of a page", (void *)addr);
}

/**
 * free_pages - __free_pages() by address.
 * @addr: what __get_free_pages() returned; 0 is fine.
 */
void free_pages(unsigned long addr, unsigned int order)
{
	/* An address inside of a page has bits above those of any frame now. */
	unsigned long frame = rotated(addr - page_offset_base, PAGE_SHIFT);

	/* What lies in a hole of RAM is found out where it turns out not to be live. */
	if (unlikely(frame >= lowmem_frames))
		free_no_page(frame);
	else
		free_any(mem_map + frame, order, true);
}
EXPORT_SYMBOL(free_pages);

/**
 * free_cold_page - __free_page() for a page that nobody has touched for long.
 *
 * It goes to the far end of this CPU's list, and is handed out again after those that are warm.
 */
void free_cold_page(struct page *page)
{
	unsigned long flags = READ_ONCE(page->flags);
	void *one = page;

	if (page_is_mine(page, flags, 0) && !mm_tracer) {
		struct pcp_lists *lists = page_lists(flags);

		page_let_go(page, flags, 0);
		if (!slots_put(&lists->cold, &one, 1))
			buddy_free(page_zone_fast(page), page, 0);
		return;
	}
	free_pages_slow(page, 0, true);
}
EXPORT_SYMBOL(free_cold_page);

/** page_frag_free - free the block that holds @addr, whatever its order. */
void page_frag_free(void *addr)
{
	put_page(virt_to_head_page(addr));
}
EXPORT_SYMBOL(page_frag_free);

/** get_page - take one more reference to the block of a live page. */
void get_page(struct page *page)
{
	page = compound_head(page);
	if (unlikely(page_ref_count(page) <= 0)) {
		bad_page(page, "a reference is taken to a page that is not in use");
		return;
	}
	page_ref_inc(page);
}
EXPORT_SYMBOL(get_page);

/**
 * put_page - drop a reference to the block of a live page, and free it if that was the last.
 *
 * A block that is not compound is freed whole through its first page.
 */
void put_page(struct page *page)
{
	page = compound_head(page);
	if (unlikely(page_ref_count(page) != 1)) {
		if (page_ref_count(page) <= 0) {
			bad_page(page, "a reference is dropped that was not taken");
			return;
		}
		if (!put_page_testzero(page))
			return;
		set_page_count(page, 1);
	}
	free_any(page, page_block_order(page), true);
}
EXPORT_SYMBOL(put_page);

void split_block(struct page *page, unsigned int order)
{
	unsigned long home = page->flags & PAGE_HOME_MASK;

	/* Others may have references to the first page, and change bits of it. */
	__atomic_fetch_and(&page->flags, ~PAGE_ORDER_MASK, __ATOMIC_RELAXED);
	for (unsigned long i = 1; i < 1ul << order; i++) {
		WRITE_ONCE(page[i].flags, home);
		page_take_up(page + i, 0);
		tag_map_copy_page(page + i, page);
	}
	if (unlikely(PageAccounted(page)))
		account_split(page, order);
}

/**
 * split_page - make each page of a block one that is freed by itself.
 * @page: the head of a live block that is not compound.
 * @order: the order it was taken with.
 */
void split_page(struct page *page, unsigned int order)
{
	if (WARN_ON(PageCompound(page) || page_block_order(page) != order))
		return;
	mm_trace_free(MM_EVENT_PAGES, page);
	split_block(page, order);
	for (unsigned long i = 0; i < 1ul << order; i++)
		mm_trace_alloc(MM_EVENT_PAGES, page + i, PAGE_SIZE, PAGE_SIZE, 0);
}
EXPORT_SYMBOL(split_page);
