/* SPDX-License-Identifier: MIT */
/* Waiting for what other threads will do, however busy the host is. */
#ifndef TESTS_KERNEL_WAIT_FOR_H
#define TESTS_KERNEL_WAIT_FOR_H

#include <kunit/test.h>
#include <linux/sched.h>

/* A host on which a thread does not run for a minute is not one to run tests on. */
#define WAIT_FOR_SECONDS 60

/* WAIT_FOR - sleep until @condition is true; the test fails where it never is. */
#define WAIT_FOR(test, condition)                                               \
	do {                                                                    \
		u64 __end = get_jiffies_64() + WAIT_FOR_SECONDS * HZ;           \
                                                                                \
		while (!(condition) && get_jiffies_64() < __end)                \
			schedule_timeout_uninterruptible(1);                    \
		KUNIT_ASSERT_TRUE_MSG(test, condition, "in vain: " #condition); \
	} while (0)

#endif
