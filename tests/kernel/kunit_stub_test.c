// SPDX-License-Identifier: MIT
/* Functions and devices that stand in for others while a test runs. */
#include <kunit/device.h>
#include <kunit/static_stub.h>
#include <kunit/test.h>

#include <linux/device.h>
#include <linux/err.h>

#include "kernel/kernel.h"
#include "tests/capture.h"

static int twice(int n)
{
	KUNIT_STATIC_STUB_REDIRECT(twice, n);
	return 2 * n;
}

static int none(int n)
{
	return 0;
}

static int thrice(int n)
{
	return 3 * n;
}

static void replaces(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twice(4), 8);
	kunit_activate_static_stub(test, twice, thrice);
	KUNIT_EXPECT_EQ(test, twice(4), 12);
	kunit_activate_static_stub(test, twice, none);
	KUNIT_EXPECT_EQ(test, twice(4), 0);
	kunit_deactivate_static_stub(test, twice);
	KUNIT_EXPECT_EQ(test, twice(4), 8);
	kunit_deactivate_static_stub(test, twice);
	kunit_activate_static_stub(test, twice, none);
}

static void is_over_with_the_test(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twice(4), 8);
}

static struct kunit_case inner_cases[] = { KUNIT_CASE(replaces), {} };
static struct kunit_suite inner = { .name = "inner", .test_cases = inner_cases };

static void fails(struct kunit *test)
{
	kunit_fail_current_test("%s", "so be it");
}

static struct kunit_case failing_cases[] = { KUNIT_CASE(fails), {} };
static struct kunit_suite failing = { .name = "failing", .test_cases = failing_cases };

/* In code that is tested: the test that runs has failed. */
static void fails_from_outside(struct kunit *test)
{
	struct kunit_suite *suites[] = { &failing, &inner };
	struct kunit_results results;
	const char *text;

	capture_start();
	results = kunit_run_suites(suites, suites + 2, NULL);
	text = capture_stop();
	KUNIT_EXPECT_EQ(test, results.failed, 1ul);
	KUNIT_EXPECT_EQ(test, results.passed, 1ul);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "so be it"));
	KUNIT_EXPECT_EQ(test, twice(4), 8);
}

static void devices(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "kunit-one");

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_STREQ(test, dev_name(dev), "kunit-one");
	KUNIT_EXPECT_NOT_NULL(test, devm_kmalloc(dev, 100, GFP_KERNEL));
	kunit_device_unregister(test, dev);
	dev = kunit_device_register(test, "kunit-one");
	KUNIT_EXPECT_FALSE(test, IS_ERR(dev));
}

/* One world for all: what ends with a test ends in it.  Results are printed as before. */
static int start(struct kunit_suite *suite)
{
	print_sink_t sink = printk_sink;
	int err = world_init();

	printk_sink = sink;
	return err;
}

static void end(struct kunit_suite *suite)
{
	world_exit();
}

static struct kunit_case cases[] = { KUNIT_CASE(replaces),
				     KUNIT_CASE(is_over_with_the_test),
				     KUNIT_CASE(fails_from_outside),
				     KUNIT_CASE(devices),
				     {} };

static struct kunit_suite suite = {
	.name = "kunit_stub", .suite_init = start, .suite_exit = end, .test_cases = cases
};
kunit_test_suite(suite);
