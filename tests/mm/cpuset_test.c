// SPDX-License-Identifier: MIT
/* Fences around threads, __GFP_HARDWALL; and nodes full of dirty pages, __GFP_WRITE. */
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/cpuset.h>
#include <linux/gfp.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <mm/page/policy.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

#define NODES	3
#define GIVE_UP (__GFP_NORETRY | __GFP_NOWARN)

static int boot(struct kunit *test)
{
	/* One CPU: the test is on node 0. */
	const struct mm_test_world world = { .config = { .profile = PROFILE_PC64,
							 .memory = NODES * 4 * MM_TEST_BLOCK,
							 .nodes = NODES,
							 .cpus = 1 } };

	mm_test_boot(test, &world);
	return 0;
}

static void fence(unsigned long nodes)
{
	set_mems_allowed((nodemask_t){ { nodes } });
}

static int node_of_page(gfp_t gfp)
{
	struct page *page = alloc_pages(gfp, 0);
	int nid = page ? page_to_nid(page) : -1;

	if (page)
		__free_page(page);
	return nid;
}

static void eat_node(int nid, struct list_head *list)
{
	struct page *page;

	while ((page = alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE | GIVE_UP, 0)))
		list_add(&page->lru, list);
}

/* ---- fences ---------------------------------------------------------------------------------- */

static void inside_is_served_first(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, cpusets_enabled());
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 0);
	fence(1 << 1 | 1 << 2);
	KUNIT_EXPECT_TRUE(test, cpusets_enabled());
	for (int i = 0; i < 50; i++) {
		KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 1);
		KUNIT_EXPECT_EQ(test, node_of_page(GFP_USER), 1);
	}
	fence(7);
	KUNIT_EXPECT_FALSE(test, cpusets_enabled());
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 0);
}

/* With __GFP_HARDWALL a request fails rather than leave; without it the same request leaves. */
static void hardwall_does_not_leave(struct kunit *test)
{
	LIST_HEAD(all);

	fence(1 << 1);
	eat_node(1, &all);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | GIVE_UP | __GFP_HARDWALL), -1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_USER | GIVE_UP), -1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | GIVE_UP), 0);
	/* Those who cannot wait do not see the fence, once the first pass found nothing inside. */
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_ATOMIC | __GFP_NOWARN), 0);
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_NOWAIT | __GFP_HARDWALL), 0);
	local_bh_enable();
	fence(7);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_USER | GIVE_UP), 0);
	mm_test_spit(0, &all);
}

/* Not even for what lies ready in this CPU's lists. */
static void lists_are_fenced_too(struct kunit *test)
{
	const gfp_t here = GFP_KERNEL | GIVE_UP | __GFP_THISNODE;
	nodemask_t none = NODE_MASK_NONE;

	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 0);
	KUNIT_EXPECT_GT(test, pcp_pages(NODE_DATA(0)->lists[ZONE_NORMAL][1].zones[0]), 0ul);
	KUNIT_EXPECT_NULL(test, __alloc_pages(GFP_KERNEL | GIVE_UP, 0, 0, &none));
	/* To look for memory where there is none emptied the lists. */
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 0);
	fence(1 << 1);
	KUNIT_EXPECT_EQ(test, node_of_page(here | __GFP_HARDWALL), -1);
	KUNIT_EXPECT_EQ(test, node_of_page(here), 0);
}

/* Outside only when there is nothing left inside: not above the low mark of any allowed node. */
static void outside_comes_last(struct kunit *test)
{
	unsigned long inside = 0;
	struct page *page;
	struct zone *zone;
	LIST_HEAD(all);

	fence(1 << 1 | 1 << 2);
	for (;;) {
		page = alloc_pages(GFP_KERNEL | GIVE_UP, 0);
		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &all);
		if (!page_to_nid(page))
			break;
		inside++;
	}
	KUNIT_EXPECT_GT(test, inside, 7 * MAX_ORDER_NR_PAGES);
	for (int nid = 1; nid < NODES; nid++)
		for_each_zone_of(zone, nid)
			KUNIT_EXPECT_LE(test, zone->free_pages, low_wmark_pages(zone));
	mm_test_spit(0, &all);
}

static void rules_one_by_one(struct kunit *test)
{
	nodemask_t mask = { { 1 << 2 } };

	fence(1 << 1);
	KUNIT_EXPECT_TRUE(test, cpuset_node_allowed(1, GFP_USER));
	KUNIT_EXPECT_FALSE(test, cpuset_node_allowed(0, GFP_USER));
	KUNIT_EXPECT_TRUE(test, cpuset_node_allowed(0, GFP_KERNEL));
	KUNIT_EXPECT_FALSE(test, cpuset_zone_allowed(NODE_DATA(2)->node_zones, GFP_USER));
	KUNIT_EXPECT_TRUE(test, cpuset_zone_allowed(NODE_DATA(1)->node_zones, GFP_USER));
	KUNIT_EXPECT_FALSE(test, cpuset_nodemask_valid_mems_allowed(&mask));
	KUNIT_EXPECT_FALSE(test, node_isset(0, cpuset_current_mems_allowed));
	KUNIT_EXPECT_TRUE(test, node_isset(1, cpuset_current_mems_allowed));
	local_bh_disable();
	KUNIT_EXPECT_TRUE(test, cpuset_node_allowed(0, GFP_USER));
	local_bh_enable();
	/* No node that is there: nothing changes. */
	capture_start();
	fence(1 << 9);
	KUNIT_EXPECT_NOT_NULL(test, strstr(capture_stop(), "WARNING: "));
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_TRUE(test, node_isset(1, cpuset_current_mems_allowed));
}

