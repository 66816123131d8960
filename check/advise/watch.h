/* SPDX-License-Identifier: MIT */
/* Inside check/advise: the places that allocate. */
#ifndef CHECK_ADVISE_WATCH_H
#define CHECK_ADVISE_WATCH_H

#include "check/advise/advise.h"

/* How many core functions deep an allocation is looked at, and how many ways there it may have. */
#define PLACE_DEPTH 8
#define PLACE_WAYS  4
/* So many calls that free what a place took are told apart. */
#define PLACE_BACKS 4

/** struct way - the calls from a place inward to the allocator, the innermost first. */
struct way {
	unsigned long frames[PLACE_DEPTH];
	u32 nr;
};

/**
 * struct place - a call in a module that allocates.
 * @frame: its return address; 0 when the module is gone and the fields below tell.
 * @live*: as struct advise_seen's peak*, now.
 * @ways: how the allocator was reached; @nr_ways beyond PLACE_WAYS: more than fit.
 * @backs: return addresses of the calls that freed; @nr_backs likewise.
 * @freed_elsewhere: by another thread, or a function called from elsewhere.
 * @file, @line, @function, @module: names, once they are looked up.
 *
 *	@live = @seen.taken - @seen.freed
 */
struct place {
	unsigned long frame;
	struct advise_seen seen;
	u64 live, live_given, live_pages;
	struct way ways[PLACE_WAYS];
	u32 nr_ways, nr_backs;
	unsigned long backs[PLACE_BACKS];
	u64 freed_elsewhere;
	char file[192], function[96], module[64];
	int line;
};

/** struct watched - what can be told of all places. */
struct watched {
	u64 taken;  /* allocations by modules */
	u64 lost;   /* that could not be followed for want of memory */
	u32 places; /* how many */
};

/**
 * watch_places - call @fn for every place, after all that has come about until now.
 * Context: the modules rest.
 */
void watch_places(void (*fn)(struct place *place, void *arg), void *arg);
struct watched watch_total(void);

/** place_name - look up the names of a place in module @module, and what follows from them. */
void place_name(struct place *place, const char *module);

#endif
