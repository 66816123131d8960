// SPDX-License-Identifier: MIT
/* Formats: the expected texts are what the kernel prints. */
#include <kunit/test.h>

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/sprintf.h>
#include "base/base.h"

#define TEXT_MAX 512
#define GUARD	 0x7e

/* Room and guard bytes behind it; a test runs alone. */
static char buffer[TEXT_MAX + 8];

/*
 * expect - the format gives @text, whatever the size of the buffer: cut where it must be, ended by
 * a 0, nothing written behind, and the same length returned.
 */
static void expect(struct kunit *test, int line, const char *text, const char *fmt, ...)
{
	size_t len = strlen(text);
	va_list args;
	int ret;

	va_start(args, fmt);
	for (size_t size = 0; size <= len + 2; size++) {
		/* All sizes of short texts; of long ones those near the ends. */
		if (size > 20 && size + 5 < len)
			continue;
		memset(buffer, GUARD, sizeof(buffer));
		ret = vsnprintf(buffer, size, fmt, args);
		KUNIT_EXPECT_EQ_MSG(test, ret, (int)len, "line %d, \"%s\", size %zu", line, fmt,
				    size);
		if (size) {
			size_t kept = min(size - 1, len);

			KUNIT_EXPECT_EQ(test, strnlen(buffer, size), kept);
			KUNIT_EXPECT_TRUE_MSG(test, !memcmp(buffer, text, kept),
					      "line %d: \"%.*s\", wanted \"%s\"", line, (int)kept,
					      buffer, text);
		}
		KUNIT_EXPECT_NULL_MSG(test, memchr_inv(buffer + size, GUARD, sizeof(buffer) - size),
				      "line %d, size %zu", line, size);
	}
	va_end(args);
}
#define EXPECT(text, ...) expect(test, __LINE__, text, __VA_ARGS__)

static void integers(struct kunit *test)
{
	EXPECT("0", "%d", 0);
	EXPECT("-2147483648", "%d", INT_MIN);
	EXPECT("2147483647", "%i", INT_MAX);
	EXPECT("4294967295", "%u", UINT_MAX);
	EXPECT("-9223372036854775808", "%lld", LLONG_MIN);
	EXPECT("18446744073709551615", "%llu", ULLONG_MAX);
	EXPECT("18446744073709551615", "%Lu", ULLONG_MAX);
	EXPECT("10000000000", "%llu", 10000000000ULL);
	EXPECT("4294967296", "%llu", 4294967296ULL);
	EXPECT("1777777777777777777777", "%llo", ULLONG_MAX);
	EXPECT("deadbeefcafe", "%llx", 0xdeadbeefcafeULL);
	EXPECT("DEADBEEF", "%X", 0xdeadbeef);
	EXPECT("-1", "%hhd", 0x1ff);
	EXPECT("255", "%hhu", -1);
	EXPECT("ff", "%hhx", -1);
	EXPECT("-1", "%hd", 0x1ffff);
	EXPECT("65535", "%hu", -1);
	EXPECT("-5", "%ld", -5L);
	EXPECT("-5 5", "%zd %zu", (ssize_t)-5, (size_t)5);
	EXPECT("-5", "%td", (ptrdiff_t)-5);
	EXPECT("7", "%Zu", (size_t)7);
	EXPECT("100%", "%d%%", 100);
}

static void fields(struct kunit *test)
{
	EXPECT("[   42][42   ][00042]", "[%5d][%-5d][%05d]", 42, 42, 42);
	EXPECT("[  -42][-42  ][-0042]", "[%5d][%-5d][%05d]", -42, -42, -42);
	EXPECT("[+42][ 42][+0042][-42]", "[%+d][% d][%+05d][%+d]", 42, 42, 42, -42);
	EXPECT("[   42][42   ]", "[%*d][%*d]", 5, 42, -5, 42);
	EXPECT("[0x2a][0X2A][052][0x0][0]", "[%#x][%#X][%#o][%#x][%#o]", 42, 42, 42, 0, 0);
	EXPECT("[0x0000002a][  0x2a][0x2a  ]", "[%#010x][%#6x][%-#6x]", 42, 42, 42);
	EXPECT("[00042][  042][042  ]", "[%.5d][%5.3d][%-5.3d]", 42, 42, 42);
	EXPECT("[-0042]", "[%.*d]", 4, -42);
	/* Unlike in the C library: 0 fills beside a precision, and a 0 is always shown. */
	EXPECT("[00000042]", "[%08.3d]", 42);
	EXPECT("[0]", "[%.0d]", 0);
	/* A precision below 0 is one of 0. */
	EXPECT("[42]", "[%.*d]", -3, 42);
	EXPECT("[  a][a  ][a]", "[%3c][%-3c][%c]", 'a', 'a', 'a');
}

