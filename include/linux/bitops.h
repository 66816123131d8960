/* SPDX-License-Identifier: MIT */
/* Single bits, of words and of bitmaps. */
#ifndef LINUX_BITOPS_H
#define LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>

/* ---- where a bit is: undefined for 0 unless said --------------------------------------------- */

/** __ffs - number of the lowest set bit; @word is not 0. */
static __always_inline unsigned long __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

/** __fls - number of the highest set bit; @word is not 0. */
static __always_inline unsigned long __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}

/** ffz - number of the lowest clear bit; @word is not all ones. */
static __always_inline unsigned long ffz(unsigned long word)
{
	return __ffs(~word);
}

/** ffs - 1 + the number of the lowest set bit, or 0 for 0. */
#define ffs(x) __builtin_ffs(x)

/** fls - 1 + the number of the highest set bit, or 0 for 0. */
static __always_inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static __always_inline unsigned int fls_long(unsigned long x)
{
	return x ? BITS_PER_LONG - __builtin_clzl(x) : 0;
}

static __always_inline unsigned int __ffs64(u64 word)
{
	return __builtin_ctzll(word);
}

/** fns - number of the @n-th set bit of @word, counted from 0, or BITS_PER_LONG. */
static inline unsigned long fns(unsigned long word, unsigned int n)
{
	while (word && n--)
		word &= word - 1;
	return word ? __ffs(word) : BITS_PER_LONG;
}

/* ---- how many bits are set ------------------------------------------------------------------- */

/*
 * Pairs, nibbles and bytes are summed in place; the multiplication adds all bytes into the top
 * one.  Said by hand because the compiler's builtin becomes a library call on plain machines.
 */
static __always_inline unsigned int hweight32(unsigned int w)
{
	w -= (w >> 1) & 0x55555555;
	w = (w & 0x33333333) + ((w >> 2) & 0x33333333);
	w = (w + (w >> 4)) & 0x0f0f0f0f;
	return (w * 0x01010101) >> 24;
}

static __always_inline unsigned int hweight16(unsigned int w)
{
	return hweight32(w & 0xffff);
}

static __always_inline unsigned int hweight8(unsigned int w)
{
	return hweight32(w & 0xff);
}

static __always_inline unsigned long hweight64(u64 w)
{
#ifdef CONFIG_64BIT
	w -= (w >> 1) & 0x5555555555555555;
	w = (w & 0x3333333333333333) + ((w >> 2) & 0x3333333333333333);
	w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (w * 0x0101010101010101) >> 56;
#else
	return hweight32((u32)w) + hweight32((u32)(w >> 32));
#endif
}

static __always_inline unsigned long hweight_long(unsigned long w)
{
	return sizeof(w) == 4 ? hweight32((u32)w) : hweight64(w);
}

#define HWEIGHT8(w)  __builtin_popcount((w)&0xff)
#define HWEIGHT16(w) __builtin_popcount((w)&0xffff)
#define HWEIGHT32(w) __builtin_popcount(w)
#define HWEIGHT64(w) __builtin_popcountll(w)

/** parity8 - 1 where @value has an odd number of set bits. */
static inline bool parity8(u8 value)
{
	return hweight8(value) & 1;
}

/** get_count_order - the power of two that holds @count: ceil(log2), or -1 for 0. */
static inline int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

static inline int get_count_order_long(unsigned long count)
{
	return count ? (int)fls_long(count - 1) : -1;
}

/* ---- turning words --------------------------------------------------------------------------- */

#define BITOPS_MAKE_ROTATE(bits)                                                           \
	static inline u##bits rol##bits(u##bits word, unsigned int shift)                  \
	{                                                                                  \
		return (word << (shift & (bits - 1))) | (word >> ((-shift) & (bits - 1))); \
	}                                                                                  \
	static inline u##bits ror##bits(u##bits word, unsigned int shift)                  \
	{                                                                                  \
		return (word >> (shift & (bits - 1))) | (word << ((-shift) & (bits - 1))); \
	}
BITOPS_MAKE_ROTATE(8)
BITOPS_MAKE_ROTATE(16)
BITOPS_MAKE_ROTATE(32)
BITOPS_MAKE_ROTATE(64)

/** sign_extend32 - @value with bit @index copied into all bits above it. */
static __always_inline s32 sign_extend32(u32 value, int index)
{
	u8 shift = 31 - index;

	return (s32)(value << shift) >> shift;
}

static __always_inline s64 sign_extend64(u64 value, int index)
{
	u8 shift = 63 - index;

	return (s64)(value << shift) >> shift;
}

/* ---- atomic changes of one bit of a bitmap --------------------------------------------------- */

#define __bit_word(addr, nr) ((unsigned long *)(addr) + BIT_WORD(nr))

