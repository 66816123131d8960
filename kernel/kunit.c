// SPDX-License-Identifier: MIT
/**
 * DOC: Running KUnit suites
 *
 * One run walks the registered suites, and in each the cases, and in each its parameters:
 *
 *	kunit_run_suites()
 *	  run_suite()			plan, suite_init, cases, suite_exit, verdict
 *	    run_case()			one case, or one for each parameter
 *	      run_once()		a fresh struct kunit: body, then the clean-up
 *	        run_step()		as the run wants it called
 *	          try_step()		the only place an assertion returns to
 *
 * An assertion ends the test by a non-local jump to try_step(); that is all unwinding there is,
 * so the clean-up (the suite's exit, then the resources, newest first) runs as a step of its own
 * and may be ended by an assertion likewise.  The jump is the compiler's built-in one: it needs
 * neither libc nor a signal mask, so the same object runs on bare metal.  It works only on the
 * thread that runs the test: an assertion on another thread cannot end the test and stops the
 * machine instead.
 *
 * Differences from Linux: tests run on the caller's thread, without a time-out; reports of
 * mistakes are counted (see kunit_expect_reports()), and a test that leaves its thread in atomic
 * context fails and the context is repaired, so that the next test starts clean.
 */
#include <kunit/test.h>

#include <linux/export.h>
#include <linux/preempt.h>

#include "base/base.h"
#include "port/jump.h"
#include "port/port.h"

/**
 * struct abort_point - where the assertions of the running step go.
 * @buf: where to jump to.
 * @thread: the thread that runs the step, the only one that may jump; NULL between steps.
 */
struct abort_point {
	port_jump buf;
	struct port_thread *thread;
};

static struct abort_point abort_point;

static struct kunit *current_test;
static const struct kunit_run *current_run;
static u64 seed = 1;

struct kunit *kunit_get_current_test(void)
{
	return READ_ONCE(current_test);
}
EXPORT_SYMBOL_GPL(kunit_get_current_test);

u64 kunit_seed(void)
{
	return seed;
}
EXPORT_SYMBOL_GPL(kunit_seed);

void kunit_set_seed(u64 value)
{
	seed = value;
}

void kunit_expect_reports(struct kunit *test, unsigned long nr)
{
	test->expected_reports += nr;
}
EXPORT_SYMBOL_GPL(kunit_expect_reports);

/* ---- ending a test ------------------------------------------------------------------------- */

/* Not inlined: the jump and its target must stand in different functions. */
noinline void __kunit_abort(struct kunit *test)
{
	if (abort_point.thread != port_self()) {
		kunit_err(test, "assertion failed on a thread that does not run the test\n");
		port_panic();
	}
	port_jump_back(abort_point.buf);
}
EXPORT_SYMBOL_GPL(__kunit_abort);

void __kunit_mark_skipped(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(test->status_comment, sizeof(test->status_comment), fmt, args);
	va_end(args);
	if (test->status == KUNIT_SUCCESS)
		test->status = KUNIT_SKIPPED;
}
EXPORT_SYMBOL_GPL(__kunit_mark_skipped);

/*
 * Not inlined: no caller may keep anything in registers across the second return.  The point of
 * the step around this one comes back, so a test may run suites of its own.
 */
static noinline void try_step(struct kunit *test, void (*step)(struct kunit *))
{
	struct abort_point outer = abort_point;

	abort_point.thread = port_self();
	if (port_jump_note(abort_point.buf) == 0)
		step(test);
	abort_point = outer;
}

/* struct step_call - a step; @done: it came to its end, be it by an assertion. */
struct step_call {
	struct kunit *test;
	void (*step)(struct kunit *test);
	bool done;
};

static void call_step(void *arg)
{
	struct step_call *call = arg;

	try_step(call->test, call->step);
	call->done = true;
}

/* A step as the run wants it called, which may be on another stack. */
static void run_step(struct kunit *test, void (*step)(struct kunit *test))
{
	struct step_call call = { test, step, false };
	struct abort_point outer = abort_point;

	if (current_run && current_run->call)
		current_run->call(call_step, &call, (const void *)test->body);
	else
		call_step(&call);
	if (call.done)
		return;
	/* It was left by a crash, which has been told of. */
	abort_point = outer;
	kunit_err(test, "try faulted\n");
	test->status = KUNIT_FAILURE;
}

/* Is there no use in running any more? */
static bool is_over(void)
{
	return current_run && current_run->cannot_go_on && current_run->cannot_go_on();
}

/* ---- one test ------------------------------------------------------------------------------ */

static void step_body(struct kunit *test)
{
	if (test->suite->init) {
		int err = test->suite->init(test);

		if (err) {
			kunit_err(test, "failed to initialize: %d\n", err);
			test->status = KUNIT_FAILURE;
			return;
		}
	}
	test->body(test);
}

static void step_exit(struct kunit *test)
{
	if (test->suite->exit)
		test->suite->exit(test);
}

