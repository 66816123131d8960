/* SPDX-License-Identifier: MIT */
/*
 * Every failure in turn.
 *
 * A body is a piece of code as a careful user writes it: it takes memory in several steps, unwinds
 * where one fails, and gives everything back in the end.  It is run again and again, and each time
 * it fails one step later, until it runs to its end.  After each run nothing may be missing: no
 * page, no object, no event of a free, no invariant.
 *
 * There are two ways of failing.  nth_failure_calls() refuses the n-th call of the API, and so
 * tries the body and the calls that are made of others.  nth_failure_pages() leaves the machine
 * just n free pages, and so tries the inside of each call.
 */
#ifndef TESTS_MM_NTH_FAILURE_H
#define TESTS_MM_NTH_FAILURE_H

#include <kunit/test.h>
#include <linux/time64.h>

/**
 * struct nth_body - what is tried.
 * @name: for messages.
 * @run: returns true when it got all it wanted; has given all of it back in any case.
 * @ctx: for @run.
 */
struct nth_body {
	const char *name;
	bool (*run)(void *ctx);
	void *ctx;
};

/* How long pages may take to come back before they count as lost. */
#define NTH_FAILURE_PATIENCE_NS (20ull * NSEC_PER_SEC)
extern u64 nth_failure_patience_ns;

/**
 * nth_failure_calls - run @body with its n-th request refused, for n = 1, 2, ...
 * @lasts: from the n-th on all are refused, not that one alone.
 *
 * Needs a machine that mm_test_boot() made and traces.
 *
 * Return: how many requests the body makes when none is refused.
 */
unsigned int nth_failure_calls(struct kunit *test, const struct nth_body *body, bool lasts);

/**
 * nth_failure_pages - run @body with n free pages, for n = 0, 1, 2, ...
 *
 * The body may use the last page (as in a scope of memalloc_noreclaim_save()), and nothing is
 * reclaimed meanwhile.  The machine is one that mm_test_boot() made, traced or not.
 *
 * Return: how many pages the body needs.
 */
unsigned long nth_failure_pages(struct kunit *test, const struct nth_body *body);

#endif