static void see_all(void *arg, unsigned int index)
{
	*(bool *)arg = cpusets_enabled();
}

static void a_fence_is_its_threads_own(struct kunit *test)
{
	bool fenced = true;

	fence(1 << 1);
	KUNIT_ASSERT_EQ(test, test_parallel(1, see_all, &fenced), 0);
	KUNIT_EXPECT_FALSE(test, fenced);
	mm_test_halt(test);
	boot(test);
	KUNIT_EXPECT_FALSE(test, cpusets_enabled());
}

/* The nodes of a policy keep their places among those allowed. */
static void policies_move_with_the_fence(struct kunit *test)
{
	nodemask_t nodes = { { 1 << 0 | 1 << 2 } }, got;
	int mode;

	KUNIT_ASSERT_EQ(test, do_set_mempolicy(MPOL_INTERLEAVE, 0, &nodes), 0l);
	fence(1 << 1 | 1 << 2);
	/* 0 1 2 -> 1 2 1 */
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, &got, 0, 0), 0l);
	KUNIT_EXPECT_EQ(test, got.bits[0], 1ul << 1);
	fence(1 << 0 | 1 << 2);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, &got, 0, 0), 0l);
	KUNIT_EXPECT_EQ(test, got.bits[0], 1ul << 0);
	/* What the fence leaves out falls out of a new policy. */
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_BIND, 0, &(nodemask_t){ { 1 << 1 } }), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_set_mempolicy(MPOL_BIND, 0, &(nodemask_t){ { 6 } }), 0l);
	KUNIT_EXPECT_EQ(test, do_get_mempolicy(&mode, &got, 0, 0), 0l);
	KUNIT_EXPECT_EQ(test, got.bits[0], 1ul << 2);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 2);
}

/* ---- __GFP_WRITE ----------------------------------------------------------------------------- */

static unsigned long dirty_limit(int nid)
{
	unsigned long free = 0, reserved = 0;
	struct zone *zone;

	for_each_zone_of(zone, nid)
	{
		free += zone->free_pages + pcp_pages(zone);
		reserved += high_wmark_pages(zone);
	}
	return (free - reserved) / 100 * 20;
}

/* The limit is to the page. */
static void nodes_have_a_dirty_limit(struct kunit *test)
{
	unsigned long limit, n;
	struct page *page = alloc_pages_node(1, GFP_KERNEL, 0);

	KUNIT_ASSERT_NOT_NULL(test, page);
	limit = dirty_limit(1);
	for (n = 0; n < limit; n++)
		account_page_dirtied(page, NULL);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(1), NR_FILE_DIRTY), limit);
	KUNIT_EXPECT_TRUE(test, node_dirty_ok(NODE_DATA(1)));
	account_page_dirtied(page, NULL);
	KUNIT_EXPECT_FALSE(test, node_dirty_ok(NODE_DATA(1)));
	KUNIT_EXPECT_TRUE(test, node_dirty_ok(NODE_DATA(0)));
	vm_dirty_ratio = 40;
	KUNIT_EXPECT_TRUE(test, node_dirty_ok(NODE_DATA(1)));
	vm_dirty_ratio = 20;
	account_page_cleaned(page, NULL);
	KUNIT_EXPECT_TRUE(test, node_dirty_ok(NODE_DATA(1)));
	for (n = 0; n < limit; n++)
		account_page_cleaned(page, NULL);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(1), NR_FILE_DIRTY), 0ul);
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(1), NR_DIRTIED), limit + 1);
	KUNIT_EXPECT_EQ(test, zone_page_state(page_zone(page), NR_ZONE_WRITE_PENDING), 0ul);
	__free_page(page);
}

/* Make so much of @nid dirty, or clean again, that it is over its limit; for good measure. */
static void soil(struct kunit *test, int nid,
		 void (*account)(struct page *, struct address_space *))
{
	struct page *page = alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE, 0);

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (unsigned long n = 0; n < 4 * MAX_ORDER_NR_PAGES; n++)
		account(page, NULL);
	__free_page(page);
}

/* With the flag dirty nodes are passed over, as long as one is not; without it they are not. */
static void writers_pass_over_dirty_nodes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_WRITE), 0);
	soil(test, 0, account_page_dirtied);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_WRITE), 1);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL), 0);
	soil(test, 1, account_page_dirtied);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_WRITE), 2);
	soil(test, 2, account_page_dirtied);
	/* All are alike again. */
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_WRITE), 0);
	soil(test, 1, account_page_cleaned);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_WRITE), 1);
	soil(test, 0, account_page_cleaned);
	soil(test, 2, account_page_cleaned);
	KUNIT_EXPECT_EQ(test, node_of_page(GFP_KERNEL | __GFP_WRITE), 0);
}

static struct kunit_case cpuset_cases[] = {
	KUNIT_CASE(inside_is_served_first),
	KUNIT_CASE(hardwall_does_not_leave),
	KUNIT_CASE(lists_are_fenced_too),
	KUNIT_CASE(outside_comes_last),
	KUNIT_CASE(rules_one_by_one),
	KUNIT_CASE(a_fence_is_its_threads_own),
	KUNIT_CASE(policies_move_with_the_fence),
	KUNIT_CASE(nodes_have_a_dirty_limit),
	KUNIT_CASE(writers_pass_over_dirty_nodes),
	{},
};

static struct kunit_suite cpuset_suite = {
	.name = "cpuset",
	.init = boot,
	.test_cases = cpuset_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(cpuset_suite);
