// SPDX-License-Identifier: MIT
/* A module whose tests run when it is inserted. */
#include <kunit/test.h>
#include <linux/module.h>

static int wanted = 4;
module_param(wanted, int, 0);

static void passes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 2 + 2, wanted);
}

static struct kunit_case cases[] = { KUNIT_CASE(passes), {} };

static struct kunit_suite suite = { .name = "sums", .test_cases = cases };
kunit_test_suite(suite);

static int __init sums_init(void)
{
	return 0;
}

static void __exit sums_exit(void)
{
}

module_init(sums_init);
module_exit(sums_exit);
MODULE_LICENSE("GPL");
