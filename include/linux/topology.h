/* SPDX-License-Identifier: MIT */
/* Which CPU belongs to which node, and how far nodes are apart. */
#ifndef _LINUX_TOPOLOGY_H
#define _LINUX_TOPOLOGY_H

#include <linux/types.h>
#include <linux/numa.h>

struct cpumask;

int raw_smp_processor_id(void);

/* Of a node to itself, and of the next one of a ring; see node_distance(). */
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
	return nr_online_nodes > 1 ? cpu_to_node(raw_smp_processor_id()) : 0;
}

#define numa_mem_id()	numa_node_id()
#define cpu_to_mem(cpu) cpu_to_node(cpu)

int node_distance(int from, int to);

/** cpumask_of_node - the CPUs of @node; all CPUs for NUMA_NO_NODE. */
const struct cpumask *cpumask_of_node(int node);

#define nr_cpus_node(node) cpumask_weight(cpumask_of_node(node))
#define for_each_node_with_cpus(node)      \
	for_each_online_node(node)         \
		if (!nr_cpus_node(node)) { \
		} else

#endif
