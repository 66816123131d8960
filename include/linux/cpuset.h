/* SPDX-License-Identifier: MIT */
/*
 * The nodes that a thread may use.
 *
 * A fence around policies: first a request is served inside it.  When nothing is left inside, one
 * with __GFP_HARDWALL fails, one without may go outside, and so may one that cannot sleep but may
 * use reserves (GFP_ATOMIC).  Interrupts do not see the fence.  There is one level of them, a
 * thread's own; it is set by the thread itself, and a new thread has none.
 */
#ifndef _LINUX_CPUSET_H
#define _LINUX_CPUSET_H

#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>

/** cpusets_enabled - is there a fence around the calling thread? */
bool cpusets_enabled(void);

/** cpuset_current_mems_allowed - the nodes inside it: a nodemask_t. */
#define cpuset_current_mems_allowed current_mems_allowed()
/** current_mems_allowed - the same: a function here, a field of current in Linux. */
nodemask_t current_mems_allowed(void);

/**
 * set_mems_allowed - fence the calling thread in.
 * @nodemask: nodes with memory; where none has any, a warning is given and nothing changes.
 */
void set_mems_allowed(nodemask_t nodemask);

/** cpuset_nodemask_valid_mems_allowed - is a node of @nodemask inside? */
int cpuset_nodemask_valid_mems_allowed(const nodemask_t *nodemask);

/**
 * cpuset_node_allowed - may a request be served from @node?
 * @gfp: its flags; only __GFP_HARDWALL counts.
 * Return: true inside, in interrupts, and without __GFP_HARDWALL.
 */
bool cpuset_node_allowed(int node, gfp_t gfp);

static inline bool __cpuset_zone_allowed(const struct zone *zone, gfp_t gfp)
{
	return cpuset_node_allowed(zone_to_nid(zone), gfp);
}

static inline bool cpuset_zone_allowed(const struct zone *zone, gfp_t gfp)
{
	return !cpusets_enabled() || __cpuset_zone_allowed(zone, gfp);
}

#endif
