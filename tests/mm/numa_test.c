// SPDX-License-Identifier: MIT
/* Nodes: distances, policies, and the count of what came from where. */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/prandom.h>
#include <linux/vmstat.h>
#include <mm/page/policy.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

#define NODES	4
#define GIVE_UP (__GFP_NORETRY | __GFP_NOWARN)

/* No way is as long as the way back, and no node's order is that of the numbers. */
static const u8 crooked[NODES][NODES] = {
	{ 10, 40, 20, 30 },
	{ 25, 10, 255, 11 },
	{ 90, 80, 10, 70 },
	{ 12, 14, 13, 10 },
};

static struct mm_test_world world_of(unsigned int nodes)
{
	/* One CPU, so that the test is on node 0. */
	return (struct mm_test_world){ .config = { .profile = PROFILE_PC64,
						   .memory = nodes * 4 * MM_TEST_BLOCK,
						   .nodes = nodes,
						   .cpus = 1 } };
}

static void boot(struct kunit *test, unsigned int nodes)
{
	const struct mm_test_world world = world_of(nodes);

	mm_test_boot(test, &world);
}

static void boot_crooked(struct kunit *test)
{
	struct mm_test_world world = world_of(NODES);

	for (int a = 0; a < NODES; a++)
		memcpy(world.config.distance[a], crooked[a], NODES);
	mm_test_boot(test, &world);
}

static nodemask_t set_of(unsigned long bits)
{
	return (nodemask_t){ { bits } };
}

static void set_policy(struct kunit *test, int mode, unsigned long bits)
{
	nodemask_t nodes = set_of(bits);

	KUNIT_ASSERT_EQ(test, do_set_mempolicy((unsigned short)mode, 0, &nodes), 0l);
}

/* Take a page and give it back. Return: its node, or -1 for none. */
static int node_of_page(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);
	int nid = page ? page_to_nid(page) : -1;

	if (page)
		__free_pages(page, order);
	return nid;
}

/* Take all that @nid gives to a request that will have no other. */
static unsigned long eat_node(int nid, unsigned int order, struct list_head *list)
{
	struct page *page;
	unsigned long n;

	for (n = 0; (page = alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE | GIVE_UP, order));
	     n++)
		list_add(&page->lru, list);
	return n;
}

/* ---- distances ------------------------------------------------------------------------------- */

static void distances_are_those_given(struct kunit *test)
{
	boot_crooked(test);
	for (int a = 0; a < NODES; a++)
		for (int b = 0; b < NODES; b++)
			KUNIT_EXPECT_EQ(test, node_distance(a, b), crooked[a][b]);
	KUNIT_EXPECT_EQ(test, node_distance(0, NODES), REMOTE_DISTANCE);
	KUNIT_EXPECT_EQ(test, node_distance(-1, 0), REMOTE_DISTANCE);
}

/* Nodes in the order in which @nid's zonelist has them, each once. */
static int nodes_in_order(int nid, int *order)
{
	int n = 0;

	for (struct zone *const *z = NODE_DATA(nid)->lists[ZONE_NORMAL][0].zones; *z; z++)
		if (!n || order[n - 1] != (*z)->node)
			order[n++] = (*z)->node;
	return n;
}

static void zonelists_follow_any_table(struct kunit *test)
{
	struct mm_test_world world = world_of(PORT_MAX_NODES);
	struct rnd_state rnd;
	int order[PORT_MAX_NODES * MAX_NR_ZONES];

	prandom_seed_state(&rnd, kunit_seed());
	world.config.memory = PORT_MAX_NODES * 2 * MM_TEST_BLOCK;
	for (int round = 0; round < 3; round++) {
		for (int a = 0; a < PORT_MAX_NODES; a++)
			for (int b = 0; b < PORT_MAX_NODES; b++)
				world.config.distance[a][b] =
					a == b ? 10 :
						 (u8)(11 +
						      prandom_u32_state(&rnd) % (round ? 245 : 3));
		mm_test_boot(test, &world);
		for (int nid = 0; nid < PORT_MAX_NODES; nid++) {
			KUNIT_ASSERT_EQ(test, nodes_in_order(nid, order), PORT_MAX_NODES);
			KUNIT_EXPECT_EQ(test, order[0], nid);
			for (int i = 1; i < PORT_MAX_NODES; i++)
				KUNIT_EXPECT_LE(test, node_distance(nid, order[i - 1]),
						node_distance(nid, order[i]));
		}
		mm_test_halt(test);
	}
}

