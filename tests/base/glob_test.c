// SPDX-License-Identifier: MIT
/* Patterns with wildcards. */
#include <kunit/test.h>
#include <linux/glob.h>
#include <linux/kernel.h>

static const struct {
	const char *pat, *str;
	bool matches;
} table[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "a", "", false },
	{ "abc", "abc", true },
	{ "abc", "abcd", false },
	{ "abcd", "abc", false },
	{ "?", "a", true },
	{ "?", "", false },
	{ "a?c", "abc", true },
	{ "*", "", true },
	{ "*", "a/b.c", true },
	{ "a*", "a", true },
	{ "*.c", "dir/foo.c", true },
	{ "*.c", "foo.cc", false },
	{ "a*b*c", "a--b--b-c", true },
	{ "a*b*c", "a--b--b-cd", false },
	{ "*ab", "aab", true },
	{ "**a", "bba", true },
	{ "[a-c]x", "bx", true },
	{ "[a-c]x", "dx", false },
	{ "[!a-c]", "d", true },
	{ "[!a-c]", "a", false },
	{ "[]x]", "]", true },
	{ "[]x]", "x", true },
	{ "[!]]", "]", false },
	{ "[a-]", "-", true },
	{ "[a", "[a", true },
	{ "[a", "a", false },
	{ "\\*", "*", true },
	{ "\\*", "a", false },
	{ "\\[a]", "[a]", true },
	{ "foo_[0-9]*:12", "foo_7bar:12", true },
};

static void each_pattern(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		KUNIT_EXPECT_EQ_MSG(test, glob_match(table[i].pat, table[i].str), table[i].matches,
				    "'%s' and '%s'", table[i].pat, table[i].str);
}

/* With every star tried anew for every other, this would not end. */
static void many_stars(struct kunit *test)
{
	const char *text =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";

	KUNIT_EXPECT_FALSE(test, glob_match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*c", text));
	KUNIT_EXPECT_TRUE(test, glob_match("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text));
}

static struct kunit_case glob_cases[] = {
	KUNIT_CASE(each_pattern),
	KUNIT_CASE(many_stars),
	{},
};

static struct kunit_suite glob_suite = {
	.name = "glob",
	.test_cases = glob_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(glob_suite);
