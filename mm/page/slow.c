// SPDX-License-Identifier: MIT
/*
 * Taking pages: how hard to try.
 *
 * One request is one struct page_request, and each step one function:
 *
 *	1. try_low()	the zones of the zonelist that are above their low mark, then the same
 *			again where that mixes kinds of pages; where all are below, the machine
 *			grows, if it may
 *	2.		kswapd is told; then the zones down to min, and below it as far as the
 *			flags open the reserves: alloc_flags_of()
 *	3. try_hard()	who may sleep reclaims, compacts for more than a page, waits, and tries
 *			again: as often as should_retry() says
 *	4.		with nothing left to reclaim, the out-of-memory path decides
 *	5. try_forever()	__GFP_NOFAIL never comes back without
 *
 * How far each kind of request goes:
 *
 *	cannot sleep, or __GFP_MEMALLOC scope	steps 1 and 2
 *	__GFP_NORETRY				one round of step 3
 *	order > 3				one round of step 3
 *	order > 3, __GFP_RETRY_MAYFAIL		step 3 while it brings anything, 16 rounds
 *	__GFP_RETRY_MAYFAIL, __GFP_THISNODE	step 3 until it brought nothing for long
 *	no __GFP_FS				the same, for longer: others may get on
 *	anything else				to step 4
 *
 * A round of reclaim that brought pages counts as none at all.  One in which others only said that
 * they freed something, or are still at it, counts an eighth: either it comes out later, or they
 * are wrong.  And where nobody has anything to free, what can be hoped for is that some thread ends
 * and gives its own pages back: such a round counts for four.
 */
#include <linux/cpuset.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/might_sleep.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <base/context.h>
#include <mm/page/page.h>
#include <mm/page/policy.h>
#include <mm/page/section.h>

/* Rounds in a row that brought nothing, before a request gives up. */
#define RETRIES	     16
#define RETRIES_NOFS 32
/* What rounds count that brought nothing: in eighths, by what others said. */
#define PARTS	       8u
#define PARTS_CLAIMED  1u
#define PARTS_HOPELESS (4 * PARTS)

/* Between rounds: from long enough for another thread to free something, doubled, to this. */
#define WAIT_FIRST_NS 100000ull
#define WAIT_DOUBLES  5
/* So many of the longest, and a request that cannot fail says that it waits. */
#define TELL_ROUNDS 50

/* Pages and blocks that are wanted without fail, and should not be. */
static bool warned_atomic, warned_order;

void alloc_slow_init(void)
{
	warned_atomic = warned_order = false;
}

/* ---- steps 1 and 2 --------------------------------------------------------------------------- */

static bool may_use(const struct page_request *rq, struct zone *zone, unsigned int alloc_flags)
{
	if (rq->nodes && !(rq->nodes->bits[0] & (1ul << zone->node)))
		return false;
	if (alloc_flags & ALLOC_CPUSET && !cpuset_zone_allowed(zone, rq->gfp))
		return false;
	/* What will be dirtied goes to nodes with room for that, as long as there is a choice. */
	if (rq->gfp & __GFP_WRITE && (alloc_flags & ALLOC_WMARK_MASK) == ALLOC_WMARK_LOW)
		return node_dirty_ok(zone->zone_pgdat);
	return true;
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
		/* Another node's memory is worse than a mixed block. */
		if (alloc_flags & ALLOC_NOFRAGMENT && (*z)->node != rq->list->zones[0]->node)
			break;
		if (!may_use(rq, *z, alloc_flags))
			continue;
		if (!zone_watermark_ok(*z, rq->order, READ_ONCE((*z)->_watermark[mark]),
				       rq->highest, alloc_flags))
			continue;
		page = zone_alloc(*z, rq, alloc_flags);
		if (page) {
			zone_statistics(preferred_zone(rq), *z, 1);
			return page;
		}
	}
	return NULL;
}

static unsigned int cma_of(const struct page_request *rq)
{
	return rq->type == MIGRATE_MOVABLE ? ALLOC_CMA : 0;
}

/*
 * Would the request rather have a page of the node's DMA32 zone than mix kinds in a block of its
 * normal one?  Nobody asks for that zone so much that it would be missed; the DMA zone is small.
 */
static bool avoids_mixing(const struct page_request *rq)
{
	struct zone *const *z = rq->list->zones;

	return !page_group_by_mobility_disabled && z[0] && z[0]->type == ZONE_NORMAL && z[1] &&
	       z[1]->type == ZONE_DMA32 && z[1]->node == z[0]->node;
}

/*
 * What this CPU's list of the preferred zone has was taken when the marks allowed it, as on the
 * short way, which requests do not come by whose node a policy had to choose.
 */
static struct page *from_list(const struct page_request *rq)
{
	struct zone *zone = preferred_zone(rq);
	void *page;

	if (!zone || rq->gfp & (__GFP_COLD | __GFP_WRITE) ||
	    !cpuset_zone_allowed(zone, rq->gfp | __GFP_HARDWALL) ||
	    !slots_take(&zone->pcp[rq->type].order[rq->order], &page, 1))
		return NULL;
	zone_statistics(zone, zone, 1);
	return page;
}

