/* SPDX-License-Identifier: MIT */
/* Sections: which of the machine's memory is in use; part of the entrance mm/page/page.h. */
#ifndef MM_PAGE_SECTION_H
#define MM_PAGE_SECTION_H

#include <linux/memory_hotplug.h>

struct page_request;

/* ---- boot, for zone.c ------------------------------------------------------------------------ */

/** sections_init - decide which sections are online at boot. Return: 0 or -ENOMEM. */
int sections_init(void);

/** sections_add_boot - give the zones, whose spans are set, the memory of those; once. */
void sections_add_boot(void);

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

/* ---- for mm/reclaim/hotplug.c: changes by hand, one at a time -------------------------------- */

/** section_change_begin - begin one; -EBUSY in a notifier, which another change waits for. */
int section_change_begin(void);
void section_change_end(void);

/**
 * section_notice - what notifiers are told of [@start, @start + @nr), which lies in @zone.
 * @coming: it is not online yet; else it still is.
 */
struct memory_notify section_notice(const struct zone *zone, unsigned long start, unsigned long nr,
				    bool coming);

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
