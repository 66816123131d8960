/* SPDX-License-Identifier: MIT */
/*
 * Bob Jenkins' lookup3: words are taken three at a time into three that are mixed, and what is left
 * is mixed in last.  Bytes are taken as words whose first byte is the lowest.
 */
#ifndef _LINUX_JHASH_H
#define _LINUX_JHASH_H

#include <linux/bitops.h>
#include <linux/string.h>
#include <linux/types.h>

#define JHASH_INITVAL 0xdeadbeefu

/* Reversible: every bit of the three has a say in the others. */
#define __jhash_mix(a, b, c)                      \
	do {                                      \
		(a) = ((a) - (c)) ^ rol32(c, 4);  \
		(c) += (b);                       \
		(b) = ((b) - (a)) ^ rol32(a, 6);  \
		(a) += (c);                       \
		(c) = ((c) - (b)) ^ rol32(b, 8);  \
		(b) += (a);                       \
		(a) = ((a) - (c)) ^ rol32(c, 16); \
		(c) += (b);                       \
		(b) = ((b) - (a)) ^ rol32(a, 19); \
		(a) += (c);                       \
		(c) = ((c) - (b)) ^ rol32(b, 4);  \
		(b) += (a);                       \
	} while (0)

/* Not reversible: the result is @c. */
#define __jhash_final(a, b, c)                    \
	do {                                      \
		(c) = ((c) ^ (b)) - rol32(b, 14); \
		(a) = ((a) ^ (c)) - rol32(c, 11); \
		(b) = ((b) ^ (a)) - rol32(a, 25); \
		(c) = ((c) ^ (b)) - rol32(b, 16); \
		(a) = ((a) ^ (c)) - rol32(c, 4);  \
		(b) = ((b) ^ (a)) - rol32(a, 14); \
		(c) = ((c) ^ (b)) - rol32(b, 24); \
	} while (0)

/** jhash2 - of @n words. */
static inline u32 jhash2(const u32 *k, u32 n, u32 initval)
{
	u32 a = JHASH_INITVAL + (n << 2) + initval, b = a, c = a;

	for (; n > 3; n -= 3, k += 3) {
		a += k[0];
		b += k[1];
		c += k[2];
		__jhash_mix(a, b, c);
	}
	if (!n)
		return c;
	a += k[0];
	b += n > 1 ? k[1] : 0;
	c += n > 2 ? k[2] : 0;
	__jhash_final(a, b, c);
	return c;
}

/** jhash - of @length bytes. */
static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	u32 a = JHASH_INITVAL + length + initval, b = a, c = a;
	const u8 *at = key;
	u8 word[12] = { 0 };

	while (length) {
		u32 part = length < 12 ? length : 12;

		memset(word + part, 0, 12 - part);
		memcpy(word, at, part);
		a += word[0] | (u32)word[1] << 8 | (u32)word[2] << 16 | (u32)word[3] << 24;
		b += word[4] | (u32)word[5] << 8 | (u32)word[6] << 16 | (u32)word[7] << 24;
		c += word[8] | (u32)word[9] << 8 | (u32)word[10] << 16 | (u32)word[11] << 24;
		if (length <= 12) {
			__jhash_final(a, b, c);
			return c;
		}
		__jhash_mix(a, b, c);
		length -= 12;
		at += 12;
	}
	return c;
}

static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	u32 base = JHASH_INITVAL + (3 << 2);

	return __jhash_nwords(a + base, b + base, c + base, initval);
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	u32 base = JHASH_INITVAL + (2 << 2);

	return __jhash_nwords(a + base, b + base, base, initval);
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	u32 base = JHASH_INITVAL + (1 << 2);

	return __jhash_nwords(a + base, base, base, initval);
}

#endif
