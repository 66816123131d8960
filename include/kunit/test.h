/* SPDX-License-Identifier: MIT */
/**
 * DOC: KUnit, the kernel's unit tests
 *
 * A test case is a function that takes a &struct kunit; a suite is a named,
 * NULL-entry-terminated array of cases; kunit_test_suite() registers it.
 * Results come out through printk() as KTAP version 1.
 *
 * The names and the text of the results are Linux's, so that a kernel test
 * compiles here and our own tests read like the kernel's.  What is our own is
 * marked so: &struct kunit_attributes has two more fields, kunit_seed() and
 * kunit_expect_reports().
 *
 * The expectations are in <kunit/assert.h>; resources that end with the test
 * in <kunit/resource.h>.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>

struct kunit;
struct kunit_suite;

/* Derived: a line of the log holds a description and the text around it. */
#define KUNIT_PARAM_DESC_SIZE	  128
#define KUNIT_STATUS_COMMENT_SIZE 256

enum kunit_status { KUNIT_SUCCESS, KUNIT_FAILURE, KUNIT_SKIPPED };

enum kunit_speed {
	KUNIT_SPEED_UNSET,
	KUNIT_SPEED_VERY_SLOW,
	KUNIT_SPEED_SLOW,
	KUNIT_SPEED_NORMAL,
	KUNIT_SPEED_MAX = KUNIT_SPEED_NORMAL,
};

/**
 * enum kunit_machine - what a suite needs to stand when it starts (Ashlar's own).
 * @KUNIT_MACHINE_DEFAULT: the test runner boots a machine for the suite, and proves all layer
 *	invariants before it halts it again.
 * @KUNIT_MACHINE_OWN: the suite needs no machine, or boots (and halts) its own.
 *
 * Means something only in the test runner: in a module the machine runs already.
 */
enum kunit_machine { KUNIT_MACHINE_DEFAULT, KUNIT_MACHINE_OWN };

/**
 * struct kunit_attributes - what is known of a case or suite beforehand.
 * @speed: how long it takes.
 * @machine: which machine the suite needs (Ashlar's own; of suites only).
 * @concurrent: it uses several threads, so it is worth running under a race detector
 *	(Ashlar's own; of suites only).
 */
struct kunit_attributes {
	enum kunit_speed speed;
	enum kunit_machine machine;
	bool concurrent;
};

/**
 * struct kunit_case - one test; use the KUNIT_CASE() family to fill it in.
 * @run_case: the test.
 * @name: its name, as printed.
 * @generate_params: next parameter after @prev (NULL: the first; returns NULL at the end), with
 *	a description; NULL for a test without parameters.
 * @attr: see &struct kunit_attributes.
 * @status: private: result of the last run.
 */
struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
	struct kunit_attributes attr;
	enum kunit_status status;
};

/**
 * struct kunit_suite - cases that belong together.
 * @name: as printed.
 * @suite_init: called once before the first case; not 0: no case runs and the suite failed.
 * @suite_exit: called once after the last case, also when @suite_init failed.
 * @init: called before each case (each parameter of it); not 0: the case failed.
 * @exit: called after each case, also when the case was aborted or @init failed.
 * @test_cases: the cases; an entry whose run_case is NULL ends them.
 * @attr: see &struct kunit_attributes.
 */
struct kunit_suite {
	const char name[256];
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
	struct kunit_attributes attr;
};

/**
 * struct kunit - a running test.
 * @priv: for the test's own use, commonly set by the suite's init.
 * @name: of the test case.
 * @param_value: the parameter of a parameterised test.
 * @param_index: how many parameters came before it.
 * @suite: the suite the case is part of.
 * @status: private: result so far; only ever gets worse, under the runner's lock.
 * @body: private: the test case's function.
 * @expected_reports: private: see kunit_expect_reports().
 * @status_comment: private: why it was skipped.
 * @resources: private: what ends with the test, newest first.
 */
