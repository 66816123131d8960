// SPDX-License-Identifier: MIT
/* Numbers from text: see linux/kstrtox.h. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include "base/number.h"

const char *number_prefix(const char *s, unsigned int *base)
{
	bool has_0x = s[0] == '0' && _tolower(s[1]) == 'x' && isxdigit(s[2]);

	if (*base == 0)
		*base = has_0x ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && s[0] == '0' && _tolower(s[1]) == 'x' ? s + 2 : s;
}

size_t number_digits(const char *s, size_t max, unsigned int base, u64 *value, bool *overflow)
{
	size_t n;

	*value = 0;
	*overflow = false;
	for (n = 0; n < max; n++) {
		int digit = hex_to_bin(s[n]);
		u64 times;

		if (digit < 0 || digit >= base)
			break;
		/* Only a value with its highest digits in use can overflow: most never ask. */
		if (unlikely(*value >> 60)) {
			if (*value > div_u64(U64_MAX - digit, base))
				*overflow = true;
		}
		times = *value * base;
		*value = times + digit;
	}
	return n;
}

/* parse_whole - digits up to the end of the text, or a newline before it. */
static int parse_whole(const char *s, unsigned int base, u64 *value)
{
	bool overflow;
	size_t n;

	s = number_prefix(s, &base);
	n = number_digits(s, SIZE_MAX, base, value, &overflow);
	if (!n)
		return -EINVAL;
	if (overflow)
		return -ERANGE;
	s += n;
	if (*s == '\n')
		s++;
	return *s ? -EINVAL : 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	u64 value;
	int err = parse_whole(*s == '+' ? s + 1 : s, base, &value);

	if (!err)
		*res = value;
	return err;
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	u64 value;
	int err;

	if (negative)
		err = parse_whole(s + 1, base, &value);
	else
		err = kstrtoull(s, base, &value);
	if (err)
		return err;
	if (value > (u64)S64_MAX + negative)
		return -ERANGE;
	*res = negative ? (s64)-value : (s64)value;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

/* A narrower type takes what the widest of its kind gives, if that survives the way back. */
#define KSTRTOX_MAKE(name, type, wide_name, wide_type)        \
	int name(const char *s, unsigned int base, type *res) \
	{                                                     \
		wide_type wide;                               \
		int err = wide_name(s, base, &wide);          \
                                                              \
		if (err)                                      \
			return err;                           \
		if (wide != (wide_type)(type)wide)            \
			return -ERANGE;                       \
		*res = (type)wide;                            \
		return 0;                                     \
	}                                                     \
	EXPORT_SYMBOL(name)
KSTRTOX_MAKE(kstrtoul, unsigned long, kstrtoull, unsigned long long);
KSTRTOX_MAKE(kstrtol, long, kstrtoll, long long);
KSTRTOX_MAKE(kstrtouint, unsigned int, kstrtoull, unsigned long long);
KSTRTOX_MAKE(kstrtoint, int, kstrtoll, long long);
KSTRTOX_MAKE(kstrtou16, u16, kstrtoull, unsigned long long);
KSTRTOX_MAKE(kstrtos16, s16, kstrtoll, long long);
KSTRTOX_MAKE(kstrtou8, u8, kstrtoull, unsigned long long);
KSTRTOX_MAKE(kstrtos8, s8, kstrtoll, long long);

int kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	switch (_tolower(s[0])) {
	case 'e':
	case 'y':
	case 't':
	case '1':
		*res = true;
		return 0;
	case 'd':
	case 'n':
	case 'f':
	case '0':
		*res = false;
		return 0;
	case 'o':
		/* on, off */
		if (_tolower(s[1]) == 'n')
			*res = true;
		else if (_tolower(s[1]) == 'f')
			*res = false;
		else
			return -EINVAL;
		return 0;
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(kstrtobool);

unsigned long long simple_strtoull(const char *cp, char **endp, unsigned int base)
{
	bool overflow;
	u64 value;

	cp = number_prefix(cp, &base);
	cp += number_digits(cp, SIZE_MAX, base, &value, &overflow);
	if (endp)
		*endp = (char *)cp;
	return value;
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return (unsigned long)simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *cp, char **endp, unsigned int base)
{
	if (*cp == '-')
		return (long long)-simple_strtoull(cp + 1, endp, base);
	return (long long)simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	return (long)simple_strtoll(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtol);
