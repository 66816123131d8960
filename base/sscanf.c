// SPDX-License-Identifier: MIT
/*
 * Values from text, by a format.
 *
 *	%d %i %u %x %X %o	after hh, h, l, ll, L, z or t; i takes the base from the text
 *	%s			up to white space
 *	%Nc			N characters, one where no N is given; white space counts
 *	%N[set] %N[^set]	characters of the set, or not of it; N must be given, and the set
 *				knows neither ranges nor a ] of its own, as in the kernel
 *	%n			how many characters were read; counts for nothing
 *	%%
 *
 * with a greatest width, and a * where the value is read but not stored.  Reading ends where the
 * text does not fit the format.
 */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "base/number.h"

enum scan_size { SCAN_CHAR, SCAN_SHORT, SCAN_INT, SCAN_LONG, SCAN_LONG_LONG };

/**
 * struct scan - where reading stands.
 * @start: the text; @text: what of it is not yet read.
 * @fmt: what of the format is not yet used.
 * @args: where values go.
 * @stored: how many values were stored.
 */
struct scan {
	const char *start, *text, *fmt;
	va_list args;
	int stored;
};

/** struct scan_spec - one conversion; @width: the most characters, -1 where none was given. */
struct scan_spec {
	bool skip;
	int width;
	enum scan_size size;
};

static void read_width(struct scan *s, struct scan_spec *spec)
{
	spec->width = -1;
	if (!isdigit(*s->fmt))
		return;
	spec->width = 0;
	while (isdigit(*s->fmt))
		spec->width = min(spec->width * 10 + *s->fmt++ - '0', SHRT_MAX);
}

static void read_size(struct scan *s, struct scan_spec *spec)
{
	char c = *s->fmt;

	spec->size = SCAN_INT;
	if (c != 'h' && c != 'l' && c != 'L' && c != 'z' && c != 't')
		return;
	s->fmt++;
	switch (c) {
	case 'h':
		spec->size = SCAN_SHORT;
		if (*s->fmt == 'h') {
			spec->size = SCAN_CHAR;
			s->fmt++;
		}
		break;
	case 'l':
		spec->size = SCAN_LONG;
		if (*s->fmt == 'l') {
			spec->size = SCAN_LONG_LONG;
			s->fmt++;
		}
		break;
	case 'L':
		spec->size = SCAN_LONG_LONG;
		break;
	default:
		spec->size = SCAN_LONG; /* size_t and ptrdiff_t are as wide */
	}
}

static void store_number(struct scan *s, enum scan_size size, u64 value)
{
	switch (size) {
	case SCAN_CHAR:
		*va_arg(s->args, unsigned char *) = (unsigned char)value;
		break;
	case SCAN_SHORT:
		*va_arg(s->args, unsigned short *) = (unsigned short)value;
		break;
	case SCAN_INT:
		*va_arg(s->args, unsigned int *) = (unsigned int)value;
		break;
	case SCAN_LONG:
		*va_arg(s->args, unsigned long *) = (unsigned long)value;
		break;
	case SCAN_LONG_LONG:
		*va_arg(s->args, unsigned long long *) = value;
		break;
	}
}

/* As in the kernel, a 0x counts to the width, and stands for 0 where no digit of it is read. */
static bool scan_number(struct scan *s, const struct scan_spec *spec, unsigned int base,
			bool is_signed)
{
	const char *text = skip_spaces(s->text);
	size_t left = spec->width < 0 ? SIZE_MAX : spec->width;
	bool negative, overflow;
	size_t prefix;
	u64 value = 0;
	int first;

	negative = is_signed && *text == '-' && left > 1;
	if (negative) {
		text++;
		left--;
	}
	first = hex_to_bin(*text);
	if (first < 0 || first >= (base ?: 10))
		return false;
	prefix = number_prefix(text, &base) - text;
	if (prefix < left)
		left = prefix +
		       number_digits(text + prefix, left - prefix, base, &value, &overflow);
	s->text = text + left;
	if (!spec->skip) {
		store_number(s, spec->size, negative ? -value : value);
		s->stored++;
	}
	return true;
}

