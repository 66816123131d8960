/* SPDX-License-Identifier: MIT */
#ifndef LINUX_STRING_HELPERS_H
#define LINUX_STRING_HELPERS_H

#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/types.h>

/* Multiples of 1000, or of 1024; the flags leave out the space, and the "B". */
enum string_size_units {
	STRING_UNITS_10,
	STRING_UNITS_2,
	STRING_UNITS_MASK = 1,
	STRING_UNITS_NO_SPACE = 1 << 30,
	STRING_UNITS_NO_BYTES = 1u << 31,
};

/**
 * string_get_size - a size for people, with three figures: "1.50 MiB".
 * @size: in units of @blk_size bytes.
 * @buf: where to; @len: its bytes.
 *
 * Return: the length had there been room.
 */
int string_get_size(u64 size, u64 blk_size, const enum string_size_units units, char *buf, int len);

static inline void string_upper(char *dst, const char *src)
{
	do {
		*dst++ = toupper(*src);
	} while (*src++);
}

static inline void string_lower(char *dst, const char *src)
{
	do {
		*dst++ = tolower(*src);
	} while (*src++);
}

#endif
