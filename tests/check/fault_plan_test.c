// SPDX-License-Identifier: MIT
/* Plans of failure: what they say, and which requests they let fail. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/fault/plan.h"

static struct fault_plan read_plan(struct kunit *test, const char *text)
{
	struct fault_plan plan;
	char flaw[320] = "";

	KUNIT_ASSERT_EQ_MSG(test, fault_plan_parse(text, &plan, flaw, sizeof(flaw)), 0, "%s: %s",
			    text, flaw);
	return plan;
}

/* The first @nr requests of @size bytes, as a text: x fails, . does not. */
static const char *pattern(struct fault_plan *plan, u64 size, unsigned int nr)
{
	static char text[256];

	for (unsigned int i = 0; i < nr; i++)
		text[i] = fault_plan_asks(plan, size) ? 'x' : '.';
	text[nr] = '\0';
	return text;
}

static const struct {
	const char *plan, *pattern;
} table[] = {
	{ "kind=kmalloc", "xxxxxxxxxx" },
	{ "nth=1", "x........." },
	{ "nth=4", "...x......" },
	{ "from=4", "...xxxxxxx" },
	{ "from=4,times=2", "...xx....." },
	{ "interval=3", "..x..x..x." },
	{ "interval=3,times=2", "..x..x...." },
	{ "times=0", ".........." },
	{ "times=3", "xxx......." },
	{ "times=-1", "xxxxxxxxxx" },
	/* Ten bytes each. */
	{ "space=35", "...xxxxxxx" },
	{ "space=30", "..xxxxxxxx" },
	{ "space=1K", ".........." },
	{ "space=35,times=1", "...x......" },
	{ "probability=0", ".........." },
	{ "probability=100", "xxxxxxxxxx" },
	{ "probability=100.000%", "xxxxxxxxxx" },
};

static void when(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct fault_plan plan = read_plan(test, table[i].plan);

		KUNIT_EXPECT_STREQ_MSG(test, pattern(&plan, 10, 10), table[i].pattern, "%s",
				       table[i].plan);
		KUNIT_EXPECT_EQ(test, plan.seen, 10ull);
	}
}

/* What comes again is not counted, and fails as what came before it does. */
static void again(struct kunit *test)
{
	static const struct {
		const char *plan, *pattern;
		u64 seen;
	} cases[] = {
		{ "nth=2", ".......x..", 2 },	       { "nth=1", "x.........", 2 },
		{ "from=2", ".......xxx", 2 },	       { "from=1", "xxxxxxxxxx", 2 },
		{ "from=1,times=3", "xxx.......", 2 }, { "from=3", "..........", 2 },
		{ "kind=kmalloc", "xxxxxxxxxx", 10 },  { "interval=3", "..x..x..x.", 10 },
		{ "nth=1,times=0", "..........", 2 },
	};

	/* The first and the eighth are new. */
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fault_plan plan = read_plan(test, cases[i].plan);
		char text[] = "..........";

		for (unsigned int k = 0; k < 10; k++)
			if (k % 7 ? fault_plan_asks_again(&plan, 1) : fault_plan_asks(&plan, 1))
				text[k] = 'x';
		KUNIT_EXPECT_STREQ_MSG(test, text, cases[i].pattern, "%s", cases[i].plan);
		KUNIT_EXPECT_EQ(test, plan.seen, cases[i].seen);
	}
}

static unsigned int failures_of(struct kunit *test, const char *text, unsigned int nr)
{
	struct fault_plan plan = read_plan(test, text);

	for (unsigned int i = 0; i < nr; i++)
		fault_plan_asks(&plan, 1);
	return (unsigned int)plan.failed;
}

static void by_chance(struct kunit *test)
{
	struct fault_plan a = read_plan(test, "probability=30,seed=7");
	struct fault_plan b = read_plan(test, "seed=7,probability=30");
	struct fault_plan c = read_plan(test, "probability=30,seed=8");
	bool differs = false;

	for (unsigned int i = 0; i < 100; i++) {
		bool fails = fault_plan_asks(&a, 1);

		KUNIT_EXPECT_EQ(test, fault_plan_asks(&b, 1), fails);
		differs |= fault_plan_asks(&c, 1) != fails;
	}
	KUNIT_EXPECT_TRUE(test, differs);
	/* The draws of a seed are always the same, so these are numbers, not luck. */
	KUNIT_EXPECT_GT(test, failures_of(test, "probability=30", 10000), 2800u);
	KUNIT_EXPECT_LT(test, failures_of(test, "probability=30", 10000), 3200u);
	KUNIT_EXPECT_GT(test, failures_of(test, "probability=0.5", 10000), 25u);
	KUNIT_EXPECT_LT(test, failures_of(test, "probability=0.5", 10000), 80u);
	KUNIT_EXPECT_GT(test, failures_of(test, "probability=50,interval=10", 10000), 400u);
	KUNIT_EXPECT_LT(test, failures_of(test, "probability=50,interval=10", 10000), 600u);
}

static const struct fault_request plain = {
	.kind = MM_EVENT_KMALLOC,
	.size = 100,
	.may_sleep = true,
	.sites = 1u << 3,
	.module = "foo",
	.task = "insmod",
};

static const struct {
	const char *plan;
	bool about_it;
} requests[] = {
	{ "nth=1", true },
	{ "kind=kmalloc", true },
	{ "kind=pages", false },
	{ "kind=pages+kmalloc+dma", true },
	{ "kind=dma", false },
	{ "size=100", true },
	{ "size=99", false },
	{ "size=101", false },
	{ "size=100-", true },
	{ "size=101-", false },
	{ "size=-100", true },
	{ "size=-99", false },
	{ "size=64-1K", true },
	{ "size=1K-2K", false },
	{ "sleep=yes", true },
	{ "sleep=no", false },
	{ "module=f*", true },
	{ "module=bar", false },
	{ "task=insmod", true },
	{ "task=kworker*", false },
	{ "kind=kmalloc,size=100,sleep=yes,module=foo,task=ins*", true },
	{ "kind=kmalloc,size=100,sleep=yes,module=foo,task=out*", false },
};

