/* SPDX-License-Identifier: MIT */
/* Reversing the bytes of a word. */
#ifndef LINUX_SWAB_H
#define LINUX_SWAB_H

#include <linux/types.h>

#define ___constant_swab16(x) __builtin_bswap16(x)
#define ___constant_swab32(x) __builtin_bswap32(x)
#define ___constant_swab64(x) __builtin_bswap64(x)
#define __swab16(x)	      ((__u16)__builtin_bswap16((__u16)(x)))
#define __swab32(x)	      ((__u32)__builtin_bswap32((__u32)(x)))
#define __swab64(x)	      ((__u64)__builtin_bswap64((__u64)(x)))
#define swab16		      __swab16
#define swab32		      __swab32
#define swab64		      __swab64

/** swahw32 - exchange the two halves; swahb32 - exchange the bytes in each half. */
static inline u32 swahw32(u32 x)
{
	return (x << 16) | (x >> 16);
}

static inline u32 swahb32(u32 x)
{
	return ((x & 0x00ff00ff) << 8) | ((x & 0xff00ff00) >> 8);
}

static __always_inline unsigned long __swab(unsigned long y)
{
#ifdef CONFIG_64BIT
	return __swab64(y);
#else
	return __swab32(y);
#endif
}
#define swab __swab

/* p: the value at an address; s: reverse it where it stands. */
#define SWAB_MAKE(bits)                                       \
	static inline u##bits swab##bits##p(const u##bits *p) \
	{                                                     \
		return __swab##bits(*p);                      \
	}                                                     \
	static inline void swab##bits##s(u##bits *p)          \
	{                                                     \
		*p = __swab##bits(*p);                        \
	}
SWAB_MAKE(16)
SWAB_MAKE(32)
SWAB_MAKE(64)

/** swab32_array - reverse each of @words words. */
static inline void swab32_array(u32 *buf, unsigned int words)
{
	while (words--)
		swab32s(buf++);
}

#endif
