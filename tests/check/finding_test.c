// SPDX-License-Identifier: MIT
/* Reports as records, and the kinds that they are of. */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/base.h"
#include "check/finding.h"
#include "tests/capture.h"
#include "tests/parallel.h"

/* What came last, and how many came. */
static struct {
	unsigned int nr;
	char rule[64], title[256], text[FINDING_TEXT];
	unsigned int nr_stacks, depth;
	char second_title[128], third_title[128];
} told;

static void take(const struct finding *finding)
{
	told.nr++;
	strscpy(told.rule, finding->rule);
	strscpy(told.title, finding->title);
	strscpy(told.text, finding->text);
	told.nr_stacks = finding->nr_stacks;
	told.depth = finding->nr_stacks ? finding->stacks[0].nr : 0;
	told.second_title[0] = told.third_title[0] = '\0';
	if (finding->nr_stacks > 1)
		strscpy(told.second_title, finding->stacks[1].title);
	if (finding->nr_stacks > 2)
		strscpy(told.third_title, finding->stacks[2].title);
}

static int listen(struct kunit *test)
{
	memset(&told, 0, sizeof(told));
	finding_sink = take;
	finding_start();
	return 0;
}

static void hush(struct kunit *test)
{
	finding_stop();
	finding_sink = NULL;
}

