/* SPDX-License-Identifier: MIT */
/* Inside check/guard/: the slots, and what is told of them. */
#ifndef CHECK_GUARD_POOL_H
#define CHECK_GUARD_POOL_H

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/types.h>

struct crash;

/** struct guard_event - who took or gave an object. @site: of the account; 0: nobody has. */
struct guard_event {
	u32 site;
	s32 pid;
	u32 cpu;
	u64 when;
};

/**
 * struct guard_slot - one page for one object.
 * @free: in the queue of those that hold none, the longest freed first.
 * @object: the live one, or the last; NULL: there was none yet.
 * @requested: bytes of it that are its user's.
 * @name: of its cache, which may be gone by now.
 */
struct guard_slot {
	struct list_head free;
	struct kmem_cache *cache;
	void *object;
	u32 requested;
	bool live;
	char name[32];
	struct guard_event taken, freed;
};

enum guard_mistake {
	GUARD_OUT_OF_BOUNDS,
	GUARD_USE_AFTER_FREE,
	GUARD_CORRUPTION,
	GUARD_INVALID_ACCESS,
	GUARD_INVALID_FREE,
};

#define GUARD_FRAMES 32

/**
 * struct guard_told - one mistake, as it was when it was found.
 * @addr: what was accessed, freed, or the first byte that was written over.
 * @nr: which slot it is about; -1: none.  @slot: a copy of it.
 * @frames: the calls that led there, @nr_frames of them, the innermost first.
 * @exact: the first of @frames is the instruction itself, not a return address.
 */
struct guard_told {
	enum guard_mistake mistake;
	unsigned long addr;
	bool write, exact;
	int nr;
	struct guard_slot slot;
	u32 nr_frames;
	unsigned long frames[GUARD_FRAMES];
};

/** guard_byte - what is written around objects, at @addr. */
static inline u8 guard_byte(unsigned long addr)
{
	return (u8)(0xaa ^ (addr & 7));
}

/* ---- pool.c ---------------------------------------------------------------------------------- */

/** guard_everyone - take objects of the core's, too: for tests, which are such. */
extern bool guard_everyone;

/* ---- report.c -------------------------------------------------------------------------------- */

/** guard_tell - report @told. */
void guard_tell(const struct guard_told *told);
/** guard_print_event - a line of who did it, and the calls. */
void guard_print_event(const char *what, const struct guard_event *event);

#endif
