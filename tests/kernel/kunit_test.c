// SPDX-License-Identifier: MIT
/*
 * KUnit tested by itself: each case runs suites that are not registered, with their output
 * captured, and looks at the counts and at the text.
 */
#include <kunit/test.h>

#include <linux/preempt.h>
#include <linux/slab.h>

#include "base/base.h"
#include "tests/capture.h"

/* Run one suite; its text is valid until the next. */
static struct kunit_results run_inner(struct kunit_suite *suite, const struct kunit_run *run,
				      const char **text)
{
	struct kunit_suite *const list[] = { suite };
	struct kunit_results results;

	capture_start();
	results = kunit_run_suites(list, list + 1, run);
	*text = capture_stop();
	return results;
}

#define EXPECT_TEXT(test, text, part) \
	KUNIT_EXPECT_TRUE_MSG(test, strstr(text, part) != NULL, "the text was:\n%s", text)

/* ---- results -------------------------------------------------------------------------------- */

static void inner_pass(struct kunit *test)
{
	KUNIT_SUCCEED(test);
}

static void inner_skip(struct kunit *test)
{
	kunit_skip(test, "not on %s", "Mondays");
	KUNIT_FAIL(test, "a skipped test went on");
}

static void inner_fail(struct kunit *test)
{
	KUNIT_FAIL(test, "reason %d", 7);
}

static struct kunit_case mixed_cases[] = {
	KUNIT_CASE(inner_pass),
	KUNIT_CASE(inner_skip),
	KUNIT_CASE(inner_fail),
	{},
};

static struct kunit_suite mixed_suite = { .name = "mixed", .test_cases = mixed_cases };

static void kunit_prints_ktap(struct kunit *test)
{
	const char *text;
	struct kunit_results results = run_inner(&mixed_suite, NULL, &text);

	KUNIT_EXPECT_EQ(test, results.total, 3);
	KUNIT_EXPECT_EQ(test, results.passed, 1);
	KUNIT_EXPECT_EQ(test, results.skipped, 1);
	KUNIT_EXPECT_EQ(test, results.failed, 1);
	KUNIT_EXPECT_EQ(test, strncmp(text, "KTAP version 1\n1..1\n", 20), 0);
	EXPECT_TEXT(test, text, "\n    KTAP version 1\n    # Subtest: mixed\n    1..3\n");
	EXPECT_TEXT(test, text, "\n    ok 1 inner_pass\n");
	EXPECT_TEXT(test, text, "\n    ok 2 inner_skip # SKIP not on Mondays\n");
	EXPECT_TEXT(test, text, "\n    # inner_fail: EXPECTATION FAILED at ");
	EXPECT_TEXT(test, text, "\n    reason 7\n    not ok 3 inner_fail\n");
	EXPECT_TEXT(test, text, "\n# mixed: pass:1 fail:1 skip:1 total:3\n");
	EXPECT_TEXT(test, text, "\nnot ok 1 mixed\n");
}

static void kunit_filters(struct kunit *test)
{
	static const struct {
		const char *glob;
		unsigned long total;
	} table[] = {
		{ "mixed", 3 },	      { "m*d", 3 },	    { "mix", 0 },	  { "*", 3 },
		{ "mixed.*pass", 1 }, { "*.inner_?a*", 2 }, { "mixed.inner", 0 }, { "other.*", 0 },
		{ "**x**.*", 3 },     { "mixed?", 0 },
	};
	const char *text;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct kunit_run run = { .filter_glob = table[i].glob };
		struct kunit_results results = run_inner(&mixed_suite, &run, &text);

		KUNIT_EXPECT_EQ_MSG(test, results.total, table[i].total, "filter %s",
				    table[i].glob);
	}
}

static void kunit_lists(struct kunit *test)
{
	struct kunit_suite *const list[] = { &mixed_suite };
	struct kunit_run run = { .filter_glob = "*.*i*l*" };
	const char *text;

	capture_start();
	kunit_list_suites(list, list + 1, &run);
	text = capture_stop();
	KUNIT_EXPECT_STREQ(test, text, "mixed.inner_fail\n");
}

