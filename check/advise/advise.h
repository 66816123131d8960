/* SPDX-License-Identifier: MIT */
/*
 * Entrance of check/advise: what modules should allocate otherwise, from what was seen of them.
 *
 *	advise_start()		listens to the account of allocations		watch.c
 *	  a module goes		its places get names, and then advice		report.c, rules.c
 *	advise_say(), advise_json()						report.c
 *	advise_stop()
 *
 * Plain C up to here, for the command; what follows is for the kernel's world.
 */
#ifndef CHECK_ADVISE_ADVISE_H
#define CHECK_ADVISE_ADVISE_H

/**
 * advise_start - begin to watch; check_start() was called, and no module is loaded.
 * Return: 0, or -ENOMEM where the host refuses the memory for it.
 */
int advise_start(void);

/** advise_stop - forget everything. */
void advise_stop(void);

/** advise_say - the advice as text, line by line, what saves most first. */
void advise_say(void (*say)(const char *line));

/** advise_json - the advice as JSON, piece by piece. */
void advise_json(void (*put)(const char *text));

#ifdef __KERNEL__
#include <linux/types.h>

#include "mm/boot/trace.h"

/**
 * struct advise_seen - what was seen of one place that allocates.
 * @kind: what it takes.
 * @direct: by the plain call for that; not by one that does it on the way, as kstrdup() does.
 * @returns: each piece was freed by the function that took it: on the same thread, called from the
 *	same place, on a later line.
 * @taken, @freed: pieces, up to now; @peak: in use at once.
 * @size_min, @size_max: bytes asked for.
 * @peak_given: bytes used up when most were; @peak_pages: what they would have been then, had each
 *	piece been rounded up to whole pages.
 * @gfp_any, @gfp_all: flags that some of the calls had, and those that all had.
 * @taken_atomic, @freed_atomic: in a context that must not sleep.
 * @freed_zero: zeroed when taken, and all zero when freed.
 * @in_rows: taken in rows of ADVISE_ROW or more: nothing between them was taken or freed by that
 *	thread; @rows of them.
 *
 *	@freed <= @taken,  @peak <= @taken
 *	@taken_atomic <= @taken,  @freed_atomic, @freed_zero <= @freed
 *	@in_rows <= @taken,  @rows * ADVISE_ROW <= @in_rows
 */
struct advise_seen {
	enum mm_event_kind kind;
	bool direct, returns;
	u64 taken, freed, peak;
	u64 size_min, size_max;
	u64 peak_given, peak_pages;
	gfp_t gfp_any, gfp_all;
	u64 taken_atomic, freed_atomic, freed_zero;
	u64 in_rows, rows;
};

/* From so many on it is worth taking objects of a cache at once: a sheaf's worth is 32. */
#define ADVISE_ROW 16u

/**
 * struct advice - one piece of advice on one place.
 * @rule: its name, as docs/advise.md has it.
 * @what: what to do; @why: what was seen that speaks for it.
 * @bytes: saved when most was in use, of @of; 0 where it is not about bytes.
 * @calls: of the allocator that would not be made.
 */
struct advice {
	const char *rule;
	u64 bytes, of, calls;
	char what[160];
	char why[240];
};

/* At most so many rules speak to one place. */
#define ADVISE_PIECES 4

/**
 * advise_judge - what should be done otherwise at a place.
 * @advice: room for ADVISE_PIECES.
 * Return: how many there are; for the same @seen always the same.
 */
unsigned int advise_judge(const struct advise_seen *seen, struct advice *advice);

/** advise_bytes - "520 bytes", "492 KiB": exact below 10 KiB, whole units rounded down above. */
const char *advise_bytes(char buf[24], u64 bytes);
#endif

#endif
