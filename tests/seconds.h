/* SPDX-License-Identifier: MIT */
/* How long a test that could go on for ever goes on: ashlar-tests --seconds. */
#ifndef TESTS_SECONDS_H
#define TESTS_SECONDS_H

/* Enough to come to everything, and short enough for every run. */
#define TEST_SECONDS 2

/** test_seconds - the time of such a test, in seconds. */
unsigned int test_seconds(void);

#endif
