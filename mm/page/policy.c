// SPDX-License-Identifier: MIT
/*
 * Whose turn it is: policies, fences, and the count of what came of them.
 *
 * On a machine of several nodes a request that names none asks here first: the thread's policy says
 * in which node's zonelist to look, and which nodes may serve at all.  Then the fence around the
 * thread (cpuset) is checked zone by zone while the list is walked: in the first pass for all
 * requests, later for those with __GFP_HARDWALL.  Both are the thread's own, so nothing here locks.
 *
 *	policy_nodes()          the thread's policy
 *	  zonelist_alloc()      walks the list: rq->nodes, cpuset_zone_allowed(), node_dirty_ok()
 *	    zone_statistics()   counts where the page was wanted, and where it came from
 *
 * Sets of nodes are one word: MAX_NUMNODES is at most 16.
 */
#include <linux/cpuset.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mempolicy.h>
#include <linux/preempt.h>
#include <linux/vmstat.h>
#include <mm/page/policy.h>

_Static_assert(sizeof(nodemask_t) == sizeof(unsigned long), "a set of nodes is one word");

/* Grows from machine to machine, so that no thread brings its placement into the next. */
static u32 boots;

/** policy_init - all threads have the default policy, no fence, and nobody to charge. */
void policy_init(void)
{
	boots++;
}

/** placement_self - the calling thread's placement in this machine. */
struct port_placement *placement_self(void)
{
	struct port_placement *place = &port_self()->place;

	if (unlikely(place->boot != boots))
		*place = (struct port_placement){ .boot = boots };
	return place;
}

static unsigned long nodes_with_memory(void)
{
	return READ_ONCE(node_states[N_MEMORY].bits[0]);
}

/* Inside the fence; all nodes where there is none. */
static unsigned long allowed_nodes(const struct port_placement *place)
{
	return place->allowed ?: nodes_with_memory();
}

static const struct nodemask *as_mask(const unsigned long *nodes)
{
	return (const struct nodemask *)nodes;
}

/* ---- policies -------------------------------------------------------------------------------- */

/*
 * The highest zone there is decides for which requests MPOL_BIND holds: a node of the set may lack
 * the lower ones.
 */
static bool binds(gfp_t gfp, int nid)
{
	enum zone_type highest = ZONE_DMA;
	struct zone *zone;

	for (unsigned int n = 0; n < nr_online_nodes; n++)
		for_each_zone_of(zone, n) if (zone->type != ZONE_MOVABLE)
			highest = max(highest, zone->type);
	for (struct zone *const *z = NODE_DATA(nid)->lists[gfp_zone(gfp)][0].zones; *z; z++)
		if ((*z)->type >= highest)
			return true;
	return false;
}

/* The nearest node of the set that could serve the request now, else the CPU's. */
static int nearest_of_many(const struct port_placement *place, gfp_t gfp, unsigned int order,
			   int nid)
{
	unsigned long nodes = place->nodes & allowed_nodes(place);
	enum zone_type highest = gfp_zone(gfp);

	for (struct zone *const *z = NODE_DATA(nid)->lists[highest][0].zones; *z; z++)
		if (nodes & (1ul << (*z)->node) &&
		    zone_watermark_ok(*z, order, low_wmark_pages(*z), highest, 0))
			return (*z)->node;
	return nid;
}

/**
 * policy_nodes - where the calling thread's policy sends a request that names no node.
 * @nodes: set to the nodes that may serve it, or to NULL for all.
 * Return: the node in whose zonelist to look.
 */
int policy_nodes(gfp_t gfp, unsigned int order, const struct nodemask **nodes)
{
	int local = numa_node_id();
	struct port_placement *place;

	*nodes = NULL;
	if (in_interrupt() || gfp & __GFP_THISNODE)
		return local;
	place = placement_self();
	place->interleaved = false;
	switch (place->policy) {
	case MPOL_PREFERRED:
		return (int)__ffs(place->nodes);
	case MPOL_PREFERRED_MANY:
		return nearest_of_many(place, gfp, order, local);
	case MPOL_BIND:
		if (place->nodes & allowed_nodes(place) && binds(gfp, local))
			*nodes = as_mask(&place->nodes);
		return local;
	case MPOL_INTERLEAVE:
		place->last = (u8)__next_node_in(place->last, &place->nodes);
		place->interleaved = true;
		return place->last;
	default:
		return local;
	}
}

/** policy_failed - nothing came of a request that policy_nodes() was asked about. */
void policy_failed(void)
{
	placement_self()->interleaved = false;
}

/* The sets of a policy that are right for its mode; Return: the mode, or -EINVAL. */
static int fit_mode(unsigned int mode, bool empty)
{
	switch (mode) {
	case MPOL_DEFAULT:
	case MPOL_LOCAL:
		return empty ? (int)mode : -EINVAL;
	case MPOL_PREFERRED:
		return empty ? MPOL_LOCAL : MPOL_PREFERRED;
	case MPOL_BIND:
	case MPOL_INTERLEAVE:
	case MPOL_PREFERRED_MANY:
		return empty ? -EINVAL : (int)mode;
	default:
		return -EINVAL;
	}
}

