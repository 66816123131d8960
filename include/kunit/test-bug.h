/* SPDX-License-Identifier: MIT */
/* For code that is tested: which test runs, and that it has failed. */
#ifndef _KUNIT_TEST_BUG_H
#define _KUNIT_TEST_BUG_H

#include <linux/compiler.h>

struct kunit;

struct kunit *kunit_get_current_test(void);

/** kunit_fail_current_test() - the test that runs, if one does, has failed here. */
#define kunit_fail_current_test(fmt, ...) \
	__kunit_fail_current_test(__FILE__, __LINE__, fmt, ##__VA_ARGS__)

void __kunit_fail_current_test(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
