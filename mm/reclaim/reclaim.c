// SPDX-License-Identifier: MIT
/*
 * Getting pages back.
 *
 * Three kinds of memory can be had back, and they are asked in this order:
 *
 *	stores		what the allocators keep for themselves: free objects in CPUs' arrays,
 *			empty slabs, freed areas that are still mapped.  It costs no one anything.
 *	shrinkers	objects that their owners can make again: shrinker.c
 *	back ends	pages that must be written first: writeback.c
 *
 * Stores are given back as a whole; of the others a share is asked for, the larger the lower the
 * priority has sunk.  What a shrinker frees lies in the allocators' stores at first, so these are
 * emptied again after each round in which one said it had freed something.
 *
 * There is enough when as many pages are back as were wanted: by what the stores say, by what a
 * shrinker tells with mm_account_reclaimed_pages(), or by what is free, whichever is most.  Whether
 * it was progress for a request is another question: see reclaim_direct().  Others take and free
 * meanwhile, so a mere claim counts for something, too; mm/page/slow.c says for how much.
 *
 * Locking: none is held while anyone is asked.  Stores are emptied by one thread at a time, and
 * those that come meanwhile wait for what that brings.  Everything runs with PF_MEMALLOC, so what
 * is allocated on the way does not come back here.
 *
 * What differs from Linux: no lists of pages by age, since there are no pages of processes yet;
 * shrinkers and back ends may say by flags what they need; and no one is killed (oom.c).
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <mm/reclaim/reclaim.h>

/* How long to wait for another thread that empties the stores. */
#define STORES_WAIT_NS 1000000ull

static unsigned long (*stores[8])(void);
static unsigned int nr_stores;
static struct lock stores_lock;

static const struct reclaim_world *world;

/* ---- the world above ------------------------------------------------------------------------- */

void reclaim_set_world(const struct reclaim_world *new_world)
{
	__atomic_store_n(&world, new_world, __ATOMIC_RELEASE);
}

static const struct reclaim_world *get_world(void)
{
	return __atomic_load_n(&world, __ATOMIC_ACQUIRE);
}

/**
 * reclaim_call - call @fn(@arg), which is someone else's code.
 * Return: false where it crashed, which the world above has told of.
 */
bool reclaim_call(void (*fn)(void *arg), void *arg)
{
	const struct reclaim_world *w = get_world();
	bool may_sleep = preemptible(), survived = true;
	unsigned int scopes = memalloc_flags();

	if (w)
		survived = w->call(fn, arg);
	else
		fn(arg);
	/* A crash ends all the thread's scopes, and these are not the callback's. */
	if (!survived)
		memalloc_flags_save(scopes);
	if (may_sleep)
		context_reset(survived ? "a callback of reclaim" : NULL);
	return survived;
}

void reclaim_thread_begins(const char *name)
{
	const struct reclaim_world *w = get_world();

	if (w)
		w->thread_begins(name);
}

void reclaim_thread_ends(void)
{
	const struct reclaim_world *w = get_world();

	if (w)
		w->thread_ends();
}

unsigned int reclaim_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg)
{
	return shrinkers_forget(start, end, say, arg) + writeback_forget(start, end, say, arg) +
	       oom_forget(start, end, say, arg) + memory_notify_forget(start, end, say, arg) +
	       movable_forget(start, end, say, arg);
}

/* ---- stores ---------------------------------------------------------------------------------- */

int reclaim_register(unsigned long (*fn)(void))
{
	if (nr_stores == ARRAY_SIZE(stores))
		return -ENOSPC;
	stores[nr_stores++] = fn;
	return 0;
}

/* Under the lock. */
static unsigned long empty_stores(void)
{
	unsigned long pages = 0;

	for (unsigned int i = 0; i < nr_stores; i++)
		pages += stores[i]();
	pcp_drain_all();
	return pages;
}

unsigned long reclaim_stores_wait(void)
{
	unsigned int scope = memalloc_noreclaim_save();
	unsigned long pages;

	lock_acquire(&stores_lock);
	pages = empty_stores();
	lock_release(&stores_lock);
	memalloc_noreclaim_restore(scope);
	return pages;
}

struct page_reclaimed reclaim_stores(void)
{
	struct page_reclaimed got = {};

