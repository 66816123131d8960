/* SPDX-License-Identifier: MIT */
/* Powers of two.  Constants give constants. */
#ifndef LINUX_LOG2_H
#define LINUX_LOG2_H

#include <linux/types.h>
#include <linux/bitops.h>

static __always_inline __attribute_const__ int __ilog2_u64(u64 n)
{
	return fls64(n) - 1;
}

static __always_inline __attribute_const__ int __ilog2_u32(u32 n)
{
	return fls(n) - 1;
}

static __always_inline __attribute_const__ unsigned long __roundup_pow_of_two(unsigned long n)
{
	return 1UL << fls_long(n - 1);
}

static __always_inline __attribute_const__ unsigned long __rounddown_pow_of_two(unsigned long n)
{
	return 1UL << (fls_long(n) - 1);
}

static __always_inline __attribute_const__ int __order_base_2(unsigned long n)
{
	return n > 1 ? (int)fls_long(n - 1) : 0;
}

#define const_ilog2(n) ((n) < 2 ? 0 : 63 - __builtin_clzll((n) | 1ULL))

/** is_power_of_2 - is @n a power of two?  0 is none. */
static __always_inline __attribute_const__ bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

/** ilog2 - floor of the logarithm; @n is not 0. */
#define ilog2(n)                                           \
	(__builtin_constant_p(n) ? const_ilog2(n) :        \
	 sizeof(n) <= 4		 ? __ilog2_u32((u32)(n)) : \
				   __ilog2_u64(n))

/** roundup_pow_of_two - the smallest power of two not below @n; undefined for 0. */
#define roundup_pow_of_two(n)                                                           \
	(__builtin_constant_p(n) ? ((n) == 1 ? 1UL : 1UL << (const_ilog2((n)-1) + 1)) : \
				   __roundup_pow_of_two(n))

/** rounddown_pow_of_two - the largest power of two not above @n; undefined for 0. */
#define rounddown_pow_of_two(n) \
	(__builtin_constant_p(n) ? 1UL << const_ilog2(n) : __rounddown_pow_of_two(n))

/** order_base_2 - ceiling of the logarithm; 0 for 0 and 1. */
#define order_base_2(n)                                                                  \
	(__builtin_constant_p(n) ? ((n) == 0 || (n) == 1 ? 0 : const_ilog2((n)-1) + 1) : \
				   __order_base_2(n))

/** bits_per - how many bits it takes to write @n; 1 for 0. */
#define bits_per(n)                                                      \
	(__builtin_constant_p(n) ? ((n) == 0 ? 1 : const_ilog2(n) + 1) : \
				   ((n) ? (int)fls_long(n) : 1))

#endif
