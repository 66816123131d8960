// SPDX-License-Identifier: MIT
/*
 * Searching bitmaps, a word at a time.
 *
 * Every search is the same loop over another word: the word's bits below the start are masked off,
 * and a hit in the last word counts only below the size.
 */
#include <linux/export.h>
#include <linux/find.h>
#include <linux/minmax.h>

/* FIND_FROM - the body of a search from bit @from on, @word being an expression of i. */
#define FIND_FROM(size, from, word)                                 \
	do {                                                        \
		unsigned long i = BIT_WORD(from);                   \
		unsigned long bits;                                 \
                                                                    \
		if ((from) >= (size))                               \
			return size;                                \
		bits = (word) & (~0UL << ((from) % BITS_PER_LONG)); \
		while (!bits) {                                     \
			if (++i * BITS_PER_LONG >= (size))          \
				return size;                        \
			bits = (word);                              \
		}                                                   \
		return min(i * BITS_PER_LONG + __ffs(bits), size);  \
	} while (0)

unsigned long _find_first_bit(const unsigned long *addr, unsigned long size)
{
	FIND_FROM(size, 0UL, READ_ONCE(addr[i]));
}
EXPORT_SYMBOL(_find_first_bit);

unsigned long _find_first_zero_bit(const unsigned long *addr, unsigned long size)
{
	FIND_FROM(size, 0UL, ~addr[i]);
}
EXPORT_SYMBOL(_find_first_zero_bit);

unsigned long _find_next_bit(const unsigned long *addr, unsigned long size, unsigned long from)
{
	FIND_FROM(size, from, READ_ONCE(addr[i]));
}
EXPORT_SYMBOL(_find_next_bit);

unsigned long _find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long from)
{
	FIND_FROM(size, from, ~addr[i]);
}
EXPORT_SYMBOL(_find_next_zero_bit);

unsigned long find_first_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size)
{
	FIND_FROM(size, 0UL, a[i] & b[i]);
}
EXPORT_SYMBOL(find_first_and_bit);

unsigned long find_first_andnot_bit(const unsigned long *a, const unsigned long *b,
				    unsigned long size)
{
	FIND_FROM(size, 0UL, a[i] & ~b[i]);
}
EXPORT_SYMBOL(find_first_andnot_bit);

unsigned long find_next_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
				unsigned long from)
{
	FIND_FROM(size, from, a[i] & b[i]);
}
EXPORT_SYMBOL(find_next_and_bit);

unsigned long find_next_andnot_bit(const unsigned long *a, const unsigned long *b,
				   unsigned long size, unsigned long from)
{
	FIND_FROM(size, from, a[i] & ~b[i]);
}
EXPORT_SYMBOL(find_next_andnot_bit);

unsigned long find_next_or_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
			       unsigned long from)
{
	FIND_FROM(size, from, a[i] | b[i]);
}
EXPORT_SYMBOL(find_next_or_bit);

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long i = BITS_TO_LONGS(size);
	unsigned long bits;

	if (!size)
		return size;
	bits = addr[--i] & (~0UL >> (-size % BITS_PER_LONG));
	while (!bits && i)
		bits = addr[--i];
	return bits ? i * BITS_PER_LONG + __fls(bits) : size;
}
EXPORT_SYMBOL(find_last_bit);

/* FIND_NTH - the body of a search for the @n-th bit, @word being an expression of i. */
#define FIND_NTH(size, n, word)                                                     \
	do {                                                                        \
		for (unsigned long i = 0; i * BITS_PER_LONG < (size); i++) {        \
			unsigned long bits = (word);                                \
			unsigned long weight = hweight_long(bits);                  \
                                                                                    \
			if ((n) < weight)                                           \
				return min(i * BITS_PER_LONG + fns(bits, n), size); \
			(n) -= weight;                                              \
		}                                                                   \
		return size;                                                        \
	} while (0)

unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n)
{
	FIND_NTH(size, n, addr[i]);
}
EXPORT_SYMBOL(find_nth_bit);

unsigned long find_nth_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
			       unsigned long n)
{
	FIND_NTH(size, n, a[i] & b[i]);
}
EXPORT_SYMBOL(find_nth_and_bit);