/** set_bit - set bit @nr of the bitmap at @addr, atomically; orders nothing. */
static __always_inline void set_bit(long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_or(__bit_word(addr, nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline void clear_bit(long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_and(__bit_word(addr, nr), ~BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline void change_bit(long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_xor(__bit_word(addr, nr), BIT_MASK(nr), __ATOMIC_RELAXED);
}

/** test_and_set_bit - set bit @nr; true where it was set before.  A full barrier. */
static __always_inline bool test_and_set_bit(long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_or(__bit_word(addr, nr), BIT_MASK(nr), __ATOMIC_SEQ_CST) &
	       BIT_MASK(nr);
}

static __always_inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_and(__bit_word(addr, nr), ~BIT_MASK(nr), __ATOMIC_SEQ_CST) &
	       BIT_MASK(nr);
}

static __always_inline bool test_and_change_bit(long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_xor(__bit_word(addr, nr), BIT_MASK(nr), __ATOMIC_SEQ_CST) &
	       BIT_MASK(nr);
}

/** test_and_set_bit_lock, clear_bit_unlock - one bit as a lock: acquire and release. */
static __always_inline bool test_and_set_bit_lock(long nr, volatile unsigned long *addr)
{
	return __atomic_fetch_or(__bit_word(addr, nr), BIT_MASK(nr), __ATOMIC_ACQUIRE) &
	       BIT_MASK(nr);
}

static __always_inline void clear_bit_unlock(long nr, volatile unsigned long *addr)
{
	(void)__atomic_fetch_and(__bit_word(addr, nr), ~BIT_MASK(nr), __ATOMIC_RELEASE);
}

/** test_bit - is bit @nr of the bitmap at @addr set? */
static __always_inline bool test_bit(long nr, const volatile unsigned long *addr)
{
	return (__atomic_load_n(__bit_word(addr, nr), __ATOMIC_RELAXED) >> (nr % BITS_PER_LONG)) &
	       1;
}

static __always_inline bool test_bit_acquire(long nr, const volatile unsigned long *addr)
{
	return (__atomic_load_n(__bit_word(addr, nr), __ATOMIC_ACQUIRE) >> (nr % BITS_PER_LONG)) &
	       1;
}

/* ---- the same where no other CPU looks: the caller holds a lock ------------------------------ */

static __always_inline void __set_bit(long nr, volatile unsigned long *addr)
{
	*__bit_word(addr, nr) |= BIT_MASK(nr);
}

static __always_inline void __clear_bit(long nr, volatile unsigned long *addr)
{
	*__bit_word(addr, nr) &= ~BIT_MASK(nr);
}

static __always_inline void __change_bit(long nr, volatile unsigned long *addr)
{
	*__bit_word(addr, nr) ^= BIT_MASK(nr);
}

static __always_inline bool __test_and_set_bit(long nr, volatile unsigned long *addr)
{
	unsigned long old = *__bit_word(addr, nr);

	*__bit_word(addr, nr) = old | BIT_MASK(nr);
	return old & BIT_MASK(nr);
}

static __always_inline bool __test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	unsigned long old = *__bit_word(addr, nr);

	*__bit_word(addr, nr) = old & ~BIT_MASK(nr);
	return old & BIT_MASK(nr);
}

static __always_inline bool __test_and_change_bit(long nr, volatile unsigned long *addr)
{
	unsigned long old = *__bit_word(addr, nr);

	*__bit_word(addr, nr) = old ^ BIT_MASK(nr);
	return old & BIT_MASK(nr);
}

static __always_inline void __clear_bit_unlock(long nr, volatile unsigned long *addr)
{
	clear_bit_unlock(nr, addr);
}

#define arch_test_bit(nr, addr)	      test_bit(nr, addr)
#define __assign_bit(nr, addr, value) ((value) ? __set_bit(nr, addr) : __clear_bit(nr, addr))
/** assign_bit - set or clear bit @nr, atomically. */
#define assign_bit(nr, addr, value) ((value) ? set_bit(nr, addr) : clear_bit(nr, addr))
#define __ptr_set_bit(nr, addr)	    __set_bit(nr, (unsigned long *)(addr))
#define __ptr_clear_bit(nr, addr)   __clear_bit(nr, (unsigned long *)(addr))
#define __ptr_test_bit(nr, addr)    test_bit(nr, (unsigned long *)(addr))

/** set_mask_bits - replace the bits of @mask by those of @bits, atomically; gives the old value. */
#define set_mask_bits(ptr, mask, bits)                                                    \
	({                                                                                \
		const typeof(*(ptr)) __smb_mask = (mask), __smb_bits = (bits);            \
		typeof(*(ptr)) __smb_old = READ_ONCE(*(ptr)), __smb_new;                  \
		do {                                                                      \
			__smb_new = (__smb_old & ~__smb_mask) | __smb_bits;               \
		} while (!__atomic_compare_exchange((ptr), &__smb_old, &__smb_new, 0,     \
						    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)); \
		__smb_old;                                                                \
	})

#include <linux/find.h>

#endif