/* Used up, a node is helped out in the order of its own row, which is not that of the others. */
static void nodes_help_out_by_the_table(struct kunit *test)
{
	static const int wanted[NODES][NODES] = {
		{ 0, 2, 3, 1 },
		{ 1, 3, 0, 2 },
		{ 2, 3, 1, 0 },
		{ 3, 0, 2, 1 },
	};
	LIST_HEAD(all);

	boot_crooked(test);
	for (int nid = 0; nid < NODES; nid++) {
		for (int i = 0; i < NODES; i++) {
			struct page *page = alloc_pages_node(nid, GFP_KERNEL | GIVE_UP, 0);

			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_EXPECT_EQ_MSG(test, page_to_nid(page), wanted[nid][i],
					    "choice %d of node %d", i, nid);
			__free_page(page);
			eat_node(wanted[nid][i], 0, &all);
		}
		mm_test_spit(0, &all);
	}
}

static void wrong_distances_make_no_machine(struct kunit *test)
{
	static const struct {
		int from, to;
		u8 distance;
		const char *error;
	} wrong[] = {
		{ 1, 1, 11, "the distance of node 1 to itself is 11: it must be 10" },
		{ 0, 0, 0, "the distance of node 0 to itself is 0: it must be 10" },
		{ 2, 1, 10, "the distance of node 2 to node 1 is 10: it must be above 10" },
		{ 3, 0, 0, "the distance of node 3 to node 0 is 0: it must be above 10" },
	};

	if (NODES > MAX_NUMNODES)
		kunit_skip(test, "a machine has at most %d nodes here", MAX_NUMNODES);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct machine_config config = world_of(NODES).config;

		config.quiet = true;
		for (int a = 0; a < NODES; a++)
			memcpy(config.distance[a], crooked[a], NODES);
		config.distance[wrong[i].from][wrong[i].to] = wrong[i].distance;
		KUNIT_EXPECT_EQ(test, machine_boot(&config), -EINVAL);
		KUNIT_EXPECT_STREQ(test, machine_error(), wrong[i].error);
		KUNIT_EXPECT_FALSE(test, machine_running());
	}
	boot_crooked(test);
}

static void distances_are_in_the_log(struct kunit *test)
{
	struct machine_config config = world_of(2).config;
	const char *text;
	int err;

	for (int given = 0; given < 2; given++) {
		if (given)
			memcpy(config.distance, (u8[2][PORT_MAX_NODES]){ { 10, 21 }, { 31, 10 } },
			       2 * PORT_MAX_NODES);
		capture_start();
		err = machine_boot(&config);
		text = capture_stop();
		KUNIT_ASSERT_EQ(test, err, 0);
		KUNIT_EXPECT_EQ(test, !!strstr(text, "Node distances:"), given);
		KUNIT_EXPECT_EQ(test, !!strstr(text, "  node  0:  10  21\n"), given);
		KUNIT_EXPECT_EQ(test, !!strstr(text, "  node  1:  31  10\n"), given);
		machine_halt();
	}
}

static void nodes_have_cpus_and_memory(struct kunit *test)
{
	struct mm_test_world world = world_of(3);
	int n, seen = 0;

	world.config.cpus = 5;
	mm_test_boot(test, &world);
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpumask_of_node(0)), 2u);
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpumask_of_node(1)), 2u);
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpumask_of_node(2)), 1u);
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpumask_of_node(3)), 0u);
	KUNIT_EXPECT_EQ(test, cpumask_weight(cpumask_of_node(NUMA_NO_NODE)), 5u);
	for (int cpu = 0; cpu < 5; cpu++)
		KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(cpu, cpumask_of_node(cpu_to_node(cpu))));
	for_each_node_state(n, N_MEMORY)
		seen |= 1 << n;
	KUNIT_EXPECT_EQ(test, seen, 7);
	KUNIT_EXPECT_EQ(test, num_node_state(N_CPU), 3u);
	KUNIT_EXPECT_TRUE(test, node_state(2, N_NORMAL_MEMORY));
	KUNIT_EXPECT_FALSE(test, node_state(3, N_ONLINE));
	KUNIT_EXPECT_FALSE(test, node_state(-1, N_ONLINE));
}

