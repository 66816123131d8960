/* SPDX-License-Identifier: MIT */
/* What the tests of files share: a user's memory, and whole files read and written by path. */
#ifndef TESTS_KERNEL_FILES_FILES_TEST_H
#define TESTS_KERNEL_FILES_FILES_TEST_H

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/uaccess.h>

#include "kernel/files/files.h"
#include "kernel/files/user.h"
#include "tests/kernel/world_test.h"

/* One page of a user's, and the text in it. */
static inline unsigned long user_page(struct kunit *test)
{
	unsigned long addr = user_map(PAGE_SIZE, PROT_READ | PROT_WRITE);

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	return addr;
}

/* What open() and read() of @path give, into @text; a negative errno of either. */
static inline ssize_t read_path(struct kunit *test, const char *path, char *text, size_t size)
{
	unsigned long page = user_page(test);
	struct file *file;
	ssize_t done = use_open(path, O_RDONLY, &file);

	if (!done) {
		done = use_read(file, page, min_t(size_t, size - 1, PAGE_SIZE));
		if (done >= 0) {
			KUNIT_EXPECT_EQ(test, use_peek(text, page, (size_t)done), 0);
			text[done] = 0;
		}
		KUNIT_EXPECT_EQ(test, use_close(file), 0);
	}
	user_unmap(page);
	return done;
}

static inline ssize_t write_path(struct kunit *test, const char *path, const char *text)
{
	unsigned long page = user_page(test);
	struct file *file;
	ssize_t done = use_open(path, O_WRONLY, &file);

	if (!done) {
		KUNIT_EXPECT_EQ(test, use_poke(page, text, strlen(text)), 0);
		done = use_write(file, page, strlen(text));
		KUNIT_EXPECT_EQ(test, use_close(file), 0);
	}
	user_unmap(page);
	return done;
}

#define EXPECT_TEXT(test, path, expected)                                      \
	do {                                                                   \
		char __text[512];                                              \
		ssize_t __len = read_path(test, path, __text, sizeof(__text)); \
                                                                               \
		KUNIT_EXPECT_EQ(test, __len, (ssize_t)strlen(expected));       \
		if (__len >= 0)                                                \
			KUNIT_EXPECT_STREQ(test, __text, expected);            \
	} while (0)

#endif
