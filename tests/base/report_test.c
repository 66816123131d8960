// SPDX-License-Identifier: MIT
/* printk()'s way to its sink, and what reports of mistakes look like. */
#include <kunit/test.h>

#include <linux/bug.h>
#include <linux/printk.h>
#include "base/base.h"
#include "tests/capture.h"

/* ---- messages -------------------------------------------------------------------------------- */

static struct {
	int level;
	bool cont;
	char text[PRINT_TEXT_MAX];
	size_t len;
	unsigned int calls;
} last;

static void remember(int level, bool cont, const char *text, size_t len)
{
	last.level = level;
	last.cont = cont;
	last.len = len;
	last.calls++;
	strscpy(last.text, text);
}

/* printed - print with a sink of our own; gives what printk() returned. */
static int printed(const char *fmt, ...)
{
	print_sink_t outer = printk_sink;
	va_list args;
	int ret;

	memset(&last, 0, sizeof(last));
	va_start(args, fmt);
	printk_sink = remember;
	ret = vprintk(fmt, args);
	printk_sink = outer;
	va_end(args);
	return ret;
}

static void levels(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, printed(KERN_ERR "x=%d\n", 5), 3);
	KUNIT_EXPECT_EQ(test, last.level, LOGLEVEL_ERR);
	KUNIT_EXPECT_FALSE(test, last.cont);
	KUNIT_EXPECT_STREQ(test, last.text, "x=5\n");
	KUNIT_EXPECT_EQ(test, last.len, (size_t)4);
	KUNIT_EXPECT_EQ(test, last.calls, 1u);

	KUNIT_EXPECT_EQ(test, printed("plain"), 5);
	KUNIT_EXPECT_EQ(test, last.level, PRINT_LEVEL_NONE);
	printed(KERN_CONT "more");
	KUNIT_EXPECT_EQ(test, last.level, PRINT_LEVEL_NONE);
	KUNIT_EXPECT_TRUE(test, last.cont);
	KUNIT_EXPECT_STREQ(test, last.text, "more");
	/* The level may be an argument, and the last one counts. */
	printed("%s%s", KERN_DEBUG KERN_CRIT, "late\n");
	KUNIT_EXPECT_EQ(test, last.level, LOGLEVEL_CRIT);
	KUNIT_EXPECT_STREQ(test, last.text, "late\n");
	KUNIT_EXPECT_EQ(test, printed(""), 0);
	KUNIT_EXPECT_EQ(test, last.calls, 1u);
}

static void long_messages(struct kunit *test)
{
	printed(KERN_INFO "%2000d", 7);
	KUNIT_EXPECT_EQ(test, last.len, (size_t)PRINT_TEXT_MAX - 1 - 2);
	KUNIT_EXPECT_EQ(test, last.level, LOGLEVEL_INFO);
}

/* ---- reports --------------------------------------------------------------------------------- */

static void who_tests(struct report_who *who)
{
	who->pid = 123;
	who->comm = "a_name_of_more_than_twenty_letters";
}

static void (*outer_identify)(struct report_who *who);

static int start(struct kunit *test)
{
	outer_identify = report_identify;
	report_identify = who_tests;
	return 0;
}

static void end(struct kunit *test)
{
	report_identify = outer_identify;
}

/* count_lines - how many lines of @text begin with @prefix. */
static unsigned int count_lines(const char *text, const char *prefix)
{
	unsigned int n = 0;

	while (*text) {
		n += strstarts(text, prefix);
		text = strchrnul(text, '\n');
		text += *text == '\n';
	}
	return n;
}

