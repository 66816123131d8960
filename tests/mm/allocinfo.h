/* SPDX-License-Identifier: MIT */
/* What the tests of allocation profiling share: machines that profile, and reading the file. */
#ifndef TESTS_MM_ALLOCINFO_H
#define TESTS_MM_ALLOCINFO_H

#include <kunit/test.h>
#include <linux/mm.h>
#include <tests/mm/mm_test.h>

/** allocinfo_plain - a machine of one node that profiles. */
extern const struct mm_test_world *const allocinfo_plain;

/** allocinfo_worlds_gen_params - one machine of each kind that profiles. */
const void *allocinfo_worlds_gen_params(const void *prev, char *desc);

/** allocinfo_read - read the file into allocinfo_text. */
void allocinfo_read(void);
extern char allocinfo_text[];

/** struct allocinfo_had - what the lines of some sites say, and how many lines that are. */
struct allocinfo_had {
	unsigned long long bytes, calls;
	unsigned int lines;
};

/** allocinfo_look - read the file. Return: the sum of all lines with @words. */
struct allocinfo_had allocinfo_look(const char *words);

#define EXPECT_HAS(test, words, bytes_, calls_)                                                    \
	do {                                                                                       \
		struct allocinfo_had __had = allocinfo_look(words);                                \
                                                                                                   \
		KUNIT_EXPECT_EQ_MSG(test, __had.bytes, (unsigned long long)(bytes_), "%s", words); \
		KUNIT_EXPECT_EQ_MSG(test, __had.calls, (unsigned long long)(calls_), "%s", words); \
	} while (0)

/** allocinfo_place - bytes that the object @p takes. */
size_t allocinfo_place(const void *p);

#endif
