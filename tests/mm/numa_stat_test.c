// SPDX-License-Identifier: MIT
/* The counts of where pages were wanted and where they came from. */
#include <kunit/test.h>
#include <linux/cpuset.h>
#include <linux/gfp.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/vmstat.h>
#include <mm/page/policy.h>
#include <tests/mm/mm_test.h>

#define NODES	3
#define GIVE_UP (__GFP_NORETRY | __GFP_NOWARN)

/* What a node has counted, in the order of its file. */
struct counts {
	unsigned long hit, miss, foreign, interleave, local, other;
};

static struct counts base[NODES];

static struct counts counts_of(int nid)
{
	return (struct counts){
		.hit = sum_zone_numa_event_state(nid, NUMA_HIT),
		.miss = sum_zone_numa_event_state(nid, NUMA_MISS),
		.foreign = sum_zone_numa_event_state(nid, NUMA_FOREIGN),
		.interleave = sum_zone_numa_event_state(nid, NUMA_INTERLEAVE_HIT),
		.local = sum_zone_numa_event_state(nid, NUMA_LOCAL),
		.other = sum_zone_numa_event_state(nid, NUMA_OTHER),
	};
}

static void count_from_here(void)
{
	for (int nid = 0; nid < NODES; nid++)
		base[nid] = counts_of(nid);
}

static void expect_counts(struct kunit *test, int nid, struct counts more)
{
	struct counts now = counts_of(nid);

	KUNIT_EXPECT_EQ_MSG(test, now.hit - base[nid].hit, more.hit, "node %d", nid);
	KUNIT_EXPECT_EQ_MSG(test, now.miss - base[nid].miss, more.miss, "node %d", nid);
	KUNIT_EXPECT_EQ_MSG(test, now.foreign - base[nid].foreign, more.foreign, "node %d", nid);
	KUNIT_EXPECT_EQ_MSG(test, now.interleave - base[nid].interleave, more.interleave, "node %d",
			    nid);
	KUNIT_EXPECT_EQ_MSG(test, now.local - base[nid].local, more.local, "node %d", nid);
	KUNIT_EXPECT_EQ_MSG(test, now.other - base[nid].other, more.other, "node %d", nid);
}

static int boot(struct kunit *test)
{
	/* One CPU: the test is on node 0. */
	const struct mm_test_world world = { .config = { .profile = PROFILE_PC64,
							 .memory = NODES * 4 * MM_TEST_BLOCK,
							 .nodes = NODES,
							 .cpus = 1 } };

	mm_test_boot(test, &world);
	count_from_here();
	return 0;
}

