// SPDX-License-Identifier: MIT
/* See tests/mm/nth_failure.h. */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <check/fault/plan.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <port/port.h>
#include <tests/mm/nth_failure.h>

/* A body that needs more than this never ends. */
#define MAX_CALLS 1000
#define MAX_PAGES 4000

/* What ashlar check goes by, for the requests of the thread that runs the body. */
static struct fault_plan plan;
static const struct port_thread *asker;

static void plan_the_nth(struct kunit *test, unsigned int n, bool lasts)
{
	char text[32], flaw[128];

	scnprintf(text, sizeof(text), "%s=%u", lasts ? "from" : "nth", n);
	KUNIT_ASSERT_EQ(test, fault_plan_parse(text, &plan, flaw, sizeof(flaw)), 0);
	asker = port_self();
}

static bool refuse_the_nth(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	if (port_self() != asker || asker->insists || gfp & __GFP_NOFAIL)
		return false;
	return fault_plan_asks(&plan, requested);
}

static void say_nothing(int level, bool cont, const char *text, size_t len)
{
}

/* Failures are what the test is about: no words for each. */
static bool run_quietly(const struct nth_body *body)
{
	print_sink_t outer = printk_sink;
	bool ok;

	printk_sink = say_nothing;
	ok = body->run(body->ctx);
	printk_sink = outer;
	return ok;
}

/* A thread that has ended gives its stack back in its own time. */
u64 nth_failure_patience_ns = NTH_FAILURE_PATIENCE_NS;

/* Return: pages free, and no fewer than @free if they come back at all. */
static unsigned long free_again(unsigned long free)
{
	u64 end = port_time_ns() + nth_failure_patience_ns;
	unsigned long now;

	while ((now = mm_test_settle()) < free && port_time_ns() < end)
		port_yield();
	return now;
}

/* @free: pages that were free before; more of them is what an earlier run had still in use. */
static void nothing_lost(struct kunit *test, const struct nth_body *body, unsigned long n,
			 unsigned long *free, long live)
{
	unsigned long now = free_again(*free);

	KUNIT_ASSERT_GE_MSG(test, now, *free, "%s, failure %lu", body->name, n);
	*free = now;
	KUNIT_ASSERT_EQ_MSG(test, mm_test_live(), live, "%s, failure %lu", body->name, n);
	KUNIT_ASSERT_EQ_MSG(test, mm_check(), 0, "%s, failure %lu", body->name, n);
}

unsigned int nth_failure_calls(struct kunit *test, const struct nth_body *body, bool lasts)
{
	unsigned long free;
	unsigned int n = 0;
	bool done, ok;
	long live;

	/* What a first run leaves behind for good is no loss. */
	KUNIT_ASSERT_TRUE_MSG(test, body->run(body->ctx), "%s", body->name);
	free = mm_test_settle();
	live = mm_test_live();
	do {
		plan_the_nth(test, ++n, lasts);
		mm_test_refuse = refuse_the_nth;
		ok = run_quietly(body);
		mm_test_refuse = NULL;
		done = plan.seen < n;
		nothing_lost(test, body, n, &free, live);
		if (done)
			KUNIT_EXPECT_TRUE_MSG(test, ok, "%s, with no failure", body->name);
	} while (!done && n < MAX_CALLS);
	KUNIT_EXPECT_TRUE_MSG(test, done, "%s does not end", body->name);
	return n - 1;
}

/* Take every page there is; those that serve every request come first, and go back first. */
static void eat_all(struct list_head *all)
{
	const gfp_t gfp = __GFP_DIRECT_RECLAIM | __GFP_MEMALLOC | __GFP_NORETRY;

	mm_test_eat(gfp | GFP_DMA, 0, all);
	mm_test_eat(gfp | __GFP_HIGHMEM, 0, all);
	/* And what was in the lists of other CPUs. */
	pcp_drain_all();
	mm_test_eat(gfp | __GFP_HIGHMEM, 0, all);
}

unsigned long nth_failure_pages(struct kunit *test, const struct nth_body *body)
{
	unsigned long n = 0;
	unsigned int scope;
	LIST_HEAD(all);
	long live;
	bool ok;

	KUNIT_ASSERT_TRUE_MSG(test, body->run(body->ctx), "%s", body->name);
	mm_test_settle();
	eat_all(&all);
	live = mm_test_live();
	KUNIT_EXPECT_EQ(test, nr_free_pages(), 0ul);
	for (;; n++) {
		unsigned long free = n;
		struct page *page;

		scope = memalloc_noreclaim_save();
		ok = run_quietly(body);
		memalloc_noreclaim_restore(scope);
		nothing_lost(test, body, n, &free, live);
		if (ok || n == MAX_PAGES || list_empty(&all))
			break;
		page = list_first_entry(&all, struct page, lru);
		list_del(&page->lru);
		__free_page(page);
		live = mm_test_live();
	}
	KUNIT_EXPECT_TRUE_MSG(test, ok, "%s does not end", body->name);
	mm_test_spit(0, &all);
	return n;
}