long do_set_mempolicy(unsigned short mode, unsigned short flags, nodemask_t *nodes)
{
	struct port_placement *place = placement_self();
	unsigned long set = nodes ? nodes->bits[0] : 0;
	int fit = flags ? -EINVAL : fit_mode(mode, !set);

	if (fit < 0)
		return fit;
	set &= allowed_nodes(place);
	if (fit != MPOL_DEFAULT && fit != MPOL_LOCAL && !set)
		return -EINVAL;
	if (fit == MPOL_PREFERRED)
		set &= -set;
	place->nodes = set;
	place->policy = (u8)fit;
	place->interleaved = false;
	if (fit == MPOL_INTERLEAVE)
		place->last = MAX_NUMNODES - 1;
	return 0;
}
EXPORT_SYMBOL(do_set_mempolicy);

long do_get_mempolicy(int *policy, nodemask_t *nmask, unsigned long addr, unsigned long flags)
{
	const struct port_placement *place = placement_self();

	if (addr || flags & ~(unsigned long)(MPOL_F_NODE | MPOL_F_MEMS_ALLOWED))
		return -EINVAL;
	if (flags & MPOL_F_MEMS_ALLOWED) {
		if (flags & MPOL_F_NODE)
			return -EINVAL;
		if (policy)
			*policy = MPOL_DEFAULT;
		if (nmask)
			*nmask = cpuset_current_mems_allowed;
		return 0;
	}
	if (flags & MPOL_F_NODE && place->policy != MPOL_INTERLEAVE)
		return -EINVAL;
	if (policy)
		*policy = flags & MPOL_F_NODE ? __next_node_in(place->last, &place->nodes) :
						place->policy;
	if (nmask)
		*nmask = *as_mask(&place->nodes);
	return 0;
}
EXPORT_SYMBOL(do_get_mempolicy);

/* ---- fences ---------------------------------------------------------------------------------- */

/* The members of @set keep their places: the nth of @from becomes the nth of @to, counted round. */
static unsigned long remap(unsigned long set, unsigned long from, unsigned long to)
{
	unsigned long result = set & ~from;
	int at = MAX_NUMNODES - 1;

	for (unsigned long left = from; left; left &= left - 1) {
		at = __next_node_in(at, &to);
		if (set & left & -left)
			result |= 1ul << at;
	}
	return result;
}

bool cpusets_enabled(void)
{
	return placement_self()->allowed != 0;
}
EXPORT_SYMBOL(cpusets_enabled);

nodemask_t current_mems_allowed(void)
{
	const unsigned long nodes = allowed_nodes(placement_self());

	return *as_mask(&nodes);
}
EXPORT_SYMBOL(current_mems_allowed);

void set_mems_allowed(nodemask_t nodemask)
{
	struct port_placement *place = placement_self();
	unsigned long nodes = nodemask.bits[0] & nodes_with_memory();

	if (WARN_ON(!nodes))
		return;
	if (place->nodes)
		place->nodes = remap(place->nodes, allowed_nodes(place), nodes);
	if (place->policy == MPOL_PREFERRED)
		place->nodes &= -place->nodes;
	place->allowed = nodes == nodes_with_memory() ? 0 : nodes;
}
EXPORT_SYMBOL(set_mems_allowed);

int cpuset_nodemask_valid_mems_allowed(const nodemask_t *nodemask)
{
	return (nodemask->bits[0] & allowed_nodes(placement_self())) != 0;
}
EXPORT_SYMBOL(cpuset_nodemask_valid_mems_allowed);

bool cpuset_node_allowed(int node, gfp_t gfp)
{
	if (in_interrupt() || !(gfp & __GFP_HARDWALL))
		return true;
	return allowed_nodes(placement_self()) & (1ul << node);
}
EXPORT_SYMBOL(cpuset_node_allowed);

/* ---- counting -------------------------------------------------------------------------------- */

/* The first zone of the request's list that is on one of @nodes. */
static struct zone *first_of(const struct page_request *rq, unsigned long nodes)
{
	for (struct zone *const *z = rq->list->zones; *z; z++)
		if (nodes & (1ul << (*z)->node))
			return *z;
	return NULL;
}

/**
 * preferred_zone - the zone where a request would have been served, had there been memory.
 *
 * Return: the first of its list that its nodes and the thread's fence leave; where the fence leaves
 * none, that its nodes leave; NULL where these leave none either.
 */
struct zone *preferred_zone(const struct page_request *rq)
{
	unsigned long nodes = rq->nodes ? rq->nodes->bits[0] : nodes_with_memory();
	struct zone *zone = NULL;

	if (!in_interrupt() && cpusets_enabled())
		zone = first_of(rq, nodes & placement_self()->allowed);
	return zone ?: first_of(rq, nodes);
}

/**
 * zone_statistics - @nr requests that preferred one zone were served from another, or the same.
 *
 * Hit: from the node that was meant.  Else the node that served has a miss, and the one that was
 * meant a page in foreign hands.  Local or other: was it the node of the CPU?
 */
void zone_statistics(struct zone *preferred, struct zone *z, long nr)
{
	struct port_placement *place;

	if (z->node == preferred->node) {
		__count_numa_events(z, NUMA_HIT, nr);
	} else {
		__count_numa_events(z, NUMA_MISS, nr);
		__count_numa_events(preferred, NUMA_FOREIGN, nr);
	}
	__count_numa_events(z, z->node == numa_node_id() ? NUMA_LOCAL : NUMA_OTHER, nr);
	if (nr_online_nodes == 1 || in_interrupt())
		return;
	place = placement_self();
	if (!place->interleaved)
		return;
	place->interleaved = false;
	if (z->node == place->last)
		__count_numa_event(z, NUMA_INTERLEAVE_HIT);
}
