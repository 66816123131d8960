// SPDX-License-Identifier: MIT
/* The log: lines, levels, continuation, the ring, what reaches the console, rate limits. */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include "tests/kernel/world_test.h"

static struct log_line line;
static print_sink_t outside;
static u64 begin;

/* What the test prints goes to the log, until log_end(). */
static void log_begin(void)
{
	outside = printk_sink;
	printk_sink = NULL;
	log_init();
	log_clear();
	begin = log_next();
}

static void log_end(void)
{
	log_exit();
	printk_sink = outside;
}

static const char *nth(unsigned int n)
{
	return log_read(begin + n, &line) && line.seq == begin + n ? line.text : "(none)";
}

static void printk_test_lines(struct kunit *test)
{
	u64 next;

	log_begin();
	printk(KERN_ERR "error %d\n", 5);
	printk("no level, no newline");
	pr_info("two\nlines\n");
	pr_debug("never printed\n");
	pr_devel("neither\n");
	next = log_next();
	log_end();
	KUNIT_EXPECT_EQ(test, next - begin, 4ull);
	KUNIT_EXPECT_STREQ(test, nth(0), "error 5");
	KUNIT_EXPECT_EQ(test, line.level, LOGLEVEL_ERR);
	KUNIT_EXPECT_STREQ(test, nth(1), "no level, no newline");
	KUNIT_EXPECT_EQ(test, line.level, MESSAGE_LOGLEVEL_DEFAULT);
	KUNIT_EXPECT_STREQ(test, nth(2), "two");
	KUNIT_EXPECT_STREQ(test, nth(3), "lines");
	KUNIT_EXPECT_EQ(test, line.level, LOGLEVEL_INFO);
	KUNIT_EXPECT_FALSE(test, log_read(next, &line));
}

static void printk_test_continues(struct kunit *test)
{
	log_begin();
	pr_info("a");
	pr_cont(" b");
	pr_cont(" c\n");
	pr_cont("d\n");
	pr_info("e");
	pr_info("f\n");
	log_end();
	KUNIT_EXPECT_STREQ(test, nth(0), "a b c");
	KUNIT_EXPECT_STREQ(test, nth(1), "d");
	KUNIT_EXPECT_STREQ(test, nth(2), "e");
	KUNIT_EXPECT_STREQ(test, nth(3), "f");
}

static void printk_test_format(struct kunit *test)
{
	struct log_line fixed = { .ns = 1234567890123ull, .text = "hello", .len = 5 };
	char text[64];

	KUNIT_EXPECT_EQ(test, log_format(&fixed, text, sizeof(text)), 21u);
	KUNIT_EXPECT_STREQ(test, text, "[ 1234.567890] hello\n");
	fixed.ns = 123000;
	log_format(&fixed, text, sizeof(text));
	KUNIT_EXPECT_STREQ(test, text, "[    0.000123] hello\n");
	KUNIT_EXPECT_EQ(test, log_format(&fixed, text, 10), 9u);
	log_begin();
	pr_info("first\n");
	mdelay(2);
	pr_info("second\n");
	log_end();
	nth(0);
	fixed = line;
	nth(1);
	KUNIT_EXPECT_GE(test, line.ns - fixed.ns, 2000000ull);
}

/* Far more than fits: the newest stay, numbers tell how many went. */
static void printk_test_ring(struct kunit *test)
{
	unsigned int nr = 20000;
	u64 first, seq, dropped;

	log_begin();
	for (unsigned int i = 0; i < nr; i++)
		pr_info("message %u %.*s\n", i, (int)(i * 7 % 300),
			"........................................................................"
			"........................................................................"
			"........................................................................"
			"........................................................................"
			"........................................................................");
	dropped = log_dropped();
	log_end();
	KUNIT_ASSERT_TRUE(test, log_read(begin, &line));
	first = line.seq;
	KUNIT_EXPECT_EQ(test, first - begin, dropped);
	KUNIT_EXPECT_GT(test, dropped, 10000ull);
	KUNIT_EXPECT_LT(test, dropped, 19500ull);
	for (seq = first; log_read(seq, &line); seq++) {
		char want[32];

		snprintf(want, sizeof(want), "message %llu ", seq - begin);
		if (line.seq != seq || strncmp(line.text, want, strlen(want)) ||
		    line.len != strlen(want) + (seq - begin) * 7 % 300) {
			KUNIT_FAIL(test, "line %llu is %llu: %s", seq, line.seq, line.text);
			break;
		}
	}
	KUNIT_EXPECT_EQ(test, seq, begin + nr);
}

