// SPDX-License-Identifier: MIT
/* Values from text by a format. */
#include <kunit/test.h>

#include <linux/sprintf.h>

static void numbers(struct kunit *test)
{
	unsigned long long ull;
	signed char hh;
	size_t size;
	short h;
	long l;
	int i, n;
	unsigned int u, x, o;

	KUNIT_EXPECT_EQ(test, sscanf("-12 34 0xff 17", "%d %u %x %o", &i, &u, &x, &o), 4);
	KUNIT_EXPECT_EQ(test, i, -12);
	KUNIT_EXPECT_EQ(test, u, 34u);
	KUNIT_EXPECT_EQ(test, x, 0xffu);
	KUNIT_EXPECT_EQ(test, o, 017u);
	KUNIT_EXPECT_EQ(test, sscanf("0x1f 010 -9", "%i %i %i", &i, &n, (int *)&u), 3);
	KUNIT_EXPECT_EQ(test, i, 0x1f);
	KUNIT_EXPECT_EQ(test, n, 8);
	KUNIT_EXPECT_EQ(test, (int)u, -9);
	KUNIT_EXPECT_EQ(test,
			sscanf("-1,-2,-3,18446744073709551615,5", "%hhd,%hd,%ld,%llu,%zu", &hh, &h,
			       &l, &ull, &size),
			5);
	KUNIT_EXPECT_EQ(test, hh, (signed char)-1);
	KUNIT_EXPECT_EQ(test, h, (short)-2);
	KUNIT_EXPECT_EQ(test, l, -3l);
	KUNIT_EXPECT_EQ(test, ull, U64_MAX);
	KUNIT_EXPECT_EQ(test, size, (size_t)5);
}

static void widths(struct kunit *test)
{
	unsigned int a = 0, b = 0, c = 0;

	KUNIT_EXPECT_EQ(test, sscanf("12345678", "%2u%3u%u", &a, &b, &c), 3);
	KUNIT_EXPECT_EQ(test, a, 12u);
	KUNIT_EXPECT_EQ(test, b, 345u);
	KUNIT_EXPECT_EQ(test, c, 678u);
	KUNIT_EXPECT_EQ(test, sscanf("deadbeef", "%2x%2x", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 0xdeu);
	KUNIT_EXPECT_EQ(test, b, 0xadu);
	/* The prefix alone fills the width: a 0. */
	KUNIT_EXPECT_EQ(test, sscanf("0x12", "%2i%x", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 0u);
	KUNIT_EXPECT_EQ(test, b, 0x12u);
	KUNIT_EXPECT_EQ(test, sscanf("-5", "%1d", (int *)&a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("1 2 3", "%*d %d %*d", &a), 1);
	KUNIT_EXPECT_EQ(test, a, 2u);
	KUNIT_EXPECT_EQ(test, sscanf("-123", "%3d%d", (int *)&a, (int *)&b), 2);
	KUNIT_EXPECT_EQ(test, (int)a, -12);
	KUNIT_EXPECT_EQ(test, b, 3u);
}

static void texts(struct kunit *test)
{
	char s[16] = "", c[4] = "xyz", set[8] = "";
	int n = 0;

	KUNIT_EXPECT_EQ(test, sscanf("  hello world", "%s%n", s, &n), 1);
	KUNIT_EXPECT_STREQ(test, s, "hello");
	KUNIT_EXPECT_EQ(test, n, 7);
	KUNIT_EXPECT_EQ(test, sscanf("hello", "%3s", s), 1);
	KUNIT_EXPECT_STREQ(test, s, "hel");
	KUNIT_EXPECT_EQ(test, sscanf(" a", "%c", c), 1);
	KUNIT_EXPECT_EQ(test, c[0], ' ');
	KUNIT_EXPECT_EQ(test, sscanf("ab", "%2c", c), 1);
	KUNIT_EXPECT_STREQ(test, c, "abz");
	KUNIT_EXPECT_EQ(test, sscanf("a1", "%*c%c", c), 1);
	KUNIT_EXPECT_EQ(test, c[0], '1');
	KUNIT_EXPECT_EQ(test, sscanf("abcab;x", "%5[abc]%c", set, c), 2);
	KUNIT_EXPECT_STREQ(test, set, "abcab");
	KUNIT_EXPECT_EQ(test, c[0], ';');
	KUNIT_EXPECT_EQ(test, sscanf("key=val", "%7[^=]=%s", set, s), 2);
	KUNIT_EXPECT_STREQ(test, set, "key");
	KUNIT_EXPECT_STREQ(test, s, "val");
	KUNIT_EXPECT_EQ(test, sscanf("xyz", "%3[abc]", set), 0);
	/* The kernel wants a width here. */
	KUNIT_EXPECT_EQ(test, sscanf("abc", "%[abc]", set), 0);
}

static void where_it_ends(struct kunit *test)
{
	int a = 0, b = 0, n = -1;

	KUNIT_EXPECT_EQ(test, sscanf("", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("x", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("-", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("-1", "%u", (unsigned int *)&a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("1:2", "%d:%d", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, sscanf("1;2", "%d:%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, sscanf("1", "%d %d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, sscanf("50% 7", "%d%% %d%n", &a, &b, &n), 2);
	KUNIT_EXPECT_EQ(test, a * 10 + b, 507);
	KUNIT_EXPECT_EQ(test, n, 5);
	KUNIT_EXPECT_EQ(test, sscanf("a   b", "a b%n", &n), 0);
	KUNIT_EXPECT_EQ(test, n, 5);
	KUNIT_EXPECT_EQ(test, sscanf("8", "%o", (unsigned int *)&a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("0xz", "%x%n", (unsigned int *)&a, &n), 1);
	KUNIT_EXPECT_EQ(test, a, 0);
	KUNIT_EXPECT_EQ(test, n, 2);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(numbers), KUNIT_CASE(widths), KUNIT_CASE(texts), KUNIT_CASE(where_it_ends), {},
};

static struct kunit_suite suite = {
	.name = "base_scanf",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
