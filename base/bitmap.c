// SPDX-License-Identifier: MIT
/* Bitmaps of more than one word: see linux/bitmap.h. */
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/minmax.h>

/* The part of word @i that belongs to a bitmap of @nbits. */
static unsigned long word_mask(unsigned int i, unsigned int nbits)
{
	return (i + 1) * BITS_PER_LONG > nbits ? BITMAP_LAST_WORD_MASK(nbits) : ~0UL;
}

bool __bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int i;

	bitmap_for_each_word(i, nbits) if ((a[i] ^ b[i]) & word_mask(i, nbits)) return false;
	return true;
}
EXPORT_SYMBOL(__bitmap_equal);

bool __bitmap_and(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		  unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	bitmap_for_each_word(i, nbits) any |= (dst[i] = a[i] & b[i] & word_mask(i, nbits));
	return any;
}
EXPORT_SYMBOL(__bitmap_and);

void __bitmap_or(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		 unsigned int nbits)
{
	unsigned int i;

	bitmap_for_each_word(i, nbits) dst[i] = a[i] | b[i];
}
EXPORT_SYMBOL(__bitmap_or);

void __bitmap_xor(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		  unsigned int nbits)
{
	unsigned int i;

	bitmap_for_each_word(i, nbits) dst[i] = a[i] ^ b[i];
}
EXPORT_SYMBOL(__bitmap_xor);

bool __bitmap_andnot(unsigned long *dst, const unsigned long *a, const unsigned long *b,
		     unsigned int nbits)
{
	unsigned long any = 0;
	unsigned int i;

	bitmap_for_each_word(i, nbits) any |= (dst[i] = a[i] & ~b[i] & word_mask(i, nbits));
	return any;
}
EXPORT_SYMBOL(__bitmap_andnot);

void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	unsigned int i;

	bitmap_for_each_word(i, nbits) dst[i] = ~src[i];
}
EXPORT_SYMBOL(__bitmap_complement);

void __bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		      const unsigned long *mask, unsigned int nbits)
{
	unsigned int i;

	bitmap_for_each_word(i, nbits) dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}
EXPORT_SYMBOL(__bitmap_replace);

bool __bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return find_first_and_bit(a, b, nbits) < nbits;
}
EXPORT_SYMBOL(__bitmap_intersects);

bool __bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	return find_first_andnot_bit(a, b, nbits) >= nbits;
}
EXPORT_SYMBOL(__bitmap_subset);

unsigned int __bitmap_weight(const unsigned long *map, unsigned int nbits)
{
	return __bitmap_weight_and(map, map, nbits);
}
EXPORT_SYMBOL(__bitmap_weight);

unsigned int __bitmap_weight_and(const unsigned long *a, const unsigned long *b, unsigned int nbits)
{
	unsigned int weight = 0, i;

	bitmap_for_each_word(i, nbits) weight += hweight_long(a[i] & b[i] & word_mask(i, nbits));
	return weight;
}
EXPORT_SYMBOL(__bitmap_weight_and);

/* ---- runs of bits ---------------------------------------------------------------------------- */

/* run_mask - the bits of word @i that lie in [start, end). */
static unsigned long run_mask(unsigned int i, unsigned int start, unsigned int end)
{
	unsigned long mask = ~0UL;

	if (i == BIT_WORD(start))
		mask &= BITMAP_FIRST_WORD_MASK(start);
	if (i == BIT_WORD(end - 1))
		mask &= BITMAP_LAST_WORD_MASK(end);
	return mask;
}

void __bitmap_set(unsigned long *map, unsigned int start, int len)
{
	unsigned int end = start + len;

	if (len <= 0)
		return;
	for (unsigned int i = BIT_WORD(start); i <= BIT_WORD(end - 1); i++)
		map[i] |= run_mask(i, start, end);
}
EXPORT_SYMBOL(__bitmap_set);