static void sets_of_nodes(struct kunit *test)
{
	nodemask_t a = set_of(0x15), b = set_of(0x11), c;
	int n, sum = 0;

	if (MAX_NUMNODES < 5)
		kunit_skip(test, "a set has at most %d nodes here", MAX_NUMNODES);
	nodes_and(c, a, b);
	KUNIT_EXPECT_TRUE(test, nodes_equal(c, b));
	KUNIT_EXPECT_TRUE(test, nodes_subset(b, a));
	nodes_andnot(c, a, b);
	KUNIT_EXPECT_EQ(test, first_node(c), 2);
	nodes_xor(c, a, NODE_MASK_ALL);
	KUNIT_EXPECT_FALSE(test, nodes_intersects(a, c));
	nodes_or(c, c, a);
	KUNIT_EXPECT_TRUE(test, nodes_full(c));
	for_each_node_mask(n, a)
		sum += n;
	KUNIT_EXPECT_EQ(test, sum, 0 + 2 + 4);
	KUNIT_EXPECT_EQ(test, next_node_in(4, a), 0);
	KUNIT_EXPECT_EQ(test, next_node_in(0, a), 2);
	KUNIT_EXPECT_EQ(test, next_node(4, a), MAX_NUMNODES);
	KUNIT_EXPECT_EQ(test, next_node_in(1, NODE_MASK_NONE), MAX_NUMNODES);
}

/* ---- __GFP_THISNODE -------------------------------------------------------------------------- */

/* With the flag a request fails rather than leave its node; without it the same request leaves. */
static void thisnode_does_not_leave(struct kunit *test)
{
	LIST_HEAD(all);

	boot(test, 3);
	for (int nid = 0; nid < 3; nid++) {
		struct page *page;

		KUNIT_EXPECT_GT(test, eat_node(nid, 0, &all), 0ul);
		KUNIT_EXPECT_NULL(test,
				  alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE | GIVE_UP, 0));
		page = alloc_pages_node(nid, GFP_KERNEL | GIVE_UP, 0);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_NE(test, page_to_nid(page), nid);
		__free_page(page);
		list_for_each_entry(page, &all, lru)
			KUNIT_ASSERT_EQ(test, page_to_nid(page), nid);
		mm_test_spit(0, &all);
	}
	/* Without a node it means the CPU's, whatever the policy says. */
	set_policy(test, MPOL_BIND, 1 << 2);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 2);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_THISNODE, 0), 0);
}

/* ---- policies -------------------------------------------------------------------------------- */

static void by_default_the_own_node_serves(struct kunit *test)
{
	struct mm_test_world world = world_of(NODES);

	world.config.cpus = NODES;
	mm_test_boot(test, &world);
	for (int cpu = 0; cpu < NODES; cpu++) {
		port_cpu();
		port_self()->home_cpu = cpu;
		KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), cpu);
		set_policy(test, MPOL_LOCAL, 0);
		KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 2), cpu);
		set_policy(test, MPOL_DEFAULT, 0);
	}
}

static void preferred_goes_there_first(struct kunit *test)
{
	LIST_HEAD(all);

	boot_crooked(test);
	/* Of several, the lowest. */
	set_policy(test, MPOL_PREFERRED, 1 << 3 | 1 << 1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_ATOMIC, 3), 1);
	eat_node(1, 0, &all);
	/* From there by distance. */
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | GIVE_UP, 0), 3);
	mm_test_spit(0, &all);
}

static void bound_requests_stay(struct kunit *test)
{
	unsigned long count[NODES] = {};
	struct page *page;
	LIST_HEAD(all);

	boot_crooked(test);
	set_policy(test, MPOL_BIND, 1 << 1 | 1 << 3);
	while ((page = alloc_pages(GFP_KERNEL | GIVE_UP, 0))) {
		count[page_to_nid(page)]++;
		list_add(&page->lru, &all);
	}
	KUNIT_EXPECT_EQ(test, count[0], 0ul);
	KUNIT_EXPECT_EQ(test, count[2], 0ul);
	KUNIT_EXPECT_GT(test, count[1], MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_GT(test, count[3], MAX_ORDER_NR_PAGES);
	/* The reserves of others are not there for it either; but who names a node is not bound. */
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | GIVE_UP, 4));
	page = alloc_pages_node(2, GFP_KERNEL, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, page_to_nid(page), 2);
	__free_page(page);
	set_policy(test, MPOL_DEFAULT, 0);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 4), 0);
	mm_test_spit(0, &all);
}

