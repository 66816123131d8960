/* SPDX-License-Identifier: MIT */
/* Which CPU belongs to which node, and how far nodes are apart. */
#ifndef _LINUX_TOPOLOGY_H
#define _LINUX_TOPOLOGY_H

#include <linux/types.h>
#include <linux/numa.h>
#include <port/port.h>

#define LOCAL_DISTANCE	10
#define REMOTE_DISTANCE 20

extern unsigned int nr_online_nodes;

/* CPUs are dealt to nodes in turn, so that each node has some on any machine. */
static inline int cpu_to_node(int cpu)
{
	return nr_online_nodes > 1 ? (int)((unsigned int)cpu % nr_online_nodes) : 0;
}

static inline int numa_node_id(void)
{
	return nr_online_nodes > 1 ? cpu_to_node(port_cpu()) : 0;
}

#define numa_mem_id()	numa_node_id()
#define cpu_to_mem(cpu) cpu_to_node(cpu)

int node_distance(int from, int to);

#endif