static char console_text[256];

static void console(const char *text, size_t len)
{
	strlcat(console_text, text, sizeof(console_text));
}

static void printk_test_console(struct kunit *test)
{
	int level = console_loglevel;

	console_text[0] = 0;
	log_begin();
	log_set_console(console);
	console_loglevel = LOGLEVEL_INFO;
	pr_info("quiet\n");
	pr_warn("lo");
	pr_cont("ud\n");
	pr_err("at the end");
	log_end();
	log_set_console(NULL);
	console_loglevel = level;
	KUNIT_EXPECT_NULL(test, strstr(console_text, "quiet"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(console_text, "] loud\n["));
	KUNIT_EXPECT_NOT_NULL(test, strstr(console_text, "] at the end\n"));
}

static int chatter(void *data)
{
	for (int i = 0; i < 200; i++)
		pr_info("%s says %d\n", current->comm, i);
	return 0;
}

static void printk_test_threads(struct kunit *test)
{
	unsigned int counts[WORLD_THREADS] = {};
	bool ok;

	log_begin();
	ok = run_threads(WORLD_THREADS, chatter, NULL);
	log_end();
	KUNIT_EXPECT_TRUE(test, ok);
	for (u64 seq = begin; log_read(seq, &line); seq++) {
		unsigned int who, what;

		if (sscanf(line.text, "test/%u says %u", &who, &what) != 2 ||
		    who >= WORLD_THREADS || what != counts[who]++)
			KUNIT_FAIL(test, "unexpected: %s", line.text);
	}
	for (int i = 0; i < WORLD_THREADS; i++)
		KUNIT_EXPECT_EQ(test, counts[i], 200u);
}

static void printk_test_ratelimit(struct kunit *test)
{
	DEFINE_RATELIMIT_STATE(state, 3, 2);
	unsigned long stamp = 0;
	int allowed = 0;

	for (int i = 0; i < 5; i++)
		allowed += __ratelimit(&state);
	KUNIT_EXPECT_EQ(test, allowed, 2);
	KUNIT_EXPECT_EQ(test, state.missed, 3);
	log_begin();
	msleep(30);
	allowed = __ratelimit(&state);
	log_end();
	KUNIT_EXPECT_EQ(test, allowed, 1);
	KUNIT_EXPECT_STREQ(test, nth(0), "printk_test_ratelimit: 3 callbacks suppressed");
	KUNIT_EXPECT_TRUE(test, printk_timed_ratelimit(&stamp, 1000));
	KUNIT_EXPECT_FALSE(test, printk_timed_ratelimit(&stamp, 1000));
	log_begin();
	for (int i = 0; i < 3; i++)
		pr_info_once("once\n");
	log_end();
	KUNIT_EXPECT_STREQ(test, nth(0), "once");
	KUNIT_EXPECT_STREQ(test, nth(1), "(none)");
}

static void printk_test_device(struct kunit *test)
{
	struct device dev = { .init_name = "demo0" };

	log_begin();
	dev_err(&dev, "wrong: %d\n", 7);
	dev_info(NULL, "nobody\n");
	dev_dbg(&dev, "never\n");
	log_end();
	KUNIT_EXPECT_STREQ(test, nth(0), "demo0: wrong: 7");
	KUNIT_EXPECT_EQ(test, line.level, LOGLEVEL_ERR);
	KUNIT_EXPECT_STREQ(test, nth(1), "(NULL device *): nobody");
	KUNIT_EXPECT_STREQ(test, nth(2), "(none)");
}

static struct kunit_case printk_test_cases[] = { KUNIT_CASE(printk_test_lines),
						 KUNIT_CASE(printk_test_continues),
						 KUNIT_CASE(printk_test_format),
						 KUNIT_CASE(printk_test_ring),
						 KUNIT_CASE(printk_test_console),
						 KUNIT_CASE(printk_test_threads),
						 KUNIT_CASE(printk_test_ratelimit),
						 KUNIT_CASE(printk_test_device),
						 {} };
WORLD_SUITE(printk, printk_test_cases);
