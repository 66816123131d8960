// SPDX-License-Identifier: MIT
/* Numbers as text. */
#include "base/printf_core.h"
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/math64.h>
#include <linux/sprintf.h>

const char hex_asc[] = "0123456789abcdef";
EXPORT_SYMBOL(hex_asc);
const char hex_asc_upper[] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc_upper);

/* Derived: 2^64 has 22 octal digits, and octal is the longest form. */
#define DIGITS_MAX 22

/* digits_of - the digits of @value, the lowest first; gives how many, at least one. */
static int digits_of(char *digits, u64 value, unsigned int base, bool lower)
{
	const char *alphabet = lower ? hex_asc : hex_asc_upper;
	int n = 0;

	if (base == 10) {
		/* Dividing 32 bits is one instruction everywhere; dividing 64 is not. */
		while (value > 0xffffffffu)
			digits[n++] = '0' + do_div(value, 10);
		for (u32 rest = (u32)value; rest || !n; rest /= 10)
			digits[n++] = '0' + rest % 10;
		return n;
	}
	do {
		digits[n++] = alphabet[value & (base - 1)];
		value >>= base == 16 ? 4 : 3;
	} while (value);
	return n;
}

static char sign_of(u64 *value, u8 flags)
{
	if (!(flags & PRINTF_SIGNED))
		return 0;
	if ((s64)*value < 0) {
		*value = -*value;
		return '-';
	}
	if (flags & PRINTF_PLUS)
		return '+';
	return flags & PRINTF_SPACE ? ' ' : 0;
}

/**
 * printf_number - one number.
 *
 * Order: spaces up to the width, sign, prefix, zeros up to the width, zeros up to the precision,
 * digits, spaces up to the width.  As in the kernel, and not in the C library, 0 fills with zeros
 * even where there is a precision, and the prefix stands before a hexadecimal zero, too.
 */
void printf_number(struct printf_out *out, u64 value, struct printf_spec spec)
{
	char digits[DIGITS_MAX];
	char sign = sign_of(&value, spec.flags);
	bool prefix = (spec.flags & PRINTF_PREFIX) && spec.base != 10 && (spec.base == 16 || value);
	bool lower = spec.flags & PRINTF_LOWER;
	int n = digits_of(digits, value, spec.base, lower);
	int zeros = spec.precision > n ? spec.precision - n : 0;
	int room = spec.width - n - zeros - !!sign - (prefix ? 1 + (spec.base == 16) : 0);

	if (!(spec.flags & (PRINTF_LEFT | PRINTF_ZERO)))
		printf_fill(out, ' ', room);
	if (sign)
		printf_putc(out, sign);
	if (prefix) {
		printf_putc(out, '0');
		if (spec.base == 16)
			printf_putc(out, lower ? 'x' : 'X');
	}
	if ((spec.flags & (PRINTF_LEFT | PRINTF_ZERO)) == PRINTF_ZERO)
		printf_fill(out, '0', room);
	printf_fill(out, '0', zeros);
	while (n)
		printf_putc(out, digits[--n]);
	if (spec.flags & PRINTF_LEFT)
		printf_fill(out, ' ', room);
}

void printf_hex(struct printf_out *out, u64 value, int digits, bool upper)
{
	while (digits--)
		printf_putc(out, (upper ? hex_asc_upper : hex_asc)[(value >> (4 * digits)) & 15]);
}

void printf_decimal(struct printf_out *out, unsigned int value)
{
	printf_number(out, value, (struct printf_spec){ .base = 10, .width = -1, .precision = -1 });
}

int num_to_str(char *buf, int size, unsigned long long num, unsigned int width)
{
	char digits[DIGITS_MAX];
	int n = digits_of(digits, num, 10, false);
	int len = width > n ? width : n;
	int at = 0;

	if (len > size)
		return 0;
	while (at < len - n)
		buf[at++] = ' ';
	while (n)
		buf[at++] = digits[--n];
	return len;
}
