// SPDX-License-Identifier: MIT
/*
 * Text from a format, as the kernel has it.
 *
 *	%d %i %u %x %X %o	numbers, after hh, h, l, ll, L, z, Z, t or nothing
 *	%c %s %%
 *	%p...			pointers, and what they point to: printf_pointer.c
 *
 * with flags - + space # 0, a width, and a precision, each a number or *.  Nothing allocates, locks
 * or fails: whatever the arguments are, the text ends within the buffer, and the length returned is
 * that of the whole text.
 *
 * Unlike the C library's there is no floating point, no wide character, and no %n, which writes to
 * where an argument says.  At a conversion that is not known the text ends, since how large its
 * argument is cannot be known either; the caller is warned once.
 *
 *	vsnprintf			printf.c
 *	  printf_format			printf.c: walk over the format
 *	    printf_number		printf_number.c
 *	    printf_char, printf_string	printf_string.c
 *	    printf_pointer		printf_pointer.c, and from there
 *	      printf_hex_string, ...	printf_bytes.c
 */
#include "base/printf_core.h"
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/* Derived: the widest field and the largest precision that any message could use, as in the kernel;
 * more would let one conversion run for seconds. */
#define WIDTH_MAX     ((1 << 23) - 1)
#define PRECISION_MAX ((1 << 15) - 1)

static int read_digits(const char **fmt)
{
	int n = 0;

	while (isdigit(**fmt))
		n = min(n * 10 + *(*fmt)++ - '0', WIDTH_MAX);
	return n;
}

static const char *read_flags(const char *fmt, struct printf_spec *spec)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-':
			spec->flags |= PRINTF_LEFT;
			break;
		case '+':
			spec->flags |= PRINTF_PLUS;
			break;
		case ' ':
			spec->flags |= PRINTF_SPACE;
			break;
		case '#':
			spec->flags |= PRINTF_PREFIX;
			break;
		case '0':
			spec->flags |= PRINTF_ZERO;
			break;
		default:
			return fmt;
		}
	}
}

static const char *read_size(const char *fmt, struct printf_spec *spec)
{
	spec->size = PRINTF_INT;
	switch (*fmt) {
	case 'h':
		spec->size = fmt[1] == 'h' ? PRINTF_CHAR : PRINTF_SHORT;
		return fmt + 1 + (fmt[1] == 'h');
	case 'l':
		spec->size = fmt[1] == 'l' ? PRINTF_LONG_LONG : PRINTF_LONG;
		return fmt + 1 + (fmt[1] == 'l');
	case 'L':
		spec->size = PRINTF_LONG_LONG;
		return fmt + 1;
	case 'z':
	case 'Z':
		spec->size = PRINTF_SIZE_T;
		return fmt + 1;
	case 't':
		spec->size = PRINTF_PTRDIFF;
		return fmt + 1;
	default:
		return fmt;
	}
}

/* An array's decay does not reach va_list where it is one: hence a struct around it. */
struct arguments {
	va_list list;
};

static const char *read_width_and_precision(const char *fmt, struct arguments *args,
					    struct printf_spec *spec)
{
	if (*fmt == '*') {
		fmt++;
		spec->width = clamp(va_arg(args->list, int), -WIDTH_MAX, WIDTH_MAX);
		if (spec->width < 0) {
			spec->width = -spec->width;
			spec->flags |= PRINTF_LEFT;
		}
	} else if (isdigit(*fmt)) {
		spec->width = read_digits(&fmt);
	}
	if (*fmt == '.') {
		fmt++;
		if (*fmt == '*') {
			fmt++;
			spec->precision = clamp(va_arg(args->list, int), 0, PRECISION_MAX);
		} else {
			spec->precision = min(read_digits(&fmt), PRECISION_MAX);
		}
	}
	return fmt;
}

