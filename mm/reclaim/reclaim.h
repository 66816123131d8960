/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/reclaim: getting pages back, and moving them together.
 *
 * mm/page knows nothing of this folder; it calls through page_pressure, which reclaim_init() fills:
 *
 *	alloc_pages_slow                  mm/page/slow.c   how hard to try
 *	  page_pressure.wake              kswapd.c         below low: in the background
 *	  page_pressure.reclaim           reclaim.c        below min: by the caller itself
 *	    reclaim_stores                reclaim.c        what the allocators keep for themselves
 *	    shrink_slab                   shrinker.c       what others said they can spare
 *	    writeback_write               writeback.c      what must be written first
 *	  page_pressure.compact           compact.c        a large block of small ones
 *	  page_pressure.oom               oom.c            nothing was left
 *
 * sysctl.c has the knobs of all this by their names in /proc/sys.
 */
#ifndef MM_RECLAIM_RECLAIM_H
#define MM_RECLAIM_RECLAIM_H

#include <linux/gfp.h>
#include <linux/swap.h>
#include <linux/types.h>
#include <mm/page/page.h>

/* ---- life ----------------------------------------------------------------------------------- */

int reclaim_init(void);
void reclaim_exit(void);
int reclaim_check(void);

/**
 * background_init, background_exit - the threads behind all this: the last to come, when every
 * layer is there, and the first to go.  Until then, and after, everything is done by the callers.
 */
int background_init(void);
void background_exit(void);

/* ---- reclaim.c ------------------------------------------------------------------------------ */

/**
 * reclaim_register - name a function that gives pages back when they run out.
 * @fn: gives back all that its layer keeps but nobody uses; returns the pages.  It is called with
 * no locks held, from allocations that may sleep and from the background, by one thread at a time.
 *
 * This is for the allocators' own stores, which cost nobody anything; others are shrinkers.
 * Return: 0, or -ENOSPC.
 */
int reclaim_register(unsigned long (*fn)(void));

/**
 * reclaim_round - ask everyone once, for as much as @priority says: see shrinker.c.
 * @gfp: of the request; says which shrinkers and back ends may be asked.
 * @nodes: a bit for each node that has too few pages.
 * @target: how many pages are enough.
 */
struct page_reclaimed reclaim_round(gfp_t gfp, unsigned long nodes, int priority,
				    unsigned long target);

/** reclaim_stores - call what reclaim_register() named and drain the CPUs' lists. */
struct page_reclaimed reclaim_stores(void);

/** reclaim_stores_wait - the same, after whoever is at it now; for tests. */
unsigned long reclaim_stores_wait(void);

/* ---- the world above ------------------------------------------------------------------------ */

/**
 * struct reclaim_world - what the modules' world does for the core.
 * @call: run @fn(@arg), which ends in a module, and survive its crash; false where it crashed.
 * @thread_begins: a thread of the core with this name starts to run.
 * @thread_ends: and ends.
 */
struct reclaim_world {
	bool (*call)(void (*fn)(void *arg), void *arg);
	void (*thread_begins)(const char *name);
	void (*thread_ends)(void);
};

/** reclaim_set_world - from now on; NULL for none, when no thread of the core is in it any more. */
void reclaim_set_world(const struct reclaim_world *world);
bool reclaim_call(void (*fn)(void *arg), void *arg);
void reclaim_thread_begins(const char *name);
void reclaim_thread_ends(void);

/**
 * reclaim_forget - take out whoever registered from [@start, @end): a module that is gone.
 * @say: called for each, with what it is ("shrinker", "write-back back end", ...) and its name.
 * Waits for calls that run.  Return: how many there were.
 */
typedef void (*reclaim_say_fn)(const char *what, const char *name, void *arg);
unsigned int reclaim_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg);

/** struct reclaim_range - addresses [start, end); reclaim_is_of - is @p one of them? */
struct reclaim_range {
	unsigned long start, end;
};

static inline bool reclaim_is_of(const struct reclaim_range *r, const void *p)
{
	return (unsigned long)p - r->start < r->end - r->start;
}

/* ---- shrinker.c ----------------------------------------------------------------------------- */

/** shrink_slab - ask every shrinker to free its share: objects >> @priority. */
struct page_reclaimed shrink_slab(gfp_t gfp, int nid, int priority);

unsigned int shrinkers_forget(unsigned long start, unsigned long end, reclaim_say_fn say,
			      void *arg);
/** shrinkers_busy - is another thread in a shrinker? */
bool shrinkers_busy(void);
void shrinkers_init(void);
int shrinkers_check(void);

