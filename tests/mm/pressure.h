/* SPDX-License-Identifier: MIT */
/*
 * A machine under pressure: more is wanted of it, all the time, than it has.
 *
 * Players take blocks of all orders, with all flags, in all contexts.  Some they keep in hand: of
 * these there is never more than a part of the machine.  All else goes to the stores: pages that
 * may be taken back, by shrinkers and by writing, and of which there are places for several times
 * what the machine has.  So there is always something to take back, and always need of it.
 *
 *	pressure_open(&p, ...);
 *	pressure_sit(&player, &p, seed);     one for each thread
 *	while (pressure_step(&player))       false: player.wrong says what was not as it should be
 *		...
 *	pressure_leave(&player);
 *	pressure_close(&p);
 *
 * Every page that is held carries a tag, which is proven before the page is given back, moved or
 * written.
 */
#ifndef TESTS_MM_PRESSURE_H
#define TESTS_MM_PRESSURE_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

/* What has to be done to have a store's pages back. */
enum pressure_kind {
	STORE_PLAIN,   /* nothing */
	STORE_FS,      /* calls of a file system */
	STORE_IO,      /* I/O */
	STORE_MOVABLE, /* nothing, and they can be moved */
	STORE_DIRTY,   /* they have to be written first */
	STORES
};

/* Places of a store; each has a block, so that a store alone can fill the machine. */
#define STORE_PLACES 16384

struct pressure;

/**
 * struct pressure_store - pages that may be taken back.
 * @needs: __GFP_FS and __GFP_IO: what a request must allow for that.
 * @place: blocks of @order, or NULL; @young: nobody has looked since they came.
 * @hand: where the next shrinker looks.
 * @pages: in all places; @returned: pages that shrinkers or the back end gave back.
 * @asked_wrongly: times that a shrinker was asked on behalf of a request that did not allow it.
 */
struct pressure_store {
	enum pressure_kind kind;
	gfp_t needs;
	struct pressure *pressure;
	spinlock_t lock;
	struct page *place[STORE_PLACES];
	u8 order[STORE_PLACES];
	bool young[STORE_PLACES];
	u32 places, hand;
	atomic_long_t pages, returned, moved, skipped;
	struct shrinker *shrinker;
};

/**
 * struct pressure - what the players share.
 * @hand_limit: pages that all hands together may hold.
 * @in_hands: pages they do.
 * @given: pages that were ever given back, counted before they are.
 * @next_tag: no two blocks have the same.
 * @wrong: what went wrong behind the players' backs, or NULL.
 */
struct pressure {
	struct pressure_store store[STORES];
	struct kmem_cache *cache;
	spinlock_t lock;
	long hand_limit;
	atomic_long_t in_hands, given, next_tag;
	const char *wrong;
};

#define PRESSURE_HAND 128

/* Where a player is when it asks. */
enum pressure_context {
	AT_PROCESS,
	AT_NOIO,
	AT_NOFS,
	AT_NORECLAIM,
	AT_PIN,
	AT_PREEMPT_OFF,
	AT_SPINLOCK,
	AT_BH_OFF,
	AT_IRQ_OFF,
	AT_HARDIRQ,
	PRESSURE_CONTEXTS
};

struct pressure_block {
	struct page *page;
	unsigned int order;
};

/**
 * struct pressure_player - one thread's share.
 * @doing: what it does now, for whoever finds it stuck.
 * @asked, @refused: requests, by context.
 * @spent: requests that may not sleep that were refused since the reserve was spent.
 */
struct pressure_player {
	struct pressure *pressure;
	struct rnd_state rnd;
	struct pressure_block hand[PRESSURE_HAND];
	void *object[PRESSURE_HAND];
	unsigned int nr_hand;
	unsigned long steps, asked[PRESSURE_CONTEXTS], refused[PRESSURE_CONTEXTS];
	unsigned long spent;
	const char *doing, *wrong;
	enum pressure_context context;
	gfp_t gfp;
	unsigned int order;
};

/* ---- pressure_store.c ------------------------------------------------------------------------ */

int pressure_stores_open(struct pressure *p);
void pressure_stores_close(struct pressure *p);

/** pressure_put - @page of @order is @store's from now on. */
void pressure_put(struct pressure_store *store, struct page *page, unsigned int order, u32 random);

/** store_drop - give back one block, if there is one at the place that @random names. */
void store_drop(struct pressure_store *store, u32 random);

/** pressure_tag - write a tag of its own into each page of a block; pressure_free proves it. */
void pressure_tag(struct pressure *p, struct page *page, unsigned int order);
void pressure_free(struct pressure *p, struct page *page, unsigned int order);

/** pressure_fail - note what is wrong; the first stays. */
void pressure_fail(struct pressure *p, const char *what);

/* ---- pressure.c ------------------------------------------------------------------------------ */

/** pressure_open - register the stores. Return: 0 or -ENOMEM. */
int pressure_open(struct pressure *p);
void pressure_close(struct pressure *p);

void pressure_sit(struct pressure_player *player, struct pressure *p, u64 seed);
bool pressure_step(struct pressure_player *player);
void pressure_leave(struct pressure_player *player);

/** pressure_has_reserve - is there a zone with more than GFP_ATOMIC of @order has to leave? */
bool pressure_has_reserve(gfp_t gfp, unsigned int order);

const char *pressure_context_name(enum pressure_context context);
const char *pressure_store_name(enum pressure_kind kind);

#endif
