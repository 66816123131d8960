// SPDX-License-Identifier: MIT
/* Module parameters: cutting the text, every type's values and limits, arrays, copies of text. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

static struct {
	unsigned char byte;
	short short_;
	unsigned short ushort_;
	int int_;
	unsigned int uint_;
	long long_;
	unsigned long ulong_;
	unsigned long long ullong_;
	unsigned int hexint;
	bool bool_, invbool, enable_only;
	int bint, old_bool;
	char *charp;
	char string[8];
	int array[3];
	unsigned int nr_array;
	char *words[2];
	int old_array[4];
	char old_text[6];
	long old_long;
} v;

static const struct kparam_string string = { sizeof(v.string), v.string };
static const struct kparam_array array = {
	.max = 3,
	.elemsize = sizeof(int),
	.num = &v.nr_array,
	.ops = &param_ops_int,
	.elem = v.array,
};
static const struct kparam_array words = {
	.max = 2,
	.elemsize = sizeof(char *),
	.ops = &param_ops_charp,
	.elem = v.words,
};
static const struct kparam_obsolete old_array = { "2-4i", sizeof(v.old_array), v.old_array };
static const struct kparam_obsolete old_text = { "c5", sizeof(v.old_text), v.old_text };
static const struct kparam_obsolete old_long = { "l", sizeof(v.old_long), &v.old_long };
static const struct kparam_obsolete old_wrong = { "q", sizeof(v.old_long), &v.old_long };

#define PARAM(name_, ops_, arg_)                                      \
	{                                                             \
		.name = name_, .ops = &ops_, .level = -1, .arg = arg_ \
	}

static const struct kernel_param params[] = {
	PARAM("byte", param_ops_byte, &v.byte),
	PARAM("short", param_ops_short, &v.short_),
	PARAM("ushort", param_ops_ushort, &v.ushort_),
	PARAM("int", param_ops_int, &v.int_),
	PARAM("uint", param_ops_uint, &v.uint_),
	PARAM("long", param_ops_long, &v.long_),
	PARAM("ulong", param_ops_ulong, &v.ulong_),
	PARAM("ullong", param_ops_ullong, &v.ullong_),
	PARAM("hexint", param_ops_hexint, &v.hexint),
	PARAM("bool", param_ops_bool, &v.bool_),
	PARAM("invbool", param_ops_invbool, &v.invbool),
	PARAM("enable_only", param_ops_bool_enable_only, &v.enable_only),
	PARAM("bint", param_ops_bint, &v.bint),
	{ .name = "old_bool",
	  .ops = &param_ops_bool,
	  .level = -1,
	  .flags = KERNEL_PARAM_FL_INTBOOL,
	  .arg = &v.old_bool },
	PARAM("charp", param_ops_charp, &v.charp),
	PARAM("string", param_ops_string, (void *)&string),
	PARAM("array", param_array_ops, (void *)&array),
	PARAM("words", param_array_ops, (void *)&words),
	PARAM("old_array", param_ops_obsolete, (void *)&old_array),
	PARAM("old_text", param_ops_obsolete, (void *)&old_text),
	PARAM("old_long", param_ops_obsolete, (void *)&old_long),
	PARAM("old_wrong", param_ops_obsolete, (void *)&old_wrong),
};

/* parse_args() cuts the text up, so it gets a copy. */
static int parse(const char *args)
{
	char copy[256];
	char *end;

	strscpy(copy, args, sizeof(copy));
	end = parse_args("test", copy, params, ARRAY_SIZE(params), -1, -1, NULL, NULL);
	return IS_ERR(end) ? (int)PTR_ERR(end) : 0;
}

static const struct kernel_param *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(params); i++)
		if (strcmp(params[i].name, name) == 0)
			return &params[i];
	return NULL;
}

/* The value of a parameter as text, without the newline at its end. */
static const char *get(const char *name)
{
	static char *buf;
	const struct kernel_param *kp = find(name);
	int len;

	kfree(buf);
	buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!buf || !kp || !kp->ops->get)
		return "";
	len = kp->ops->get(buf, kp);
	buf[len - 1] = '\0';
	return buf;
}

static int params_test_init(struct kunit *test)
{
	memset(&v, 0, sizeof(v));
	return 0;
}