/* Above low, and within the thread's nodes. */
static struct page *above_low(const struct page_request *rq)
{
	const unsigned int flags = ALLOC_WMARK_LOW | ALLOC_CPUSET | cma_of(rq);
	struct page_request inside = *rq;
	struct page *page = NULL;

	inside.gfp |= __GFP_HARDWALL;
	if (avoids_mixing(rq))
		page = zonelist_alloc(&inside, flags | ALLOC_NOFRAGMENT);
	if (!page)
		page = zonelist_alloc(&inside, flags);
	/* A preference that nobody can meet is none. */
	if (!page && rq->gfp & __GFP_WRITE) {
		inside.gfp &= ~__GFP_WRITE;
		page = zonelist_alloc(&inside, flags);
	}
	return page;
}

static struct page *try_low(const struct page_request *rq)
{
	struct page *page = from_list(rq) ?: above_low(rq);

	while (unlikely(!page) && section_grow(rq))
		page = above_low(rq);
	return page;
}

static bool in_reclaim(void)
{
	return memalloc_flags() & PF_MEMALLOC;
}

/* Which reserves its flags, and the thread's scope, open to a request. */
static unsigned int alloc_flags_of(const struct page_request *rq)
{
	unsigned int flags = ALLOC_WMARK_MIN | ALLOC_CPUSET | cma_of(rq);
	gfp_t gfp = rq->gfp;

	if (gfp & __GFP_HIGH)
		flags |= ALLOC_HIGH;
	if (!(gfp & __GFP_DIRECT_RECLAIM)) {
		if (!(gfp & __GFP_NOMEMALLOC))
			flags |= ALLOC_NON_BLOCK | (rq->order ? ALLOC_HIGHATOMIC : 0);
		if (gfp & __GFP_HIGH)
			flags &= ~ALLOC_CPUSET;
	}
	/* An interrupt is not in the scope of the thread that it interrupts. */
	if (!(gfp & __GFP_NOMEMALLOC) &&
	    (gfp & __GFP_MEMALLOC || (in_reclaim() && !in_interrupt())))
		flags |= ALLOC_NO_WMARK;
	return flags;
}

/* ---- step 3 ---------------------------------------------------------------------------------- */

/**
 * struct attempt - how far a request has come that may sleep.
 * @rounds: of reclaim, since one brought pages.
 * @tries: rounds in all.
 * @fruitless: those since one brought pages, as PARTS count them.
 */
struct attempt {
	struct page_request *rq;
	unsigned int alloc_flags;
	unsigned int rounds, tries, fruitless;
};

static void wake_background(const struct page_request *rq)
{
	if (rq->gfp & __GFP_KSWAPD_RECLAIM && page_pressure.wake)
		page_pressure.wake(rq);
}

/* Blocks kept for those that cannot sleep go to who can, before these get nothing. */
static bool unreserve(const struct page_request *rq, bool force)
{
	for (struct zone *const *z = rq->list->zones; *z; z++)
		if (READ_ONCE((*z)->nr_reserved_highatomic) && unreserve_highatomic(*z, force))
			return true;
	return false;
}

static struct page *reclaim_alloc(struct attempt *a)
{
	struct page_reclaimed got = {};
	struct page *page;
	unsigned int scope;

	if (page_pressure.reclaim) {
		__count_zid_vm_events(ALLOCSTALL, a->rq->highest, 1);
		/* What reclaim itself allocates does not reclaim. */
		scope = memalloc_noreclaim_save();
		got = page_pressure.reclaim(a->rq);
		memalloc_noreclaim_restore(scope);
	}
	a->rounds++;
	a->tries++;
	if (got.pages)
		a->fruitless = a->rounds = 0;
	else
		a->fruitless += got.claimed || section_is_changing() ? PARTS_CLAIMED :
								       PARTS_HOPELESS;
	page = zonelist_alloc(a->rq, a->alloc_flags);
	if (!page && unreserve(a->rq, false))
		page = zonelist_alloc(a->rq, a->alloc_flags);
	return page;
}

static struct page *compact_alloc(const struct attempt *a, bool sync)
{
	if (!a->rq->order || !page_pressure.compact || !page_pressure.compact(a->rq, sync))
		return NULL;
	return zonelist_alloc(a->rq, a->alloc_flags);
}

static bool is_costly(const struct page_request *rq)
{
	return rq->order > PAGE_ALLOC_COSTLY_ORDER;
}

static unsigned int retries(const struct page_request *rq)
{
	if (is_costly(rq))
		return 1;
	return rq->gfp & __GFP_FS ? RETRIES : RETRIES_NOFS;
}

static bool should_retry(struct attempt *a)
{
	const struct page_request *rq = a->rq;

	if (rq->gfp & __GFP_NORETRY)
		return false;
	/* A large block may be out of reach however much others free meanwhile. */
	if (is_costly(rq) && (!(rq->gfp & __GFP_RETRY_MAYFAIL) || a->tries >= RETRIES))
		return false;
	if (a->fruitless < retries(rq) * PARTS)
		return true;
	/* All of them, now; and what the growth that was waited for has not brought. */
	return unreserve(rq, true) || section_grow(rq);
}

