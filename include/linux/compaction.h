/* SPDX-License-Identifier: MIT */
/* Compaction: moving pages together so that free ones join to larger blocks. */
#ifndef _LINUX_COMPACTION_H
#define _LINUX_COMPACTION_H

#include <linux/mmzone.h>
#include <linux/swap.h>
#include <linux/types.h>

/**
 * enum compact_result - what compacting a zone came to.
 * @COMPACT_NOT_SUITABLE_ZONE: not tried: memory is short there, not fragmented.
 * @COMPACT_SKIPPED: not tried: too few pages are free to move anything.
 * @COMPACT_DEFERRED: not tried: it failed the last times.
 * @COMPACT_CONTINUE: it may help; or, under way.
 * @COMPACT_COMPLETE: the whole zone was scanned and no block came of it.
 * @COMPACT_PARTIAL_SKIPPED: a part of the zone was, from where the last scan had come to.
 * @COMPACT_SUCCESS: there is a block.
 */
enum compact_result {
	COMPACT_NOT_SUITABLE_ZONE,
	COMPACT_SKIPPED,
	COMPACT_DEFERRED,
	COMPACT_CONTINUE,
	COMPACT_COMPLETE,
	COMPACT_PARTIAL_SKIPPED,
	COMPACT_SUCCESS,
};

/* After failures, at most 2^this requests go by before compaction is tried again. */
#define COMPACT_MAX_DEFER_SHIFT 6

/* Pages that move at a time. */
#define COMPACT_CLUSTER_MAX SWAP_CLUSTER_MAX

/* Above this, in thousandths, want of a block is fragmentation; below, want of memory. */
extern int sysctl_extfrag_threshold;

/* compact_gap - pages that must be free above the mark: sources and targets live side by side. */
static inline unsigned long compact_gap(unsigned int order)
{
	return 2ul << order;
}

enum compact_result compaction_suitable(struct zone *zone, int order, unsigned int alloc_flags,
					int highest_zoneidx);
int fragmentation_index(struct zone *zone, unsigned int order);

bool compaction_deferred(struct zone *zone, int order);
void defer_compaction(struct zone *zone, int order);
void compaction_defer_reset(struct zone *zone, int order, bool alloc_success);

#endif
