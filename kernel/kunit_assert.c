// SPDX-License-Identifier: MIT
/*
 * What a failed expectation prints: where it stands, what was expected, what was found.  The
 * texts are the kernel's, so that its tools read them.
 */
#include <kunit/test.h>

#include <linux/export.h>

#include "base/base.h"

/* Derived: 16 bytes a line, 3 characters a byte, and enough lines to see a structure. */
#define DUMP_BYTES_PER_LINE 16
#define DUMP_MAX	    128

#define MESSAGE_SIZE 256

/* Expectations may fail on several threads at once; the lines of one failure stay together. */
static struct lock output_lock = LOCK_INIT;

void __kunit_fail(struct kunit *test, const struct kunit_loc *loc,
		  const struct kunit_operands *found, const char *fmt, ...)
{
	char message[MESSAGE_SIZE];
	va_list args;

	lock_acquire(&output_lock);
	test->status = KUNIT_FAILURE;
	kunit_err(test, "%s FAILED at %s:%d\n",
		  loc->type == KUNIT_ASSERTION ? "ASSERTION" : "EXPECTATION", loc->file, loc->line);
	if (loc->print)
		loc->print(loc, found);
	if (fmt) {
		va_start(args, fmt);
		vsnprintf(message, sizeof(message), fmt, args);
		va_end(args);
		printk(KERN_ERR KUNIT_SUBTEST_INDENT "%s\n", message);
	}
	lock_release(&output_lock);
	if (loc->type == KUNIT_ASSERTION)
		__kunit_abort(test);
}
EXPORT_SYMBOL_GPL(__kunit_fail);

void __kunit_print_true(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	printk(KERN_ERR KUNIT_SUBTEST_INDENT "Expected %s to be true, but is false\n",
	       loc->left_text);
}
EXPORT_SYMBOL_GPL(__kunit_print_true);

void __kunit_print_false(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	printk(KERN_ERR KUNIT_SUBTEST_INDENT "Expected %s to be false, but is true\n",
	       loc->left_text);
}
EXPORT_SYMBOL_GPL(__kunit_print_false);

static void print_expected(const struct kunit_loc *loc)
{
	printk(KERN_ERR KUNIT_SUBTEST_INDENT "Expected %s %s %s, but\n", loc->left_text, loc->op,
	       loc->right_text);
}

/* An operand that is its own value needs no line: "1 == 1 (0x1)" tells nothing. */
static bool is_literal(const char *text, long long value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", value);
	return !strcmp(text, digits);
}

static void print_int(const char *text, long long value)
{
	if (!is_literal(text, value))
		printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s == %lld (0x%llx)\n", text, value,
		       value);
}

void __kunit_print_int(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	print_expected(loc);
	print_int(loc->left_text, found->left.num);
	print_int(loc->right_text, found->right.num);
}
EXPORT_SYMBOL_GPL(__kunit_print_int);

void __kunit_print_ptr(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	print_expected(loc);
	printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s == %px\n", loc->left_text, found->left.ptr);
	if (strcmp(loc->right_text, "NULL"))
		printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s == %px\n", loc->right_text,
		       found->right.ptr);
}
EXPORT_SYMBOL_GPL(__kunit_print_ptr);

static void print_str(const char *text, const char *value)
{
	if (text[0] == '"')
		return;
	if (value)
		printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s == \"%s\"\n", text, value);
	else
		printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s == NULL\n", text);
}

void __kunit_print_str(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	print_expected(loc);
	print_str(loc->left_text, found->left.str);
	print_str(loc->right_text, found->right.str);
}
EXPORT_SYMBOL_GPL(__kunit_print_str);

/* Bytes that differ stand in <>, as in the kernel. */
static void print_dump(const char *text, const u8 *bytes, const u8 *other, size_t size)
{
	char line[DUMP_BYTES_PER_LINE * 4 + 1];
	size_t shown = min_t(size_t, size, DUMP_MAX);
	size_t i, len = 0;

	printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s ==\n", text);
	for (i = 0; i < shown; i++) {
		len += scnprintf(line + len, sizeof(line) - len,
				 bytes[i] == other[i] ? " %02x " : "<%02x>", bytes[i]);
		if ((i + 1) % DUMP_BYTES_PER_LINE == 0 || i + 1 == shown) {
			printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s\n", line);
			len = 0;
		}
	}
	if (size > shown)
		printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "... of %zu bytes\n", size);
}

void __kunit_print_mem(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	print_expected(loc);
	if (found->left.ptr && found->right.ptr) {
		print_dump(loc->left_text, found->left.ptr, found->right.ptr, found->size);
		print_dump(loc->right_text, found->right.ptr, found->left.ptr, found->size);
	} else {
		printk(KERN_ERR KUNIT_SUBSUBTEST_INDENT "%s == NULL\n",
		       found->left.ptr ? loc->right_text : loc->left_text);
	}
}
EXPORT_SYMBOL_GPL(__kunit_print_mem);

void __kunit_print_err(const struct kunit_loc *loc, const struct kunit_operands *found)
{
	if (found->left.ptr)
		printk(KERN_ERR KUNIT_SUBTEST_INDENT "Expected %s is not error, but is: %ld\n",
		       loc->left_text, PTR_ERR(found->left.ptr));
	else
		printk(KERN_ERR KUNIT_SUBTEST_INDENT "Expected %s is not null, but is\n",
		       loc->left_text);
}
EXPORT_SYMBOL_GPL(__kunit_print_err);

bool __kunit_str_equal(const char *left, const char *right)
{
	return strcmp(left, right) == 0;
}
EXPORT_SYMBOL_GPL(__kunit_str_equal);

bool __kunit_mem_equal(const void *left, const void *right, size_t size)
{
	return memcmp(left, right, size) == 0;
}
EXPORT_SYMBOL_GPL(__kunit_mem_equal);