static void plain_report(struct kunit *test)
{
	kunit_expect_reports(test, 1);
	capture_start();
	report("Bad page free: address %d is not that of a page", 17);
	capture_stop();
	KUNIT_EXPECT_EQ(test, told.nr, 1u);
	KUNIT_EXPECT_STREQ(test, told.rule, "invalid-free");
	KUNIT_EXPECT_STREQ(test, told.title, "Bad page free: address 17 is not that of a page");
	KUNIT_EXPECT_TRUE(test, strstarts(told.text, "BUG: Bad page free: address 17 is not"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(told.text, "\nCall Trace:\n"));
	KUNIT_EXPECT_EQ(test, told.nr_stacks, 1u);
	KUNIT_EXPECT_GT(test, told.depth, 2u);
}

static void report_with_stacks(struct kunit *test)
{
	static const unsigned long calls[] = { 0x1000, 0x2000 };

	kunit_expect_reports(test, 1);
	capture_start();
	report_begin("BUG kmalloc-64 (Not tainted): Object already free");
	pr_err("Allocated in foo\n");
	report_trace(KERN_ERR, calls, 2);
	pr_err("Freed in foo ");
	pr_cont("age=%d\n", 3);
	report_trace(KERN_ERR, calls, 2);
	report_end();
	capture_stop();
	KUNIT_EXPECT_EQ(test, told.nr, 1u);
	KUNIT_EXPECT_STREQ(test, told.rule, "double-free");
	KUNIT_EXPECT_EQ(test, told.nr_stacks, 3u);
	/* The calls that led to the mistake come first, though they are told last. */
	KUNIT_EXPECT_GT(test, told.depth, 2u);
	KUNIT_EXPECT_STREQ(test, told.second_title, "Allocated in foo");
	KUNIT_EXPECT_STREQ(test, told.third_title, "Freed in foo age=3");
	KUNIT_EXPECT_NOT_NULL(test, strstr(told.text, "\nFreed in foo age=3\n"));
	capture_start();
	pr_err("not of the report\n");
	capture_stop();
	KUNIT_EXPECT_NULL(test, strstr(told.text, "not of the report"));
}

/* What proofs print before anybody reports belongs to the report that follows. */
static void lines_before(struct kunit *test)
{
	kunit_expect_reports(test, 1);
	capture_start();
	pr_info("harmless\n");
	pr_err("foo_check: count is 3, not 4\n");
	report("mm_check: 1 invariants of the machine are broken");
	capture_stop();
	KUNIT_EXPECT_STREQ(test, told.rule, "corruption");
	KUNIT_EXPECT_TRUE(test, strstarts(told.text, "foo_check: count is 3, not 4\n"));
}

static void explained(struct kunit *test)
{
	kunit_expect_reports(test, 1);
	capture_start();
	report_open("BUG: kernel NULL pointer dereference, address: 0000000000000008");
	finding_explain("unchecked-allocation", "the allocation at %s failed", "foo.c:1");
	report_close();
	capture_stop();
	KUNIT_EXPECT_STREQ(test, told.rule, "unchecked-allocation");
	KUNIT_EXPECT_STREQ(test, told.title, "the allocation at foo.c:1 failed");
	finding_explain("mistake", "of no report");
	KUNIT_EXPECT_EQ(test, told.nr, 1u);
}

/* The trap behind BUG() is no mistake of its own; after it, nothing is asked back. */
static void one_of_a_bug(struct kunit *test)
{
	kunit_expect_reports(test, 2);
	capture_start();
	bug_report("foo.c", 12);
	report_open("invalid opcode: 0000");
	report_close();
	capture_stop();
	KUNIT_EXPECT_EQ(test, told.nr, 1u);
	KUNIT_EXPECT_STREQ(test, told.rule, "bug");
	KUNIT_EXPECT_STREQ(test, told.title, "kernel BUG at foo.c:12!");
	finding_note("leak", "not given back: kmalloc, 8 bytes", "", NULL, 0);
	KUNIT_EXPECT_EQ(test, told.nr, 1u);
}

static void noted(struct kunit *test)
{
	static const unsigned long calls[] = { 0x1000 };

	finding_note("leak", "not given back: kmalloc, 8 bytes", "foo.c:3: kmalloc\n", calls, 1);
	KUNIT_EXPECT_STREQ(test, told.rule, "leak");
	KUNIT_EXPECT_STREQ(test, told.text, "foo.c:3: kmalloc\n");
	KUNIT_EXPECT_EQ(test, told.nr_stacks, 1u);
}

/* A report that is left by a jump is told before the next, and with what it had. */
static void left_by_a_jump(struct kunit *test)
{
	kunit_expect_reports(test, 2);
	capture_start();
	report_begin("Bad page state, pfn:00001: first");
	report_begin("Bad page state, pfn:00002: second");
	capture_stop();
	KUNIT_EXPECT_EQ(test, told.nr, 1u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(told.title, "first"));
	capture_start();
	report_end();
	capture_stop();
	KUNIT_EXPECT_EQ(test, told.nr, 2u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(told.title, "second"));
}

static void long_text(struct kunit *test)
{
	kunit_expect_reports(test, 1);
	capture_start();
	report_begin("Bad page state, pfn:00001: long");
	for (int i = 0; i < 2000; i++)
		pr_err("a line like many others\n");
	report_end();
	capture_stop();
	KUNIT_EXPECT_EQ(test, strlen(told.text), (size_t)FINDING_TEXT - 1);
}

/* ---- threads ----------------------------------------------------------------------------- */

#define THREADS 3
#define ROUNDS	50

static struct {
	unsigned int of_thread[THREADS], mixed;
} many;

/* One at a time, whichever thread it is of. */
static void take_many(const struct finding *finding)
{
	char mark[16];
	unsigned int thread, lines = 0;

	if (sscanf(finding->title, "of thread %u", &thread) != 1 || thread >= THREADS) {
		many.mixed++;
		return;
	}
	many.of_thread[thread]++;
	scnprintf(mark, sizeof(mark), "line of %u\n", thread);
	for (const char *at = finding->text; (at = strstr(at, "line of ")); at++, lines++)
		many.mixed += !strstarts(at, mark);
	many.mixed += lines != 3;
}

static void report_many(void *unused, unsigned int index)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		report_begin("of thread %u", index);
		for (unsigned int line = 0; line < 3; line++)
			pr_err("line of %u\n", index);
		report_end();
	}
}