static void strings(struct kunit *test)
{
	static const char unended[3] = { 'a', 'b', 'c' };

	EXPECT("", "%s", "");
	EXPECT("[abc][  abc][abc  ]", "[%s][%5s][%-5s]", "abc", "abc", "abc");
	EXPECT("[ab][   ab][ab   ]", "[%.2s][%5.2s][%-5.2s]", "abc", "abc", "abc");
	EXPECT("[abc]", "[%.3s]", unended);
	EXPECT("[ab]", "[%.*s]", 2, unended);
	EXPECT("[]", "[%.0s]", "abc");
	EXPECT("[(null)][  (null)]", "[%s][%8s]", (char *)NULL, (char *)NULL);
	EXPECT("[(efault)]", "[%s]", (char *)100);
	EXPECT("[(efault)]", "[%s]", (char *)ERR_PTR(-ENOMEM));
}

static void addresses(struct kunit *test)
{
	char once[32], again[32], other[32];
	int dummy, another;

	snprintf(once, sizeof(once), "%p", &dummy);
	snprintf(again, sizeof(again), "%p", &dummy);
	snprintf(other, sizeof(other), "%p", &another);
	KUNIT_EXPECT_EQ(test, strlen(once), 2 * sizeof(void *));
	KUNIT_EXPECT_STREQ(test, once, again);
	KUNIT_EXPECT_STRNEQ(test, once, other);
	snprintf(again, sizeof(again), "%pK", &dummy);
	KUNIT_EXPECT_STREQ(test, once, again);
	snprintf(again, sizeof(again), "%px", &dummy);
	KUNIT_EXPECT_STRNEQ(test, once, again);
	if (sizeof(void *) == 8)
		KUNIT_EXPECT_TRUE(test, strstarts(once, "00000000"));

	no_hash_pointers = true;
	snprintf(once, sizeof(once), "%p", &dummy);
	KUNIT_EXPECT_STREQ(test, once, again);
	no_hash_pointers = false;

	if (sizeof(void *) == 4)
		return;
	EXPECT("0000000000000000", "%p", NULL);
	EXPECT("fffffffffffffff4", "%p", ERR_PTR(-ENOMEM));
	EXPECT("00000000deadbeef", "%px", (void *)0xdeadbeef);
	/* The prefix counts to the width that an address has by itself. */
	EXPECT("0x000000deadbeef", "%#px", (void *)0xdeadbeef);
	EXPECT("[    deadbeef][deadbeef    ]", "[%12px][%-12px]", (void *)0xdeadbeef,
	       (void *)0xdeadbeef);
}

static void error_names(struct kunit *test)
{
	EXPECT("-ENOMEM", "%pe", ERR_PTR(-ENOMEM));
	EXPECT("-EPERM", "%pe", ERR_PTR(-1));
	EXPECT("-EPROBE_DEFER", "%pe", ERR_PTR(-EPROBE_DEFER));
	EXPECT("-1234", "%pe", ERR_PTR(-1234));
	EXPECT("[  -ENOMEM]", "[%9pe]", ERR_PTR(-ENOMEM));
}

static void nested(struct kunit *test, const char *expected, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	expect(test, 0, expected, "<%pV> %d", &vaf, 7);
	/* The arguments were not used up. */
	expect(test, 0, expected, "<%pV> %d", &vaf, 7);
	va_end(args);
}

static void formats_in_formats(struct kunit *test)
{
	nested(test, "<a 1 b> 7", "%s %d %c", "a", 1, 'b');
	EXPECT("(null)", "%pV", NULL);
}

static int fake_resolve(char *buf, size_t size, unsigned long address, char kind)
{
	return snprintf(buf, size, "%c:%lx", kind, address);
}

static int fake_flags(char *buf, size_t size, unsigned long flags, char kind)
{
	return snprintf(buf, size, "%c|%lx", kind, flags);
}

static void hooks(struct kunit *test)
{
	printf_resolve_t old_resolve = printf_resolve;
	printf_flags_t old_flags = printf_flags;
	unsigned long page_flags = 0x41;
	gfp_t gfp = 0xcc0;

	printf_resolve = fake_resolve;
	printf_flags = fake_flags;
	EXPECT("S:1234 s:1234 B:1234", "%pS %ps %pB", (void *)0x1234, (void *)0x1234,
	       (void *)0x1234);
	EXPECT("S:1234 s:1234", "%pF %pf", (void *)0x1234, (void *)0x1234);
	EXPECT("[   S:1234]", "[%9pS]", (void *)0x1234);
	EXPECT("g|cc0 p|41", "%pGg %pGp", &gfp, &page_flags);
	printf_resolve = NULL;
	printf_flags = NULL;
	if (sizeof(void *) == 8)
		EXPECT("0x0000000000001234", "%pS", (void *)0x1234);
	EXPECT("0xcc0", "%pGg", &gfp);
	EXPECT("(null)", "%pGg", NULL);
	printf_resolve = old_resolve;
	printf_flags = old_flags;
}