/* Node 3 is the nearer of the two to node 0. */
static void bound_requests_take_the_nearest(struct kunit *test)
{
	LIST_HEAD(all);

	boot_crooked(test);
	set_policy(test, MPOL_BIND, 1 << 1 | 1 << 3);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 3);
	eat_node(3, 0, &all);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 1);
	mm_test_spit(0, &all);
}

/* DMA memory is on node 0 alone: a request for it is not bound to nodes that have none. */
static void low_zones_are_not_bound(struct kunit *test)
{
	struct mm_test_world world = world_of(2);

	world.config.memory = 2 * max(4 * MM_TEST_BLOCK, (unsigned long)SZ_32M);
	mm_test_boot(test, &world);
	set_policy(test, MPOL_BIND, 1 << 1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | GFP_DMA, 0), 0);
	KUNIT_EXPECT_NULL(test, alloc_pages_node(1, GFP_DMA | __GFP_THISNODE | GIVE_UP, 0));
}

static void interleaving_goes_round(struct kunit *test)
{
	static const int turns[] = { 0, 1, 3 };
	unsigned long count[NODES] = {};
	struct page *pages[300];

	boot(test, NODES);
	set_policy(test, MPOL_INTERLEAVE, 1 << 0 | 1 << 1 | 1 << 3);
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		struct page *other = alloc_pages_node(2, GFP_KERNEL, 0);

		/* Those who name a node take no turn. */
		KUNIT_ASSERT_NOT_NULL(test, other);
		KUNIT_EXPECT_EQ(test, page_to_nid(other), 2);
		__free_page(other);
		if (i % 3 == 2)
			pages[i] = virt_to_page((void *)__get_free_pages(GFP_KERNEL, 0));
		else
			pages[i] = alloc_pages(i % 2 ? GFP_KERNEL : GFP_ATOMIC, 0);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		KUNIT_EXPECT_EQ(test, page_to_nid(pages[i]), turns[i % 3]);
		count[page_to_nid(pages[i])]++;
	}
	KUNIT_EXPECT_EQ(test, count[0], 100ul);
	KUNIT_EXPECT_EQ(test, count[1], 100ul);
	KUNIT_EXPECT_EQ(test, count[2], 0ul);
	KUNIT_EXPECT_EQ(test, count[3], 100ul);
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		__free_page(pages[i]);
	/* Blocks take turns as pages do. */
	for (int i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 5), turns[i % 3]);
}

static void any_of_many_is_preferred(struct kunit *test)
{
	LIST_HEAD(all);

	boot_crooked(test);
	set_policy(test, MPOL_PREFERRED_MANY, 1 << 1 | 1 << 3);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 3);
	eat_node(3, 0, &all);
	/* Farther from the CPU than node 2, but of the set. */
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | GIVE_UP, 0), 1);
	eat_node(1, 0, &all);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | GIVE_UP, 0), 0);
	mm_test_spit(0, &all);
}

static void interrupts_have_no_policy(struct kunit *test)
{
	boot(test, 2);
	set_policy(test, MPOL_BIND, 1 << 1);
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_ATOMIC, 0), 0);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_ATOMIC, 0), 1);
}

