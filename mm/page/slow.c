// SPDX-License-Identifier: MIT
/*
 * Taking pages: how hard to try.
 *
 * One request is one struct page_request, and each step one function:
 *
 *	1. the zones of the zonelist that are above their low mark;
 *	2. the same down to min, and below it as far as the flags open the reserves;
 *	3. if the caller may sleep: give back what per-CPU lists, caches and freed areas hold, and
 *	   try again as long as that frees something;
 *	4. __GFP_NOFAIL waits; anything else reports the failure and returns NULL.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/sched/mm.h>
#include <mm/page/page.h>
#include <mm/page/policy.h>

/* What others free looks like progress: who waits for a large block must end all the same. */
#define RECLAIM_ROUNDS 16

/* A layer above that can give pages back: slabs, freed areas. */
static unsigned long (*reclaimers[8])(void);
static unsigned int nr_reclaimers;

int page_register_reclaim(unsigned long (*fn)(void))
{
	for (unsigned int i = 0; i < nr_reclaimers; i++)
		if (reclaimers[i] == fn)
			return 0;
	if (nr_reclaimers == ARRAY_SIZE(reclaimers))
		return -ENOSPC;
	reclaimers[nr_reclaimers++] = fn;
	return 0;
}

/** page_reclaim_init - nobody yet: the layers above name themselves as they come up. */
void page_reclaim_init(void)
{
	nr_reclaimers = 0;
}

/** page_reclaim - ask everyone for pages. Return: pages that came back. */
unsigned long page_reclaim(void)
{
	unsigned long before = nr_free_pages(), after;

	for (unsigned int i = 0; i < nr_reclaimers; i++)
		reclaimers[i]();
	pcp_drain_all();
	after = nr_free_pages();
	return after > before ? after - before : 0;
}

/**
 * zonelist_alloc - take from the first zone of the request's list that is above its mark.
 * @alloc_flags: which mark, and which reserves.
 *
 * Return: a block that is of no one yet, or NULL.
 */
struct page *zonelist_alloc(const struct page_request *rq, unsigned int alloc_flags)
{
	unsigned int mark = alloc_flags & ALLOC_WMARK_MASK;
	struct page *page;

	for (struct zone *const *z = rq->list->zones; *z; z++) {
		if (rq->nodes && !(rq->nodes->bits[0] & (1ul << (*z)->node)))
			continue;
		if (!zone_watermark_ok(*z, rq->order, (*z)->_watermark[mark], rq->highest,
				       alloc_flags))
			continue;
		page = zone_alloc(*z, rq, alloc_flags);
		if (page) {
			zone_statistics(preferred_zone(rq), *z, 1);
			return page;
		}
	}
	return NULL;
}

static unsigned int reserves_of(gfp_t gfp)
{
	unsigned int flags = ALLOC_WMARK_MIN;

	if (gfp & __GFP_HIGH)
		flags |= ALLOC_HIGH;
	if (!(gfp & (__GFP_DIRECT_RECLAIM | __GFP_NOMEMALLOC)))
		flags |= ALLOC_NON_BLOCK | ALLOC_HIGHATOMIC;
	if (gfp & __GFP_NOMEMALLOC)
		return flags;
	if (gfp & __GFP_MEMALLOC || port_self()->alloc_scope & PF_MEMALLOC)
		flags |= ALLOC_NO_WMARK;
	return flags;
}

/* Step 3. Return: the block, or NULL when trying brought nothing more. */
static struct page *reclaim_alloc(const struct page_request *rq, unsigned int alloc_flags)
{
	unsigned int rounds = RECLAIM_ROUNDS;
	struct page *page;
	unsigned long got;

	/* Reclaim itself may not recurse into reclaim. */
	if (!(rq->gfp & __GFP_DIRECT_RECLAIM) || port_self()->alloc_scope & PF_MEMALLOC)
		return NULL;
	do {
		port_self()->alloc_scope |= PF_MEMALLOC;
		got = page_reclaim();
		port_self()->alloc_scope &= ~PF_MEMALLOC;
		page = zonelist_alloc(rq, alloc_flags);
	} while (!page && got && --rounds && !(rq->gfp & __GFP_NORETRY));
	return page;
}

static struct page *try_all(const struct page_request *rq)
{
	const unsigned int cma = rq->type == MIGRATE_MOVABLE ? ALLOC_CMA : 0;
	unsigned int alloc_flags;
	struct page *page;

	page = zonelist_alloc(rq, ALLOC_WMARK_LOW | cma);
	if (likely(page))
		return page;
	alloc_flags = reserves_of(rq->gfp) | cma;
	page = zonelist_alloc(rq, alloc_flags);
	if (page)
		return page;
	page = reclaim_alloc(rq, alloc_flags);
	while (!page && rq->gfp & __GFP_NOFAIL && rq->gfp & __GFP_DIRECT_RECLAIM) {
		u32 never = 0;

		port_wait(&never, 0, 1000000);
		/* Others free as well, and who is not let reclaim lives on that alone. */
		page = zonelist_alloc(rq, alloc_flags | ALLOC_HIGH);
		if (!page)
			page = reclaim_alloc(rq, alloc_flags | ALLOC_HIGH);
	}
	return page;
}

/* Make a block that was taken the caller's. */
static struct page *page_deliver(struct page *page, unsigned int order, gfp_t gfp, bool traced)
{
	if (unlikely(!page_untouched(page, order)))
		page_used_while_free(page, order);
	page_take_up(page, order);
	if (gfp & __GFP_ACCOUNT && !account_charge(page, order, gfp)) {
		free_pages_untraced(page, order);
		return NULL;
	}
	page_prepare(page, order, gfp);
	if (traced)
		mm_trace_alloc(MM_EVENT_PAGES, page, PAGE_SIZE << order, PAGE_SIZE << order, gfp);
	return page;
}

/**
 * alloc_pages_slow - everything but the short way.
 * @nid: the node to look in first; there may be none of that number, or no machine yet.
 * @nodes: the nodes that may be used, or NULL for all.
 * @traced: the call came from outside: it makes an event, and may be made to fail.
 */
struct page *alloc_pages_slow(gfp_t gfp, unsigned int order, int nid, const struct nodemask *nodes,
			      bool traced)
{
	struct page_request rq = { .order = order, .nid = nid, .nodes = nodes };
	struct page *page = NULL;

	if (unlikely(!first_lists[0][0]) && !machine_ready())
		return NULL;
	if (unlikely((unsigned int)nid >= nr_online_nodes))
		return NULL;
	gfp = current_gfp_context(gfp);
	might_alloc(gfp);
	if (order > MAX_PAGE_ORDER) {
		WARN_ON_ONCE(!(gfp & __GFP_NOWARN));
		return NULL;
	}
	rq.gfp = gfp;
	rq.highest = gfp_zone(gfp);
	rq.type = page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE : gfp_migratetype(gfp);
	rq.list = &NODE_DATA(nid)->lists[rq.highest][!!(gfp & __GFP_THISNODE)];
	if (!traced || !mm_trace_should_fail(MM_EVENT_PAGES, PAGE_SIZE << order, gfp))
		page = try_all(&rq);
	if (unlikely(!page)) {
		page_alloc_failed(gfp, order, nid);
		return NULL;
	}
	return page_deliver(page, order, gfp, traced);
}
