// SPDX-License-Identifier: MIT
/* Suites of all kinds, in a module that has no init function, as the kernel's own tests. */
#include <kunit/test.h>
#include <linux/delay.h>

static char *what = "";
module_param(what, charp, 0);

static void passes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 2 + 2, 4);
}

static void expects(struct kunit *test)
{
	if (strcmp(what, "expect") == 0)
		KUNIT_EXPECT_STREQ_MSG(test, what, "nothing", "because of %s", what);
}

static void asserts(struct kunit *test)
{
	int *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	if (strcmp(what, "assert") == 0)
		KUNIT_ASSERT_TRUE(test, *p);
}

static void skips(struct kunit *test)
{
	kunit_skip(test, "there is nothing to test");
}

static void crashes(struct kunit *test)
{
	int *volatile nowhere = NULL;

	if (strcmp(what, "crash") == 0)
		*nowhere = 1;
}

static void panics(struct kunit *test)
{
	if (strcmp(what, "panic") == 0)
		panic("it is all over");
}

static void leaks(struct kunit *test)
{
	if (strcmp(what, "leak") == 0)
		KUNIT_EXPECT_NOT_NULL(test, kmalloc(33, GFP_KERNEL));
}

static const int sizes[] = { 8, 96, 4096 };

static void describe(const int *size, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%d bytes", *size);
}

KUNIT_ARRAY_PARAM(size, sizes, describe);

static void allocates(struct kunit *test)
{
	const int *size = test->param_value;
	void *p = kunit_kmalloc(test, *size, GFP_KERNEL);

	KUNIT_EXPECT_GE(test, ksize(p), (size_t)*size);
	if (strcmp(what, "param") == 0)
		KUNIT_EXPECT_NE(test, *size, 96);
}

static struct kunit_case plain_cases[] = { KUNIT_CASE(passes),	   KUNIT_CASE(expects),
					   KUNIT_CASE(asserts),	   KUNIT_CASE(skips),
					   KUNIT_CASE(crashes),	   KUNIT_CASE(panics),
					   KUNIT_CASE_SLOW(leaks), {} };

static struct kunit_case param_cases[] = { KUNIT_CASE_PARAM(allocates, size_gen_params), {} };

static int setup;

static int start(struct kunit_suite *suite)
{
	setup++;
	return strcmp(what, "suite_init") == 0 ? -ENODEV : 0;
}

static int before_each(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, setup, 1);
	return 0;
}

static void end(struct kunit_suite *suite)
{
	setup--;
}

static struct kunit_suite plain = { .name = "many-plain", .test_cases = plain_cases };
static struct kunit_suite params = { .name = "many-params",
				     .suite_init = start,
				     .suite_exit = end,
				     .init = before_each,
				     .test_cases = param_cases };

kunit_test_suites(&plain, &params);

static void at_start(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
}

static struct kunit_case start_cases[] = { KUNIT_CASE(at_start), {} };
static struct kunit_suite at_the_start = { .name = "many-start", .test_cases = start_cases };

kunit_test_init_section_suites(&at_the_start);
MODULE_LICENSE("GPL");
