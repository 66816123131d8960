/* SPDX-License-Identifier: MIT */
/**
 * DOC: Functions that stand in for others, as long as a test runs
 *
 * A function that lets itself be replaced says so in its first line; a test then activates another
 * of the same type in its place.
 */
#ifndef _KUNIT_STATIC_STUB_H
#define _KUNIT_STATIC_STUB_H

#include <kunit/test-bug.h>
#include <linux/compiler.h>
#include <linux/typecheck.h>

/** KUNIT_STATIC_STUB_REDIRECT() - return what the function's replacement does, if there is one. */
#define KUNIT_STATIC_STUB_REDIRECT(real_fn_name, args...)                                 \
	do {                                                                              \
		struct kunit *__stub_test = kunit_get_current_test();                     \
		typeof(&real_fn_name) __stub;                                             \
                                                                                          \
		if (likely(!__stub_test))                                                 \
			break;                                                            \
		__stub = (typeof(__stub))__kunit_find_static_stub(__stub_test,            \
								  (void *)&real_fn_name); \
		if (__stub)                                                               \
			return __stub(args);                                              \
	} while (0)

/**
 * kunit_activate_static_stub() - until the end of @test, @replacement stands in for @real_fn.
 * @real_fn: the function, or a pointer to it.
 */
#define kunit_activate_static_stub(test, real_fn, replacement)                                  \
	do {                                                                                    \
		typecheck_fn(typeof(&*(replacement)), (real_fn));                               \
		__kunit_activate_static_stub((test), (void *)(real_fn), (void *)(replacement)); \
	} while (0)

/** kunit_deactivate_static_stub() - or until this. */
#define kunit_deactivate_static_stub(test, real_fn) \
	__kunit_deactivate_static_stub((test), (void *)(real_fn))

void *__kunit_find_static_stub(struct kunit *test, void *real_fn);
void __kunit_activate_static_stub(struct kunit *test, void *real_fn, void *replacement);
void __kunit_deactivate_static_stub(struct kunit *test, void *real_fn);

#endif
