/* SPDX-License-Identifier: MIT */
/*
 * Sets of nodes.
 *
 * As in the kernel, masks are named by value, not by address, and what a macro writes is its
 * first or last operand: node_set(2, mask), nodes_and(both, a, b).
 */
#ifndef _LINUX_NODEMASK_H
#define _LINUX_NODEMASK_H

#include <linux/kernel.h>
#include <linux/bitmap.h>
#include <linux/numa.h>
#include <linux/topology.h>

/* ---- one node -------------------------------------------------------------------------------- */

#define node_set(node, mask)		   set_bit((node), (mask).bits)
#define __node_set(node, maskp)		   set_bit((node), (maskp)->bits)
#define node_clear(node, mask)		   clear_bit((node), (mask).bits)
#define __node_clear(node, maskp)	   clear_bit((node), (maskp)->bits)
#define node_isset(node, mask)		   test_bit((node), (mask).bits)
#define node_test_and_set(node, mask)	   test_and_set_bit((node), (mask).bits)
#define nodemask_of_node(node)		   ((nodemask_t){ { 1ul << (node) } })
#define init_nodemask_of_node(maskp, node) ((void)(*(maskp) = nodemask_of_node(node)))

/* ---- all of them ----------------------------------------------------------------------------- */

#define nodes_setall(mask) bitmap_fill((mask).bits, MAX_NUMNODES)
#define nodes_clear(mask)  bitmap_zero((mask).bits, MAX_NUMNODES)

#define nodes_and(dst, a, b)	   bitmap_and((dst).bits, (a).bits, (b).bits, MAX_NUMNODES)
#define nodes_or(dst, a, b)	   bitmap_or((dst).bits, (a).bits, (b).bits, MAX_NUMNODES)
#define nodes_xor(dst, a, b)	   bitmap_xor((dst).bits, (a).bits, (b).bits, MAX_NUMNODES)
#define nodes_andnot(dst, a, b)	   bitmap_andnot((dst).bits, (a).bits, (b).bits, MAX_NUMNODES)
#define nodes_complement(dst, src) bitmap_complement((dst).bits, (src).bits, MAX_NUMNODES)

#define nodes_equal(a, b)      bitmap_equal((a).bits, (b).bits, MAX_NUMNODES)
#define nodes_intersects(a, b) bitmap_intersects((a).bits, (b).bits, MAX_NUMNODES)
#define nodes_subset(a, b)     bitmap_subset((a).bits, (b).bits, MAX_NUMNODES)
#define nodes_empty(mask)      bitmap_empty((mask).bits, MAX_NUMNODES)
#define nodes_full(mask)       bitmap_full((mask).bits, MAX_NUMNODES)
#define nodes_weight(mask)     bitmap_weight((mask).bits, MAX_NUMNODES)

#define NODE_MASK_NONE ((nodemask_t){ { 0 } })
#define NODE_MASK_ALL  ((nodemask_t){ { (1ul << (MAX_NUMNODES - 1) << 1) - 1 } })

#define nodes_addr(mask) ((mask).bits)

/** nodemask_pr_args - the arguments of a "%*pbl" that prints a mask. */
#define nodemask_pr_args(maskp) MAX_NUMNODES, (maskp)->bits

/* ---- walking --------------------------------------------------------------------------------- */

#define first_node(mask)   ((int)find_first_bit((mask).bits, MAX_NUMNODES))
#define next_node(n, mask) ((int)find_next_bit((mask).bits, MAX_NUMNODES, (n) + 1))

/** next_node_in - the next node of @mask after @node, the first again after the last. */
#define next_node_in(node, mask) __next_node_in((node), (mask).bits)

static inline int __next_node_in(int node, const unsigned long *bits)
{
	int next = (int)find_next_bit(bits, MAX_NUMNODES, (unsigned long)(node + 1));

	return next < MAX_NUMNODES ? next : (int)find_first_bit(bits, MAX_NUMNODES);
}

#define for_each_node_mask(node, mask) \
	for ((node) = first_node(mask); (node) < MAX_NUMNODES; (node) = next_node((node), mask))

/* ---- the machine's --------------------------------------------------------------------------- */

enum node_states {
	N_POSSIBLE,
	N_ONLINE,
	N_NORMAL_MEMORY,
	N_HIGH_MEMORY,
	N_MEMORY,
	N_CPU,
	NR_NODE_STATES
};

/**
 * node_states - the nodes that are there, have memory of a kind, have CPUs.
 * N_NORMAL_MEMORY: with an address; N_HIGH_MEMORY: with or without; N_MEMORY: of any kind.
 */
extern nodemask_t node_states[NR_NODE_STATES];

static inline int node_state(int node, enum node_states state)
{
	return node >= 0 && node < MAX_NUMNODES && node_isset(node, node_states[state]);
}

#define num_node_state(state)		 nodes_weight(node_states[state])
#define first_memory_node		 first_node(node_states[N_MEMORY])
#define next_memory_node(node)		 next_node((node), node_states[N_MEMORY])
#define for_each_node_state(node, state) for_each_node_mask((node), node_states[state])
#define node_has_cpus(node)		 node_state((node), N_CPU)

#define num_online_nodes()    nr_online_nodes
#define num_possible_nodes()  nr_online_nodes
#define node_online(node)     ((unsigned int)(node) < nr_online_nodes)
#define node_possible(node)   node_online(node)
#define first_online_node     0
#define next_online_node(nid) ((unsigned int)(nid) + 1 < nr_online_nodes ? (nid) + 1 : MAX_NUMNODES)
#define node_online_map	      node_states[N_ONLINE]
#define node_possible_map     node_states[N_POSSIBLE]
#define nr_node_ids	      nr_online_nodes
#define for_each_online_node(node) \
	for ((node) = 0; (unsigned int)(node) < nr_online_nodes; (node)++)
#define for_each_node(node) for_each_online_node(node)

#endif