static void kunit_takes_concurrent_only(struct kunit *test)
{
	struct kunit_run run = { .concurrent_only = true };
	const char *text;

	KUNIT_EXPECT_EQ(test, run_inner(&mixed_suite, &run, &text).total, 0);
	mixed_suite.attr.concurrent = true;
	KUNIT_EXPECT_EQ(test, run_inner(&mixed_suite, &run, &text).total, 3);
	mixed_suite.attr.concurrent = false;
}

/* ---- expectations --------------------------------------------------------------------------- */

static int evaluations;

static int evaluated(int value)
{
	evaluations++;
	return value;
}

static void inner_all_hold(struct kunit *test)
{
	static const char a[] = "abc", b[] = "abc";
	int array[2];

	KUNIT_EXPECT_TRUE(test, 2);
	KUNIT_EXPECT_FALSE(test, NULL);
	KUNIT_EXPECT_EQ(test, evaluated(1), 1);
	KUNIT_EXPECT_NE(test, 1, evaluated(2));
	KUNIT_EXPECT_LT(test, -1, 1);
	KUNIT_EXPECT_LE(test, 1ull, 1);
	KUNIT_EXPECT_GT(test, 2, 1);
	KUNIT_EXPECT_GE(test, 2, 2);
	KUNIT_EXPECT_PTR_EQ(test, &array[0], array);
	KUNIT_EXPECT_PTR_NE(test, &array[0], &array[1]);
	KUNIT_EXPECT_STREQ(test, a, b);
	KUNIT_EXPECT_STRNEQ(test, a, "abd");
	KUNIT_EXPECT_MEMEQ(test, a, "abcd", 3);
	KUNIT_EXPECT_MEMNEQ(test, a, "abd", 3);
	KUNIT_EXPECT_NULL(test, NULL);
	KUNIT_EXPECT_NOT_NULL(test, array);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, array);
	KUNIT_ASSERT_EQ_MSG(test, array, array, "message %d", 1);
	KUNIT_ASSERT_STREQ(test, a, "abc");
}

static void inner_all_fail(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, 1 > 2);
	KUNIT_EXPECT_FALSE_MSG(test, 1, "message %s", "text");
	KUNIT_EXPECT_EQ(test, evaluated(1), 2);
	KUNIT_EXPECT_NE(test, 1, evaluated(1));
	KUNIT_EXPECT_LT(test, evaluated(1), 1);
	KUNIT_EXPECT_LE(test, evaluated(2), 1);
	KUNIT_EXPECT_GT(test, evaluated(1), 1);
	KUNIT_EXPECT_GE(test, evaluated(1), 2);
	KUNIT_EXPECT_PTR_EQ(test, (void *)test, NULL);
	KUNIT_EXPECT_PTR_NE(test, test, test);
	KUNIT_EXPECT_STREQ(test, test->name, "abd");
	KUNIT_EXPECT_STRNEQ(test, test->name, "inner_all_fail");
	KUNIT_EXPECT_STREQ(test, test->priv, "absent");
	KUNIT_EXPECT_MEMEQ(test, "abc", "abd", 3);
	KUNIT_EXPECT_MEMNEQ(test, "abc", "abd", 2);
	KUNIT_EXPECT_NULL(test, test);
	KUNIT_EXPECT_NOT_NULL(test, test->priv);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, test->priv);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, ERR_PTR(-12));
}

static struct kunit_case hold_cases[] = { KUNIT_CASE(inner_all_hold), {} };
static struct kunit_case fail_cases[] = { KUNIT_CASE(inner_all_fail), {} };
static struct kunit_suite hold_suite = { .name = "hold", .test_cases = hold_cases };
static struct kunit_suite fail_suite = { .name = "fail", .test_cases = fail_cases };

static void kunit_expectations_hold(struct kunit *test)
{
	const char *text;
	struct kunit_results results;

	evaluations = 0;
	results = run_inner(&hold_suite, NULL, &text);
	KUNIT_EXPECT_EQ_MSG(test, results.failed, 0, "%s", text);
	KUNIT_EXPECT_EQ(test, evaluations, 2);
}

