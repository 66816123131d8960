/* SPDX-License-Identifier: MIT */
/*
 * Threads for tests.  The tests themselves are freestanding; each world that runs them supplies
 * this one function: tests/host/parallel.c on a host.
 */
#ifndef TESTS_PARALLEL_H
#define TESTS_PARALLEL_H

/* More than this would tell nothing new on the machines the tests run on. */
#define TEST_THREADS_MAX 256

/**
 * test_parallel - run @fn(@arg, 0), ..., @fn(@arg, @nr - 1), each on a thread of its own, and wait
 * for all of them.
 *
 * They start as nearly together as the world can make it.  Expectations work in @fn; assertions
 * and kunit_skip() do not.
 *
 * Return: 0, or -EAGAIN when the threads could not be made (none has run @fn then).
 */
int test_parallel(unsigned int nr, void (*fn)(void *arg, unsigned int index), void *arg);

#endif