static void reports(struct kunit *test)
{
	unsigned long before = report_count;
	const char *text;

	kunit_expect_reports(test, 3);
	capture_start();
	report("object %d is not one", 5);
	text = capture_stop();
	KUNIT_EXPECT_EQ(test, report_count, before + 1);
	KUNIT_EXPECT_TRUE(test, strstarts(text, "BUG: object 5 is not one\nCPU: "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " PID: 123 Comm: a_name_of_more_than_\n"
						 "Call Trace:\n <TASK>\n "));
	KUNIT_EXPECT_TRUE(test, str_has_suffix(text, " </TASK>\n"));

	capture_start();
	report_begin("WARNING: %s", "odd");
	pr_err("one line more\n");
	report_end();
	text = capture_stop();
	KUNIT_EXPECT_EQ(test, report_count, before + 2);
	KUNIT_EXPECT_TRUE(test, strstarts(text, "WARNING: odd\none line more\nCPU: "));
	KUNIT_EXPECT_EQ(test, count_lines(text, "Call Trace:"), 1u);

	capture_start();
	report("BUG kmalloc-64: Redzone overwritten");
	text = capture_stop();
	KUNIT_EXPECT_TRUE(test, strstarts(text, "BUG kmalloc-64: Redzone overwritten\n"));
}

static noinline bool warn_if(int value)
{
	return WARN(value < 0, "value %d\n", value);
}

static bool warn_once(int value)
{
	return WARN_ON_ONCE(value < 0);
}

static void warnings(struct kunit *test)
{
	unsigned long before = report_count;
	bool first, second, third;
	const char *text;

	capture_start();
	first = warn_if(-3);
	second = warn_if(3);
	third = WARN_ON(!first);
	text = capture_stop();
	KUNIT_EXPECT_TRUE(test, first);
	KUNIT_EXPECT_FALSE(test, second || third);
	KUNIT_EXPECT_EQ(test, report_count, before + 1);
	KUNIT_EXPECT_TRUE(test, strstarts(text, "------------[ cut here ]------------\n"
						"value -3\nWARNING: CPU: "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "report_test.c:"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "---[ end trace 0000000000000000 ]---\n"));

	before = report_count;
	capture_start();
	first = warn_once(-1);
	second = warn_once(-1);
	third = warn_once(1);
	capture_stop();
	KUNIT_EXPECT_TRUE(test, first && second);
	KUNIT_EXPECT_FALSE(test, third);
	/* None where an earlier run of this program told it. */
	KUNIT_EXPECT_LE(test, report_count, before + 1);
	kunit_expect_reports(test, 1 + report_count - before);
}

static void bugs(struct kunit *test)
{
	const char *text;

	kunit_expect_reports(test, 1);
	capture_start();
	bug_report("some/file.c", 42);
	text = capture_stop();
	KUNIT_EXPECT_TRUE(test, strstarts(text, "------------[ cut here ]------------\n"
						"kernel BUG at some/file.c:42!\nCPU: "));
	BUG_ON(!test);
	BUILD_BUG_ON(sizeof(u64) != 8);
}

/* What is told of a place is the place itself: the warning's line and its trace begin alike. */
static unsigned long places[64];
static unsigned int nr_places;

static int remember_place(char *buf, size_t size, unsigned long address, char kind)
{
	if (nr_places < ARRAY_SIZE(places))
		places[nr_places++] = address;
	return snprintf(buf, size, "place");
}

static void traces_begin_at_the_caller(struct kunit *test)
{
	printf_resolve_t outer = printf_resolve;
	unsigned long in_report;

	kunit_expect_reports(test, 1);
	nr_places = 0;
	printf_resolve = remember_place;
	capture_start();
	warn_if(-1);
	capture_stop();
	KUNIT_ASSERT_GE(test, nr_places, 3u);
	KUNIT_EXPECT_EQ(test, places[0], places[1]);
	in_report = places[2];

	/* The function that called warn_if() comes next, and calls dump_stack() a little later. */
	nr_places = 0;
	capture_start();
	dump_stack();
	capture_stop();
	printf_resolve = outer;
	KUNIT_ASSERT_GE(test, nr_places, 2u);
	KUNIT_EXPECT_LT(test, places[0] - in_report, 4096ul);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(levels),
	KUNIT_CASE(long_messages),
	KUNIT_CASE(reports),
	KUNIT_CASE(warnings),
	KUNIT_CASE(bugs),
	KUNIT_CASE(traces_begin_at_the_caller),
	{},
};

static struct kunit_suite suite = {
	.name = "base_report",
	.init = start,
	.exit = end,
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
