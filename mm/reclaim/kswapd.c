// SPDX-License-Identifier: MIT
/*
 * kswapd: a thread for each node that keeps pages free.
 *
 * A request that finds all zones of its list below low wakes the threads of their nodes and goes
 * on; the thread reclaims until one of the zones that would have done is above high.  So those who
 * cannot wait find the zone above min again, and those who can need not reclaim themselves.
 *
 *	word   1: there may be something to do	written by who wakes, cleared by the thread
 *	order, highest				the most that was asked for since it last looked;
 *						highest is one more than the zone, 0: nothing
 *
 * A thread starts at the first wake of its node and ends with the machine; a port without threads
 * has none, and there requests live by their own reclaim.  One that ran MAX_FAILURES times and got
 * nothing is not woken any more, until its node has more free pages than it left, or somebody's own
 * reclaim brought something.
 *
 *	alive = threads that are in the machine; they leave it when may_run has become false
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sched/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/reclaim/reclaim.h>

#define MAX_FAILURES 16
/* It stays awake that long: if it was needed again at once, high is too low. */
#define NAP_NS 100000000ull

enum { ABSENT, PRESENT };

struct kswapd {
	u32 word;
	u32 state;
	u32 order, highest;
	u32 failures;
	u32 balancing;
	unsigned long free_left; /* in its node, when it failed last */
};

static struct kswapd kswapds[MAX_NUMNODES];
static u32 may_run;
static u32 alive;

static int nid_of(const struct kswapd *k)
{
	return (int)(k - kswapds);
}

/* ---- is there something to do? --------------------------------------------------------------- */

static bool balanced(int nid, unsigned int order, enum zone_type highest)
{
	bool any = false;

	for (unsigned int z = 0; z <= highest; z++) {
		struct zone *zone = &NODE_DATA(nid)->node_zones[z];

		if (!READ_ONCE(zone->managed_pages))
			continue;
		any = true;
		if (zone_watermark_ok(zone, order, high_wmark_pages(zone), highest, 0))
			return true;
	}
	return !any;
}

static unsigned long node_free(int nid)
{
	unsigned long n = 0;
	struct zone *zone;

	for_each_zone_of(zone, nid) n += READ_ONCE(zone->free_pages);
	return n;
}

/* page_pressure.hopeless */
bool kswapd_hopeless(int nid)
{
	return READ_ONCE(kswapds[nid].failures) >= MAX_FAILURES;
}

bool kswapd_busy(unsigned long nodes)
{
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		const struct kswapd *k = &kswapds[nid];

		if (nodes & (1ul << nid) && READ_ONCE(k->state) == PRESENT &&
		    !kswapd_hopeless((int)nid) &&
		    (READ_ONCE(k->highest) || READ_ONCE(k->balancing)))
			return true;
	}
	return false;
}

static bool hopeless(struct kswapd *k)
{
	if (!kswapd_hopeless(nid_of(k)))
		return false;
	if (node_free(nid_of(k)) <= READ_ONCE(k->free_left))
		return true;
	WRITE_ONCE(k->failures, 0);
	return false;
}

void kswapd_hope(void)
{
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		if (READ_ONCE(kswapds[nid].failures))
			WRITE_ONCE(kswapds[nid].failures, 0);
}

bool current_is_kswapd(void)
{
	return *memalloc_scope() & PF_KSWAPD;
}
EXPORT_SYMBOL(current_is_kswapd);

/* ---- its work -------------------------------------------------------------------------------- */

static unsigned long target_of(int nid, enum zone_type highest)
{
	unsigned long target = 0;

	for (unsigned int z = 0; z <= highest; z++) {
		struct zone *zone = &NODE_DATA(nid)->node_zones[z];

		if (READ_ONCE(zone->managed_pages))
			target += max(high_wmark_pages(zone), SWAP_CLUSTER_MAX);
	}
	return target;
}

/* Reclaim until a zone up to @highest is above high, or everything has been asked for. */
static void balance(struct kswapd *k, enum zone_type highest)
{
	int nid = nid_of(k);
	struct page_reclaimed got;

	count_vm_event(PAGEOUTRUN);
	got = reclaim_stores();
	for (int priority = DEF_PRIORITY; priority > 0; priority--) {
		struct page_reclaimed more;

		if (balanced(nid, 0, highest) || !READ_ONCE(may_run))
			break;
		more = reclaim_round(GFP_KERNEL, 1ul << nid, priority, target_of(nid, highest));
		got.pages += more.pages;
	}
	if (got.pages || balanced(nid, 0, highest)) {
		WRITE_ONCE(k->failures, 0);
	} else {
		WRITE_ONCE(k->free_left, node_free(nid));
		WRITE_ONCE(k->failures, READ_ONCE(k->failures) + 1);
	}
}

/* A large block was wanted: pages enough are there, now they must be moved together. */
static void compact(int nid, unsigned int order, enum zone_type highest)
{
	const struct page_request rq = {
		.gfp = GFP_KERNEL | __GFP_MOVABLE,
		.order = order,
		.nid = nid,
		.highest = highest,
		.type = MIGRATE_MOVABLE,
		.list = &NODE_DATA(nid)->lists[highest][1],
	};

	if (order && !balanced(nid, order, highest) && page_pressure.compact)
		page_pressure.compact(&rq, true);
}