static void params_test_exit(struct kunit *test)
{
	destroy_params(params, ARRAY_SIZE(params));
}

/* ---- cutting --------------------------------------------------------------------------------- */

static void next_arg_cuts(struct kunit *test)
{
	char text[] = "a=1  b \"c=two words\" d=\"three words\" e=f=g h=\"x";
	static const char *const expected[][2] = {
		{ "a", "1" },		{ "b", NULL },	{ "c", "two words" },
		{ "d", "three words" }, { "e", "f=g" }, { "h", "x" },
	};
	char *args = text, *param, *val;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		args = next_arg(args, &param, &val);
		KUNIT_EXPECT_STREQ(test, param, expected[i][0]);
		if (expected[i][1])
			KUNIT_EXPECT_STREQ(test, val, expected[i][1]);
		else
			KUNIT_EXPECT_PTR_EQ(test, val, NULL);
	}
	KUNIT_EXPECT_EQ(test, *args, '\0');
}

static void names_take_dashes(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, parameq("a-b_c", "a_b-c"));
	KUNIT_EXPECT_FALSE(test, parameq("a-b", "a-bc"));
	KUNIT_EXPECT_TRUE(test, parameqn("a-b", "a_bc", 3));
	KUNIT_EXPECT_EQ(test, parse("old-bool=1"), 0);
	KUNIT_EXPECT_EQ(test, v.old_bool, 1);
}

