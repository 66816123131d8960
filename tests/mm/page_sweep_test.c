// SPDX-License-Identifier: MIT
/* The page layer's larger calls with every request failing in turn: see tests/mm/nth_failure.h. */
#include <kunit/test.h>
#include <linux/compaction.h>
#include <linux/memcontrol.h>
#include <linux/mempolicy.h>
#include <linux/mm.h>
#include <linux/shrinker.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/mm/nth_failure.h>

#define QUIET (GFP_KERNEL | __GFP_NOWARN)

/* Every kind of page, each in its block, given back in another order. */
static bool pages_of_all_kinds(void *ctx)
{
	static const gfp_t kinds[] = { QUIET,
				       QUIET | __GFP_RECLAIMABLE,
				       GFP_HIGHUSER_MOVABLE | __GFP_NOWARN,
				       GFP_ATOMIC | __GFP_NOWARN,
				       QUIET | __GFP_COLD,
				       QUIET | __GFP_ZERO | __GFP_COMP };
	struct page *pages[2 * ARRAY_SIZE(kinds)] = {};
	bool ok = true;

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_pages(kinds[i / 2], i % 2);
		ok = ok && pages[i];
	}
	for (unsigned int i = 1; i <= ARRAY_SIZE(pages); i++)
		if (pages[ARRAY_SIZE(pages) - i])
			__free_pages(pages[ARRAY_SIZE(pages) - i], i % 2);
	return ok;
}

static bool pages_by_policy(void *ctx)
{
	nodemask_t all = NODE_MASK_NONE;
	bool ok = true;
	LIST_HEAD(list);
	int node;

	for_each_online_node(node)
		node_set(node, all);
	if (do_set_mempolicy(MPOL_INTERLEAVE, 0, &all))
		return false;
	for (int i = 0; ok && i < 6; i++) {
		struct page *page = alloc_page(QUIET);

		ok = page;
		if (page)
			list_add(&page->lru, &list);
	}
	do_set_mempolicy(MPOL_DEFAULT, 0, NULL);
	mm_test_spit(0, &list);
	return ok;
}

static bool charged_pages(void *ctx)
{
	struct mem_cgroup *group = mem_cgroup_create("sweep");
	struct page *pages[4] = {};
	bool ok = true;

	if (IS_ERR_OR_NULL(group))
		return false;
	set_active_memcg(group);
	for (int i = 0; i < 4; i++) {
		pages[i] = alloc_pages(QUIET | __GFP_ACCOUNT, (unsigned int)i);
		ok = ok && pages[i];
	}
	set_active_memcg(NULL);
	for (int i = 0; i < 4; i++)
		if (pages[i])
			__free_pages(pages[i], (unsigned int)i);
	mem_cgroup_destroy(group);
	return ok;
}

/* Pages with an owner who lets them be moved, and that are. */
static bool pages_that_move(void *ctx)
{
	unsigned int taken;
	bool sound = true;

	movable_open();
	for (taken = 0; taken < 6; taken++)
		if (!movable_take(taken, QUIET | __GFP_MOVABLE))
			break;
	compact_all_nodes();
	for (unsigned int i = 0; i < taken; i++)
		sound = movable_free(i) && sound;
	return sound && taken == 6;
}

static unsigned long one(struct shrinker *s, struct shrink_control *sc)
{
	return 1;
}

static unsigned long none(struct shrinker *s, struct shrink_control *sc)
{
	return SHRINK_STOP;
}

static bool a_shrinker_and_a_page(void *ctx)
{
	struct shrinker *s = shrinker_alloc(0, "sweep");
	struct page *page;

	if (!s)
		return false;
	s->count_objects = one;
	s->scan_objects = none;
	shrinker_register(s);
	page = alloc_pages(QUIET | __GFP_NORETRY, 2);
	if (page)
		__free_pages(page, 2);
	shrinker_free(s);
	return page;
}

/* A run across page blocks; what is in its way moves. */
static bool a_run_of_pages(void *ctx)
{
	unsigned long n = pageblock_nr_pages + 3;
	struct page *run = alloc_contig_pages(n, QUIET, 0, NULL);

	if (run)
		free_contig_range(page_to_pfn(run), n);
	return run;
}

/* With each, how many requests can be refused, at least. */
static const struct {
	struct nth_body body;
	unsigned int calls;
	bool by_pages; /* it can do with pages as they come */
} table[] = {
	{ { "pages of all kinds", pages_of_all_kinds, NULL }, 12, true },
	{ { "pages by policy", pages_by_policy, NULL }, 6, true },
	{ { "charged pages", charged_pages, NULL }, 4, true },
	{ { "pages that move", pages_that_move, NULL }, 6, true },
	{ { "a shrinker and a page", a_shrinker_and_a_page, NULL }, 1, true },
	{ { "a run of pages", a_run_of_pages, NULL }, 1, false },
};

static void each_page_call_fails(struct kunit *test)
{
	if (!mm_tracer)
		kunit_skip(test, "calls are not traced");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		for (int lasts = 0; lasts < 2; lasts++)
			KUNIT_EXPECT_GE_MSG(test, nth_failure_calls(test, &table[i].body, lasts),
					    table[i].calls, "%s", table[i].body.name);
}

static void each_page_of_a_call_is_missing(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].by_pages)
			KUNIT_EXPECT_GT_MSG(test, nth_failure_pages(test, &table[i].body), 0ul,
					    "%s", table[i].body.name);
}

static struct kunit_case page_sweep_cases[] = {
	KUNIT_CASE_PARAM(each_page_call_fails, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(each_page_of_a_call_is_missing, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite page_sweep_suite = {
	.name = "page_sweep",
	.init = mm_test_init,
	.test_cases = page_sweep_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

kunit_test_suite(page_sweep_suite);
