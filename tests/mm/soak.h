/* SPDX-License-Identifier: MIT */
/*
 * A soak of the object allocators: everything they can do, by many hands, for as long as wanted.
 *
 * The model is a set of items.  One holds an object, filled with a pattern that its key decides,
 * or is empty; who has the pointer to an item owns it.  Players have hands full of items, and swap
 * some with those in a ring that all of them share: so objects are freed on other CPUs, by other
 * threads, and long after the one that took them has ended.
 *
 *	struct soak soak;			the caches, the ring
 *	struct soak_hand hand[n];		one for each player, which threads take over
 *
 *	soak_open(&soak);
 *	soak_sit(&hand[i], &soak, i, seed);
 *	while (soak_step(&hand[i]))		false: soak.wrong says what was not as it should be
 *		...
 *	soak_leave(&hand[i]);			for all of them, then
 *	soak_close(&soak);
 *
 * A step that finds something wrong says so once in soak.wrong; all others stop then.
 */
#ifndef TESTS_MM_SOAK_H
#define TESTS_MM_SOAK_H

#include <linux/prandom.h>
#include <linux/slab.h>

#define SOAK_HAND  96
#define SOAK_RING  256
#define SOAK_PEEKS 32

/* The caches, by what is special about them. */
enum soak_shape {
	SOAK_SMALL,
	SOAK_LINE,   /* starts at a cache line */
	SOAK_TWIN_A, /* these two are merged into one */
	SOAK_TWIN_B,
	SOAK_CONSTRUCTED,
	SOAK_RCU,     /* constructed, and its slabs stay while readers are there */
	SOAK_CHECKED, /* with all debugging */
	SOAK_RECLAIMABLE,
	SOAK_ALIGNED,
	SOAK_PAGE,
	SOAK_LARGE,
	SOAK_SHAPES,
	SOAK_KMALLOC = SOAK_SHAPES, /* no cache of its own */
	SOAK_EMPTY,		    /* no object */
};

/** struct soak_item - an object of @shape, of @size bytes that a pattern of @key fills. */
struct soak_item {
	enum soak_shape shape;
	void *object;
	size_t size;
	u64 key;
};

/* What players do, for the count of how often. */
enum soak_doing {
	SOAK_TAKE,
	SOAK_FREE,
	SOAK_PROVE,
	SOAK_SWAP,
	SOAK_RESIZE,
	SOAK_BULK,
	SOAK_MIXED_BULK,
	SOAK_SENSITIVE,
	SOAK_LATER, /* kfree_rcu() */
	SOAK_PEEK,  /* a reader's look at what may be freed meanwhile */
	SOAK_CACHE, /* a cache's whole life */
	SOAK_SHRINK,
	SOAK_DOINGS
};

/**
 * struct soak - what the players share.
 * @ring: never empty; @ring_items is what it begins with.
 * @peek: objects of SOAK_RCU that readers may look at, or NULL.
 * @wrong: what was not as it should be, or NULL; the first stays.
 * @refused: requests that may not sleep and got nothing.
 */
struct soak {
	struct kmem_cache *caches[SOAK_SHAPES];
	struct soak_item *ring[SOAK_RING];
	struct soak_item ring_items[SOAK_RING];
	void *peek[SOAK_PEEKS];
	const char *wrong;
	unsigned long refused;
};

/**
 * struct soak_hand - one player's items.
 * @next_key: keys of one hand and of others differ.
 */
struct soak_hand {
	struct soak *soak;
	struct rnd_state rnd;
	unsigned int index;
	struct soak_item *items[SOAK_HAND];
	struct soak_item own[SOAK_HAND];
	u64 next_key;
	unsigned long done[SOAK_DOINGS];
};

/** soak_open - make the caches. Return: 0 or -ENOMEM. */
int soak_open(struct soak *soak);

/** soak_sit - an empty hand; hands of one soak have different @index and @seed. */
void soak_sit(struct soak_hand *hand, struct soak *soak, unsigned int index, u64 seed);

/** soak_step - do one thing. Return: false when something was wrong, here or elsewhere. */
bool soak_step(struct soak_hand *hand);

/** soak_leave - prove and free all that the hand holds. */
void soak_leave(struct soak_hand *hand);

/** soak_close - free what is in the ring, and end the caches; all hands have left. */
void soak_close(struct soak *soak);

/** soak_shrink - what memory pressure does to caches: once. @turn: anything. */
void soak_shrink(struct soak *soak, unsigned int turn);

const char *soak_doing_name(enum soak_doing doing);

#endif