/* next_number - the next integer argument, its sign carried into all 64 bits. */
static u64 next_number(struct arguments *args, struct printf_spec spec)
{
	bool is_signed = spec.flags & PRINTF_SIGNED;
	long l;
	int i;

	switch (spec.size) {
	case PRINTF_LONG_LONG:
		return va_arg(args->list, long long);
	case PRINTF_LONG:
	case PRINTF_SIZE_T:
	case PRINTF_PTRDIFF:
		l = va_arg(args->list, long);
		return is_signed ? (u64)l : (unsigned long)l;
	default:
		break;
	}
	i = va_arg(args->list, int);
	if (spec.size == PRINTF_CHAR)
		return is_signed ? (u64)(signed char)i : (unsigned char)i;
	if (spec.size == PRINTF_SHORT)
		return is_signed ? (u64)(short)i : (unsigned short)i;
	return is_signed ? (u64)i : (unsigned int)i;
}

/* put_number - a number of the kind that the letter @c says; false where it says none. */
static bool put_number(struct printf_out *out, char c, struct arguments *args,
		       struct printf_spec spec)
{
	switch (c) {
	case 'd':
	case 'i':
		spec.flags |= PRINTF_SIGNED;
		fallthrough;
	case 'u':
		spec.base = 10;
		break;
	case 'x':
		spec.flags |= PRINTF_LOWER;
		fallthrough;
	case 'X':
		spec.base = 16;
		break;
	case 'o':
		spec.base = 8;
		break;
	default:
		return false;
	}
	printf_number(out, next_number(args, spec), spec);
	return true;
}

/* put_conversion - what stands at @fmt, after its %; gives the format after it, NULL at the end. */
static const char *put_conversion(struct printf_out *out, const char *fmt, struct arguments *args)
{
	struct printf_spec spec = { .width = -1, .precision = -1 };

	fmt = read_flags(fmt, &spec);
	fmt = read_width_and_precision(fmt, args, &spec);
	fmt = read_size(fmt, &spec);
	switch (*fmt) {
	case '%':
		printf_putc(out, '%');
		return fmt + 1;
	case 'c':
		printf_char(out, (unsigned char)va_arg(args->list, int), spec);
		return fmt + 1;
	case 's':
		printf_string(out, va_arg(args->list, const char *), spec);
		return fmt + 1;
	case 'p':
		fmt++;
		printf_pointer(out, fmt, va_arg(args->list, const void *), spec);
		/* All letters behind the p belong to it, also those that mean nothing. */
		while (isalnum(*fmt))
			fmt++;
		return fmt;
	default:
		if (put_number(out, *fmt, args, spec))
			return fmt + 1;
		WARN_ONCE(1, "Please remove unsupported %%%c in format string\n", *fmt ?: ' ');
		return NULL;
	}
}

void printf_format(struct printf_out *out, const char *fmt, va_list args)
{
	struct arguments copy;

	va_copy(copy.list, args);
	while (fmt && *fmt) {
		if (*fmt == '%')
			fmt = put_conversion(out, fmt + 1, &copy);
		else
			printf_putc(out, *fmt++);
	}
	va_end(copy.list);
}

bool no_hash_pointers;
EXPORT_SYMBOL(no_hash_pointers);

/**
 * vsnprintf - text from a format.
 * @buf: where to; may be NULL where @size is 0.
 * @size: bytes of @buf; a size that cannot be one (above INT_MAX) is warned of and writes nothing.
 * @fmt: the format; @args: its arguments, as they were before the call also after it.
 *
 * Context: any.
 * Return: bytes of the whole text without the 0, also where it was cut.
 */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct printf_out out = { .buf = buf, .size = size };

	if (WARN_ON_ONCE(size > INT_MAX))
		return 0;
	printf_format(&out, fmt, args);
	if (size)
		buf[min(out.len, size - 1)] = 0;
	return min_t(size_t, out.len, INT_MAX);
}
EXPORT_SYMBOL(vsnprintf);

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	if (!size)
		return 0;
	return min_t(size_t, len, size - 1);
}
EXPORT_SYMBOL(vscnprintf);

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(scnprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsprintf(buf, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sprintf);
