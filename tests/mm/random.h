/* SPDX-License-Identifier: MIT */
/*
 * The random driver: pages, kmalloc and caches used in any order, against a model.
 *
 * The model is a set of live blocks.  Each has an id of its own, which decides the pattern that
 * its memory is filled with; the pattern is proven whenever the block is given back, changed, or
 * happens to be looked at, and no block may overlap another of the same player.
 *
 *	struct random_table table;          one for all players: the caches, and a box through
 *	                                    which blocks pass from one to another
 *	struct random_player player;        one for each thread
 *
 *	random_open(&table, ...);
 *	random_sit(&player, &table, seed);
 *	while (random_step(&player))        false: player.wrong says what was not as it should be
 *		...
 *	random_leave(&player);
 *	random_close(&table);               what is in the box goes, and the caches
 *
 * Players outlive the table: their blocks are in the box and in other hands.
 *
 * The same seed makes the same steps, as long as no other player is at the table.
 */
#ifndef TESTS_MM_RANDOM_H
#define TESTS_MM_RANDOM_H

#include <linux/gfp.h>
#include <linux/prandom.h>
#include <linux/slab.h>

#define RANDOM_CACHES 8
#define RANDOM_BOX    32
#define RANDOM_HAND   160

/* Who a block is from, and so who takes it back. */
enum random_kind { RANDOM_FREE, RANDOM_PAGES, RANDOM_EXACT, RANDOM_KMALLOC, RANDOM_OBJECT };

/**
 * struct random_block - a live block, or a place for one.
 * @page: of RANDOM_PAGES; @addr: of the others.
 * @bytes: how many were asked for.
 * @order: of RANDOM_PAGES; @cache: of RANDOM_OBJECT.
 */
struct random_block {
	enum random_kind kind;
	u64 id;
	struct page *page;
	char *addr;
	size_t bytes;
	unsigned int order;
	struct kmem_cache *cache;
};

/**
 * struct random_table - what the players share.
 * @caches: of different shapes.
 * @box: blocks that wait for someone to take them; never empty, @blocks is what it begins with.
 * @max_order: the largest block of pages that anyone takes.
 * @max_bytes: the same for kmalloc.
 * @may_fail: memory is so short that a request may get nothing.
 */
struct random_table {
	struct kmem_cache *caches[RANDOM_CACHES];
	struct random_block *box[RANDOM_BOX];
	struct random_block blocks[RANDOM_BOX];
	unsigned int max_order;
	size_t max_bytes;
	bool may_fail;
};

/**
 * struct random_player - one thread's share of the model.
 * @hand: its blocks, live or not; who holds a pointer owns the block.
 * @steps: done so far; @failed: requests that got nothing.
 * @wrong: what was not as it should be, or NULL.
 */
struct random_player {
	struct rnd_state rnd;
	struct random_table *table;
	struct random_block *hand[RANDOM_HAND];
	struct random_block blocks[RANDOM_HAND];
	u64 next_id;
	unsigned long steps, failed;
	const char *wrong;
};

/** random_open - set the table. Return: 0 or -ENOMEM. */
int random_open(struct random_table *table, unsigned int max_order, size_t max_bytes,
		bool may_fail);

/** random_sit - @player begins with an empty hand; players of one table have different @seeds. */
void random_sit(struct random_player *player, struct random_table *table, u64 seed);

/** random_step - do one thing. Return: false when something was wrong, now or before. */
bool random_step(struct random_player *player);

/** random_leave - prove and give back all that the player holds. */
void random_leave(struct random_player *player);

/**
 * random_close - empty the box and end the caches, after all players have left.
 * Return: false when a block in the box was not as it was left.
 */
bool random_close(struct random_table *table);

#endif