	if (!lock_try(&stores_lock)) {
		bool held = context_sleep_begin();

		page_wait_for_free(STORES_WAIT_NS);
		context_sleep_end(held);
		got.claimed = 1;
		return got;
	}
	got.pages = empty_stores();
	lock_release(&stores_lock);
	return got;
}

/* ---- a round --------------------------------------------------------------------------------- */

static unsigned long free_in_zones(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) n += READ_ONCE(zone->free_pages);
	return n;
}

static void add(struct page_reclaimed *sum, struct page_reclaimed more)
{
	sum->pages += more.pages;
	sum->claimed += more.claimed;
}

struct page_reclaimed reclaim_round(gfp_t gfp, unsigned long nodes, int priority,
				    unsigned long target)
{
	unsigned long before = free_in_zones(), after;
	struct page_reclaimed got = {};

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		if (nodes & (1ul << nid))
			add(&got, shrink_slab(gfp, (int)nid, priority));
	if (got.claimed)
		add(&got, reclaim_stores());
	for (unsigned int nid = 0; nid < nr_online_nodes && got.pages < target; nid++)
		if (nodes & (1ul << nid))
			add(&got, writeback_write(gfp, (int)nid, priority, target - got.pages));
	after = free_in_zones();
	if (after > before)
		got.pages = max(got.pages, after - before);
	return got;
}

/* ---- by who needs the pages ------------------------------------------------------------------ */

static unsigned long nodes_of(const struct page_request *rq)
{
	unsigned long nodes = 0;

	for (struct zone *const *z = rq->list->zones; *z; z++)
		nodes |= 1ul << (*z)->node;
	return rq->nodes ? nodes & rq->nodes->bits[0] : nodes;
}

/* What is free where @rq can be served; what lists hold is, so emptying them is no progress. */
static unsigned long free_for(const struct page_request *rq)
{
	unsigned long n = 0;

	for (struct zone *const *z = rq->list->zones; *z; z++)
		if (!rq->nodes || rq->nodes->bits[0] & (1ul << (*z)->node))
			n += READ_ONCE((*z)->free_pages) + pcp_pages(*z);
	return n;
}

/*
 * page_pressure.reclaim: from a few to all, until there are enough.
 *
 * What came back is progress where it can serve @rq; the rest is a hope at best.  A callback that
 * takes as much as it frees, or frees memory of another kind, would else be asked for ever.
 */
static struct page_reclaimed reclaim_direct(const struct page_request *rq)
{
	const unsigned long target = max(SWAP_CLUSTER_MAX, 1ul << rq->order);
	unsigned long nodes = nodes_of(rq), before = free_for(rq), after;
	struct page_reclaimed got = reclaim_stores();

	for (int priority = DEF_PRIORITY; priority >= 0 && got.pages < target; priority--)
		add(&got, reclaim_round(rq->gfp, nodes, priority, target - got.pages));
	if (got.pages)
		kswapd_hope();
	else if (shrinkers_busy() || writeback_busy())
		got.claimed++;
	/* What this request may not do, the background thread may do for it. */
	else if (!gfp_has_io_fs(rq->gfp) && kswapd_busy(nodes))
		got.claimed++;
	after = free_for(rq);
	got.claimed += got.pages;
	got.pages = after > before ? after - before : 0;
	return got;
}

/* ---- life ------------------------------------------------------------------------------------ */

int reclaim_init(void)
{
	nr_stores = 0;
	lock_init(&stores_lock);
	reclaim_set_world(NULL);
	shrinkers_init();
	writeback_init();
	oom_init();
	kswapd_init();
	reporting_init();
	movable_init();
	page_pressure.wake = kswapd_wake_for;
	page_pressure.reclaim = reclaim_direct;
	page_pressure.compact = compact_for_request;
	page_pressure.oom = oom_handle;
	page_pressure.hopeless = kswapd_hopeless;
	return cma_init();
}

void reclaim_exit(void)
{
	cma_exit();
	memset(&page_pressure, 0, sizeof(page_pressure));
}

int background_init(void)
{
	kswapd_enable(true);
	return 0;
}

void background_exit(void)
{
	kswapd_enable(false);
}

int reclaim_check(void)
{
	return shrinkers_check() + writeback_check() + cma_check();
}