static void kunit_expectations_fail(struct kunit *test)
{
	const char *text, *at;
	unsigned int failures = 0;

	evaluations = 0;
	KUNIT_EXPECT_EQ(test, run_inner(&fail_suite, NULL, &text).failed, 1);
	KUNIT_EXPECT_EQ(test, evaluations, 6);
	for (at = text; (at = strstr(at, "EXPECTATION FAILED")); at++)
		failures++;
	KUNIT_EXPECT_EQ(test, failures, 19);
	EXPECT_TEXT(test, text, "    Expected 1 > 2 to be true, but is false\n");
	EXPECT_TEXT(test, text, "    Expected 1 to be false, but is true\n    message text\n");
	EXPECT_TEXT(test, text,
		    "    Expected evaluated(1) == 2, but\n        evaluated(1) == 1 (0x1)\n");
	EXPECT_TEXT(test, text,
		    "    Expected test->name == \"abd\", but\n"
		    "        test->name == \"inner_all_fail\"\n");
	EXPECT_TEXT(test, text, "        test->priv == NULL\n");
	EXPECT_TEXT(test, text, "        \"abc\" ==\n         61  62 <63>\n");
	EXPECT_TEXT(test, text, "    Expected test->priv is not null, but is\n");
	EXPECT_TEXT(test, text, "    Expected ERR_PTR(-12) is not error, but is: -12\n");
}

/* ---- the life of a test --------------------------------------------------------------------- */

/* What happened, a letter each: the order is the test. */
static char steps[32];

static void note(const char *letter)
{
	strlcat(steps, letter, sizeof(steps));
}

static void note_action(void *letter)
{
	note(letter);
}

static noinline void assert_deep_down(struct kunit *test, int depth)
{
	volatile char frame[64] = {};

	if (depth)
		assert_deep_down(test, depth - 1);
	KUNIT_ASSERT_EQ(test, frame[0], 1);
	note("X");
}

static void life_aborted(struct kunit *test)
{
	note("b");
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, note_action, "1"), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, note_action, "2"), 0);
	assert_deep_down(test, 10);
	note("X");
}

static void life_second(struct kunit *test)
{
	note("c");
}

static int life_suite_init(struct kunit_suite *suite)
{
	note("S");
	return 0;
}

static void life_suite_exit(struct kunit_suite *suite)
{
	note("E");
}

static int life_init(struct kunit *test)
{
	note("i");
	return 0;
}

static void life_exit(struct kunit *test)
{
	note("e");
}

static struct kunit_case life_cases[] = {
	KUNIT_CASE(life_aborted),
	KUNIT_CASE(life_second),
	{},
};

static struct kunit_suite life_suite = {
	.name = "life",
	.suite_init = life_suite_init,
	.suite_exit = life_suite_exit,
	.init = life_init,
	.exit = life_exit,
	.test_cases = life_cases,
};

static void kunit_cleans_up_after_an_assertion(struct kunit *test)
{
	const char *text;
	struct kunit_results results;

	steps[0] = '\0';
	results = run_inner(&life_suite, NULL, &text);
	KUNIT_EXPECT_STREQ(test, steps, "Sibe21iceE");
	KUNIT_EXPECT_EQ(test, results.failed, 1);
	KUNIT_EXPECT_EQ(test, results.passed, 1);
	EXPECT_TEXT(test, text, "# life_aborted: ASSERTION FAILED at ");
}

static int refuse_suite(struct kunit_suite *suite)
{
	return -ENODEV;
}

static int refuse_test(struct kunit *test)
{
	return -ENOMEM;
}

