/* SPDX-License-Identifier: MIT */
/* The steps of the short way of taking pages: alloc.c says what it is. */
#ifndef MM_PAGE_FAST_H
#define MM_PAGE_FAST_H

#include <mm/page/page.h>

/* Requests whose block is not this CPU's warmest, or is counted as it is taken. */
#define GFP_NEVER_FAST (__GFP_COLD | __GFP_ACCOUNT)

/*
 * The list of node 0's preferred zone for a request; NULL where it has none, or a flag of @never.
 * Where several nodes are, nothing can be taken from lists without a lock.
 */
static __always_inline struct slots *page_list_for(gfp_t gfp, unsigned int order, gfp_t never)
{
	struct pcp_lists *lists;

	if (unlikely(order >= READ_FOLDED(usual_orders)))
		return NULL;
	if (likely(!(gfp & (GFP_NEVER_FAST | GFP_LISTS_MASK | never)))) {
		struct slots *list = READ_FOLDED(usual_list[order]);

		if (!list)
			__builtin_unreachable();
		return list;
	}
	if (gfp & (GFP_NEVER_FAST | never))
		return NULL;
	lists = READ_ONCE(first_lists[0][gfp & GFP_LISTS_MASK]);
	return lists ? &lists->order[order] : NULL;
}

/*
 * Make a block that came off @list, and that nobody else knows, the caller's.  Return: false where
 * it is not as it went in, or was of another home when the list was filled: page_finish() tells one
 * from the other.
 */
static __always_inline bool page_claim(struct page *page, const struct slots *list)
{
	unsigned long mark = READ_FOLDED(list->mark);

	if (unlikely(READ_FOLDED(page->flags) != mark || !page_counts_are(page, 0)))
		return false;
	WRITE_ONCE(page->flags, mark ^ ((1ul << PG_pcp) | (1ul << PG_live)));
	page_counts_set(page, 1);
	return true;
}

/** page_finish - give the caller a block for which there is something to be done, or to be said. */
struct page *page_finish(struct page *page, gfp_t gfp, unsigned int order);

#endif