static void threads_at_once(struct kunit *test)
{
	int err;

	memset(&many, 0, sizeof(many));
	kunit_expect_reports(test, THREADS * ROUNDS);
	finding_sink = take_many;
	capture_start();
	err = test_parallel(THREADS, report_many, NULL);
	capture_stop();
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, many.mixed, 0u);
	for (unsigned int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_EQ(test, many.of_thread[i], (unsigned int)ROUNDS);
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static const struct {
	const char *title, *rule;
} titles[] = {
	{ "BUG: kernel NULL pointer dereference, address: 0000000000000000", "null-deref" },
	{ "BUG: unable to handle page fault for address: 00007ffffffff000", "wild-access" },
	{ "BUG: TASK stack guard page was hit at 0 (stack is 1..2)", "stack-overflow" },
	{ "divide error: 0000", "divide-by-zero" },
	{ "WARNING: at foo.c:3 foo_init", "warning" },
	{ "Kernel panic - not syncing: nothing works", "panic" },
	{ "BUG: sleeping function called from invalid context at foo.c:7", "sleep-in-atomic" },
	{ "BUG: scheduling while atomic: insmod/1000/0x00000001", "sleep-in-atomic" },
	{ "vmalloc() called from interrupt context", "wrong-context" },
	{ "BUG: the module's init function returned with preemption imbalance",
	  "unbalanced-context" },
	{ "BUG: spinlock already unlocked on CPU#0, insmod/1000", "lock-misuse" },
	{ "Bad page state, pfn:00123: freed with order 0, allocated with order 2", "wrong-order" },
	{ "Bad page state, pfn:00123: the page is free already", "double-free" },
	{ "Bad page state, pfn:00123: nonzero _refcount", "bad-page" },
	{ "BUG kmalloc-64 (Not tainted): Object already free", "double-free" },
	{ "BUG kmalloc-64 (Tainted: G B): Right Redzone overwritten", "out-of-bounds" },
	{ "BUG kmalloc-64 (Not tainted): Poison overwritten", "use-after-free" },
	{ "cache_from_obj: Wrong slab cache. a but object is from b", "wrong-cache" },
	{ "Invalid free: kfree of 0: not an object", "invalid-free" },
	{ "Trying to vfree() bad address (1234)", "invalid-free" },
	{ "BUG: module foo was removed with its shrinker bar still registered", "left-registered" },
	{ "BUG: module foo was removed while its kthread bar/7 runs", "left-running" },
	{ "WARNING: possible circular locking dependency detected", "lock-order" },
	{ "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", "lock-order" },
	{ "WARNING: held lock freed!", "lock-misuse" },
	{ "WARNING: lock held when the module's init function returned!", "lock-misuse" },
	{ "BUG kmalloc-96 (Not tainted): Invalid object pointer 0x1", "invalid-free" },
	{ "BUG: destroy_workqueue(foo) by its work bar would wait for itself", "deadlock" },
	{ "BUG: timer 0 is armed without a function", "callback-misuse" },
	{ "BUG: workqueue leaked atomic, lock or RCU: foo[1]", "unbalanced-context" },
	{ "BUG: module foo was removed with its timer bar still armed, by baz", "left-registered" },
	{ "BUG: KASAN: slab-out-of-bounds in foo+0x1/0x2 [foo]", "slab-out-of-bounds" },
	{ "BUG: KASAN: slab-use-after-free in foo+0x1/0x2 [foo]", "slab-use-after-free" },
	{ "BUG: KASAN: use-after-free in foo+0x1/0x2 [foo]", "use-after-free" },
	{ "BUG: KASAN: odd-out-of-bounds in foo", "out-of-bounds" },
	{ "BUG: KASAN: double-free in foo", "double-free" },
	{ "BUG: KASAN: user-memory-access in foo", "wild-access" },
	{ "something that nobody knows", "mistake" },
};

static void kinds(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
		KUNIT_EXPECT_STREQ_MSG(test, finding_rule_of(titles[i].title), titles[i].rule, "%s",
				       titles[i].title);
	/* Every rule that a title can have is known, with a text of its own. */
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++)
		KUNIT_EXPECT_STREQ(test, finding_rule_find(titles[i].rule)->name, titles[i].rule);
	KUNIT_EXPECT_STREQ(test, finding_rule_find("no such rule")->name, "mistake");
	KUNIT_EXPECT_TRUE(test, finding_rule_find("null-deref")->ends);
	KUNIT_EXPECT_FALSE(test, finding_rule_find("leak")->ends);
}

static struct kunit_case finding_cases[] = {
	KUNIT_CASE(plain_report),
	KUNIT_CASE(report_with_stacks),
	KUNIT_CASE(lines_before),
	KUNIT_CASE(explained),
	KUNIT_CASE(one_of_a_bug),
	KUNIT_CASE(noted),
	KUNIT_CASE(left_by_a_jump),
	KUNIT_CASE(long_text),
	KUNIT_CASE(threads_at_once),
	KUNIT_CASE(kinds),
	{},
};

static struct kunit_suite finding_suite = {
	.name = "finding",
	.init = listen,
	.exit = hush,
	.test_cases = finding_cases,
	.attr.concurrent = true,
};
kunit_test_suite(finding_suite);