static void kunit_fails_without_its_fixture(struct kunit *test)
{
	static struct kunit_case one[] = { KUNIT_CASE(inner_pass), {} };
	static struct kunit_suite no_suite = { .name = "no_suite",
					       .suite_init = refuse_suite,
					       .test_cases = one };
	static struct kunit_suite no_test = { .name = "no_test",
					      .init = refuse_test,
					      .test_cases = one };
	struct kunit_results results;
	const char *text;

	results = run_inner(&no_suite, NULL, &text);
	KUNIT_EXPECT_EQ(test, results.failed, 1);
	KUNIT_EXPECT_EQ(test, results.passed, 0);
	EXPECT_TEXT(test, text, "not ok 1 no_suite\n");
	results = run_inner(&no_test, NULL, &text);
	KUNIT_EXPECT_EQ(test, results.failed, 1);
	EXPECT_TEXT(test, text, "# inner_pass: failed to initialize: -12\n");
}

/* ---- parameters ----------------------------------------------------------------------------- */

struct param {
	int value;
	const char *name;
};

static const struct param params[] = { { 1, "one" }, { 2, "two" }, { 3, "three" } };

static void describe_param(const struct param *param, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "value %d", param->value);
}

KUNIT_ARRAY_PARAM(described, params, describe_param);
KUNIT_ARRAY_PARAM(nameless, params, NULL);
KUNIT_ARRAY_PARAM_DESC(named, params, name);

static void inner_param(struct kunit *test)
{
	const struct param *param = test->param_value;

	KUNIT_EXPECT_EQ(test, test->param_index, param->value - 1);
	KUNIT_EXPECT_NE(test, param->value, 2);
}

static void kunit_runs_parameters(struct kunit *test)
{
	static struct kunit_case cases[] = {
		KUNIT_CASE_PARAM(inner_param, described_gen_params),
		KUNIT_CASE_PARAM(inner_param, nameless_gen_params),
		KUNIT_CASE_PARAM(inner_param, named_gen_params),
		{},
	};
	static struct kunit_suite suite = { .name = "params", .test_cases = cases };
	const char *text;
	struct kunit_results results = run_inner(&suite, NULL, &text);

	KUNIT_EXPECT_EQ(test, results.total, 9);
	KUNIT_EXPECT_EQ(test, results.failed, 3);
	EXPECT_TEXT(test, text, "\n        KTAP version 1\n        # Subtest: inner_param\n");
	EXPECT_TEXT(test, text, "\n        ok 1 value 1\n");
	EXPECT_TEXT(test, text, "\n        not ok 2 value 2\n");
	EXPECT_TEXT(test, text, "\n        ok 1 param-0\n");
	EXPECT_TEXT(test, text, "\n        ok 3 three\n");
	EXPECT_TEXT(test, text, "\n    # inner_param: pass:2 fail:1 skip:0 total:3\n");
	EXPECT_TEXT(test, text, "\n    not ok 3 inner_param\n");
	EXPECT_TEXT(test, text, "\n# Totals: pass:6 fail:3 skip:0 total:9\n");
}

/* ---- what a test must not do unnoticed ------------------------------------------------------ */

static void inner_report(struct kunit *test)
{
	report("provoked by a test");
}

static void inner_expected_report(struct kunit *test)
{
	kunit_expect_reports(test, 1);
	report("provoked by a test");
}

static void inner_missed_report(struct kunit *test)
{
	kunit_expect_reports(test, 1);
}

static void kunit_counts_reports(struct kunit *test)
{
	static struct kunit_case cases[] = {
		KUNIT_CASE(inner_report),
		KUNIT_CASE(inner_expected_report),
		KUNIT_CASE(inner_missed_report),
		{},
	};
	static struct kunit_suite suite = { .name = "reports", .test_cases = cases };
	const char *text;
	struct kunit_results results;

	kunit_expect_reports(test, 2);
	results = run_inner(&suite, NULL, &text);
	KUNIT_EXPECT_EQ(test, results.failed, 2);
	EXPECT_TEXT(test, text, "# inner_report: 1 mistakes were reported, 0 expected\n");
	EXPECT_TEXT(test, text, "ok 2 inner_expected_report\n");
	EXPECT_TEXT(test, text, "# inner_missed_report: 0 mistakes were reported, 1 expected\n");
}

