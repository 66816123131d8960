// SPDX-License-Identifier: MIT
/* Strings and memory: the kernel's own functions, and those it shares with the C library. */
#include <kunit/test.h>

#include <linux/cache.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

static void copying_strings(struct kunit *test)
{
	char to[8];

	KUNIT_EXPECT_EQ(test, strscpy(to, "1234567", sizeof(to)), (ssize_t)7);
	KUNIT_EXPECT_STREQ(test, to, "1234567");
	KUNIT_EXPECT_EQ(test, strscpy(to, "12345678"), (ssize_t)-E2BIG);
	KUNIT_EXPECT_STREQ(test, to, "1234567");
	KUNIT_EXPECT_EQ(test, strscpy(to, "abc"), (ssize_t)3);
	KUNIT_EXPECT_MEMEQ(test, to,
			   "abc\0"
			   "567",
			   8);
	KUNIT_EXPECT_EQ(test, strscpy(to, "xyz", 1), (ssize_t)-E2BIG);
	KUNIT_EXPECT_STREQ(test, to, "");
	KUNIT_EXPECT_EQ(test, strscpy(to, "", 1), (ssize_t)0);
	memset(to, 'x', sizeof(to));
	KUNIT_EXPECT_EQ(test, strscpy(to, "abc", 0), (ssize_t)-E2BIG);
	KUNIT_EXPECT_EQ(test, to[0], 'x');
	KUNIT_EXPECT_EQ(test, strscpy_pad(to, "ab"), (ssize_t)2);
	KUNIT_EXPECT_MEMEQ(test, to, "ab\0\0\0\0\0\0", 8);

	KUNIT_EXPECT_EQ(test, strlcpy(to, "0123456789", sizeof(to)), (size_t)10);
	KUNIT_EXPECT_STREQ(test, to, "0123456");
	strscpy(to, "abc");
	KUNIT_EXPECT_EQ(test, strlcat(to, "defgh", sizeof(to)), (size_t)8);
	KUNIT_EXPECT_STREQ(test, to, "abcdefg");
	memcpy_and_pad(to, sizeof(to), "ab", 2, '-');
	KUNIT_EXPECT_MEMEQ(test, to, "ab------", 8);
	memcpy_and_pad(to, 3, "xyzuv", 5, '-');
	KUNIT_EXPECT_MEMEQ(test, to, "xyz-----", 8);
}

static void searching_strings(struct kunit *test)
{
	const char *s = "hello";

	KUNIT_EXPECT_PTR_EQ(test, strnchr(s, 5, 'l'), (char *)s + 2);
	KUNIT_EXPECT_NULL(test, strnchr(s, 2, 'l'));
	KUNIT_EXPECT_NULL(test, strnchr(s, 100, 'x'));
	KUNIT_EXPECT_PTR_EQ(test, strnchr(s, 100, 0), (char *)s + 5);
	KUNIT_EXPECT_PTR_EQ(test, strnchrnul(s, 100, 'x'), (char *)s + 5);
	KUNIT_EXPECT_PTR_EQ(test, strnchrnul(s, 3, 'o'), (char *)s + 3);
	KUNIT_EXPECT_PTR_EQ(test, strnstr(s, "lo", 5), (char *)s + 3);
	KUNIT_EXPECT_NULL(test, strnstr(s, "lo", 4));
	KUNIT_EXPECT_PTR_EQ(test, strnstr(s, "", 0), (char *)s);
	KUNIT_EXPECT_PTR_EQ(test, skip_spaces(" \t\n x"), skip_spaces(" \t\n x"));
	KUNIT_EXPECT_STREQ(test, skip_spaces(" \t\n x "), "x ");
	KUNIT_EXPECT_EQ(test, str_has_prefix("prefix-x", "prefix"), (size_t)6);
	KUNIT_EXPECT_EQ(test, str_has_prefix("pre", "prefix"), (size_t)0);
	KUNIT_EXPECT_TRUE(test, strstarts("prefix", "pre"));
	KUNIT_EXPECT_STREQ(test, kbasename("/a/b.c"), "b.c");
	KUNIT_EXPECT_STREQ(test, kbasename("b.c"), "b.c");
	KUNIT_EXPECT_STREQ(test, kbasename("a/"), "");
}

static void changing_strings(struct kunit *test)
{
	char text[16];

	strscpy(text, "  a b \n");
	KUNIT_EXPECT_STREQ(test, strim(text), "a b");
	strscpy(text, " \t ");
	KUNIT_EXPECT_STREQ(test, strim(text), "");
	strscpy(text, "");
	KUNIT_EXPECT_STREQ(test, strim(text), "");
	strscpy(text, "a/b/c");
	KUNIT_EXPECT_PTR_EQ(test, strreplace(text, '/', '!'), text);
	KUNIT_EXPECT_STREQ(test, text, "a!b!c");
	string_upper(text, "aB1z");
	KUNIT_EXPECT_STREQ(test, text, "AB1Z");
	string_lower(text, "aB1Z");
	KUNIT_EXPECT_STREQ(test, text, "ab1z");
}

