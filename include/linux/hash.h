/* SPDX-License-Identifier: MIT */
/* Hashing integers by multiplication: the high bits of a product with an odd constant. */
#ifndef LINUX_HASH_H
#define LINUX_HASH_H

#include <linux/types.h>
#include <linux/compiler.h>

/* The golden ratio's distance from 1, scaled to the word: it spreads neighbours far apart. */
#define GOLDEN_RATIO_32 0x61C88647
#define GOLDEN_RATIO_64 0x61C8864680B583EBull

#ifdef CONFIG_64BIT
#define GOLDEN_RATIO_PRIME   GOLDEN_RATIO_64
#define hash_long(val, bits) hash_64(val, bits)
#else
#define GOLDEN_RATIO_PRIME   GOLDEN_RATIO_32
#define hash_long(val, bits) hash_32(val, bits)
#endif

static inline u32 __hash_32(u32 val)
{
	return val * GOLDEN_RATIO_32;
}

/** hash_32 - a hash of @val in [0, 2^@bits); @bits is 1 to 32. */
static inline u32 hash_32(u32 val, unsigned int bits)
{
	return __hash_32(val) >> (32 - bits);
}

/** hash_64 - a hash of @val in [0, 2^@bits); @bits is 1 to 32. */
static __always_inline u32 hash_64(u64 val, unsigned int bits)
{
#ifdef CONFIG_64BIT
	return (u32)(val * GOLDEN_RATIO_64 >> (64 - bits));
#else
	return hash_32((u32)val ^ __hash_32((u32)(val >> 32)), bits);
#endif
}

static inline u32 hash_ptr(const void *ptr, unsigned int bits)
{
	return hash_long((unsigned long)ptr, bits);
}

/** hash32_ptr - @ptr folded into 32 bits. */
static inline u32 hash32_ptr(const void *ptr)
{
	unsigned long val = (unsigned long)ptr;

#ifdef CONFIG_64BIT
	val ^= val >> 32;
#endif
	return (u32)val;
}

#endif