static void inner_atomic(struct kunit *test)
{
	preempt_disable();
	preempt_disable();
}

static void kunit_repairs_the_context(struct kunit *test)
{
	static struct kunit_case cases[] = { KUNIT_CASE(inner_atomic), KUNIT_CASE(inner_pass), {} };
	static struct kunit_suite suite = { .name = "atomic", .test_cases = cases };
	unsigned int before = preempt_count();
	const char *text;
	struct kunit_results results = run_inner(&suite, NULL, &text);

	KUNIT_EXPECT_EQ(test, preempt_count(), before);
	KUNIT_EXPECT_EQ(test, results.failed, 1);
	KUNIT_EXPECT_EQ(test, results.passed, 1);
	EXPECT_TEXT(test, text, "# inner_atomic: ended in atomic context: preempt count 2");
}

/* ---- resources ------------------------------------------------------------------------------ */

static void kunit_actions(struct kunit *test)
{
	steps[0] = '\0';
	KUNIT_EXPECT_EQ(test, kunit_add_action(test, note_action, "1"), 0);
	KUNIT_EXPECT_EQ(test, kunit_add_action_or_reset(test, note_action, "2"), 0);
	kunit_release_action(test, note_action, "2");
	KUNIT_EXPECT_STREQ(test, steps, "2");
	kunit_release_action(test, note_action, "2");
	kunit_remove_action(test, note_action, "1");
	kunit_cleanup(test);
	KUNIT_EXPECT_STREQ(test, steps, "2");
}

/* More than the static pool has. */
#define MANY 200

static int many_done;

static void count_action(void *unused)
{
	many_done++;
}

static void kunit_many_actions(struct kunit *test)
{
	many_done = 0;
	for (int i = 0; i < MANY; i++)
		KUNIT_ASSERT_EQ(test, kunit_add_action(test, count_action, NULL), 0);
	kunit_cleanup(test);
	KUNIT_EXPECT_EQ(test, many_done, MANY);
}

static void kunit_memory(struct kunit *test)
{
	u8 *bytes = kunit_kzalloc(test, 100, GFP_KERNEL);
	u32 *words = kunit_kcalloc(test, 10, sizeof(u32), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	KUNIT_ASSERT_NOT_NULL(test, words);
	for (int i = 0; i < 100; i++)
		KUNIT_ASSERT_EQ(test, bytes[i], 0);
	KUNIT_EXPECT_EQ(test, words[9], 0);
	KUNIT_EXPECT_NULL(test, kunit_kmalloc_array(test, SIZE_MAX, 2, GFP_KERNEL));
	kunit_kfree(test, bytes);
	kunit_kfree(test, NULL);
	KUNIT_EXPECT_FALSE(test, list_empty(&test->resources));
	kunit_cleanup(test);
	KUNIT_EXPECT_TRUE(test, list_empty(&test->resources));
}

static void kunit_knows_the_current_test(struct kunit *test)
{
	const char *text;

	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
	run_inner(&mixed_suite, NULL, &text);
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
}

static struct kunit_case kunit_cases[] = {
	KUNIT_CASE(kunit_prints_ktap),
	KUNIT_CASE(kunit_filters),
	KUNIT_CASE(kunit_lists),
	KUNIT_CASE(kunit_takes_concurrent_only),
	KUNIT_CASE(kunit_expectations_hold),
	KUNIT_CASE(kunit_expectations_fail),
	KUNIT_CASE(kunit_cleans_up_after_an_assertion),
	KUNIT_CASE(kunit_fails_without_its_fixture),
	KUNIT_CASE(kunit_runs_parameters),
	KUNIT_CASE(kunit_counts_reports),
	KUNIT_CASE(kunit_repairs_the_context),
	KUNIT_CASE(kunit_actions),
	KUNIT_CASE(kunit_many_actions),
	KUNIT_CASE(kunit_memory),
	KUNIT_CASE(kunit_knows_the_current_test),
	{},
};

static struct kunit_suite kunit_suite = { .name = "kunit", .test_cases = kunit_cases };
kunit_test_suite(kunit_suite);
