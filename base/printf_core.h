/* SPDX-License-Identifier: MIT */
/* Inside the formatter: what its files share.  base/printf.c tells how they fit together. */
#ifndef BASE_PRINTF_CORE_H
#define BASE_PRINTF_CORE_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/**
 * struct printf_out - where the text goes.
 * @buf: the buffer; @size: its bytes.
 * @len: bytes of text so far; those past @size are only counted.
 */
struct printf_out {
	char *buf;
	size_t size, len;
};

enum printf_flag {
	PRINTF_LEFT = 1,    /* '-': fill on the right */
	PRINTF_PLUS = 2,    /* '+': a sign always */
	PRINTF_SPACE = 4,   /* ' ': a space where there is no sign */
	PRINTF_PREFIX = 8,  /* '#': 0x, or 0 of octal */
	PRINTF_ZERO = 16,   /* '0': fill with zeros */
	PRINTF_SIGNED = 32, /* the number may be below 0 */
	PRINTF_LOWER = 64,  /* small hexadecimal digits */
};

/* How wide an integer argument is. */
enum printf_size {
	PRINTF_CHAR,
	PRINTF_SHORT,
	PRINTF_INT,
	PRINTF_LONG,
	PRINTF_LONG_LONG,
	PRINTF_SIZE_T,
	PRINTF_PTRDIFF
};

/**
 * struct printf_spec - one conversion.
 * @flags: of enum printf_flag.
 * @base: 8, 10 or 16.
 * @size: of enum printf_size.
 * @width: the least width; -1: none was given.
 * @precision: the number's least digits or the string's most bytes; -1: none was given.
 */
struct printf_spec {
	u8 flags;
	u8 base;
	u8 size;
	int width;
	int precision;
};

static inline void printf_putc(struct printf_out *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static inline void printf_fill(struct printf_out *out, char c, int count)
{
	while (count-- > 0)
		printf_putc(out, c);
}

/* printf_number.c */
void printf_number(struct printf_out *out, u64 value, struct printf_spec spec);
/** printf_hex - @value in @digits hexadecimal digits, without a prefix. */
void printf_hex(struct printf_out *out, u64 value, int digits, bool upper);
void printf_decimal(struct printf_out *out, unsigned int value);

/* printf_string.c */
void printf_char(struct printf_out *out, unsigned char c, struct printf_spec spec);
void printf_string(struct printf_out *out, const char *s, struct printf_spec spec);
/** printf_check_pointer - prints what is wrong with @p, where it cannot point to anything. */
bool printf_check_pointer(struct printf_out *out, const void *p, struct printf_spec spec);

/**
 * printf_pointer - %p and all that is spelled with more letters: printf_pointer.c.
 * @fmt: the format after the p.
 */
void printf_pointer(struct printf_out *out, const char *fmt, const void *p,
		    struct printf_spec spec);

/* printf_bytes.c: what the pointer points to, byte by byte. */
void printf_hex_string(struct printf_out *out, const char *fmt, const u8 *p,
		       struct printf_spec spec);
void printf_mac(struct printf_out *out, const char *fmt, const u8 *p, struct printf_spec spec);
void printf_ip(struct printf_out *out, const char *fmt, const u8 *p, struct printf_spec spec);
void printf_uuid(struct printf_out *out, const char *fmt, const u8 *p, struct printf_spec spec);
void printf_bitmap(struct printf_out *out, const char *fmt, const unsigned long *p,
		   struct printf_spec spec);

/* printf_resource.c */
struct resource;
void printf_resource(struct printf_out *out, char kind, const struct resource *res,
		     struct printf_spec spec);

/* printf.c */
void printf_format(struct printf_out *out, const char *fmt, va_list args);

#endif