static void matching(struct kunit *test)
{
	static const char *const words[] = { "one", "two", NULL, "four" };

	KUNIT_EXPECT_EQ(test, match_string(words, -1, "two"), 1);
	KUNIT_EXPECT_EQ(test, match_string(words, 1, "two"), -EINVAL);
	KUNIT_EXPECT_EQ(test, match_string(words, 4, "four"), -EINVAL);
	KUNIT_EXPECT_EQ(test, match_string(words, 2, "two\n"), -EINVAL);
	KUNIT_EXPECT_EQ(test, __sysfs_match_string(words, 2, "two\n"), 1);
	KUNIT_EXPECT_TRUE(test, sysfs_streq("a", "a"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("a\n", "a"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("a", "a\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("a", "a\n\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("a", "ab"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("a\n", "ab"));
}

/* memchr_inv against a loop, for every place, length and alignment. */
static void unlike_bytes(struct kunit *test)
{
	static u8 area[96] __aligned(16);

	for (unsigned int from = 0; from < 10; from++) {
		for (unsigned int len = 0; len < 64; len++) {
			memset(area, 0x6b, sizeof(area));
			/* Just outside, it must not be seen. */
			area[from + len] = 1;
			if (from)
				area[from - 1] = 1;
			KUNIT_ASSERT_NULL(test, memchr_inv(area + from, 0x6b, len));
			for (unsigned int odd = 0; odd < len; odd++) {
				area[from + odd] = 0x6a;
				KUNIT_ASSERT_PTR_EQ(test, memchr_inv(area + from, 0x6b, len),
						    (void *)(area + from + odd));
				area[from + odd] = 0x6b;
			}
		}
	}
	memset(area, 0, sizeof(area));
	KUNIT_EXPECT_TRUE(test, mem_is_zero(area, sizeof(area)));
	area[95] = 1;
	KUNIT_EXPECT_FALSE(test, mem_is_zero(area, sizeof(area)));
	KUNIT_EXPECT_PTR_EQ(test, memscan(area, 1, 96), (void *)(area + 95));
	KUNIT_EXPECT_PTR_EQ(test, memscan(area, 1, 95), (void *)(area + 95));
}

static void setting_words(struct kunit *test)
{
	u16 half[5] = { 0 };
	u32 word[5] = { 0 };
	u64 both[3] = { 0 };
	struct {
		u8 a;
		u32 b;
		u8 c[3];
	} s;

	KUNIT_EXPECT_PTR_EQ(test, memset16(half, 0x1234, 4), (void *)half);
	KUNIT_EXPECT_EQ(test, half[3], (u16)0x1234);
	KUNIT_EXPECT_EQ(test, half[4], (u16)0);
	memset32(word, 0xdeadbeef, 4);
	KUNIT_EXPECT_EQ(test, word[3], 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, word[4], 0u);
	memset64(both, 0x123456789abcdef0, 2);
	KUNIT_EXPECT_EQ(test, both[1], 0x123456789abcdef0ull);
	KUNIT_EXPECT_EQ(test, both[2], 0ull);
	memset(&s, 0xff, sizeof(s));
	memset_after(&s, 0, b);
	KUNIT_EXPECT_EQ(test, s.b, ~0u);
	KUNIT_EXPECT_EQ(test, s.c[0] + s.c[2], 0);
	memset_startat(&s, 0, b);
	KUNIT_EXPECT_EQ(test, s.b, 0u);
	KUNIT_EXPECT_EQ(test, s.a, (u8)0xff);
}

/* The library's, or base/string_libc.c's: moves of every distance and length. */
static void moving_memory(struct kunit *test)
{
	static u8 area[128], model[128];

	for (unsigned int from = 0; from < 24; from++) {
		for (unsigned int to = 0; to < 24; to++) {
			for (unsigned int len = 0; len < 40; len += 3) {
				for (unsigned int i = 0; i < sizeof(area); i++)
					area[i] = model[i] = i * 7;
				for (unsigned int i = 0; i < len; i++)
					model[to + i] = (from + i) * 7;
				KUNIT_ASSERT_PTR_EQ(test, memmove(area + to, area + from, len),
						    (void *)(area + to));
				KUNIT_ASSERT_MEMEQ(test, area, model, sizeof(area));
			}
		}
	}
	for (unsigned int to = 0; to < 16; to++) {
		for (unsigned int len = 0; len < 40; len++) {
			memset(area, 1, sizeof(area));
			memset(area + to, 0x1a5, len);
			KUNIT_ASSERT_NULL(test, memchr_inv(area + to, 0xa5, len));
			KUNIT_ASSERT_EQ(test, area[to + len], (u8)1);
			memcpy(model, area, sizeof(area));
			KUNIT_ASSERT_EQ(test, memcmp(model, area, sizeof(area)), 0);
			model[to + len] = 2;
			KUNIT_ASSERT_GT(test, memcmp(model, area, sizeof(area)), 0);
			KUNIT_ASSERT_LT(test, memcmp(area, model, sizeof(area)), 0);
			KUNIT_ASSERT_EQ(test, memcmp(area, model, to + len), 0);
		}
	}
}

static void library_strings(struct kunit *test)
{
	char text[32], *rest = text;

	KUNIT_EXPECT_EQ(test, strlen(""), (size_t)0);
	KUNIT_EXPECT_EQ(test, strnlen("abc", 2), (size_t)2);
	KUNIT_EXPECT_STREQ(test, strcpy(text, "abc"), "abc");
	KUNIT_EXPECT_STREQ(test, strcat(text, "def"), "abcdef");
	KUNIT_EXPECT_STREQ(test, strncat(text, "ghi", 2), "abcdefgh");
	KUNIT_EXPECT_PTR_EQ(test, stpcpy(text, "ab"), text + 2);
	memset(text, 'x', sizeof(text));
	strncpy(text, "ab", 4);
	KUNIT_EXPECT_MEMEQ(test, text, "ab\0\0x", 5);
	KUNIT_EXPECT_LT(test, strcmp("abc", "abd"), 0);
	KUNIT_EXPECT_GT(test, strcmp("\xff", "a"), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abc", "abd", 2), 0);
	KUNIT_EXPECT_EQ(test, strcasecmp("aBc", "AbC"), 0);
	KUNIT_EXPECT_EQ(test, strncasecmp("aBcx", "AbCy", 3), 0);
	KUNIT_EXPECT_NE(test, strncasecmp("aBcx", "AbCy", 4), 0);
	strscpy(text, "a,bb;;c");
	KUNIT_EXPECT_PTR_EQ(test, strchr(text, 'b'), text + 2);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(text, 'b'), text + 3);
	KUNIT_EXPECT_PTR_EQ(test, strchr(text, 0), text + 7);
	KUNIT_EXPECT_NULL(test, strchr(text, 'z'));
	KUNIT_EXPECT_NULL(test, strrchr(text, 'z'));
	KUNIT_EXPECT_PTR_EQ(test, strchrnul(text, 'z'), text + 7);
	KUNIT_EXPECT_PTR_EQ(test, strstr(text, "b;"), text + 3);
	KUNIT_EXPECT_PTR_EQ(test, strstr(text, ""), text);
	KUNIT_EXPECT_NULL(test, strstr(text, "bbb"));
	KUNIT_EXPECT_PTR_EQ(test, strpbrk(text, ";,"), text + 1);
	KUNIT_EXPECT_NULL(test, strpbrk(text, "xyz"));
	KUNIT_EXPECT_EQ(test, strspn(text, "ab,"), (size_t)4);
	KUNIT_EXPECT_EQ(test, strcspn(text, ";"), (size_t)4);
	KUNIT_EXPECT_PTR_EQ(test, memchr(text, 'b', 8), (void *)(text + 2));
	KUNIT_EXPECT_NULL(test, memchr(text, 'b', 2));
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "a");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "bb");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ",;"), "c");
	KUNIT_EXPECT_NULL(test, strsep(&rest, ",;"));
}

