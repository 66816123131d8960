// SPDX-License-Identifier: MIT
/* Bytes as hexadecimal text, and back. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include "base/textbuf.h"

int hex_to_bin(unsigned char ch)
{
	if (isdigit(ch))
		return ch - '0';
	ch = _tolower(ch);
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}
EXPORT_SYMBOL(hex_to_bin);

int hex2bin(u8 *dst, const char *src, size_t count)
{
	for (; count--; src += 2) {
		int high = hex_to_bin(src[0]);
		int low = high < 0 ? -1 : hex_to_bin(src[1]);

		if (low < 0)
			return -EINVAL;
		*dst++ = high << 4 | low;
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *p = src;

	while (count--)
		dst = hex_byte_pack(dst, *p++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);

static void put_group(struct textbuf *t, const u8 *p, int groupsize)
{
	switch (groupsize) {
	case 8:
		textbuf_printf(t, "%16.16llx", get_unaligned((const u64 *)p));
		break;
	case 4:
		textbuf_printf(t, "%8.8x", get_unaligned((const u32 *)p));
		break;
	case 2:
		textbuf_printf(t, "%4.4x", get_unaligned((const u16 *)p));
		break;
	default:
		textbuf_printf(t, "%2.2x", *p);
	}
}

/**
 * hex_dump_to_buffer - one line of a dump.
 * @buf: the bytes; @len: how many there are, of which one row is shown.
 * @rowsize: bytes of a row: 16 or 32; anything else is 16.
 * @groupsize: bytes shown as one number: 1, 2, 4 or 8; anything else, and a row that is no multiple
 *	of it, is 1.
 * @linebuf: where to; @linebuflen: its bytes.
 * @ascii: show the characters behind the numbers.
 *
 * Return: the line's length, also where it was cut.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii)
{
	const u8 *p = buf;
	struct textbuf t;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	len = min_t(size_t, len, rowsize);
	if (groupsize > 8 || !is_power_of_2(groupsize) || len % groupsize)
		groupsize = 1;

	textbuf_init(&t, linebuf, linebuflen);
	for (size_t i = 0; i < len; i += groupsize) {
		if (i)
			textbuf_putc(&t, ' ');
		put_group(&t, p + i, groupsize);
	}
	if (!ascii || !len)
		return t.len;

	/* The characters of all rows stand below each other. */
	textbuf_pad(&t, 0, rowsize * 2 + rowsize / groupsize + 1);
	for (size_t i = 0; i < len; i++)
		textbuf_putc(&t, isascii(p[i]) && isprint(p[i]) ? p[i] : '.');
	return t.len;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

/**
 * print_hex_dump - bytes as lines of the log.
 * @level: a KERN_ level.
 * @prefix_str: what each line begins with.
 * @prefix_type: what follows it: a DUMP_PREFIX_.
 * @rowsize: and the others: as for hex_dump_to_buffer(), @len bytes at @buf in all.
 */
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii)
{
	/* Derived: 32 bytes of three places, a gap, and their characters. */
	char line[32 * 3 + 2 + 32 + 1];
	const u8 *p = buf;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (size_t at = 0; at < len; at += rowsize) {
		hex_dump_to_buffer(p + at, len - at, rowsize, groupsize, line, sizeof(line), ascii);
		if (prefix_type == DUMP_PREFIX_ADDRESS)
			printk("%s%s%p: %s\n", level, prefix_str, p + at, line);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			printk("%s%s%.8zx: %s\n", level, prefix_str, at, line);
		else
			printk("%s%s%s\n", level, prefix_str, line);
	}
}
EXPORT_SYMBOL(print_hex_dump);
