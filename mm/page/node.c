// SPDX-License-Identifier: MIT
/*
 * Nodes as such: how far they are apart, which CPUs are theirs, what they have.
 *
 * Distances are the figures of the firmware tables that a kernel reads: 10 from a node to itself,
 * more to any other, and a way need not be as long as the way back.  Without a table the nodes
 * stand in a ring, one REMOTE_DISTANCE to the next and LOCAL_DISTANCE more for each further step.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/page/policy.h>

_Static_assert(MAX_NUMNODES <= PORT_MAX_NODES, "a machine's table has a row for each node");

static u8 distances[MAX_NUMNODES][MAX_NUMNODES];
static struct cpumask node_cpus[MAX_NUMNODES];
static struct lock states_lock; /* who looks last writes last; taken under any other */

nodemask_t node_states[NR_NODE_STATES];
EXPORT_SYMBOL(node_states);

/**
 * node_distance - how far node @to is from node @from.
 * Return: LOCAL_DISTANCE for the same node, more for another; REMOTE_DISTANCE for one that is not
 * there.
 */
int node_distance(int from, int to)
{
	if (unlikely((unsigned int)from >= nr_online_nodes || (unsigned int)to >= nr_online_nodes))
		return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
	return distances[from][to];
}
EXPORT_SYMBOL(node_distance);

const struct cpumask *cpumask_of_node(int node)
{
	static const struct cpumask none;

	if (node == NUMA_NO_NODE)
		return cpu_online_mask;
	return (unsigned int)node < nr_online_nodes ? &node_cpus[node] : &none;
}
EXPORT_SYMBOL(cpumask_of_node);

static bool is_given(const struct machine_config *config)
{
	for (unsigned int a = 0; a < PORT_MAX_NODES; a++)
		for (unsigned int b = 0; b < PORT_MAX_NODES; b++)
			if (config->distance[a][b])
				return true;
	return false;
}

static u8 ring_distance(int from, int to)
{
	int n = (int)nr_online_nodes, d = from > to ? from - to : to - from;

	d = min(d, n - d);
	return (u8)(d ? REMOTE_DISTANCE + (d - 1) * LOCAL_DISTANCE : LOCAL_DISTANCE);
}

static int check_distance(int from, int to, u8 d)
{
	if (from == to && d != LOCAL_DISTANCE)
		return machine_fail(-EINVAL,
				    "the distance of node %d to itself is %u: it must be %d", from,
				    d, LOCAL_DISTANCE);
	if (from != to && d <= LOCAL_DISTANCE)
		return machine_fail(-EINVAL,
				    "the distance of node %d to node %d is %u: it must be above %d",
				    from, to, d, LOCAL_DISTANCE);
	return 0;
}

static void print_distances(void)
{
	char line[8 + 4 * MAX_NUMNODES];
	struct textbuf t;

	pr_info("Node distances:\n");
	for (unsigned int a = 0; a < nr_online_nodes; a++) {
		textbuf_init(&t, line, sizeof(line));
		for (unsigned int b = 0; b < nr_online_nodes; b++)
			textbuf_printf(&t, " %3u", distances[a][b]);
		pr_info("  node %2u:%s\n", a, line);
	}
}

/** node_table_init - take or make the distances, and deal the CPUs. Return: 0 or -EINVAL. */
int node_table_init(void)
{
	const struct machine_config *config = machine_config();
	bool given = is_given(config);
	int err;

	lock_init(&states_lock);
	memset(node_cpus, 0, sizeof(node_cpus));
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		cpumask_set_cpu(cpu, &node_cpus[cpu_to_node((int)cpu)]);
	for (int a = 0; a < (int)nr_online_nodes; a++)
		for (int b = 0; b < (int)nr_online_nodes; b++) {
			distances[a][b] = given ? config->distance[a][b] : ring_distance(a, b);
			err = check_distance(a, b, distances[a][b]);
			if (err)
				return err;
		}
	if (given && !config->quiet)
		print_distances();
	return 0;
}

/** node_cpus_update - look again at which CPUs are online; they come and go one at a time. */
void node_cpus_update(void)
{
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		struct cpumask *mask = &node_cpus[cpu_to_node((int)cpu)];

		if (cpu_online(cpu) == cpumask_test_cpu((int)cpu, mask))
			continue;
		if (cpu_online(cpu))
			cpumask_set_cpu(cpu, mask);
		else
			cpumask_clear_cpu((int)cpu, mask);
	}
	node_states_update();
}

/** node_states_update - look again at what nodes have; after memory or CPUs came or went. */
void node_states_update(void)
{
	nodemask_t states[NR_NODE_STATES] = {};

	lock_acquire(&states_lock);
	for (int nid = 0; nid < (int)nr_online_nodes; nid++) {
		struct zone *zone;

		node_set(nid, states[N_POSSIBLE]);
		node_set(nid, states[N_ONLINE]);
		if (!cpumask_empty(cpumask_of_node(nid)))
			node_set(nid, states[N_CPU]);
		for_each_zone_of(zone, nid)
		{
			node_set(nid, states[N_MEMORY]);
			node_set(nid, states[N_HIGH_MEMORY]);
			if (!is_highmem(zone))
				node_set(nid, states[N_NORMAL_MEMORY]);
		}
	}
	for (unsigned int i = 0; i < NR_NODE_STATES; i++)
		WRITE_ONCE(node_states[i].bits[0], states[i].bits[0]);
	lock_release(&states_lock);
}