static void characters(struct kunit *test)
{
	for (int c = 0; c < 128; c++) {
		bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
		bool digit = c >= '0' && c <= '9';

		KUNIT_EXPECT_EQ(test, isupper(c), upper);
		KUNIT_EXPECT_EQ(test, islower(c), lower);
		KUNIT_EXPECT_EQ(test, isdigit(c), digit);
		KUNIT_EXPECT_EQ(test, isalnum(c), upper || lower || digit);
		KUNIT_EXPECT_EQ(test, isprint(c), c >= ' ' && c < 127);
		KUNIT_EXPECT_EQ(test, isgraph(c), c > ' ' && c < 127);
		KUNIT_EXPECT_EQ(test, ispunct(c), c > ' ' && c < 127 && !isalnum(c));
		KUNIT_EXPECT_EQ(test, iscntrl(c), c < ' ' || c == 127);
		KUNIT_EXPECT_EQ(test, isspace(c), c == ' ' || (c >= 9 && c <= 13));
		KUNIT_EXPECT_EQ(test, isxdigit(c),
				digit || (tolower(c) >= 'a' && tolower(c) <= 'f'));
		KUNIT_EXPECT_EQ(test, (int)toupper(c), lower ? c - 32 : c);
		KUNIT_EXPECT_EQ(test, (int)tolower(c), upper ? c + 32 : c);
	}
	KUNIT_EXPECT_EQ(test, toupper(0xe4), (unsigned char)0xc4);
	KUNIT_EXPECT_TRUE(test, isspace(0xa0));
}