static void which(struct kunit *test)
{
	struct fault_plan plan;

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		plan = read_plan(test, requests[i].plan);
		KUNIT_EXPECT_EQ_MSG(test, fault_plan_is_about(&plan, &plain, 0),
				    requests[i].about_it, "%s", requests[i].plan);
	}
	/* Where a request comes from is found out elsewhere: a bit for each plan says it. */
	plan = read_plan(test, "site=foo_init");
	KUNIT_EXPECT_TRUE(test, fault_plan_is_about(&plan, &plain, 3));
	KUNIT_EXPECT_FALSE(test, fault_plan_is_about(&plan, &plain, 2));
}

static void each_kind_has_a_word(struct kunit *test)
{
	static const char *const words[] = { "kmalloc", "object",   "pages",   "vmalloc",
					     "percpu",	"cache",    "mempool", "ioremap",
					     "region",	"coherent", "dmapool", "dmablock",
					     "usercopy" };
	u32 kinds = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char text[32];

		scnprintf(text, sizeof(text), "kind=%s", words[i]);
		kinds |= read_plan(test, text).kinds;
	}
	/* All but kmap(), which cannot fail. */
	KUNIT_EXPECT_EQ(test, kinds, ((1u << MM_EVENT_KINDS) - 1) & ~(1u << MM_EVENT_KMAP));
	for (int kind = 0; kind < MM_EVENT_KINDS; kind++) {
		bool has_size;

		KUNIT_EXPECT_NOT_NULL(test, fault_kind_name((enum mm_event_kind)kind, &has_size));
	}
}

static const struct {
	const char *plan, *flaw;
} bad[] = {
	{ "", "'' is no NAME=VALUE" },
	{ "nth", "'nth' is no NAME=VALUE" },
	{ "nth=1,", "'' is no NAME=VALUE" },
	{ "nth=0", "nth wants a number from 1 on, not '0'" },
	{ "nth=", "nth wants a number from 1 on, not ''" },
	{ "nth=-1", "nth wants a number from 1 on, not '-1'" },
	{ "nth=1x", "nth wants a number from 1 on, not '1x'" },
	{ "nth=99999999999999999999", "nth wants a number from 1 on" },
	{ "nth=1,from=2", "nth and from are said once, and not together" },
	{ "nth=1,nth=2", "nth and from are said once, and not together" },
	{ "interval=0", "interval wants a number from 1 on, not '0'" },
	{ "interval=5000000000", "interval wants a smaller number, not '5000000000'" },
	{ "probability=101", "probability wants 0 to 100 percent" },
	{ "probability=100.001", "probability wants 0 to 100 percent" },
	{ "probability=1.2345", "probability wants 0 to 100 percent" },
	{ "probability=99999999999", "probability wants 0 to 100 percent" },
	{ "probability=1.2.3", "probability wants 0 to 100 percent" },
	{ "probability=5%%", "probability wants 0 to 100 percent" },
	{ "probability=x", "probability wants 0 to 100 percent" },
	{ "seed=", "seed wants a number from 0 on, not ''" },
	{ "times=-2", "times wants a number, or -1 for any, not '-2'" },
	{ "space=x", "space wants a size like 64 or 4K, not 'x'" },
	{ "space=4KK", "space wants a size like 64 or 4K, not '4KK'" },
	{ "size=", "size wants bytes" },
	{ "size=-", "size wants bytes" },
	{ "size=2K-1K", "size wants bytes" },
	{ "size=1-2-3", "size wants bytes" },
	{ "kind=", "there is no kind ''" },
	{ "kind=kmap", "there is no kind 'kmap': kmalloc, object" },
	{ "kind=kmalloc+x", "there is no kind 'x': kmalloc, object" },
	{ "site=", "site wants a name or a pattern, not ''" },
	{ "sleep=maybe", "sleep wants yes or no, not 'maybe'" },
	{ "colour=green", "there is no 'colour': kind, size, site" },
};

static void nonsense(struct kunit *test)
{
	static char long_text[700], long_name[200];
	struct fault_plan plan;
	char flaw[320];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_EQ_MSG(test, fault_plan_parse(bad[i].plan, &plan, flaw, sizeof(flaw)),
				    -EINVAL, "%s", bad[i].plan);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(flaw, bad[i].flaw), "%s: %s", bad[i].plan,
					  flaw);
	}
	memset(long_text, 'x', sizeof(long_text) - 1);
	KUNIT_EXPECT_EQ(test, fault_plan_parse(long_text, &plan, flaw, sizeof(flaw)), -EINVAL);
	strscpy(long_name, "site=");
	memset(long_name + 5, 'x', sizeof(long_name) - 6);
	KUNIT_EXPECT_EQ(test, fault_plan_parse(long_name, &plan, flaw, sizeof(flaw)), -EINVAL);
	KUNIT_EXPECT_NOT_NULL(test, strstr(flaw, "site wants a shorter pattern"));
}

static struct kunit_case fault_plan_cases[] = {
	KUNIT_CASE(when),
	KUNIT_CASE(again),
	KUNIT_CASE(by_chance),
	KUNIT_CASE(which),
	KUNIT_CASE(each_kind_has_a_word),
	KUNIT_CASE(nonsense),
	{},
};

static struct kunit_suite fault_plan_suite = {
	.name = "fault_plan",
	.test_cases = fault_plan_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(fault_plan_suite);
