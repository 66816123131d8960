/* SPDX-License-Identifier: MIT */
/*
 * Searching bitmaps.
 *
 * Every search gives the number of a bit, or @size (bits) where there is none.  A bitmap known to
 * fit in one word is searched in place.
 */
#ifndef LINUX_FIND_H
#define LINUX_FIND_H

#include <linux/bitops.h>

unsigned long _find_first_bit(const unsigned long *addr, unsigned long size);
unsigned long _find_first_zero_bit(const unsigned long *addr, unsigned long size);
unsigned long _find_next_bit(const unsigned long *addr, unsigned long size, unsigned long from);
unsigned long _find_next_zero_bit(const unsigned long *addr, unsigned long size,
				  unsigned long from);

/** find_first_and_bit - the lowest bit that is set in both @a and @b, or @size. */
unsigned long find_first_and_bit(const unsigned long *a, const unsigned long *b,
				 unsigned long size);
/** find_first_andnot_bit - the lowest bit that is set in @a and clear in @b, or @size. */
unsigned long find_first_andnot_bit(const unsigned long *a, const unsigned long *b,
				    unsigned long size);
/**
 * find_next_and_bit, find_next_andnot_bit, find_next_or_bit - the same for bits from @from on.
 * find_next_or_bit() wants the bit set in @a or in @b.
 */
unsigned long find_next_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
				unsigned long from);
unsigned long find_next_andnot_bit(const unsigned long *a, const unsigned long *b,
				   unsigned long size, unsigned long from);
unsigned long find_next_or_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
			       unsigned long from);

/** find_last_bit - the highest set bit of the @size bits at @addr, or @size. */
unsigned long find_last_bit(const unsigned long *addr, unsigned long size);
/** find_nth_bit - the set bit that has @n set ones below it, or @size. */
unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n);
/** find_nth_and_bit - the same among the bits that are set in both @a and @b. */
unsigned long find_nth_and_bit(const unsigned long *a, const unsigned long *b, unsigned long size,
			       unsigned long n);

#define __small_const_bits(nbits) \
	(__builtin_constant_p(nbits) && (nbits) > 0 && (nbits) <= BITS_PER_LONG)

/** find_first_bit - the lowest set bit of the @size bits at @addr, or @size. */
static __always_inline unsigned long find_first_bit(const unsigned long *addr, unsigned long size)
{
	if (__small_const_bits(size)) {
		unsigned long word = READ_ONCE(*addr) & GENMASK(size - 1, 0);

		return word ? __ffs(word) : size;
	}
	return _find_first_bit(addr, size);
}

/** find_first_zero_bit - the lowest clear bit of the @size bits at @addr, or @size. */
static __always_inline unsigned long find_first_zero_bit(const unsigned long *addr,
							 unsigned long size)
{
	if (__small_const_bits(size)) {
		unsigned long word = ~*addr & GENMASK(size - 1, 0);

		return word ? __ffs(word) : size;
	}
	return _find_first_zero_bit(addr, size);
}

/** find_next_bit - the lowest set bit from @from on, or @size. */
static __always_inline unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
						   unsigned long from)
{
	if (__small_const_bits(size)) {
		unsigned long word;

		if (unlikely(from >= size))
			return size;
		word = READ_ONCE(*addr) & GENMASK(size - 1, 0) & (~0UL << from);
		return word ? __ffs(word) : size;
	}
	return _find_next_bit(addr, size, from);
}

/** find_next_zero_bit - the lowest clear bit from @from on, or @size. */
static __always_inline unsigned long find_next_zero_bit(const unsigned long *addr,
							unsigned long size, unsigned long from)
{
	if (__small_const_bits(size)) {
		unsigned long word;

		if (unlikely(from >= size))
			return size;
		word = ~*addr & GENMASK(size - 1, 0) & (~0UL << from);
		return word ? __ffs(word) : size;
	}
	return _find_next_zero_bit(addr, size, from);
}