static void bus_addresses(struct kunit *test)
{
	phys_addr_t phys = 0x12345678;
	dma_addr_t dma = 0x9abcdef0;

	if (sizeof(phys_addr_t) == 8) {
		EXPECT("0x0000000012345678", "%pa", &phys);
		EXPECT("0x0000000012345678", "%pap", &phys);
		EXPECT("0x000000009abcdef0", "%pad", &dma);
	} else {
		EXPECT("0x12345678 0x9abcdef0", "%pap %pad", &phys, &dma);
	}
	EXPECT("(null)", "%pa", NULL);
}

static void bytes(struct kunit *test)
{
	static const u8 raw[] = { 0x00, 0x1b, 0xff, 0xa0, 0x05, 0x5a };

	EXPECT("00 1b ff", "%*ph", 3, raw);
	EXPECT("00:1b:ff", "%*phC", 3, raw);
	EXPECT("00-1b-ff", "%*phD", 3, raw);
	EXPECT("001bff", "%3phN", raw);
	EXPECT("00", "%ph", raw);
	EXPECT("", "%0*ph", 0, raw);
	EXPECT("(null)", "%3ph", NULL);
	EXPECT("00:1b:ff:a0:05:5a", "%pM", raw);
	EXPECT("5a:05:a0:ff:1b:00", "%pMR", raw);
	EXPECT("00-1b-ff-a0-05-5a", "%pMF", raw);
	EXPECT("001bffa0055a", "%pm", raw);
	EXPECT("5a05a0ff1b00", "%pmR", raw);
	EXPECT("[  001bffa0055a]", "[%14pm]", raw);
}

static void network_addresses(struct kunit *test)
{
	static const u8 ip4[] = { 127, 0, 0, 1 };
	static const u8 long6[] = { 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x1 };
	static const u8 loop6[16] = { [15] = 1 };
	static const u8 zero6[16];
	static const u8 tail6[16] = { 0xfe, 0x80 };
	static const u8 mapped6[16] = { [10] = 0xff, 0xff, 192, 168, 0, 1 };
	static const u8 none6[16] = { 0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7 };

	EXPECT("127.0.0.1", "%pI4", ip4);
	EXPECT("127.000.000.001", "%pi4", ip4);
	EXPECT("1.0.0.127", "%pI4l", ip4);
	EXPECT("127.0.0.1", "%pI4b", ip4);
	EXPECT("[127.0.0.1  ]", "[%-11pI4]", ip4);
	EXPECT("2001:0db8:0000:0001:0000:0000:0000:0001", "%pI6", long6);
	EXPECT("20010db8000000010000000000000001", "%pi6", long6);
	EXPECT("2001:db8:0:1::1", "%pI6c", long6);
	EXPECT("::1", "%pI6c", loop6);
	EXPECT("::", "%pI6c", zero6);
	EXPECT("fe80::", "%pI6c", tail6);
	EXPECT("::ffff:192.168.0.1", "%pI6c", mapped6);
	EXPECT("1:0:2:3:4:5:6:7", "%pI6c", none6);
}

static void uuids(struct kunit *test)
{
	static const u8 raw[] = { 0xc, 0x33, 0x7b, 0x55, 0xab, 0xcd, 0x12, 0x34,
				  1,   2,    3,	   4,	 5,    6,    7,	   0xff };

	EXPECT("0c337b55-abcd-1234-0102-0304050607ff", "%pUb", raw);
	EXPECT("0c337b55-abcd-1234-0102-0304050607ff", "%pU", raw);
	EXPECT("0C337B55-ABCD-1234-0102-0304050607FF", "%pUB", raw);
	EXPECT("557b330c-cdab-3412-0102-0304050607ff", "%pUl", raw);
	EXPECT("557B330C-CDAB-3412-0102-0304050607FF", "%pUL", raw);
}

