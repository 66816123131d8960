/* SPDX-License-Identifier: MIT */
/* Where the test runner prints; each world supplies it: tests/host/output.c on a host. */
#ifndef TESTS_OUTPUT_H
#define TESTS_OUTPUT_H

#include <port/types.h>

/** test_output - write @len bytes of @text to where the results go. */
void test_output(const char *text, size_t len);

#endif
