// SPDX-License-Identifier: MIT
/* Numbers from text, and command lines. */
#include <kunit/test.h>

#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/overflow.h>

struct row {
	const char *text;
	unsigned int base;
	int err;
	u64 value;
};

static void unsigned_64(struct kunit *test)
{
	static const struct row rows[] = {
		{ "0", 0, 0, 0 },
		{ "0\n", 0, 0, 0 },
		{ "+12", 10, 0, 12 },
		{ "18446744073709551615", 10, 0, U64_MAX },
		{ "18446744073709551616", 10, -ERANGE, 0 },
		{ "99999999999999999999", 10, -ERANGE, 0 },
		{ "99999999999999999999 ", 10, -ERANGE, 0 },
		{ "0xffffffffffffffff", 0, 0, U64_MAX },
		{ "0x10000000000000000", 0, -ERANGE, 0 },
		{ "ffFF", 16, 0, 0xffff },
		{ "0XfF", 16, 0, 0xff },
		{ "0777", 0, 0, 0777 },
		{ "0777", 10, 0, 777 },
		{ "1777777777777777777777", 8, 0, U64_MAX },
		{ "2000000000000000000000", 8, -ERANGE, 0 },
		{ "101", 2, 0, 5 },
		{ "102", 2, -EINVAL, 0 },
		{ "08", 0, -EINVAL, 0 },
		{ "", 0, -EINVAL, 0 },
		{ "\n", 0, -EINVAL, 0 },
		{ " 1", 0, -EINVAL, 0 },
		{ "1 ", 0, -EINVAL, 0 },
		{ "1\n\n", 0, -EINVAL, 0 },
		{ "-1", 0, -EINVAL, 0 },
		{ "+", 0, -EINVAL, 0 },
		{ "++1", 0, -EINVAL, 0 },
		{ "0x", 0, -EINVAL, 0 },
		{ "0xg", 16, -EINVAL, 0 },
		{ "1x", 10, -EINVAL, 0 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned long long value = 42;

		KUNIT_EXPECT_EQ_MSG(test, kstrtoull(rows[i].text, rows[i].base, &value),
				    rows[i].err, "\"%s\"", rows[i].text);
		/* A failure leaves the variable alone. */
		KUNIT_EXPECT_EQ(test, value, rows[i].err ? 42 : rows[i].value);
	}
}

static void signed_64(struct kunit *test)
{
	static const struct row rows[] = {
		{ "9223372036854775807", 0, 0, S64_MAX },
		{ "9223372036854775808", 0, -ERANGE, 0 },
		{ "-9223372036854775808", 0, 0, (u64)S64_MIN },
		{ "-9223372036854775809", 0, -ERANGE, 0 },
		{ "-0x10\n", 0, 0, (u64)-16 },
		{ "-0", 0, 0, 0 },
		{ "--1", 0, -EINVAL, 0 },
		{ "-+1", 0, -EINVAL, 0 },
		{ "-", 0, -EINVAL, 0 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		long long value = 42;

		KUNIT_EXPECT_EQ_MSG(test, kstrtoll(rows[i].text, rows[i].base, &value), rows[i].err,
				    "\"%s\"", rows[i].text);
		KUNIT_EXPECT_EQ(test, value, rows[i].err ? 42 : (s64)rows[i].value);
	}
}

/* The ends of each narrower type, and the first numbers that do not fit. */
#define EXPECT_ENDS(function, type, low, high, below, above)                \
	do {                                                                \
		type value = 1;                                             \
                                                                            \
		KUNIT_EXPECT_EQ(test, function(low, 0, &value), 0);         \
		KUNIT_EXPECT_EQ(test, value, (type)type_min(type));         \
		KUNIT_EXPECT_EQ(test, function(high, 0, &value), 0);        \
		KUNIT_EXPECT_EQ(test, value, (type)type_max(type));         \
		KUNIT_EXPECT_EQ(test, function(above, 0, &value), -ERANGE); \
		KUNIT_EXPECT_LT(test, function(below, 0, &value), 0);       \
		KUNIT_EXPECT_EQ(test, value, (type)type_max(type));         \
	} while (0)

static void narrow_types(struct kunit *test)
{
	EXPECT_ENDS(kstrtou8, u8, "0", "255", "-1", "256");
	EXPECT_ENDS(kstrtos8, s8, "-128", "127", "-129", "128");
	EXPECT_ENDS(kstrtou16, u16, "0", "65535", "-1", "65536");
	EXPECT_ENDS(kstrtos16, s16, "-32768", "32767", "-32769", "32768");
	EXPECT_ENDS(kstrtouint, unsigned int, "0", "4294967295", "-1", "4294967296");
	EXPECT_ENDS(kstrtoint, int, "-2147483648", "2147483647", "-2147483649", "2147483648");
	if (sizeof(long) == 8) {
		EXPECT_ENDS(kstrtoul, unsigned long, "0", "18446744073709551615", "-1",
			    "18446744073709551616");
		EXPECT_ENDS(kstrtol, long, "-9223372036854775808", "9223372036854775807",
			    "-9223372036854775809", "9223372036854775808");
	} else {
		EXPECT_ENDS(kstrtoul, unsigned long, "0", "4294967295", "-1", "4294967296");
		EXPECT_ENDS(kstrtol, long, "-2147483648", "2147483647", "-2147483649",
			    "2147483648");
	}
}

static void booleans(struct kunit *test)
{
	static const char *const yes[] = { "y", "Y", "yes", "1", "on", "ON", "t", "true", "e" };
	static const char *const no[] = { "n", "N", "no", "0", "off", "Off", "f", "false", "d" };
	static const char *const neither[] = { "", "2", "x", "o", "op", "\n" };
	bool value;

	for (unsigned int i = 0; i < ARRAY_SIZE(yes); i++) {
		value = false;
		KUNIT_EXPECT_EQ(test, kstrtobool(yes[i], &value), 0);
		KUNIT_EXPECT_TRUE(test, value);
		KUNIT_EXPECT_EQ(test, kstrtobool(no[i], &value), 0);
		KUNIT_EXPECT_FALSE(test, value);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(neither); i++)
		KUNIT_EXPECT_EQ(test, kstrtobool(neither[i], &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtobool(NULL, &value), -EINVAL);
}

static void simple_numbers(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul("0x1fz", &end, 0), 0x1ful);
	KUNIT_EXPECT_STREQ(test, end, "z");
	KUNIT_EXPECT_EQ(test, simple_strtoul("12,34", &end, 10), 12ul);
	KUNIT_EXPECT_STREQ(test, end, ",34");
	KUNIT_EXPECT_EQ(test, simple_strtol("-12k", &end, 0), -12l);
	KUNIT_EXPECT_STREQ(test, end, "k");
	KUNIT_EXPECT_EQ(test, simple_strtoull("x", &end, 0), 0ull);
	KUNIT_EXPECT_STREQ(test, end, "x");
	/* 0x without a digit behind it is a 0. */
	KUNIT_EXPECT_EQ(test, simple_strtoull("0xz", &end, 0), 0ull);
	KUNIT_EXPECT_STREQ(test, end, "xz");
	KUNIT_EXPECT_EQ(test, simple_strtoll("-9223372036854775808", NULL, 0), S64_MIN);
}

static void sizes_with_units(struct kunit *test)
{
	char *end;

	KUNIT_EXPECT_EQ(test, memparse("64", &end), 64ull);
	KUNIT_EXPECT_EQ(test, memparse("64k", &end), 64ull << 10);
	KUNIT_EXPECT_EQ(test, memparse("0x10M,x", &end), 16ull << 20);
	KUNIT_EXPECT_STREQ(test, end, ",x");
	KUNIT_EXPECT_EQ(test, memparse("2G", NULL), 2ull << 30);
	KUNIT_EXPECT_EQ(test, memparse("3T", NULL), 3ull << 40);
	KUNIT_EXPECT_EQ(test, memparse("1P", NULL), 1ull << 50);
	KUNIT_EXPECT_EQ(test, memparse("1e", NULL), 1ull << 60);
	KUNIT_EXPECT_EQ(test, memparse("5x", &end), 5ull);
	KUNIT_EXPECT_STREQ(test, end, "x");
}

static void number_lists(struct kunit *test)
{
	char text[] = "1,2-4,7", *at = text;
	int values[8] = { 0 }, one;

	KUNIT_EXPECT_EQ(test, get_option(&at, &one), 2);
	KUNIT_EXPECT_EQ(test, one, 1);
	KUNIT_EXPECT_EQ(test, get_option(&at, &one), 3);
	KUNIT_EXPECT_EQ(test, one, 2);
	KUNIT_EXPECT_STREQ(test, at, "-4,7");

	KUNIT_EXPECT_STREQ(test, get_options("1,2-4,7x", ARRAY_SIZE(values), values), "x");
	KUNIT_EXPECT_EQ(test, values[0], 5);
	KUNIT_EXPECT_EQ(test,
			values[1] * 10000 + values[2] * 1000 + values[3] * 100 + values[4] * 10 +
				values[5],
			12347);
	KUNIT_EXPECT_STREQ(test, get_options("5,6,7", 3, values), "7");
	KUNIT_EXPECT_EQ(test, values[0], 2);
	get_options("1-3,9", 0, &one);
	KUNIT_EXPECT_EQ(test, one, 4);
	KUNIT_EXPECT_TRUE(test, parse_option_str("a,bc,d", "bc"));
	KUNIT_EXPECT_FALSE(test, parse_option_str("a,bc,d", "b"));
}

static void command_lines(struct kunit *test)
{
	char line[] = "  a=1 flag b=\"x y\" \"c=p q\" d= ";
	static const struct {
		const char *param, *val;
	} words[] = {
		{ "a", "1" }, { "flag", NULL }, { "b", "x y" }, { "c", "p q" }, { "d", "" },
	};
	char *at = line, *param, *val;

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		KUNIT_ASSERT_NE(test, *skip_spaces(at), 0);
		at = next_arg(at, &param, &val);
		KUNIT_EXPECT_STREQ(test, param, words[i].param);
		if (words[i].val) {
			KUNIT_ASSERT_NOT_NULL(test, val);
			KUNIT_EXPECT_STREQ(test, val, words[i].val);
		} else {
			KUNIT_EXPECT_NULL(test, val);
		}
	}
	KUNIT_EXPECT_EQ(test, *at, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(unsigned_64),  KUNIT_CASE(signed_64),      KUNIT_CASE(narrow_types),
	KUNIT_CASE(booleans),	  KUNIT_CASE(simple_numbers), KUNIT_CASE(sizes_with_units),
	KUNIT_CASE(number_lists), KUNIT_CASE(command_lines),  {},
};

static struct kunit_suite suite = {
	.name = "base_kstrtox",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