/** find_next_bit_wrap - as find_next_bit(), going on at 0 after the end. */
static inline unsigned long find_next_bit_wrap(const unsigned long *addr, unsigned long size,
					       unsigned long from)
{
	unsigned long bit = find_next_bit(addr, size, from);

	if (bit < size || from == 0)
		return bit;
	bit = find_first_bit(addr, from);
	return bit < from ? bit : size;
}

/* Bitmaps of little-endian bytes: where longs are little-endian too, they are the same. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define find_next_bit_le(addr, size, from)	find_next_bit(addr, size, from)
#define find_next_zero_bit_le(addr, size, from) find_next_zero_bit(addr, size, from)
#define find_first_zero_bit_le(addr, size)	find_first_zero_bit(addr, size)
#endif

#define for_each_set_bit(bit, addr, size)                            \
	for ((bit) = find_first_bit((addr), (size)); (bit) < (size); \
	     (bit) = find_next_bit((addr), (size), (bit) + 1))

#define for_each_set_bit_from(bit, addr, size)                             \
	for ((bit) = find_next_bit((addr), (size), (bit)); (bit) < (size); \
	     (bit) = find_next_bit((addr), (size), (bit) + 1))

#define for_each_clear_bit(bit, addr, size)                               \
	for ((bit) = find_first_zero_bit((addr), (size)); (bit) < (size); \
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))

#define for_each_clear_bit_from(bit, addr, size)                                \
	for ((bit) = find_next_zero_bit((addr), (size), (bit)); (bit) < (size); \
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))

/* The set bit behind @bit, in a circle that begins and ends at @start; @size where it closes. */
static inline unsigned long __find_bit_behind(const unsigned long *addr, unsigned long size,
					      unsigned long start, unsigned long bit)
{
	unsigned long next = size;

	if (bit >= start) {
		next = find_next_bit(addr, size, bit);
		bit = 0;
	}
	if (next < size)
		return next;
	next = find_next_bit(addr, start, bit);
	return next < start ? next : size;
}

/* After the last bit of all the circle goes on at 0, and a bit below @start is behind that. */
#define for_each_set_bit_wrap(bit, addr, size, start)                                     \
	for ((bit) = __find_bit_behind((addr), (size), (start), (start)); (bit) < (size); \
	     (bit) = (bit) + 1 == (start) ? (size) :                                      \
					    __find_bit_behind((addr), (size), (start), (bit) + 1))

#define for_each_and_bit(bit, a, b, size)                                  \
	for ((bit) = find_first_and_bit((a), (b), (size)); (bit) < (size); \
	     (bit) = find_next_and_bit((a), (b), (size), (bit) + 1))

#define for_each_andnot_bit(bit, a, b, size)                                  \
	for ((bit) = find_first_andnot_bit((a), (b), (size)); (bit) < (size); \
	     (bit) = find_next_andnot_bit((a), (b), (size), (bit) + 1))

#define for_each_or_bit(bit, a, b, size)                                    \
	for ((bit) = find_next_or_bit((a), (b), (size), 0); (bit) < (size); \
	     (bit) = find_next_or_bit((a), (b), (size), (bit) + 1))

/** for_each_set_bitrange - each run [@b, @e) of set bits. */
#define for_each_set_bitrange(b, e, addr, size)                                      \
	for ((b) = find_first_bit((addr), (size));                                   \
	     (b) < (size) && ((e) = find_next_zero_bit((addr), (size), (b) + 1), 1); \
	     (b) = find_next_bit((addr), (size), (e) + 1))

#define for_each_clear_bitrange(b, e, addr, size)                               \
	for ((b) = find_first_zero_bit((addr), (size));                         \
	     (b) < (size) && ((e) = find_next_bit((addr), (size), (b) + 1), 1); \
	     (b) = find_next_zero_bit((addr), (size), (e) + 1))

#endif
