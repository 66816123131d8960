// SPDX-License-Identifier: MIT
/*
 * The KUnit suites that modules have.
 *
 * They run when a module has come, as in Linux; or, where they are held back, those of all modules
 * as one run, with one plan.  Each step of a test is guarded: one that crashes fails the test, and
 * the next goes on, unless it was the core that crashed.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <kunit/test.h>

#include "kernel/kstack.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "kernel/lock_watch.h"

static bool held;

void loader_hold_tests(bool hold)
{
	held = hold;
}

/* A step of the case @test, on the kernel stack. */
static void call_step(void (*step)(void *arg), void *arg, const void *test)
{
	unsigned int before = locks_held();
	const struct crash *crash = kstack_guard_call(KSTACK_TEST, test, step, arg);

	if (!crash)
		return;
	crash_report(crash);
	locks_left(NULL, before);
}

static const struct kunit_run run_all = { .call = call_step, .cannot_go_on = loader_is_stuck };

static struct kunit_suite **suites_of(const struct module *mod, unsigned long *nr)
{
	struct image_part part = image_section(mod->image, KUNIT_SUITE_SECTION);

	*nr = part.size / sizeof(struct kunit_suite *);
	return part.start;
}

unsigned long loader_run_tests(struct module *mod)
{
	unsigned long nr;
	struct kunit_suite **suites = suites_of(mod, &nr);

	return nr && !held ? kunit_run_suites(suites, suites + nr, &run_all).failed : 0;
}

/* All suites, in the order of the modules. Return: NULL without memory. */
static struct kunit_suite **gather(unsigned long *total)
{
	struct kunit_suite **all, **suites;
	struct module *mod;
	unsigned long nr;

	*total = 0;
	list_for_each_entry(mod, &loader_modules, list) {
		suites_of(mod, &nr);
		*total += nr;
	}
	all = kvmalloc_array(*total + 1, sizeof(*all), GFP_KERNEL);
	if (!all)
		return NULL;
	*total = 0;
	list_for_each_entry(mod, &loader_modules, list) {
		suites = suites_of(mod, &nr);
		memcpy(all + *total, suites, nr * sizeof(*all));
		*total += nr;
	}
	return all;
}

int module_run_tests(struct module_tests *tests)
{
	struct kunit_run run = run_all;
	struct kunit_results results;
	unsigned long nr;
	struct kunit_suite **all = gather(&nr);

	if (!all)
		return -ENOMEM;
	run.filter_glob = tests->filter;
	if (tests->list) {
		tests->total = kunit_list_suites(all, all + nr, &run);
	} else {
		results = kunit_run_suites(all, all + nr, &run);
		tests->total = results.total;
		tests->failed = results.failed;
	}
	if (!loader_is_stuck())
		kvfree(all);
	return 0;
}
