/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_NUMA_H
#define _LINUX_NUMA_H

#define NODES_SHIFT  CONFIG_NODES_SHIFT
#define MAX_NUMNODES (1 << NODES_SHIFT)
#define NUMA_NO_NODE (-1)

/* A set of nodes, one bit each; linux/nodemask.h has what is done with it. */
typedef struct nodemask {
	unsigned long bits[(MAX_NUMNODES + 8 * sizeof(long) - 1) / (8 * sizeof(long))];
} nodemask_t;

#endif