static bool scan_string(struct scan *s, const struct scan_spec *spec)
{
	int left = spec->width < 0 ? SHRT_MAX : spec->width;
	char *to = spec->skip ? NULL : va_arg(s->args, char *);

	s->text = skip_spaces(s->text);
	if (!*s->text)
		return false;
	for (; *s->text && !isspace(*s->text) && left; left--, s->text++)
		if (to)
			*to++ = *s->text;
	if (to) {
		*to = 0;
		s->stored++;
	}
	return true;
}

/* No 0 is put behind the characters. */
static bool scan_chars(struct scan *s, const struct scan_spec *spec)
{
	int left = spec->width < 0 ? 1 : spec->width;
	char *to = spec->skip ? NULL : va_arg(s->args, char *);

	if (!*s->text)
		return false;
	for (; left && *s->text; left--, s->text++)
		if (to)
			*to++ = *s->text;
	if (to)
		s->stored++;
	return true;
}

static bool scan_set(struct scan *s, const struct scan_spec *spec)
{
	DECLARE_BITMAP(set, 256) = { 0 };
	bool inverted = *s->fmt == '^';
	int left = spec->width;
	char *to;
	int n;

	if (inverted)
		s->fmt++;
	for (; *s->fmt && *s->fmt != ']'; s->fmt++)
		__set_bit((u8)*s->fmt, set);
	if (!*s->fmt || left < 0 || spec->skip)
		return false;
	s->fmt++;
	if (inverted)
		bitmap_complement(set, set, 256);
	__clear_bit(0, set);

	for (n = 0; n < left && test_bit((u8)s->text[n], set); n++)
		;
	if (!n)
		return false;
	to = va_arg(s->args, char *);
	memcpy(to, s->text, n);
	to[n] = 0;
	s->text += n;
	s->stored++;
	return true;
}

/* scan_conversion - what stands behind a %; false where reading ends. */
static bool scan_conversion(struct scan *s)
{
	struct scan_spec spec = { .skip = *s->fmt == '*' };

	if (spec.skip)
		s->fmt++;
	read_width(s, &spec);
	if (spec.width == 0)
		return false;
	read_size(s, &spec);
	switch (*s->fmt++) {
	case 'd':
		return scan_number(s, &spec, 10, true);
	case 'i':
		return scan_number(s, &spec, 0, true);
	case 'u':
		return scan_number(s, &spec, 10, false);
	case 'x':
	case 'X':
		return scan_number(s, &spec, 16, false);
	case 'o':
		return scan_number(s, &spec, 8, false);
	case 's':
		return scan_string(s, &spec);
	case 'c':
		return scan_chars(s, &spec);
	case '[':
		return scan_set(s, &spec);
	case 'n':
		*va_arg(s->args, int *) = (int)(s->text - s->start);
		return true;
	case '%':
		return *s->text++ == '%';
	default:
		return false;
	}
}

/**
 * vsscanf - read values from text.
 * @buf: the text; @fmt: the format; @args: where the values go.
 *
 * Return: how many values were stored, %n aside.
 */
int vsscanf(const char *buf, const char *fmt, va_list args)
{
	struct scan s = { .start = buf, .text = buf, .fmt = fmt };

	va_copy(s.args, args);
	while (*s.fmt) {
		if (isspace(*s.fmt)) {
			s.fmt = skip_spaces(s.fmt);
			s.text = skip_spaces(s.text);
		} else if (*s.fmt == '%') {
			s.fmt++;
			if (!scan_conversion(&s))
				break;
		} else if (*s.fmt++ != *s.text++) {
			break;
		}
	}
	va_end(s.args);
	return s.stored;
}
EXPORT_SYMBOL(vsscanf);

int sscanf(const char *buf, const char *fmt, ...)
{
	va_list args;
	int stored;

	va_start(args, fmt);
	stored = vsscanf(buf, fmt, args);
	va_end(args);
	return stored;
}
EXPORT_SYMBOL(sscanf);
