/* SPDX-License-Identifier: MIT */
/* Inside check/: the account of live allocations. */
#ifndef CHECK_LEAK_H
#define CHECK_LEAK_H

#include <linux/types.h>

#include "mm/boot/trace.h"

/* Derived: eight calls of a module below a dozen frames of the loader and the allocators. */
#define LEAK_FRAMES 20

/** struct leak_site - one way to an allocation: return addresses, the innermost first. */
struct leak_site {
	u32 hash;
	u32 nr;
	unsigned long frames[LEAK_FRAMES];
};

/**
 * struct leak_record - a live allocation; @id is NULL in an empty slot of the table.
 * @note: what the watcher knows it by, or 0.
 */
struct leak_record {
	const void *id;
	size_t requested;
	u32 site;
	gfp_t gfp;
	enum mm_event_kind kind;
	u32 note;
};

/**
 * struct leak_watcher - someone who is told of all that is booked.
 * @taken: of an allocation that used up @given bytes, by the calls in @frames, innermost first.
 *	Return: a number for it.
 * @freed: of its end, if it had a number; @record is a copy, and the memory still the caller's.
 * @came, @gone: of modules, before their first and after their last event.
 *
 * Context: none of the account's locks is held.  The hooks may not allocate from the machine.
 */
struct leak_watcher {
	u32 (*taken)(const struct leak_record *record, size_t given, const unsigned long *frames,
		     u32 nr);
	void (*freed)(const struct leak_record *record, const unsigned long *frames, u32 nr);
	void (*came)(const char *name, unsigned long start, unsigned long end);
	void (*gone)(unsigned long start, unsigned long end);
};

/* Set while there are no events; NULL when nobody watches. */
extern const struct leak_watcher *leak_watcher;

/**
 * leak_take - call @want for every record; one for which it returns true is taken out.
 * Context: no allocation is under way.
 */
void leak_take(bool (*want)(const struct leak_record *record, const struct leak_site *site,
			    void *arg),
	       void *arg);

/**
 * leak_book - what the account's listener does at an allocation, for one who stands before it.
 * Return: the number of the chain of calls that led there, without the caller.
 */
u32 leak_book(enum mm_event_kind kind, const void *id, size_t requested, size_t given, gfp_t gfp);

/**
 * leak_unbook - likewise at a free.
 * Return: the number of the chain of the innermost @most calls that led there.
 */
u32 leak_unbook(enum mm_event_kind kind, const void *id, u32 most);

/**
 * leak_site_here - the number of the chain of calls that led to the caller, kept from now on.
 * @most: so many of them, the innermost.
 * Return: 0 where there are too many.  Context: any.
 */
u32 leak_site_here(u32 most);

/** leak_site - what leak_site_here() kept as @site, or what a record's @site says. */
const struct leak_site *leak_site(u32 site);

/** leak_memory - where it lies, if it is memory at an address of its own; else NULL. */
const void *leak_memory(const struct leak_record *record);

/** leak_untracked - allocations that the account has lost for want of the host's memory. */
unsigned long leak_untracked(void);

/** leak_nr_sites - ways known so far; each record's @site is below this. */
u32 leak_nr_sites(void);

/* ---- context/held.c: locks ------------------------------------------------------------------- */

/** locks_start - follow who holds which locks. Return: 0 or -ENOMEM; locks_stop() in any case. */
int locks_start(void);
void locks_stop(void);

/** locks_freed - [@start, @start + @size) is being freed: tell of a lock that is held there. */
void locks_freed(const void *start, size_t size);

/** locks_of_core - follow those that the core's own code takes, too: for tests, which are such. */
extern bool locks_of_core;

/* ---- leak_report.c --------------------------------------------------------------------------- */

/**
 * leak_print_site - print the calls of @site, each behind @indent: from the core's function that a
 * module called to the outermost of the module's own.
 */
void leak_print_site(const char *indent, const struct leak_site *site);

/** leak_kind_name - what a report calls an allocation of @kind. */
const char *leak_kind_name(enum mm_event_kind kind);

void leak_report_start(void (*say)(const char *line));

#endif
