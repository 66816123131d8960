/* SPDX-License-Identifier: MIT */
/*
 * Bitmaps: arrays of unsigned long, bit 0 in the lowest place of word 0.
 *
 * Sizes and positions are in bits.  Bits of the last word past the end have no meaning: functions
 * that read ignore them, and functions that write may change them.
 */
#ifndef LINUX_BITMAP_H
#define LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

#define BITMAP_FIRST_WORD_MASK(start) (~0UL << ((start) & (BITS_PER_LONG - 1)))
#define BITMAP_LAST_WORD_MASK(nbits)  (~0UL >> (-(nbits) & (BITS_PER_LONG - 1)))
#define small_const_nbits(nbits)      __small_const_bits(nbits)
#define bitmap_size(nbits)	      (ALIGN(nbits, BITS_PER_LONG) / BITS_PER_BYTE)

/* From the slab: zeroed or not, freed by bitmap_free(). */
unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags);
unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags);
unsigned long *bitmap_alloc_node(unsigned int nbits, gfp_t flags, int node);
unsigned long *bitmap_zalloc_node(unsigned int nbits, gfp_t flags, int node);
void bitmap_free(const unsigned long *bitmap);

bool __bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		  unsigned int nbits);
void __bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		 unsigned int nbits);
void __bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		  unsigned int nbits);
bool __bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		     unsigned int nbits);
void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits);
bool __bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits);
bool __bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits);
unsigned int __bitmap_weight(const unsigned long *map, unsigned int nbits);
unsigned int __bitmap_weight_and(const unsigned long *a, const unsigned long *b,
				 unsigned int nbits);
void __bitmap_set(unsigned long *map, unsigned int start, int len);
void __bitmap_clear(unsigned long *map, unsigned int start, int len);
void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			  unsigned int nbits);
void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
			 unsigned int nbits);
void __bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		      const unsigned long *mask, unsigned int nbits);

/**
 * bitmap_find_next_zero_area_off - find a run of clear bits.
 * @map: where to look.
 * @size: bits in @map.
 * @start: first bit to consider.
 * @nr: bits needed.
 * @align_mask: one less than the power of two that the run is aligned to.
 * @align_offset: what is aligned is the run's first bit plus this.
 *
 * Return: first bit of the run, or a number of @size or more where there is none.
 */
unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset);

static inline unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size,
						       unsigned long start, unsigned int nr,
						       unsigned long align_mask)
{
	return bitmap_find_next_zero_area_off(map, size, start, nr, align_mask, 0);
}

/* Runs of 2^order bits, aligned to their size. */
int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order);
void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order);
int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order);

/**
 * bitmap_parselist - read a list such as "0-3,8,16-30:2/4" into a bitmap.
 * @buf: text; ends at a 0 or a newline.
 * @maskp: where to; wholly overwritten.
 * @nmaskbits: bits of @maskp; "N" in the text stands for the last of them, "all" for every bit.
 *
 * Return: 0; -EINVAL for a text that makes no sense, -ERANGE for a bit past the end.
 */
int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits);
/**
 * bitmap_parse - read hexadecimal words of 32 bits, the highest first, set apart by commas.
 * @buf: text; @buflen: its length at most, in bytes.
 * @dst: where to; @nbits: its bits.
 *
 * Return: 0; -EINVAL for a text that makes no sense, -EOVERFLOW for a bit past the end.
 */
int bitmap_parse(const char *buf, unsigned int buflen, unsigned long *dst, int nbits);
/** bitmap_from_arr32 - @bitmap of @nbits from words of 32, the lowest first; the rest is 0. */
void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits);
/** bitmap_to_arr32 - the other way; bits of the last word past the end are 0. */
void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits);

#define bitmap_for_each_word(i, nbits) for ((i) = 0; (i) < BITS_TO_LONGS(nbits); (i)++)

static inline void bitmap_zero(unsigned long *dst, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = 0;
	else
		memset(dst, 0, bitmap_size(nbits));
}

static inline void bitmap_fill(unsigned long *dst, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = ~0UL;
	else
		memset(dst, 0xff, bitmap_size(nbits));
}

static inline void bitmap_copy(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *src;
	else
		memcpy(dst, src, bitmap_size(nbits));
}