/* Stay awake for a moment.  Return: false when the thread may sleep. */
static bool nap(struct kswapd *k, enum zone_type highest)
{
	if (hopeless(k))
		return false;
	if (!READ_ONCE(k->word))
		port_wait(&k->word, 0, NAP_NS);
	if (READ_ONCE(k->word)) {
		count_vm_event(KSWAPD_LOW_WMARK_HIT_QUICKLY);
		return false;
	}
	if (balanced(nid_of(k), 0, highest))
		return false;
	count_vm_event(KSWAPD_HIGH_WMARK_HIT_QUICKLY);
	return true;
}

static void work(struct kswapd *k)
{
	unsigned int order = __atomic_exchange_n(&k->order, 0, __ATOMIC_RELAXED);
	u32 zones = __atomic_exchange_n(&k->highest, 0, __ATOMIC_RELAXED);
	enum zone_type highest = zones - 1;

	/* Woken for something else. */
	if (!zones)
		return;
	if (balanced(nid_of(k), order, highest))
		return;
	do {
		if (!balanced(nid_of(k), 0, highest)) {
			WRITE_ONCE(k->balancing, 1);
			balance(k, highest);
			WRITE_ONCE(k->balancing, 0);
		}
		if (!READ_ONCE(may_run))
			return;
		compact(nid_of(k), order, highest);
	} while (nap(k, highest));
}

/* ---- its life -------------------------------------------------------------------------------- */

/* Sleep until there is something to do, be it that blocks are to be given back. */
static void sleep_until_woken(struct kswapd *k)
{
	u64 due = reporting_due(nid_of(k)), now = port_time_ns();

	if (due && due <= now)
		reporting_run(nid_of(k));
	else
		port_wait(&k->word, 0, due ? due - now : 0);
}

/* The last of it: nothing behind this may need the machine. */
static void leave_machine(void)
{
	if (!__atomic_sub_fetch(&alive, 1, __ATOMIC_SEQ_CST))
		port_wake(&alive, ~0u);
}

static void thread_name(char *name, size_t size, int nid)
{
	snprintf(name, size, "kswapd%d", nid);
}

static void kswapd(void *arg)
{
	struct kswapd *k = arg;
	unsigned int scope;
	char name[16];

	thread_name(name, sizeof(name), nid_of(k));
	reclaim_thread_begins(name);
	scope = memalloc_flags_save(PF_MEMALLOC | PF_KSWAPD);
	while (__atomic_load_n(&may_run, __ATOMIC_SEQ_CST)) {
		if (__atomic_exchange_n(&k->word, 0, __ATOMIC_SEQ_CST))
			work(k);
		else
			sleep_until_woken(k);
	}
	memalloc_flags_restore(scope);
	reclaim_thread_ends();
	__atomic_store_n(&k->state, ABSENT, __ATOMIC_SEQ_CST);
	leave_machine();
}

/* Return: does the thread run? */
static bool start(struct kswapd *k)
{
	u32 absent = ABSENT;
	char name[16];

	if (likely(READ_ONCE(k->state) == PRESENT))
		return true;
	/* Counted first, or who ends all threads could miss this one. */
	__atomic_fetch_add(&alive, 1, __ATOMIC_SEQ_CST);
	thread_name(name, sizeof(name), nid_of(k));
	if (__atomic_load_n(&may_run, __ATOMIC_SEQ_CST) &&
	    __atomic_compare_exchange_n(&k->state, &absent, PRESENT, false, __ATOMIC_SEQ_CST,
					__ATOMIC_SEQ_CST)) {
		if (!port_thread_start(kswapd, k, name))
			return true;
		__atomic_store_n(&k->state, ABSENT, __ATOMIC_SEQ_CST);
	}
	leave_machine();
	return READ_ONCE(k->state) == PRESENT;
}

void kswapd_wake(int nid)
{
	struct kswapd *k = &kswapds[nid];

	if (!READ_ONCE(may_run) || !start(k))
		return;
	if (!__atomic_exchange_n(&k->word, 1, __ATOMIC_SEQ_CST))
		port_wake(&k->word, 1);
}

static void raise_to(u32 *word, u32 value)
{
	u32 old = __atomic_load_n(word, __ATOMIC_RELAXED);

	while (old < value && !__atomic_compare_exchange_n(word, &old, value, true,
							   __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

void kswapd_wake_for(const struct page_request *rq)
{
	unsigned long seen = 0;

	if (!READ_ONCE(may_run))
		return;
	for (struct zone *const *z = rq->list->zones; *z; z++) {
		struct kswapd *k = &kswapds[(*z)->node];

		if (seen & (1ul << (*z)->node))
			continue;
		seen |= 1ul << (*z)->node;
		if (hopeless(k) || balanced((*z)->node, rq->order, rq->highest))
			continue;
		raise_to(&k->order, rq->order);
		raise_to(&k->highest, rq->highest + 1);
		kswapd_wake((*z)->node);
	}
}

bool kswapd_running(int nid)
{
	return READ_ONCE(kswapds[nid].state) == PRESENT;
}

void kswapd_enable(bool on)
{
	u32 left;

	__atomic_store_n(&may_run, on, __ATOMIC_SEQ_CST);
	if (on)
		return;
	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++) {
		__atomic_store_n(&kswapds[nid].word, 1, __ATOMIC_SEQ_CST);
		port_wake(&kswapds[nid].word, ~0u);
	}
	while ((left = __atomic_load_n(&alive, __ATOMIC_SEQ_CST)))
		port_wait(&alive, left, 0);
}

void kswapd_init(void)
{
	memset(kswapds, 0, sizeof(kswapds));
	may_run = false;
	alive = 0;
}
