/* SPDX-License-Identifier: MIT */
/*
 * Memory that others may touch while it is held: pages that compaction moves, and caches that
 * shrinkers empty.
 *
 * The work load knows them by numbers and ring entries, which stay, whatever became of the memory
 * behind: so the trace is the same on every machine.
 */
#ifndef BENCH_FRAGMENTATION_OWNER_H
#define BENCH_FRAGMENTATION_OWNER_H

#include <linux/gfp.h>
#include <linux/prandom.h>
#include <linux/slab.h>

/* Pages of a machine of 4 GiB. */
#define SLOTS_MAX (1u << 20)

/**
 * struct ring - what is held, oldest first.
 *
 * An entry's @item is memory, or the first slot of a chain of pages.
 */
struct entry {
	void *item;
	u32 what;
};

struct ring {
	struct entry *entry;
	u32 size, head, count;
};

/** ring_put - @ring holds @item from now on. Return: false when it is full. */
bool ring_put(struct ring *ring, void *item, u32 what);

/** ring_take - one of the oldest @permille of @ring, which is not empty. */
struct entry ring_take(struct ring *ring, u32 permille, u32 random);

/* ---- movable pages --------------------------------------------------------------------------- */

/** movable_next - slots are numbers from 1 on, chained by whoever holds them; 0 ends a chain. */
extern u32 movable_next[SLOTS_MAX + 1];

/** movable_take - a slot with a page of @gfp behind it, or none. Return: 0 when all are taken. */
u32 movable_take(gfp_t gfp, bool *got);
void movable_give(u32 slot);

/* ---- what shrinkers empty -------------------------------------------------------------------- */

/* Pages of a file that are read, and given up, together. */
#define FILE_PAGES_MAX 64

/* The oldest are the first to go: by those who own them, and by the shrinker. */
void file_put(u32 first, u32 nr);
struct entry file_take(u32 random);
u32 file_count(void);

/* An inode with its name. */
bool inode_put(gfp_t gfp);
bool inode_take(u32 random);
u32 inode_count(void);
size_t inode_bytes(void);

/* ---- life ------------------------------------------------------------------------------------ */

int owners_open(void);
/** owners_close - all that is still held is given back. */
void owners_close(void);

/** owners_shrunk, owners_migrated - pages and objects that shrinkers gave; pages that moved. */
unsigned long owners_shrunk(void);
unsigned long owners_migrated(void);

#endif