/* ---- writeback.c ---------------------------------------------------------------------------- */

/** writeback_write - ask every back end to write its share: pages >> @priority. */
struct page_reclaimed writeback_write(gfp_t gfp, int nid, int priority, unsigned long target);

unsigned int writeback_forget(unsigned long start, unsigned long end, reclaim_say_fn say,
			      void *arg);
/** writeback_busy - is another thread in a back end, or may pages still be being written? */
bool writeback_busy(void);
void writeback_init(void);
int writeback_check(void);

/* ---- kswapd.c ------------------------------------------------------------------------------- */

/** kswapd_wake - let node @nid's thread look whether it has work; starts it where there is none. */
void kswapd_wake(int nid);
/** kswapd_wake_for - the same for all nodes where @rq could be served. */
void kswapd_wake_for(const struct page_request *rq);
/** kswapd_enable - let threads run (true), or end those that do and start no more. */
void kswapd_enable(bool on);
/** kswapd_running - does node @nid have a thread? */
bool kswapd_running(int nid);
/** kswapd_hope - someone made progress: threads that had given up on their nodes try again. */
void kswapd_hope(void);
/** kswapd_busy - does the thread of one of @nodes reclaim now, or is it about to? */
bool kswapd_busy(unsigned long nodes);

/** kswapd_hopeless - has node @nid's thread given up? */
bool kswapd_hopeless(int nid);
void kswapd_init(void);

/* ---- reporting.c: free blocks given back to the host ---------------------------------------- */

/* How long after the first block has become free; 0: nothing is given back. */
extern unsigned int reporting_delay_ms;
/* Pages given back since boot. */
extern unsigned long reporting_released;

void reporting_init(void);
/** reporting_due - when node @nid wants reporting_run(), by port_time_ns(); 0: never. */
u64 reporting_due(int nid);
void reporting_run(int nid);

/* ---- oom.c ---------------------------------------------------------------------------------- */

enum oom_victim { OOM_VICTIM_NONE, OOM_VICTIM_SELF, OOM_VICTIM_OTHER };

/**
 * oom_kill - the largest program is to end; NULL: there are none.
 * @tell: called first, unless that program is ending already.
 * Return: who it is.  The memory of another comes soon; who is ended himself gets none.
 * Context: may sleep, but allocates nothing.
 */
extern enum oom_victim (*oom_kill)(void (*tell)(const void *arg), const void *arg);

void oom_init(void);
bool oom_handle(struct page_request *rq);
unsigned int oom_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg);

/* ---- moving pages: migrate.c, compact.c, contig.c, cma.c ------------------------------------ */

/* What a page is for one who wants its frame; a guess, since the page may change meanwhile. */
enum page_survey {
	PAGE_IS_FREE,	 /* or in a CPU's list, or on its way between hands */
	PAGE_IS_MOVABLE, /* its owner says how */
	PAGE_IS_FIXED,	 /* anything else, and what is not in the zone */
};

void movable_init(void);
unsigned int movable_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg);
bool page_seems_movable(const struct page *page);
enum page_survey page_survey(const struct zone *zone, const struct page *page);
unsigned long page_survey_step(const struct page *page, unsigned long most);
void page_put_to_zone(struct page *page, bool traced);
void pages_return_to_zone(struct list_head *pages);

bool compact_for_request(const struct page_request *rq, bool sync);
/** compact_all_nodes - move what can be moved, everywhere. */
void compact_all_nodes(void);

int isolate_and_empty(struct zone *zone, unsigned long start, unsigned long end);

int cma_init(void);
void cma_exit(void);
int cma_check(void);

/* ---- sysctl.c ------------------------------------------------------------------------------- */

/**
 * struct reclaim_sysctl - a knob.
 * @name: as in "vm.min_free_kbytes".
 * @get: its value; NULL where there is none to read: to set it is to have something done.
 * @set: returns 0 or -EINVAL; may sleep.
 * @min, @max: the values that a machine may take; not every machine takes all of them.
 */
struct reclaim_sysctl {
	const char *name;
	unsigned long (*get)(void);
	int (*set)(unsigned long value);
	unsigned long min, max;
};

extern unsigned long sysctl_panic_on_oom;

extern const struct reclaim_sysctl reclaim_sysctls[];
extern const unsigned int nr_reclaim_sysctls;

/** reclaim_sysctl_find - the knob of that name, or NULL. */
const struct reclaim_sysctl *reclaim_sysctl_find(const char *name);

/** drop_slab - shrinkers free all they can; drop_pagecache - write-back back ends write all. */
void drop_slab(void);
void drop_pagecache(void);

#endif