static void bitmaps(struct kunit *test)
{
	DECLARE_BITMAP(map, 96);

	bitmap_zero(map, 96);
	EXPECT("0000", "%*pb", 16, map);
	EXPECT("", "%*pbl", 16, map);
	bitmap_set(map, 0, 4);
	bitmap_set(map, 8, 1);
	bitmap_set(map, 33, 2);
	bitmap_set(map, 65, 1);
	EXPECT("00000002,00000006,0000010f", "%*pb", 96, map);
	EXPECT("2,00000006,0000010f", "%*pb", 66, map);
	EXPECT("0,00000006,0000010f", "%*pb", 65, map);
	EXPECT("10f", "%*pb", 10, map);
	EXPECT("0-3,8,33-34,65", "%*pbl", 96, map);
	EXPECT("0-3,8,33", "%*pbl", 34, map);
	EXPECT("", "%pbl", map);
}

static void other_calls(struct kunit *test)
{
	char text[8];

	KUNIT_EXPECT_EQ(test, scnprintf(text, sizeof(text), "%s", "0123456789"), 7);
	KUNIT_EXPECT_STREQ(test, text, "0123456");
	KUNIT_EXPECT_EQ(test, scnprintf(text, 0, "%s", "x"), 0);
	KUNIT_EXPECT_EQ(test, sprintf(text, "%d", 12), 2);
	KUNIT_EXPECT_STREQ(test, text, "12");
	memset(text, 'x', sizeof(text));
	KUNIT_EXPECT_EQ(test, num_to_str(text, sizeof(text), 305, 0), 3);
	KUNIT_EXPECT_MEMEQ(test, text, "305x", 4);
	KUNIT_EXPECT_EQ(test, num_to_str(text, sizeof(text), 305, 5), 5);
	KUNIT_EXPECT_MEMEQ(test, text, "  305x", 6);
	KUNIT_EXPECT_EQ(test, num_to_str(text, 2, 305, 0), 0);
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, "%*s", 1 << 30, ""), (1 << 23) - 1);
}

/* snprintf() without the compiler's check of the format. */
static int unchecked(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

/* The text ends at what is not understood; the warning comes once in a run. */
static void unknown_conversions(struct kunit *test)
{
	unsigned long before = report_count;
	char text[16];

	KUNIT_EXPECT_EQ(test, unchecked(text, sizeof(text), "ab%kcd"), 2);
	KUNIT_EXPECT_STREQ(test, text, "ab");
	KUNIT_EXPECT_EQ(test, unchecked(text, sizeof(text), "ab%"), 2);
	KUNIT_EXPECT_EQ(test, unchecked(text, sizeof(text), "%d%n", 1, NULL), 1);
	KUNIT_EXPECT_EQ(test, unchecked(text, (size_t)INT_MAX + 1, "x"), 0);
	kunit_expect_reports(test, report_count - before);
	KUNIT_EXPECT_LE(test, report_count - before, 2ul);
}

static void texts_that_grow(struct kunit *test)
{
	struct textbuf t;
	char small[8];
	char *all;

	textbuf_init(&t, small, sizeof(small));
	KUNIT_EXPECT_STREQ(test, small, "");
	textbuf_printf(&t, "%d,", 123);
	textbuf_puts(&t, "ab");
	KUNIT_EXPECT_STREQ(test, small, "123,ab");
	KUNIT_EXPECT_FALSE(test, textbuf_is_cut(&t));
	textbuf_pad(&t, 0, 7);
	textbuf_putc(&t, 'x');
	textbuf_printf(&t, "%s", "yz");
	KUNIT_EXPECT_STREQ(test, small, "123,ab ");
	KUNIT_EXPECT_TRUE(test, textbuf_is_cut(&t));
	KUNIT_EXPECT_EQ(test, t.len, (size_t)10);

	all = buffer;
	textbuf_init(&t, all, t.len + 1);
	textbuf_printf(&t, "%d,%s %c%s", 123, "ab", 'x', "yz");
	KUNIT_EXPECT_FALSE(test, textbuf_is_cut(&t));
	KUNIT_EXPECT_STREQ(test, all, "123,ab xyz");
	textbuf_init(&t, NULL, 0);
	textbuf_puts(&t, "counted");
	KUNIT_EXPECT_EQ(test, t.len, (size_t)7);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(integers),	     KUNIT_CASE(fields),
	KUNIT_CASE(strings),	     KUNIT_CASE(addresses),
	KUNIT_CASE(error_names),     KUNIT_CASE(formats_in_formats),
	KUNIT_CASE(hooks),	     KUNIT_CASE(bus_addresses),
	KUNIT_CASE(bytes),	     KUNIT_CASE(network_addresses),
	KUNIT_CASE(uuids),	     KUNIT_CASE(bitmaps),
	KUNIT_CASE(other_calls),     KUNIT_CASE(unknown_conversions),
	KUNIT_CASE(texts_that_grow), {},
};

static struct kunit_suite suite = {
	.name = "base_printf",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
