/* SPDX-License-Identifier: MIT */
/* Sets of nodes. */
#ifndef _LINUX_NODEMASK_H
#define _LINUX_NODEMASK_H

#include <linux/kernel.h>
#include <linux/bitmap.h>
#include <linux/numa.h>
#include <linux/topology.h>

#define node_set(node, mask)   set_bit((node), (mask).bits)
#define node_clear(node, mask) clear_bit((node), (mask).bits)
#define node_isset(node, mask) test_bit((node), (mask).bits)
#define nodes_clear(mask)      bitmap_zero((mask).bits, MAX_NUMNODES)
#define nodes_weight(mask)     bitmap_weight((mask).bits, MAX_NUMNODES)
#define nodes_empty(mask)      bitmap_empty((mask).bits, MAX_NUMNODES)
#define first_node(mask)       ((int)find_first_bit((mask).bits, MAX_NUMNODES))

#define num_online_nodes()   nr_online_nodes
#define num_possible_nodes() nr_online_nodes
#define node_online(node)    ((unsigned int)(node) < nr_online_nodes)
#define node_possible(node)  node_online(node)
#define first_online_node    0
#define for_each_online_node(node) \
	for ((node) = 0; (unsigned int)(node) < nr_online_nodes; (node)++)
#define for_each_node(node) for_each_online_node(node)

#endif