static void check_reports(struct kunit *test, unsigned long before)
{
	unsigned long seen = READ_ONCE(report_count) - before;

	if (seen == test->expected_reports || test->status == KUNIT_SKIPPED)
		return;
	kunit_err(test, "%lu mistakes were reported, %lu expected\n", seen, test->expected_reports);
	test->status = KUNIT_FAILURE;
}

/* A test that ended early may hold its CPU; the next one must not find it so. */
static void check_context(struct kunit *test, u32 preempt_before)
{
	struct port_thread *self = port_self();

	if (self->preempt_count == preempt_before)
		return;
	kunit_err(test, "ended in atomic context: preempt count %u instead of %u\n",
		  self->preempt_count, preempt_before);
	test->status = KUNIT_FAILURE;
	while (self->preempt_count > preempt_before && self->preempt_count & PREEMPT_MASK)
		preempt_enable();
}

static void run_once(struct kunit *test, const struct kunit_case *test_case)
{
	unsigned long reports = READ_ONCE(report_count);
	u32 preempt = port_self()->preempt_count;
	struct kunit *outer = current_test;

	test->name = test_case->name;
	test->status = KUNIT_SUCCESS;
	INIT_LIST_HEAD(&test->resources);
	test->body = test_case->run_case;

	if (is_over()) {
		__kunit_mark_skipped(test, "a crash before this left nothing to run it in");
		return;
	}
	WRITE_ONCE(current_test, test);
	run_step(test, step_body);
	check_context(test, preempt);
	run_step(test, step_exit);
	run_step(test, kunit_cleanup);
	/* An action that failed an assertion must not keep the rest from ending. */
	while (!list_empty(&test->resources) && !is_over())
		run_step(test, kunit_cleanup);
	check_context(test, preempt);
	check_reports(test, reports);
	WRITE_ONCE(current_test, outer);
}

/* ---- one case ------------------------------------------------------------------------------ */

static void count(struct kunit_results *results, enum kunit_status status)
{
	results->total++;
	if (status == KUNIT_SUCCESS)
		results->passed++;
	else if (status == KUNIT_SKIPPED)
		results->skipped++;
	else
		results->failed++;
}

static void add_results(struct kunit_results *sum, const struct kunit_results *part)
{
	sum->total += part->total;
	sum->passed += part->passed;
	sum->skipped += part->skipped;
	sum->failed += part->failed;
}

static enum kunit_status verdict(const struct kunit_results *results)
{
	if (results->failed)
		return KUNIT_FAILURE;
	return results->passed || !results->skipped ? KUNIT_SUCCESS : KUNIT_SKIPPED;
}

static void print_result(const char *indent, enum kunit_status status, unsigned int number,
			 const char *name, const char *comment)
{
	bool skipped = status == KUNIT_SKIPPED;

	printk(KERN_INFO "%s%s %u %s%s%s%s\n", indent, status == KUNIT_FAILURE ? "not ok" : "ok",
	       number, name, skipped ? " # SKIP" : "", skipped && *comment ? " " : "",
	       skipped ? comment : "");
}

static void print_totals(const char *indent, const char *name, const struct kunit_results *results)
{
	printk(KERN_INFO "%s# %s: pass:%lu fail:%lu skip:%lu total:%lu\n", indent, name,
	       results->passed, results->failed, results->skipped, results->total);
}

static void run_params(struct kunit *test, struct kunit_suite *suite,
		       const struct kunit_case *test_case, struct kunit_results *results)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *value;
	int index = 0;

	printk(KERN_INFO KUNIT_SUBSUBTEST_INDENT "KTAP version 1\n");
	printk(KERN_INFO KUNIT_SUBSUBTEST_INDENT "# Subtest: %s\n", test_case->name);
	desc[0] = '\0';
	value = test_case->generate_params(NULL, desc);
	for (; value; index++) {
		memset(test, 0, sizeof(*test));
		test->suite = suite;
		test->param_value = value;
		test->param_index = index;
		if (!desc[0])
			snprintf(desc, sizeof(desc), "param-%d", index);
		run_once(test, test_case);
		print_result(KUNIT_SUBSUBTEST_INDENT, test->status, index + 1, desc,
			     test->status_comment);
		count(results, test->status);
		desc[0] = '\0';
		value = test_case->generate_params(value, desc);
	}
	print_totals(KUNIT_SUBTEST_INDENT, test_case->name, results);
}

/* Adds what ran to @sum; the return value is the case's own verdict. */
static enum kunit_status run_case(struct kunit_suite *suite, struct kunit_case *test_case,
				  unsigned int number, struct kunit_results *sum)
{
	struct kunit test = { .suite = suite };
	struct kunit_results results = {};

	if (test_case->generate_params) {
		run_params(&test, suite, test_case, &results);
		if (!results.total)
			strscpy(test.status_comment, "no parameters", sizeof(test.status_comment));
	} else {
		run_once(&test, test_case);
	}
	if (!results.total)
		count(&results, test_case->generate_params ? KUNIT_SKIPPED : test.status);
	test_case->status = verdict(&results);
	print_result(KUNIT_SUBTEST_INDENT, test_case->status, number, test_case->name,
		     test.status_comment);
	add_results(sum, &results);
	return test_case->status;
}