void __bitmap_clear(unsigned long *map, unsigned int start, int len)
{
	unsigned int end = start + len;

	if (len <= 0)
		return;
	for (unsigned int i = BIT_WORD(start); i <= BIT_WORD(end - 1); i++)
		map[i] &= ~run_mask(i, start, end);
}
EXPORT_SYMBOL(__bitmap_clear);

unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset)
{
	for (;;) {
		unsigned long at = find_next_zero_bit(map, size, start);
		unsigned long end, taken;

		at = __ALIGN_MASK(at + align_offset, align_mask) - align_offset;
		end = at + nr;
		if (end > size)
			return end;
		taken = find_next_bit(map, end, at);
		if (taken >= end)
			return at;
		start = taken + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

/** bitmap_find_free_region - take 2^@order clear bits, aligned; the first, or -ENOMEM. */
int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order)
{
	unsigned int run = 1u << order;

	for (unsigned int at = 0; at + run <= bits; at += run)
		if (!bitmap_allocate_region(bitmap, at, order))
			return at;
	return -ENOMEM;
}
EXPORT_SYMBOL(bitmap_find_free_region);

/** bitmap_release_region - clear the 2^@order bits from @pos on, which were taken together. */
void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	__bitmap_clear(bitmap, pos, 1 << order);
}
EXPORT_SYMBOL(bitmap_release_region);

/** bitmap_allocate_region - take 2^@order bits from @pos on; -EBUSY where one is set. */
int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned int end = pos + (1u << order);

	if (find_next_bit(bitmap, end, pos) < end)
		return -EBUSY;
	__bitmap_set(bitmap, pos, 1 << order);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

/* ---- shifts ---------------------------------------------------------------------------------- */

/* word_at - 64 or 32 bits of @src from bit @at on; bits past the end are 0. */
static unsigned long word_at(const unsigned long *src, unsigned int at, unsigned int nbits)
{
	unsigned int i = BIT_WORD(at), low = at % BITS_PER_LONG;
	unsigned long word = 0;

	if (at < nbits)
		word = (src[i] & word_mask(i, nbits)) >> low;
	if (low && (i + 1) * BITS_PER_LONG < nbits)
		word |= (src[i + 1] & word_mask(i + 1, nbits)) << (BITS_PER_LONG - low);
	return word;
}

void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			  unsigned int nbits)
{
	unsigned int i;

	/* Upwards, since @dst may be @src and every word comes from above. */
	bitmap_for_each_word(i, nbits)
		dst[i] = shift < nbits ? word_at(src, i * BITS_PER_LONG + shift, nbits) : 0;
}
EXPORT_SYMBOL(__bitmap_shift_right);

void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
			 unsigned int nbits)
{
	/* Downwards, since @dst may be @src and every word comes from below. */
	for (unsigned int i = BITS_TO_LONGS(nbits); i-- > 0;) {
		unsigned int first = i * BITS_PER_LONG;

		if (first >= shift)
			dst[i] = word_at(src, first - shift, nbits);
		else if (shift - first < BITS_PER_LONG)
			dst[i] = src[0] << (shift - first);
		else
			dst[i] = 0;
	}
}
EXPORT_SYMBOL(__bitmap_shift_left);

/* ---- arrays of 32 bits ----------------------------------------------------------------------- */

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits)
{
	bitmap_zero(bitmap, nbits);
	for (unsigned int at = 0; at < nbits; at += 32)
		bitmap[BIT_WORD(at)] |= (unsigned long)buf[at / 32] << (at % BITS_PER_LONG);
	if (nbits % BITS_PER_LONG)
		bitmap[BIT_WORD(nbits)] &= BITMAP_LAST_WORD_MASK(nbits);
}
EXPORT_SYMBOL(bitmap_from_arr32);

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	for (unsigned int at = 0; at < nbits; at += 32)
		buf[at / 32] = (u32)word_at(bitmap, at, nbits);
}
EXPORT_SYMBOL(bitmap_to_arr32);