struct kunit {
	void *priv;
	const char *name;
	const void *param_value;
	int param_index;
	struct kunit_suite *suite;
	enum kunit_status status;
	void (*body)(struct kunit *test);
	unsigned long expected_reports;
	char status_comment[KUNIT_STATUS_COMMENT_SIZE];
	struct list_head resources;
};

#define KUNIT_CASE(test_name)                             \
	{                                                 \
		.run_case = test_name, .name = #test_name \
	}
#define KUNIT_CASE_ATTR(test_name, attributes)                                \
	{                                                                     \
		.run_case = test_name, .name = #test_name, .attr = attributes \
	}
#define KUNIT_CASE_SLOW(test_name)                                                        \
	{                                                                                 \
		.run_case = test_name, .name = #test_name, .attr.speed = KUNIT_SPEED_SLOW \
	}
#define KUNIT_CASE_PARAM(test_name, gen_params)                                          \
	{                                                                                \
		.run_case = test_name, .name = #test_name, .generate_params = gen_params \
	}
#define KUNIT_CASE_PARAM_ATTR(test_name, gen_params, attributes)                          \
	{                                                                                 \
		.run_case = test_name, .name = #test_name, .generate_params = gen_params, \
		.attr = attributes                                                        \
	}

/**
 * KUNIT_ARRAY_PARAM() - define NAME_gen_params(), which yields the elements of an array.
 * @name: first part of the generator's name.
 * @array: the array.
 * @get_desc: void get_desc(const element *, char *desc) that writes at most
 *	KUNIT_PARAM_DESC_SIZE bytes, or NULL.
 */
#define KUNIT_ARRAY_PARAM(name, array, get_desc)                                        \
	static const void *name##_gen_params(const void *prev, char *desc)              \
	{                                                                               \
		typeof((array)[0]) *__next = prev ? (typeof(__next))prev + 1 : (array); \
		void (*__describe)(typeof(__next), char *) = get_desc;                  \
                                                                                        \
		if (__next - (array) >= (long)ARRAY_SIZE(array))                        \
			return NULL;                                                    \
		if (__describe)                                                         \
			__describe(__next, desc);                                       \
		return __next;                                                          \
	}

/** KUNIT_ARRAY_PARAM_DESC() - the same, described by the elements' string member @member. */
#define KUNIT_ARRAY_PARAM_DESC(name, array, member)                                     \
	static const void *name##_gen_params(const void *prev, char *desc)              \
	{                                                                               \
		typeof((array)[0]) *__next = prev ? (typeof(__next))prev + 1 : (array); \
                                                                                        \
		if (__next - (array) >= (long)ARRAY_SIZE(array))                        \
			return NULL;                                                    \
		strscpy(desc, __next->member, KUNIT_PARAM_DESC_SIZE);                   \
		return __next;                                                          \
	}

/*
 * Registered suites are pointers in a section of their own: the linker collects those of a
 * program, and the module loader finds those of a module by the section's name.
 */
#define KUNIT_SUITE_SECTION "kunit_test_suites"

#define __kunit_test_suites(unique, ...)                    \
	static struct kunit_suite *unique[] __attribute__(( \
		used, section(KUNIT_SUITE_SECTION), aligned(sizeof(void *)))) = { __VA_ARGS__ }

