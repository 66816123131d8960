/* SPDX-License-Identifier: MIT */
/* Digits, for whoever reads numbers from text: base/kstrtox.c and base/sscanf.c. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <linux/types.h>

/**
 * number_prefix - find out the base, and skip a 0x.
 * @s: the text.
 * @base: 0: set to what the text says; 16: 0x is skipped; else nothing is done.
 *
 * Return: where the digits begin.
 */
const char *number_prefix(const char *s, unsigned int *base);

/**
 * number_digits - the value of as many digits as there are.
 * @s: the text; @max: read at most so many characters of it.
 * @base: 2 to 16.
 * @value: the value, modulo 2^64; @overflow: it did not fit.
 *
 * Return: how many characters were digits.
 */
size_t number_digits(const char *s, size_t max, unsigned int base, u64 *value, bool *overflow);

#endif