static void dumps(struct kunit *test)
{
	static const u8 data[20] = "\x00\x11 Azaz~\x7f"
				   "0123456789";
	char line[128];
	u8 back[3];

	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(data, 3, 16, 1, line, sizeof(line), false), 8);
	KUNIT_EXPECT_STREQ(test, line, "00 11 20");
	hex_dump_to_buffer(data, 20, 16, 1, line, sizeof(line), true);
	KUNIT_EXPECT_STREQ(test, line,
			   "00 11 20 41 7a 61 7a 7e 7f 30 31 32 33 34 35 36"
			   "  .. Azaz~.0123456");
	hex_dump_to_buffer(data, 5, 16, 1, line, sizeof(line), true);
	KUNIT_EXPECT_STREQ(test, line, "00 11 20 41 7a                                   .. Az");
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	hex_dump_to_buffer(data, 8, 16, 4, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "41201100 7e7a617a");
	hex_dump_to_buffer(data, 8, 16, 8, line, sizeof(line), false);
	KUNIT_EXPECT_STREQ(test, line, "7e7a617a41201100");
#endif
	/* No multiple of the group: bytes. */
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(data, 3, 16, 2, line, 6, false), 8);
	KUNIT_EXPECT_STREQ(test, line, "00 11");
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(data, 0, 16, 1, line, sizeof(line), true), 0);
	KUNIT_EXPECT_STREQ(test, line, "");

	*bin2hex(line, "\x01\xab", 2) = 0;
	KUNIT_EXPECT_STREQ(test, line, "01ab");
	KUNIT_EXPECT_EQ(test, hex2bin(back, "01aBf0", 3), 0);
	KUNIT_EXPECT_MEMEQ(test, back, "\x01\xab\xf0", 3);
	KUNIT_EXPECT_EQ(test, hex2bin(back, "01g0", 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, hex_to_bin('G'), -1);
}

static void sizes_for_people(struct kunit *test)
{
	static const struct {
		u64 size, block;
		enum string_size_units units;
		const char *text;
	} rows[] = {
		{ 0, 1, STRING_UNITS_2, "0 B" },
		{ 1, 0, STRING_UNITS_2, "0 B" },
		{ 1023, 1, STRING_UNITS_2, "1023 B" },
		{ 1024, 1, STRING_UNITS_2, "1.00 KiB" },
		{ 1536, 1, STRING_UNITS_2, "1.50 KiB" },
		{ 12345, 1, STRING_UNITS_10, "12.3 kB" },
		{ 999, 1, STRING_UNITS_10, "999 B" },
		{ 16384, 1, STRING_UNITS_2, "16.0 KiB" },
		{ 500118192, 512, STRING_UNITS_2, "238 GiB" },
		{ 500118192, 512, STRING_UNITS_10, "256 GB" },
		{ 8192, 4096, STRING_UNITS_10, "33.6 MB" },
		{ 8192, 4096, STRING_UNITS_2 | STRING_UNITS_NO_SPACE, "32.0MiB" },
		{ 8192, 4096, STRING_UNITS_2 | STRING_UNITS_NO_BYTES, "32.0 Mi" },
		{ U64_MAX, 1, STRING_UNITS_2, "16.0 EiB" },
		{ U64_MAX, 4096, STRING_UNITS_2, "64.0 ZiB" },
	};
	char text[32];

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		string_get_size(rows[i].size, rows[i].block, rows[i].units, text, sizeof(text));
		KUNIT_EXPECT_STREQ(test, text, rows[i].text);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(copying_strings), KUNIT_CASE(searching_strings), KUNIT_CASE(changing_strings),
	KUNIT_CASE(matching),	     KUNIT_CASE(unlike_bytes),	    KUNIT_CASE(setting_words),
	KUNIT_CASE(moving_memory),   KUNIT_CASE(library_strings),   KUNIT_CASE(characters),
	KUNIT_CASE(dumps),	     KUNIT_CASE(sizes_for_people),  {},
};

static struct kunit_suite suite = {
	.name = "base_string",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
