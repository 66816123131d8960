/* SPDX-License-Identifier: MIT */
/**
 * DOC: Expectations and assertions
 *
 * KUNIT_EXPECT_*() notes a failure and goes on; KUNIT_ASSERT_*() notes it and ends the test, from
 * any depth of calls, but only on the thread that runs the test.  Each takes its operands once.
 * The _MSG() forms print a message after the failure.
 *
 * A comparison that holds costs the comparison: the failing path is one cold call.
 */
#ifndef _KUNIT_ASSERT_H
#define _KUNIT_ASSERT_H

#include <linux/compiler.h>
#include <linux/types.h>

struct kunit;

enum kunit_assert_type { KUNIT_ASSERTION, KUNIT_EXPECTATION };

/** union kunit_operand - one side of a comparison, as its kind has it. */
union kunit_operand {
	long long num;
	const void *ptr;
	const char *str;
};

/** struct kunit_operands - what was found; @size: bytes, for memory only. */
struct kunit_operands {
	union kunit_operand left, right;
	size_t size;
};

/**
 * struct kunit_loc - where an expectation stands, and what it says there.
 * @print: prints what was expected and what was found.
 */
struct kunit_loc {
	const char *file;
	int line;
	enum kunit_assert_type type;
	const char *left_text, *op, *right_text;
	void (*print)(const struct kunit_loc *loc, const struct kunit_operands *found);
};

/**
 * __kunit_fail - print a failure and mark the test; for an assertion, do not return.
 * @found: the operands, or NULL where there are none.
 * @fmt: the message of a _MSG() form, or NULL.
 */
void __kunit_fail(struct kunit *test, const struct kunit_loc *loc,
		  const struct kunit_operands *found, const char *fmt, ...)
	__attribute__((cold, format(printf, 4, 5)));

/* The printers: one for each kind of operand. */
void __kunit_print_true(const struct kunit_loc *loc, const struct kunit_operands *found);
void __kunit_print_false(const struct kunit_loc *loc, const struct kunit_operands *found);
void __kunit_print_int(const struct kunit_loc *loc, const struct kunit_operands *found);
void __kunit_print_ptr(const struct kunit_loc *loc, const struct kunit_operands *found);
void __kunit_print_str(const struct kunit_loc *loc, const struct kunit_operands *found);
void __kunit_print_mem(const struct kunit_loc *loc, const struct kunit_operands *found);
void __kunit_print_err(const struct kunit_loc *loc, const struct kunit_operands *found);

/* The comparisons behind STREQ and MEMEQ: a NULL operand never holds. */
bool __kunit_str_equal(const char *left, const char *right);
bool __kunit_mem_equal(const void *left, const void *right, size_t size);

#define __KUNIT_LOC(kind, left, operator, right, printer) \
	static const struct kunit_loc __loc = {           \
		.file = __FILE__,                         \
		.line = __LINE__,                         \
		.type = kind,                             \
		.left_text = left,                        \
		.op = operator,                           \
		.right_text = right,                      \
		.print = printer,                         \
	}

