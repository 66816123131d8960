/* SPDX-License-Identifier: MIT */
/* Sections: which of the machine's memory is in use; part of the entrance mm/page/page.h. */
#ifndef MM_PAGE_SECTION_H
#define MM_PAGE_SECTION_H

#include <linux/memory_hotplug.h>
#include <mm/boot/boot.h>

struct page_request;

/* ---- boot, for zone.c ------------------------------------------------------------------------ */

/** sections_init - decide which sections are online at boot. Return: 0 or -ENOMEM. */
int sections_init(void);

/** section_next_left - memblock_next_free(), of what is in sections that are online at boot. */
bool section_next_left(phys_addr_t from, struct memblock_range *range);

/** sections_add_boot - give the zones, whose spans are set, the memory of those; once. */
void sections_add_boot(void);

/* ---- for check.c ----------------------------------------------------------------------------- */

int sections_check(void);

/* ---- for the slow path ----------------------------------------------------------------------- */

/**
 * section_grow - bring a section of the first zone that will do for @rq online.
 *
 * Context: any, no locks held; sleeps only in memory notifiers, for requests that may.
 * Return: true when the machine has grown, by this call or another meanwhile; false where no zone
 * of the request's list and nodes can grow.
 */
bool section_grow(const struct page_request *rq);

/** sections_limit - pages that allocators can have when the machine has grown to its limit. */
unsigned long sections_limit(void);

/* ---- memory_notify.c ------------------------------------------------------------------------- */

void memory_notify_init(void);

/** section_has_listeners - is there a memory notifier? */
bool section_has_listeners(void);

/**
 * section_settle - wait for growth that is under way without a word to notifiers.
 * Who grows looks for notifiers under the lock that this takes.
 */
void section_settle(void);

/**
 * section_change_begin - be the only one who tells notifiers of a change.
 * Return: 0, or -EBUSY in a notifier, which another change waits for.
 */
int section_change_begin(void);
/** section_change_try - the same without waiting: who holds it may wait for the caller. */
bool section_change_try(void);
void section_change_end(void);
/** section_is_changing - is another thread about to bring memory, or to take it away? */
bool section_is_changing(void);

/**
 * section_notice - what notifiers are told of [@start, @start + @nr), which lies in @zone.
 * @coming: it is not online yet; else it still is.
 */
struct memory_notify section_notice(const struct zone *zone, unsigned long start, unsigned long nr,
				    bool coming);

/**
 * memory_notify_forget - take out the notifiers whose code or block is in [@start, @end).
 * @say: called for each, with what it is and its name, which is empty.
 * Context: may sleep.  Return: how many there were.
 */
unsigned int memory_notify_forget(unsigned long start, unsigned long end,
				  void (*say)(const char *what, const char *name, void *arg),
				  void *arg);

/* ---- for mm/reclaim/hotplug.c: changes by hand ----------------------------------------------- */

/** section_claim - absent sections become added ones. Return: 0, -EINVAL or -EEXIST. */
int section_claim(int nid, unsigned long start, unsigned long nr);

/** section_unclaim - added sections become absent ones. Return: 0, -EINVAL or -EBUSY. */
int section_unclaim(unsigned long start, unsigned long nr);

/**
 * section_zone - the zone that all frames of added sections [@start, @start + @nr) belong to.
 * @online: whether they are to be online.
 * Return: NULL where they are not whole sections of that state, in one zone.
 */
struct zone *section_zone(unsigned long start, unsigned long nr, bool online);

/** section_is_early - does early memory hold any frame of [@start, @start + @nr)? */
bool section_is_early(unsigned long start, unsigned long nr);

/** section_onlined - added sections come online. */
void section_onlined(unsigned long start, unsigned long nr);

/** section_offlined - the frames have left @zone's free areas: they are not online any more. */
void section_offlined(struct zone *zone, unsigned long start, unsigned long nr);

#endif