/* ---- one suite ----------------------------------------------------------------------------- */

/*
 * Match @text, up to @end, against @glob, up to its end or a dot; * and ? have their usual sense.
 */
static bool glob_match(const char *glob, const char *glob_end, const char *text)
{
	const char *star = NULL, *retry = NULL;

	while (*text) {
		if (glob < glob_end && *glob == '*') {
			star = ++glob;
			retry = text;
		} else if (glob < glob_end && (*glob == '?' || *glob == *text)) {
			glob++;
			text++;
		} else if (star) {
			glob = star;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (glob < glob_end && *glob == '*')
		glob++;
	return glob == glob_end;
}

static bool wanted(const struct kunit_run *run, const struct kunit_suite *suite,
		   const struct kunit_case *test_case)
{
	const char *glob = run ? run->filter_glob : NULL;
	const char *dot;

	if (run && run->concurrent_only && !suite->attr.concurrent)
		return false;
	if (!glob)
		return true;
	dot = strchr(glob, '.');
	if (!glob_match(glob, dot ? dot : glob + strlen(glob), suite->name))
		return false;
	return !dot || glob_match(dot + 1, dot + strlen(dot), test_case->name);
}

static unsigned int nr_wanted(const struct kunit_run *run, struct kunit_suite *suite)
{
	struct kunit_case *test_case;
	unsigned int nr = 0;

	kunit_suite_for_each_test_case(suite, test_case)
		nr += wanted(run, suite, test_case);
	return nr;
}

static void run_cases(struct kunit_suite *suite, const struct kunit_run *run,
		      struct kunit_results *results, struct kunit_results *cases)
{
	struct kunit_case *test_case;
	unsigned int number = 0;

	kunit_suite_for_each_test_case(suite, test_case) {
		if (!wanted(run, suite, test_case))
			continue;
		count(cases, run_case(suite, test_case, ++number, results));
	}
}

/* A suite that fails outside its cases has no case to count that by: it counts as one failure. */
static void suite_failed(struct kunit_suite *suite, struct kunit_results *results, const char *what,
			 int value)
{
	printk(KERN_ERR KUNIT_SUBTEST_INDENT "# %s: %s: %d\n", suite->name, what, value);
	count(results, KUNIT_FAILURE);
}

static void run_suite(struct kunit_suite *suite, unsigned int number, const struct kunit_run *run,
		      struct kunit_results *sum)
{
	struct kunit_results results = {}, cases = {};
	int err = run && run->before ? run->before(suite) : 0;
	int problems;

	printk(KERN_INFO KUNIT_SUBTEST_INDENT "KTAP version 1\n");
	printk(KERN_INFO KUNIT_SUBTEST_INDENT "# Subtest: %s\n", suite->name);
	printk(KERN_INFO KUNIT_SUBTEST_INDENT "1..%u\n", nr_wanted(run, suite));
	if (err) {
		suite_failed(suite, &results, "could not be prepared", err);
	} else {
		err = suite->suite_init ? suite->suite_init(suite) : 0;
		if (err)
			suite_failed(suite, &results, "failed to initialize", err);
		else
			run_cases(suite, run, &results, &cases);
		if (suite->suite_exit)
			suite->suite_exit(suite);
		problems = run && run->after ? run->after(suite) : 0;
		if (problems)
			suite_failed(suite, &results, "problems found after the last case",
				     problems);
	}
	if (cases.total > 1)
		print_totals("", suite->name, &cases);
	if (results.total > 1)
		print_totals("", "Totals", &results);
	print_result("", verdict(&results), number, suite->name, "");
	add_results(sum, &results);
}

struct kunit_results kunit_run_suites(struct kunit_suite *const *start,
				      struct kunit_suite *const *end, const struct kunit_run *run)
{
	const struct kunit_run *outer = current_run;
	struct kunit_results sum = {};
	struct kunit_suite *const *suite;
	unsigned int number = 0;

	current_run = run;
	for (suite = start; suite < end; suite++)
		number += nr_wanted(run, *suite) > 0;
	printk(KERN_INFO "KTAP version 1\n");
	printk(KERN_INFO "1..%u\n", number);
	number = 0;
	for (suite = start; suite < end; suite++)
		if (nr_wanted(run, *suite))
			run_suite(*suite, ++number, run, &sum);
	current_run = outer;
	return sum;
}

unsigned long kunit_list_suites(struct kunit_suite *const *start, struct kunit_suite *const *end,
				const struct kunit_run *run)
{
	struct kunit_suite *const *suite;
	struct kunit_case *test_case;
	unsigned long nr = 0;

	for (suite = start; suite < end; suite++)
		kunit_suite_for_each_test_case(*suite, test_case) {
			if (!wanted(run, *suite, test_case))
				continue;
			printk(KERN_INFO "%s.%s\n", (*suite)->name, test_case->name);
			nr++;
		}
	return nr;
}