#define __KUNIT_FAIL(test, field, left_value, right_value, bytes, fmt, ...)        \
	__kunit_fail(test, &__loc,                                                 \
		     &(const struct kunit_operands){ .left.field = (left_value),   \
						     .right.field = (right_value), \
						     .size = (bytes) },            \
		     fmt, ##__VA_ARGS__)

#define __KUNIT_TRUE(test, kind, cond, text, fmt, ...)                        \
	do {                                                                  \
		__KUNIT_LOC(kind, text, "", "", __kunit_print_true);          \
                                                                              \
		if (unlikely(!(cond)))                                        \
			__kunit_fail(test, &__loc, NULL, fmt, ##__VA_ARGS__); \
	} while (0)

#define __KUNIT_FALSE(test, kind, cond, text, fmt, ...)                       \
	do {                                                                  \
		__KUNIT_LOC(kind, text, "", "", __kunit_print_false);         \
                                                                              \
		if (unlikely(cond))                                           \
			__kunit_fail(test, &__loc, NULL, fmt, ##__VA_ARGS__); \
	} while (0)

#define __KUNIT_INT(test, kind, left, lt, op, right, rt, fmt, ...)                             \
	do {                                                                                   \
		__auto_type __left = (left);                                                   \
		__auto_type __right = (right);                                                 \
		__KUNIT_LOC(kind, lt, #op, rt, __kunit_print_int);                             \
                                                                                               \
		if (unlikely(!(__left op __right)))                                            \
			__KUNIT_FAIL(test, num, (long long)__left, (long long)__right, 0, fmt, \
				     ##__VA_ARGS__);                                           \
	} while (0)

#define __KUNIT_PTR(test, kind, left, lt, op, right, rt, fmt, ...)                                 \
	do {                                                                                       \
		__auto_type __left = (left);                                                       \
		__auto_type __right = (right);                                                     \
		__KUNIT_LOC(kind, lt, #op, rt, __kunit_print_ptr);                                 \
                                                                                                   \
		if (unlikely(!(__left op __right)))                                                \
			__KUNIT_FAIL(test, ptr, (const void *)(unsigned long)__left,               \
				     (const void *)(unsigned long)__right, 0, fmt, ##__VA_ARGS__); \
	} while (0)

#define __KUNIT_STR(test, kind, left, lt, op, right, rt, fmt, ...)                       \
	do {                                                                             \
		const char *__left = (left);                                             \
		const char *__right = (right);                                           \
		__KUNIT_LOC(kind, lt, #op, rt, __kunit_print_str);                       \
                                                                                         \
		if (unlikely(!__left || !__right ||                                      \
			     !(__kunit_str_equal(__left, __right) op true)))             \
			__KUNIT_FAIL(test, str, __left, __right, 0, fmt, ##__VA_ARGS__); \
	} while (0)

#define __KUNIT_MEM(test, kind, left, lt, op, right, rt, bytes, fmt, ...)                     \
	do {                                                                                  \
		const void *__left = (left);                                                  \
		const void *__right = (right);                                                \
		const size_t __size = (bytes);                                                \
		__KUNIT_LOC(kind, lt, #op, rt, __kunit_print_mem);                            \
                                                                                              \
		if (unlikely(!__left || !__right ||                                           \
			     !(__kunit_mem_equal(__left, __right, __size) op true)))          \
			__KUNIT_FAIL(test, ptr, __left, __right, __size, fmt, ##__VA_ARGS__); \
	} while (0)

#define __KUNIT_PTR_ERR(test, kind, value, text, fmt, ...)                           \
	do {                                                                         \
		const void *__ptr = (value);                                         \
		__KUNIT_LOC(kind, text, "", "", __kunit_print_err);                  \
                                                                                     \
		if (unlikely(IS_ERR_OR_NULL(__ptr)))                                 \
			__KUNIT_FAIL(test, ptr, __ptr, NULL, 0, fmt, ##__VA_ARGS__); \
	} while (0)

/** KUNIT_SUCCEED - say that reaching this line is the test. */
#define KUNIT_SUCCEED(test)   \
	do {                  \
		(void)(test); \
	} while (0)

/* ---- expectations: the test goes on -------------------------------------------------------- */

/** KUNIT_FAIL - fail here, for the reason given, and go on. */
#define KUNIT_FAIL(test, fmt, ...)                                    \
	do {                                                          \
		__KUNIT_LOC(KUNIT_EXPECTATION, "", "", "", NULL);     \
                                                                      \
		__kunit_fail(test, &__loc, NULL, fmt, ##__VA_ARGS__); \
	} while (0)

#define KUNIT_EXPECT_TRUE_MSG(test, cond, fmt, ...) \
	__KUNIT_TRUE(test, KUNIT_EXPECTATION, cond, #cond, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, cond, fmt, ...) \
	__KUNIT_FALSE(test, KUNIT_EXPECTATION, cond, #cond, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_TRUE(test, cond)  __KUNIT_TRUE(test, KUNIT_EXPECTATION, cond, #cond, NULL)
#define KUNIT_EXPECT_FALSE(test, cond) __KUNIT_FALSE(test, KUNIT_EXPECTATION, cond, #cond, NULL)

#define KUNIT_EXPECT_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_EQ(test, left, right) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, NULL)

#define KUNIT_EXPECT_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE(test, left, right) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, NULL)

#define KUNIT_EXPECT_LT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, <, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LT(test, left, right) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, <, right, #right, NULL)

#define KUNIT_EXPECT_LE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, <=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE(test, left, right) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, <=, right, #right, NULL)

#define KUNIT_EXPECT_GT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, >, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GT(test, left, right) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, >, right, #right, NULL)

#define KUNIT_EXPECT_GE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, >=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GE(test, left, right) \
	__KUNIT_INT(test, KUNIT_EXPECTATION, left, #left, >=, right, #right, NULL)

#define KUNIT_EXPECT_PTR_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ(test, left, right) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, NULL)

#define KUNIT_EXPECT_PTR_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE(test, left, right) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, NULL)

#define KUNIT_EXPECT_STREQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STREQ(test, left, right) \
	__KUNIT_STR(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, NULL)

#define KUNIT_EXPECT_STRNEQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ(test, left, right) \
	__KUNIT_STR(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, NULL)

#define KUNIT_EXPECT_MEMEQ_MSG(test, left, right, size, fmt, ...)                       \
	__KUNIT_MEM(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, size, fmt, \
		    ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMEQ(test, left, right, size) \
	__KUNIT_MEM(test, KUNIT_EXPECTATION, left, #left, ==, right, #right, size, NULL)

#define KUNIT_EXPECT_MEMNEQ_MSG(test, left, right, size, fmt, ...)                      \
	__KUNIT_MEM(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, size, fmt, \
		    ##__VA_ARGS__)
#define KUNIT_EXPECT_MEMNEQ(test, left, right, size) \
	__KUNIT_MEM(test, KUNIT_EXPECTATION, left, #left, !=, right, #right, size, NULL)

#define KUNIT_EXPECT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, ptr, #ptr, ==, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NULL(test, ptr) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, ptr, #ptr, ==, NULL, "NULL", NULL)

#define KUNIT_EXPECT_NOT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, ptr, #ptr, !=, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL(test, ptr) \
	__KUNIT_PTR(test, KUNIT_EXPECTATION, ptr, #ptr, !=, NULL, "NULL", NULL)

#define KUNIT_EXPECT_NOT_ERR_OR_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR_ERR(test, KUNIT_EXPECTATION, ptr, #ptr, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, ptr) \
	__KUNIT_PTR_ERR(test, KUNIT_EXPECTATION, ptr, #ptr, NULL)

/* ---- assertions: the test ends -------------------------------------------------------------- */

/** KUNIT_FAIL_AND_ABORT - fail here, for the reason given, and end the test. */
#define KUNIT_FAIL_AND_ABORT(test, fmt, ...)                          \
	do {                                                          \
		__KUNIT_LOC(KUNIT_ASSERTION, "", "", "", NULL);       \
                                                                      \
		__kunit_fail(test, &__loc, NULL, fmt, ##__VA_ARGS__); \
	} while (0)

/** KUNIT_ASSERT_FAILURE - the older name of KUNIT_FAIL_AND_ABORT. */
#define KUNIT_ASSERT_FAILURE(test, fmt, ...) KUNIT_FAIL_AND_ABORT(test, fmt, ##__VA_ARGS__)

#define KUNIT_ASSERT_TRUE_MSG(test, cond, fmt, ...) \
	__KUNIT_TRUE(test, KUNIT_ASSERTION, cond, #cond, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_FALSE_MSG(test, cond, fmt, ...) \
	__KUNIT_FALSE(test, KUNIT_ASSERTION, cond, #cond, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_TRUE(test, cond)  __KUNIT_TRUE(test, KUNIT_ASSERTION, cond, #cond, NULL)
#define KUNIT_ASSERT_FALSE(test, cond) __KUNIT_FALSE(test, KUNIT_ASSERTION, cond, #cond, NULL)

#define KUNIT_ASSERT_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, ==, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_EQ(test, left, right) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, ==, right, #right, NULL)

#define KUNIT_ASSERT_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, !=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NE(test, left, right) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, !=, right, #right, NULL)

#define KUNIT_ASSERT_LT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, <, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LT(test, left, right) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, <, right, #right, NULL)

#define KUNIT_ASSERT_LE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, <=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LE(test, left, right) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, <=, right, #right, NULL)

#define KUNIT_ASSERT_GT_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, >, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GT(test, left, right) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, >, right, #right, NULL)

#define KUNIT_ASSERT_GE_MSG(test, left, right, fmt, ...) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, >=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GE(test, left, right) \
	__KUNIT_INT(test, KUNIT_ASSERTION, left, #left, >=, right, #right, NULL)

#define KUNIT_ASSERT_PTR_EQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, left, #left, ==, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_EQ(test, left, right) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, left, #left, ==, right, #right, NULL)

#define KUNIT_ASSERT_PTR_NE_MSG(test, left, right, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, left, #left, !=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_NE(test, left, right) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, left, #left, !=, right, #right, NULL)

#define KUNIT_ASSERT_STREQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, KUNIT_ASSERTION, left, #left, ==, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STREQ(test, left, right) \
	__KUNIT_STR(test, KUNIT_ASSERTION, left, #left, ==, right, #right, NULL)

#define KUNIT_ASSERT_STRNEQ_MSG(test, left, right, fmt, ...) \
	__KUNIT_STR(test, KUNIT_ASSERTION, left, #left, !=, right, #right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STRNEQ(test, left, right) \
	__KUNIT_STR(test, KUNIT_ASSERTION, left, #left, !=, right, #right, NULL)

#define KUNIT_ASSERT_MEMEQ_MSG(test, left, right, size, fmt, ...) \
	__KUNIT_MEM(test, KUNIT_ASSERTION, left, #left, ==, right, #right, size, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_MEMEQ(test, left, right, size) \
	__KUNIT_MEM(test, KUNIT_ASSERTION, left, #left, ==, right, #right, size, NULL)

#define KUNIT_ASSERT_MEMNEQ_MSG(test, left, right, size, fmt, ...) \
	__KUNIT_MEM(test, KUNIT_ASSERTION, left, #left, !=, right, #right, size, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_MEMNEQ(test, left, right, size) \
	__KUNIT_MEM(test, KUNIT_ASSERTION, left, #left, !=, right, #right, size, NULL)

#define KUNIT_ASSERT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, ptr, #ptr, ==, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NULL(test, ptr) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, ptr, #ptr, ==, NULL, "NULL", NULL)

#define KUNIT_ASSERT_NOT_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, ptr, #ptr, !=, NULL, "NULL", fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_NULL(test, ptr) \
	__KUNIT_PTR(test, KUNIT_ASSERTION, ptr, #ptr, !=, NULL, "NULL", NULL)

#define KUNIT_ASSERT_NOT_ERR_OR_NULL_MSG(test, ptr, fmt, ...) \
	__KUNIT_PTR_ERR(test, KUNIT_ASSERTION, ptr, #ptr, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ptr) \
	__KUNIT_PTR_ERR(test, KUNIT_ASSERTION, ptr, #ptr, NULL)

#endif