static void parse_args_ends(struct kunit *test)
{
	char text[] = "int=1 -- int=2";
	char *end = parse_args("test", text, params, ARRAY_SIZE(params), -1, -1, NULL, NULL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, end);
	KUNIT_EXPECT_STREQ(test, end, "int=2");
	KUNIT_EXPECT_EQ(test, v.int_, 1);
	KUNIT_EXPECT_EQ(test, parse(""), 0);
	KUNIT_EXPECT_EQ(test, parse("   "), 0);
	KUNIT_EXPECT_EQ(test, parse("colour=red"), -ENOENT);
	KUNIT_EXPECT_EQ(test, parse("int"), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("int=3 uint=x long=4"), -EINVAL);
	KUNIT_EXPECT_EQ(test, v.int_, 3);
	KUNIT_EXPECT_EQ(test, v.long_, 0L);
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Text for a parameter, what comes of it, and what is then read back. */
struct value_case {
	const char *text;
	int err;
	const char *name, *value;
};

static const struct value_case values[] = {
	{ "byte=255", 0, "byte", "255" },
	{ "byte=256", -ERANGE, "byte", "0" },
	{ "byte=-1", -EINVAL, "byte", "0" },
	{ "short=-32768", 0, "short", "-32768" },
	{ "short=32768", -ERANGE, "short", "0" },
	{ "ushort=0xffff", 0, "ushort", "65535" },
	{ "ushort=65536", -ERANGE, "ushort", "0" },
	{ "int=2147483647", 0, "int", "2147483647" },
	{ "int=2147483648", -ERANGE, "int", "0" },
	{ "int=-2147483648", 0, "int", "-2147483648" },
	{ "int=010", 0, "int", "8" },
	{ "int=", -EINVAL, "int", "0" },
	{ "int=1x", -EINVAL, "int", "0" },
	{ "int=\" 1\"", -EINVAL, "int", "0" },
	{ "uint=4294967295", 0, "uint", "4294967295" },
	{ "uint=4294967296", -ERANGE, "uint", "0" },
	{ "uint=-1", -EINVAL, "uint", "0" },
	{ "long=-5", 0, "long", "-5" },
	{ "ulong=5", 0, "ulong", "5" },
	{ "ullong=18446744073709551615", 0, "ullong", "18446744073709551615" },
	{ "ullong=18446744073709551616", -ERANGE, "ullong", "0" },
	{ "hexint=255", 0, "hexint", "0x0000ff" },
	{ "bool=y", 0, "bool", "Y" },
	{ "bool", 0, "bool", "Y" },
	{ "bool=off", 0, "bool", "N" },
	{ "bool=2", -EINVAL, "bool", "N" },
	{ "invbool=1", 0, "invbool", "Y" },
	{ "invbool=0", 0, "invbool", "N" },
	{ "invbool", -EINVAL, "invbool", "Y" },
	{ "enable_only", 0, "enable_only", "Y" },
	{ "enable_only enable_only=0", -EROFS, "enable_only", "Y" },
	{ "bint", 0, "bint", "1" },
	{ "old_bool=yes", 0, "old_bool", "Y" },
	{ "charp=hello", 0, "charp", "hello" },
	{ "charp=\"two words\"", 0, "charp", "two words" },
	{ "charp=a charp=b", 0, "charp", "b" },
	{ "charp", -EINVAL, "charp", "(null)" },
	{ "string=1234567", 0, "string", "1234567" },
	{ "string=12345678", -ENOSPC, "string", "" },
	{ "array=1", 0, "array", "1" },
	{ "array=1,-2,3", 0, "array", "1,-2,3" },
	{ "array=1,2,3,4", -EINVAL, "array", "" },
	{ "array=1,,3", -EINVAL, "array", "" },
	{ "array=", -EINVAL, "array", "" },
	{ "words=a,b", 0, "words", "a,b" },
};

static void values_describe(const struct value_case *value, char *desc)
{
	strscpy(desc, value->text, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(values, values, values_describe);

static void value_is_read(struct kunit *test)
{
	const struct value_case *value = test->param_value;

	KUNIT_EXPECT_EQ(test, parse(value->text), value->err);
	KUNIT_EXPECT_STREQ(test, get(value->name), value->value);
}

static void minmax_bounds(struct kunit *test)
{
	const struct kernel_param *kp = find("uint");

	KUNIT_EXPECT_EQ(test, param_set_uint_minmax("2", kp, 2, 5), 0);
	KUNIT_EXPECT_EQ(test, param_set_uint_minmax("5", kp, 2, 5), 0);
	KUNIT_EXPECT_EQ(test, param_set_uint_minmax("1", kp, 2, 5), -EINVAL);
	KUNIT_EXPECT_EQ(test, param_set_uint_minmax("6", kp, 2, 5), -EINVAL);
	KUNIT_EXPECT_EQ(test, v.uint_, 5u);
}

static void long_text_is_refused(struct kunit *test)
{
	const struct kernel_param *kp = find("charp");
	char *text = kunit_kzalloc(test, 1026, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, 'x', 1024);
	KUNIT_EXPECT_EQ(test, param_set_charp(text, kp), 0);
	text[1024] = 'x';
	KUNIT_EXPECT_EQ(test, param_set_charp(text, kp), -ENOSPC);
	KUNIT_EXPECT_EQ(test, strlen(v.charp), (size_t)1024);
}

/* What a parameter did not allocate, it does not free. */
static void initial_text_stays(struct kunit *test)
{
	static char initial[] = "initial";

	v.charp = initial;
	param_free_charp(&v.charp);
	KUNIT_EXPECT_EQ(test, parse("charp=other"), 0);
	KUNIT_EXPECT_STREQ(test, initial, "initial");
}

static void obsolete_types(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, parse("old_array=1,2"), 0);
	KUNIT_EXPECT_EQ(test, v.old_array[1], 2);
	KUNIT_EXPECT_EQ(test, parse("old_array=1"), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("old_array=1,2,3,4,5"), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("old_text=abcde"), 0);
	KUNIT_EXPECT_STREQ(test, v.old_text, "abcde");
	KUNIT_EXPECT_EQ(test, parse("old_text=abcdef"), -ENOSPC);
	KUNIT_EXPECT_EQ(test, parse("old_long=-7"), 0);
	KUNIT_EXPECT_EQ(test, v.old_long, -7L);
	KUNIT_EXPECT_EQ(test, parse("old_wrong=1"), -EINVAL);
}

static struct kunit_case params_cases[] = { KUNIT_CASE(next_arg_cuts),
					    KUNIT_CASE(names_take_dashes),
					    KUNIT_CASE(parse_args_ends),
					    KUNIT_CASE_PARAM(value_is_read, values_gen_params),
					    KUNIT_CASE(minmax_bounds),
					    KUNIT_CASE(long_text_is_refused),
					    KUNIT_CASE(initial_text_stays),
					    KUNIT_CASE(obsolete_types),
					    {} };

static struct kunit_suite params_suite = {
	.name = "params",
	.init = params_test_init,
	.exit = params_test_exit,
	.test_cases = params_cases,
};
kunit_test_suite(params_suite);
