/* SPDX-License-Identifier: MIT */
/* The steps of the short way of taking pages: alloc.c says what it is. */
#ifndef MM_PAGE_FAST_H
#define MM_PAGE_FAST_H

#include <mm/page/page.h>

/* Requests whose block is not this CPU's warmest, or is counted as it is taken. */
#define GFP_NEVER_FAST (__GFP_COLD | __GFP_ACCOUNT)

/* The list of this node's preferred zone for a request; NULL where it has none. */
static __always_inline struct slots *page_list_for(gfp_t gfp, unsigned int order, int nid)
{
	struct pcp_lists *lists = READ_ONCE(first_lists[nid][gfp & GFP_LISTS_MASK]);

	if (unlikely(!lists || order > MAX_PAGE_ORDER || gfp & GFP_NEVER_FAST))
		return NULL;
	return &lists->order[order];
}

/* Make a block that came off a list the caller's.  Return: false where it is not as it went in. */
static __always_inline bool page_claim(struct page *page, unsigned int order)
{
	unsigned long flags = READ_ONCE(page->flags);

	if (unlikely((flags & ~PAGE_HOME_MASK) !=
			     ((1ul << PG_pcp) | ((unsigned long)order << PAGE_ORDER_SHIFT)) ||
		     !page_counts_are(page, 0)))
		return false;
	WRITE_ONCE(page->flags, flags ^ ((1ul << PG_pcp) | (1ul << PG_live)));
	page_counts_set(page, 1);
	return true;
}

/** page_finish - give the caller a block for which there is something to be done, or to be said. */
struct page *page_finish(struct page *page, gfp_t gfp, unsigned int order);

#endif