/* @n blocks at @nid's, or at the policy's for NUMA_NO_NODE; given back at once. */
static void take(struct kunit *test, int nid, gfp_t gfp, unsigned int order, int n)
{
	while (n--) {
		struct page *page = nid == NUMA_NO_NODE ? alloc_pages(gfp, order) :
							  alloc_pages_node(nid, gfp, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_pages(page, order);
	}
}

static void hits_are_by_node(struct kunit *test)
{
	take(test, NUMA_NO_NODE, GFP_KERNEL, 0, 100);
	take(test, 1, GFP_KERNEL, 0, 20);
	take(test, 2, GFP_KERNEL, 3, 7);
	take(test, 2, GFP_KERNEL | __GFP_THISNODE, 9, 1);
	/* A block counts once, of whatever order. */
	expect_counts(test, 0, (struct counts){ .hit = 100, .local = 100 });
	expect_counts(test, 1, (struct counts){ .hit = 20, .other = 20 });
	expect_counts(test, 2, (struct counts){ .hit = 8, .other = 8 });
}

static void misses_have_two_sides(struct kunit *test)
{
	unsigned long own = 0;
	struct page *page;
	LIST_HEAD(all);

	/* What fails counts nowhere. */
	while ((page = alloc_pages_node(1, GFP_KERNEL | __GFP_THISNODE | GIVE_UP, 0))) {
		list_add(&page->lru, &all);
		own++;
	}
	expect_counts(test, 1, (struct counts){ .hit = own, .other = own });
	/* In a ring of three both others are next to node 1: the lower helps. */
	take(test, 1, GFP_KERNEL | GIVE_UP, 0, 5);
	expect_counts(test, 0, (struct counts){ .miss = 5, .local = 5 });
	expect_counts(test, 1, (struct counts){ .hit = own, .foreign = 5, .other = own });
	expect_counts(test, 2, (struct counts){});
	mm_test_spit(0, &all);
}

static void interleaved_hits(struct kunit *test)
{
	nodemask_t nodes = { { 1 << 1 | 1 << 2 } };
	LIST_HEAD(all);
	struct page *page;
	unsigned long own = 0;

	KUNIT_ASSERT_EQ(test, do_set_mempolicy(MPOL_INTERLEAVE, 0, &nodes), 0l);
	take(test, NUMA_NO_NODE, GFP_KERNEL, 0, 10);
	/* Not by turn. */
	take(test, 1, GFP_KERNEL, 0, 3);
	take(test, NUMA_NO_NODE, GFP_KERNEL | __GFP_THISNODE, 0, 2);
	expect_counts(test, 0, (struct counts){ .hit = 2, .local = 2 });
	expect_counts(test, 1, (struct counts){ .hit = 8, .interleave = 5, .other = 8 });
	expect_counts(test, 2, (struct counts){ .hit = 5, .interleave = 5, .other = 5 });
	/* Whose turn it is but has no memory gets no hit. */
	while ((page = alloc_pages_node(2, GFP_KERNEL | __GFP_THISNODE | GIVE_UP, 0))) {
		list_add(&page->lru, &all);
		own++;
	}
	count_from_here();
	take(test, NUMA_NO_NODE, GFP_KERNEL | GIVE_UP, 0, 4);
	expect_counts(test, 0, (struct counts){ .miss = 2, .local = 2 });
	expect_counts(test, 1, (struct counts){ .hit = 2, .interleave = 2, .other = 2 });
	expect_counts(test, 2, (struct counts){ .foreign = 2 });
	mm_test_spit(0, &all);
}

/* A turn that came to nothing is no hit of the next request, which is no one's turn. */
static void failed_turns_leave_nothing(struct kunit *test)
{
	nodemask_t nodes = { { 1 << 1 } };

	KUNIT_ASSERT_EQ(test, do_set_mempolicy(MPOL_INTERLEAVE, 0, &nodes), 0l);
	{
		LIST_HEAD(all);
		struct page *page;

		while ((page = alloc_pages(GFP_KERNEL | GIVE_UP, MAX_PAGE_ORDER)))
			list_add(&page->lru, &all);
		mm_test_spit(MAX_PAGE_ORDER, &all);
	}
	count_from_here();
	take(test, 1, GFP_KERNEL, 0, 1);
	expect_counts(test, 1, (struct counts){ .hit = 1, .other = 1 });
}

/* Bound or fenced in, a request prefers what it may have: that it is not the CPU's is no miss. */
static void the_first_allowed_is_preferred(struct kunit *test)
{
	nodemask_t nodes = { { 1 << 2 } };

	KUNIT_ASSERT_EQ(test, do_set_mempolicy(MPOL_BIND, 0, &nodes), 0l);
	take(test, NUMA_NO_NODE, GFP_KERNEL, 0, 6);
	expect_counts(test, 2, (struct counts){ .hit = 6, .other = 6 });
	KUNIT_ASSERT_EQ(test, do_set_mempolicy(MPOL_DEFAULT, 0, NULL), 0l);
	set_mems_allowed(nodes);
	take(test, NUMA_NO_NODE, GFP_KERNEL, 0, 6);
	expect_counts(test, 2, (struct counts){ .hit = 12, .other = 12 });
	expect_counts(test, 0, (struct counts){});
}

static void numastat_is_the_kernels(struct kunit *test)
{
	struct counts c = counts_of(1);
	char text[256], wanted[256];
	struct textbuf t;

	take(test, 1, GFP_KERNEL, 0, 3);
	snprintf(wanted, sizeof(wanted),
		 "numa_hit %lu\nnuma_miss %lu\nnuma_foreign %lu\ninterleave_hit %lu\n"
		 "local_node %lu\nother_node %lu\n",
		 c.hit + 3, c.miss, c.foreign, c.interleave, c.local, c.other + 3);
	textbuf_init(&t, text, sizeof(text));
	numastat_show(&t, 1);
	KUNIT_EXPECT_STREQ(test, text, wanted);
	textbuf_init(&t, text, sizeof(text));
	node_distance_show(&t, 1);
	KUNIT_EXPECT_STREQ(test, text, "20 10 20\n");
}

static void node_meminfo_adds_up(struct kunit *test)
{
	unsigned long sum = 0, total, free, used;
	char *text = kunit_kzalloc(test, SZ_8K, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (int nid = 0; nid < NODES; nid++) {
		struct textbuf t;
		char wanted[64];

		textbuf_init(&t, text, SZ_8K);
		node_meminfo_show(&t, nid);
		snprintf(wanted, sizeof(wanted),
			 "Node %d MemTotal:       %%lu kB\n"
			 "Node %d MemFree:        %%lu kB\n",
			 nid, nid);
		KUNIT_ASSERT_EQ(test, sscanf(text, wanted, &total, &free), 2);
		KUNIT_ASSERT_EQ(test, sscanf(strstr(text, "MemUsed:"), "MemUsed: %lu kB", &used),
				1);
		KUNIT_EXPECT_EQ(test, used, total - free);
		sum += total;
	}
	KUNIT_EXPECT_EQ(test, sum, totalram_pages() << (PAGE_SHIFT - 10));
}

static struct kunit_case numa_stat_cases[] = {
	KUNIT_CASE(hits_are_by_node),
	KUNIT_CASE(misses_have_two_sides),
	KUNIT_CASE(interleaved_hits),
	KUNIT_CASE(failed_turns_leave_nothing),
	KUNIT_CASE(the_first_allowed_is_preferred),
	KUNIT_CASE(numastat_is_the_kernels),
	KUNIT_CASE(node_meminfo_adds_up),
	{},
};

static struct kunit_suite numa_stat_suite = {
	.name = "numa_stat",
	.init = boot,
	.test_cases = numa_stat_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(numa_stat_suite);
