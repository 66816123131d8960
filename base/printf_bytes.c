// SPDX-License-Identifier: MIT
/*
 * The %p forms that print what the pointer points to, byte by byte.
 *
 *	%*ph %*phC %*phD %*phN	width bytes in hexadecimal, set apart by ' ', ':', '-', nothing
 *	%pM %pMF %pMR %pm %pmR	an Ethernet address; F: with dashes, R: last byte first
 *	%pI4 %pi4		an IPv4 address; h, n, b, l after it name the byte order
 *	%pI6 %pi6 %pI6c		an IPv6 address; i: without colons; c: at its shortest
 *	%pUb %pUB %pUl %pUL	a UUID; l: its first three fields little-endian; large: capitals
 *	%*pb %*pbl		a bitmap of width bits, in hexadecimal or as a list of ranges
 */
#include "base/printf_core.h"
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/find.h>
#include <linux/minmax.h>
#include <asm/byteorder.h>

/* Derived: an IPv6 address has 39 characters, a UUID 36. */
#define BYTES_TEXT_MAX 40

/* The pieces below build short texts first, so that a width can be kept. */
#define SHORT_TEXT(name)                  \
	char name##_text[BYTES_TEXT_MAX]; \
	struct printf_out name = { .buf = name##_text, .size = BYTES_TEXT_MAX - 1 }

static void put_short_text(struct printf_out *out, struct printf_out *text, struct printf_spec spec)
{
	text->buf[min(text->len, text->size)] = 0;
	printf_string(out, text->buf, spec);
}

void printf_hex_string(struct printf_out *out, const char *fmt, const u8 *p,
		       struct printf_spec spec)
{
	/* Derived: the kernel's limit; what is longer wants print_hex_dump(). */
	int count = spec.width < 0 ? 1 : min(spec.width, 64);
	char separator = ' ';

	if (!count)
		return;
	spec.width = -1;
	if (!printf_check_pointer(out, p, spec))
		return;
	if (fmt[1] == 'C')
		separator = ':';
	else if (fmt[1] == 'D')
		separator = '-';
	else if (fmt[1] == 'N')
		separator = 0;
	for (int i = 0; i < count; i++) {
		if (i && separator)
			printf_putc(out, separator);
		printf_hex(out, p[i], 2, false);
	}
}

void printf_mac(struct printf_out *out, const char *fmt, const u8 *p, struct printf_spec spec)
{
	char separator = fmt[1] == 'F' ? '-' : ':';
	bool reversed = fmt[1] == 'R';
	SHORT_TEXT(mac);

	if (!printf_check_pointer(out, p, spec))
		return;
	for (int i = 0; i < 6; i++) {
		if (i && fmt[0] == 'M')
			printf_putc(&mac, separator);
		printf_hex(&mac, p[reversed ? 5 - i : i], 2, false);
	}
	put_short_text(out, &mac, spec);
}

static void put_ip4(struct printf_out *out, const char *fmt, const u8 *p)
{
	bool leading_zeros = fmt[0] == 'i';
	bool reversed = fmt[2] == 'l';

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	reversed |= fmt[2] == 'h';
#endif
	for (int i = 0; i < 4; i++) {
		u8 byte = p[reversed ? 3 - i : i];

		if (i)
			printf_putc(out, '.');
		printf_number(out, byte,
			      (struct printf_spec){ .base = 10,
						    .width = -1,
						    .precision = leading_zeros ? 3 : -1 });
	}
}

static unsigned int ip6_word(const u8 *p, int i)
{
	return p[2 * i] << 8 | p[2 * i + 1];
}

/* longest_zeros - the longest run of zero words, of two or more: where, and how many. */
static int longest_zeros(const u8 *p, int words, int *length)
{
	int best = -1, run = 0;

	*length = 1;
	for (int i = 0; i < words; i++) {
		run = ip6_word(p, i) ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			best = i - run + 1;
		}
	}
	return best;
}

/* Words without leading zeros, the longest run of zeros as "::", an IPv4 tail with dots. */
static void put_ip6_short(struct printf_out *out, const u8 *p)
{
	bool mapped = true;
	int words, skip_at, skip_len;

	for (int i = 0; i < 5; i++)
		mapped &= ip6_word(p, i) == 0;
	mapped &= ip6_word(p, 5) == 0xffff;
	words = mapped ? 6 : 8;
	skip_at = longest_zeros(p, words, &skip_len);
	for (int i = 0; i < words; i++) {
		if (i == skip_at) {
			printf_putc(out, ':');
			if (i + skip_len == words)
				printf_putc(out, ':');
			i += skip_len - 1;
			continue;
		}
		if (i)
			printf_putc(out, ':');
		printf_number(
			out, ip6_word(p, i),
			(struct printf_spec){
				.base = 16, .flags = PRINTF_LOWER, .width = -1, .precision = -1 });
	}
	if (mapped) {
		printf_putc(out, ':');
		put_ip4(out, "I4", p + 12);
	}
}

void printf_ip(struct printf_out *out, const char *fmt, const u8 *p, struct printf_spec spec)
{
	SHORT_TEXT(ip);

	if (!printf_check_pointer(out, p, spec))
		return;
	if (fmt[1] == '4') {
		put_ip4(&ip, fmt, p);
	} else if (fmt[0] == 'I' && fmt[2] == 'c') {
		put_ip6_short(&ip, p);
	} else {
		for (int i = 0; i < 8; i++) {
			if (i && fmt[0] == 'I')
				printf_putc(&ip, ':');
			printf_hex(&ip, ip6_word(p, i), 4, false);
		}
	}
	put_short_text(out, &ip, spec);
}

void printf_uuid(struct printf_out *out, const char *fmt, const u8 *p, struct printf_spec spec)
{
	static const u8 big[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const u8 little[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	const u8 *order = fmt[1] == 'l' || fmt[1] == 'L' ? little : big;
	bool upper = fmt[1] == 'L' || fmt[1] == 'B';
	SHORT_TEXT(uuid);

	if (!printf_check_pointer(out, p, spec))
		return;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			printf_putc(&uuid, '-');
		printf_hex(&uuid, p[order[i]], 2, upper);
	}
	put_short_text(out, &uuid, spec);
}

/* 32 bits a word, the highest first; the first has as many digits as its bits need. */
static void put_bitmap_words(struct printf_out *out, const unsigned long *map, int bits)
{
	int in_word = bits % 32 ?: 32;

	for (int at = ALIGN(bits, 32) - 32; at >= 0; at -= 32) {
		u32 value = (u32)(map[BIT_WORD(at)] >> (at % BITS_PER_LONG));

		if (in_word < 32)
			value &= (1u << in_word) - 1;
		printf_hex(out, value, (in_word + 3) / 4, false);
		if (at)
			printf_putc(out, ',');
		in_word = 32;
	}
}

static void put_bitmap_list(struct printf_out *out, const unsigned long *map, int bits)
{
	unsigned long begin, end;
	bool first = true;

	for_each_set_bitrange(begin, end, map, bits) {
		if (!first)
			printf_putc(out, ',');
		first = false;
		printf_decimal(out, begin);
		if (end - begin == 1)
			continue;
		printf_putc(out, '-');
		printf_decimal(out, end - 1);
	}
}

void printf_bitmap(struct printf_out *out, const char *fmt, const unsigned long *p,
		   struct printf_spec spec)
{
	int bits = max(spec.width, 0);

	spec.width = -1;
	if (!printf_check_pointer(out, p, spec))
		return;
	if (fmt[1] == 'l')
		put_bitmap_list(out, p, bits);
	else
		put_bitmap_words(out, p, bits);
}