/** bitmap_copy_clear_tail - copy, with the bits past the end set to 0. */
static inline void bitmap_copy_clear_tail(unsigned long *dst, const unsigned long *src,
					  unsigned int nbits)
{
	bitmap_copy(dst, src, nbits);
	if (nbits % BITS_PER_LONG)
		dst[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}

/** bitmap_and - @dst = @a & @b; true where a bit of it is set. */
static inline bool bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			      unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return (*dst = *a & *b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_and(dst, a, b, nbits);
}

static inline void bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			     unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *a | *b;
	else
		__bitmap_or(dst, a, b, nbits);
}

static inline void bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
			      unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = *a ^ *b;
	else
		__bitmap_xor(dst, a, b, nbits);
}

/** bitmap_andnot - @dst = @a & ~@b; true where a bit of it is set. */
static inline bool bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
				 unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return (*dst = *a & ~*b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_andnot(dst, a, b, nbits);
}

static inline void bitmap_complement(unsigned long *dst, const unsigned long *src,
				     unsigned int nbits)
{
	if (small_const_nbits(nbits))
		*dst = ~*src;
	else
		__bitmap_complement(dst, src, nbits);
}

static inline bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !((*a ^ *b) & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_equal(a, b, nbits);
}

static inline bool bitmap_intersects(const unsigned long *a, const unsigned long *b,
				     unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return (*a & *b & BITMAP_LAST_WORD_MASK(nbits)) != 0;
	return __bitmap_intersects(a, b, nbits);
}

/** bitmap_subset - is every bit of @a also in @b? */
static inline bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return !(*a & ~*b & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_subset(a, b, nbits);
}

static inline bool bitmap_empty(const unsigned long *src, unsigned int nbits)
{
	return find_first_bit(src, nbits) == nbits;
}

static inline bool bitmap_full(const unsigned long *src, unsigned int nbits)
{
	return find_first_zero_bit(src, nbits) == nbits;
}

/** bitmap_weight - how many bits are set. */
static __always_inline unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	if (small_const_nbits(nbits))
		return hweight_long(READ_ONCE(*src) & BITMAP_LAST_WORD_MASK(nbits));
	return __bitmap_weight(src, nbits);
}

static __always_inline unsigned int bitmap_weight_and(const unsigned long *a,
						      const unsigned long *b, unsigned int nbits)
{
	return __bitmap_weight_and(a, b, nbits);
}

/** bitmap_set - set @nbits bits from @start on. */
static __always_inline void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	if (__builtin_constant_p(nbits) && nbits == 1)
		__set_bit(start, map);
	else
		__bitmap_set(map, start, nbits);
}

static __always_inline void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	if (__builtin_constant_p(nbits) && nbits == 1)
		__clear_bit(start, map);
	else
		__bitmap_clear(map, start, nbits);
}

/** bitmap_shift_right - @dst = @src moved down by @shift: bit i becomes bit i - @shift. */
static inline void bitmap_shift_right(unsigned long *dst, const unsigned long *src,
				      unsigned int shift, unsigned int nbits)
{
	__bitmap_shift_right(dst, src, shift, nbits);
}

static inline void bitmap_shift_left(unsigned long *dst, const unsigned long *src,
				     unsigned int shift, unsigned int nbits)
{
	__bitmap_shift_left(dst, src, shift, nbits);
}

/** bitmap_replace - @dst takes @new where @mask is set, @old elsewhere. */
static inline void bitmap_replace(unsigned long *dst, const unsigned long *old,
				  const unsigned long *new, const unsigned long *mask,
				  unsigned int nbits)
{
	__bitmap_replace(dst, old, new, mask, nbits);
}

#ifdef CONFIG_64BIT
#define BITMAP_FROM_U64(n) (n)
#else
#define BITMAP_FROM_U64(n) ((unsigned long)((u64)(n)&ULONG_MAX)), ((unsigned long)((u64)(n) >> 32))
#endif

static inline void bitmap_from_u64(unsigned long *dst, u64 value)
{
	dst[0] = (unsigned long)value;
	if (sizeof(value) > sizeof(unsigned long))
		dst[1] = (unsigned long)(value >> 32);
}

#endif