static void policies_that_cannot_be(struct kunit *test)
{
	nodemask_t none = NODE_MASK_NONE, some = set_of(3), absent = set_of(1 << 5), got;
	int mode;

	boot(test, 3);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_DEFAULT, 0, &some), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_LOCAL, 0, &some), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_BIND, 0, &none), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_INTERLEAVE, 0, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_PREFERRED_MANY, 0, &none), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_BIND, 0, &absent), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_MAX, 0, &some), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_BIND, 1, &some), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, &got, 0, 0), 0l);
	KUNIT_EXPECT_EQ(test, mode, (int)MPOL_DEFAULT);
	KUNIT_EXPECT_TRUE(test, nodes_empty(got));
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_PREFERRED, 0, &none), 0l);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, NULL, 0, 0), 0l);
	KUNIT_EXPECT_EQ(test, mode, (int)MPOL_LOCAL);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, NULL, 0, MPOL_F_NODE), -EINVAL);
	some = set_of(1 << 2 | 1 << 1 | 1 << 9);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_INTERLEAVE, 0, &some), 0l);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, &got, 0, MPOL_F_NODE), 0l);
	KUNIT_EXPECT_EQ(test, mode, 1);
	KUNIT_EXPECT_EQ(test, got.bits[0], 6ul);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(NULL, &got, 0, MPOL_F_MEMS_ALLOWED), 0l);
	KUNIT_EXPECT_EQ(test, got.bits[0], 7ul);
}

static void look_around(void *arg, unsigned int index)
{
	int *mode = arg;

	do_get_mempolicy(mode, NULL, 0, 0);
}

/* A new thread has the default, and so has the next machine. */
static void policies_end_with_thread_and_machine(struct kunit *test)
{
	int mode = -1;

	boot(test, 2);
	set_policy(test, MPOL_BIND, 1 << 1);
	KUNIT_ASSERT_EQ(test, test_parallel(1, look_around, &mode), 0);
	KUNIT_EXPECT_EQ(test, mode, (int)MPOL_DEFAULT);
	mm_test_halt(test);
	boot(test, 3);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, NULL, 0, 0), 0l);
	KUNIT_EXPECT_EQ(test, mode, (int)MPOL_DEFAULT);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL, 0), 0);
}

/* Three nodes of a block each and a fourth of four: turns are turns, and the small are helped. */
static void nodes_of_unlike_size(struct kunit *test)
{
	struct mm_test_world world = world_of(NODES);
	unsigned long count[NODES] = {}, turns = 0;
	struct page *page;
	LIST_HEAD(all);

	world.config.memory = 7 * MM_TEST_BLOCK;
	mm_test_boot(test, &world);
	KUNIT_EXPECT_EQ(test, NODE_DATA(0)->node_present_pages, MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_EQ(test, NODE_DATA(3)->node_present_pages, 4 * MAX_ORDER_NR_PAGES);
	set_policy(test, MPOL_INTERLEAVE, 0xf);
	while ((page = alloc_pages(GFP_KERNEL | GIVE_UP, 0))) {
		if (turns < MAX_ORDER_NR_PAGES)
			KUNIT_EXPECT_EQ(test, page_to_nid(page), (int)(turns % NODES));
		turns++;
		count[page_to_nid(page)]++;
		list_add(&page->lru, &all);
	}
	KUNIT_EXPECT_GT(test, count[3], count[0] + count[1] + count[2] - MAX_ORDER_NR_PAGES);
	for (int nid = 0; nid < 3; nid++)
		KUNIT_EXPECT_LE(test, count[nid], MAX_ORDER_NR_PAGES);
	mm_test_spit(0, &all);
}

static struct kunit_case numa_cases[] = {
	KUNIT_CASE(distances_are_those_given),
	KUNIT_CASE(zonelists_follow_any_table),
	KUNIT_CASE(nodes_help_out_by_the_table),
	KUNIT_CASE(wrong_distances_make_no_machine),
	KUNIT_CASE(distances_are_in_the_log),
	KUNIT_CASE(nodes_have_cpus_and_memory),
	KUNIT_CASE(sets_of_nodes),
	KUNIT_CASE(thisnode_does_not_leave),
	KUNIT_CASE(by_default_the_own_node_serves),
	KUNIT_CASE(preferred_goes_there_first),
	KUNIT_CASE(bound_requests_stay),
	KUNIT_CASE(bound_requests_take_the_nearest),
	KUNIT_CASE(low_zones_are_not_bound),
	KUNIT_CASE(interleaving_goes_round),
	KUNIT_CASE(any_of_many_is_preferred),
	KUNIT_CASE(interrupts_have_no_policy),
	KUNIT_CASE(policies_that_cannot_be),
	KUNIT_CASE(policies_end_with_thread_and_machine),
	KUNIT_CASE(nodes_of_unlike_size),
	{},
};

static struct kunit_suite numa_suite = {
	.name = "numa",
	.test_cases = numa_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(numa_suite);