/** kunit_test_suites() - register suites, given as pointers. */
#define kunit_test_suites(...) \
	__kunit_test_suites(__KUNIT_UNIQUE(kunit_suites_, __COUNTER__), ##__VA_ARGS__)

/** kunit_test_suite() - register one suite, given by its name. */
#define kunit_test_suite(suite) kunit_test_suites(&suite)

/** kunit_test_init_section_suites() - the same for suites of code that goes after the start. */
#define kunit_test_init_section_suites(...)  kunit_test_suites(__VA_ARGS__)
#define kunit_test_init_section_suite(suite) kunit_test_suite(suite)

#define __KUNIT_UNIQUE(prefix, n)  __KUNIT_UNIQUE_(prefix, n)
#define __KUNIT_UNIQUE_(prefix, n) prefix##n

#define kunit_suite_for_each_test_case(suite, test_case) \
	for (test_case = (suite)->test_cases; test_case->run_case; test_case++)

/* ---- running -------------------------------------------------------------------------------- */

/**
 * struct kunit_results - what came of a run, over all cases (a parameter counts as one).
 * Each case that ran counts once: cases = passed + failed + skipped.
 */
struct kunit_results {
	unsigned long passed, skipped, failed, total;
};

/**
 * struct kunit_run - how to run suites; all 0 runs everything.
 * @filter_glob: "suite" or "suite.case" with * and ?, or NULL.
 * @concurrent_only: only suites marked concurrent.
 * @before: called before each suite that runs; not 0: the suite fails with that errno.
 * @after: called after it; the number of problems it found makes the suite fail.
 * @call: makes the call @step(@arg), a part of the case @test, where more is to be done about it;
 *	if it comes back and @step has not, the step has crashed.
 * @cannot_go_on: says that nothing can be run any more; what is left is skipped.
 */
struct kunit_run {
	const char *filter_glob;
	bool concurrent_only;
	int (*before)(struct kunit_suite *suite);
	int (*after)(struct kunit_suite *suite);
	void (*call)(void (*step)(void *arg), void *arg, const void *test);
	bool (*cannot_go_on)(void);
};

/**
 * kunit_run_suites - run the suites whose pointers lie in [@start, @end), and print KTAP.
 * @run: how, or NULL for all of them as they are.
 *
 * Context: process; one run at a time, but a test may run suites of its own.
 * Return: the sums over all cases.
 */
struct kunit_results kunit_run_suites(struct kunit_suite *const *start,
				      struct kunit_suite *const *end, const struct kunit_run *run);

/** kunit_list_suites - print "suite.case" for all that would run. Return: how many. */
unsigned long kunit_list_suites(struct kunit_suite *const *start, struct kunit_suite *const *end,
				const struct kunit_run *run);

/** kunit_get_current_test - the test that runs now, or NULL. */
struct kunit *kunit_get_current_test(void);

/** kunit_seed - the seed every test with random steps starts from; print it when such a test
 * fails.  (Ashlar's own.)
 */
u64 kunit_seed(void);
void kunit_set_seed(u64 seed);

/**
 * kunit_expect_reports - this test provokes @nr more reports of mistakes (Ashlar's own).
 *
 * Mistakes that the core reports (see base/report.c) while a case runs are counted, and the case
 * fails unless just as many were expected: so a test can neither provoke a report unnoticed nor
 * miss the one it is about.
 */
void kunit_expect_reports(struct kunit *test, unsigned long nr);

/**
 * kunit_mark_skipped - the test will count as skipped; it goes on.
 * kunit_skip - and ends here.
 */
#define kunit_mark_skipped(test, fmt, ...) __kunit_mark_skipped(test, fmt, ##__VA_ARGS__)
#define kunit_skip(test, fmt, ...)                              \
	do {                                                    \
		__kunit_mark_skipped(test, fmt, ##__VA_ARGS__); \
		__kunit_abort(test);                            \
	} while (0)

void __kunit_mark_skipped(struct kunit *test, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void __kunit_abort(struct kunit *test) __attribute__((noreturn));

/* Level of a line inside a case: one step for the suite. */
#define KUNIT_SUBTEST_INDENT	"    "
#define KUNIT_SUBSUBTEST_INDENT "        "

#define kunit_log(lvl, test, fmt, ...) printk(lvl fmt, ##__VA_ARGS__)
#define kunit_printk(lvl, test, fmt, ...) \
	printk(lvl KUNIT_SUBTEST_INDENT "# %s: " fmt, (test)->name, ##__VA_ARGS__)
#define kunit_info(test, fmt, ...) kunit_printk(KERN_INFO, test, fmt, ##__VA_ARGS__)
#define kunit_warn(test, fmt, ...) kunit_printk(KERN_WARNING, test, fmt, ##__VA_ARGS__)
#define kunit_err(test, fmt, ...)  kunit_printk(KERN_ERR, test, fmt, ##__VA_ARGS__)

#include <kunit/assert.h>
#include <kunit/resource.h>

#endif