static void wait_a_little(unsigned int rounds)
{
	bool held = context_sleep_begin();

	page_wait_for_free(WAIT_FIRST_NS << min(rounds / 2, (unsigned int)WAIT_DOUBLES));
	context_sleep_end(held);
}

/* ---- step 4 ---------------------------------------------------------------------------------- */

/* Where failing is no catastrophe, or would help nobody, the request simply fails. */
static bool may_oom(const struct page_request *rq)
{
	return rq->gfp & __GFP_FS &&
	       !(rq->gfp & (__GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_THISNODE)) &&
	       !is_costly(rq) && rq->highest >= ZONE_NORMAL && page_pressure.oom;
}

/* Return: true when it is worth another round; @page may be there already. */
static bool out_of_memory(struct attempt *a, struct page **page)
{
	if (!may_oom(a->rq))
		return false;
	/* Someone may have ended meanwhile and left much behind. */
	*page = zonelist_alloc(a->rq, ALLOC_WMARK_HIGH | ALLOC_CPUSET | cma_of(a->rq));
	if (*page)
		return true;
	if (!page_pressure.oom(a->rq))
		return false;
	a->fruitless = a->rounds = 0;
	return true;
}

/* Return: the block, or NULL where all that the flags allow has been tried. */
static struct page *try_hard(struct page_request *rq, unsigned int alloc_flags)
{
	struct attempt a = { .rq = rq, .alloc_flags = alloc_flags };
	struct page *page = NULL;

	/* Reclaim seldom makes a large block, and pages that cannot move spoil those there are. */
	if (is_costly(rq) || rq->type != MIGRATE_MOVABLE)
		page = compact_alloc(&a, false);
	while (!page) {
		wake_background(rq);
		page = reclaim_alloc(&a);
		if (!page)
			page = compact_alloc(&a, true);
		if (page || (!should_retry(&a) && !out_of_memory(&a, &page)))
			break;
		if (!page)
			wait_a_little(a.rounds);
	}
	return page;
}

/* ---- step 5 ---------------------------------------------------------------------------------- */

/* Said at the first request of its kind, since it may be long until one has to wait. */
static void check_nofail(gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_NOWARN)
		return;
	if (!(gfp & __GFP_DIRECT_RECLAIM)) {
		WARN(!xchg(&warned_atomic, true), "__GFP_NOFAIL in a request that may not sleep\n");
		return;
	}
	if (order > 1)
		WARN(!xchg(&warned_order, true), "__GFP_NOFAIL for a block of order %u\n", order);
}

/* Who is not let reclaim lives on what others free; nobody else's need is greater. */
static struct page *try_forever(struct page_request *rq, unsigned int alloc_flags)
{
	unsigned int rounds = 0;
	struct page *page;

	alloc_flags |= ALLOC_HIGH;
	do {
		/* Whatever it asked not to be told of, that it hangs has to be known. */
		if (++rounds == TELL_ROUNDS)
			pr_warn("a request of order %u, mode:%#x(%pGg), waits for memory until "
				"there is some\n",
				rq->order, rq->gfp, &rq->gfp);
		wait_a_little(2 * WAIT_DOUBLES);
		page = zonelist_alloc(rq, alloc_flags);
		if (!page && !in_reclaim())
			page = try_hard(rq, alloc_flags);
	} while (!page);
	return page;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static struct page *try_all(struct page_request *rq)
{
	unsigned int alloc_flags;
	struct page *page;

	page = try_low(rq);
	if (likely(page))
		return page;
	wake_background(rq);
	alloc_flags = alloc_flags_of(rq);
	page = zonelist_alloc(rq, alloc_flags);
	if (page || !(rq->gfp & __GFP_DIRECT_RECLAIM))
		return page;
	/* Reclaim itself may not recurse into reclaim. */
	if (!in_reclaim())
		page = try_hard(rq, alloc_flags);
	if (!page && rq->gfp & __GFP_NOFAIL)
		page = try_forever(rq, alloc_flags);
	return page;
}

/* Make a block that was taken the caller's. */
static struct page *page_deliver(struct page *page, unsigned int order, gfp_t gfp, bool traced)
{
	if (unlikely(!page_untouched(page, order)))
		page_used_while_free(page, order);
	if (unlikely(mm_tracer))
		page_expect_clean(page, order);
	page_take_up(page, order);
	page_access_allow(page, order);
	if (traced)
		tag_map_note_page(page);
	else
		tag_map_disown_page(page);
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

	if (unlikely(!READ_ONCE(first_lists[0][0])) && !machine_ready())
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
	if (unlikely(gfp & __GFP_NOFAIL))
		check_nofail(gfp, order);
	if (!traced || !mm_trace_should_fail(MM_EVENT_PAGES, PAGE_SIZE << order, gfp))
		page = try_all(&rq);
	if (unlikely(!page)) {
		page_alloc_failed(&rq);
		return NULL;
	}
	return page_deliver(page, order, gfp, traced);
}
