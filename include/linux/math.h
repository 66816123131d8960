/* SPDX-License-Identifier: MIT */
/* Rounding, and small arithmetic on integers. */
#ifndef LINUX_MATH_H
#define LINUX_MATH_H

#include <linux/types.h>
#include <linux/const.h>
#include <linux/compiler.h>
#include <asm/div64.h>

#define __round_mask(x, y) ((typeof(x))((y)-1))
/** round_up - @x rounded up to a multiple of @y, a power of two. */
#define round_up(x, y)	 ((((x)-1) | __round_mask(x, y)) + 1)
#define round_down(x, y) ((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP		__KERNEL_DIV_ROUND_UP
#define DIV_ROUND_UP_POW2(n, d) ((n) / (d) + !!((n) & ((d)-1)))
#define DIV_ROUND_DOWN_ULL(ll, d)   \
	({                          \
		u64 __drd_n = (ll); \
		do_div(__drd_n, d); \
		__drd_n;            \
	})
#define DIV_ROUND_UP_ULL(ll, d) DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d)-1, (d))
#ifdef CONFIG_64BIT
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP(ll, d)
#else
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP_ULL(ll, d)
#endif

/** roundup - @x rounded up to a multiple of any @y. */
#define roundup(x, y)                                     \
	({                                                \
		const typeof(y) __ru_y = y;               \
		(((x) + (__ru_y - 1)) / __ru_y) * __ru_y; \
	})
#define rounddown(x, y)                  \
	({                               \
		typeof(x) __rd_x = (x);  \
		__rd_x - (__rd_x % (y)); \
	})

/** DIV_ROUND_CLOSEST - @x / @divisor to the nearest integer, halves away from zero. */
#define DIV_ROUND_CLOSEST(x, divisor)                                                \
	({                                                                           \
		typeof(x) __drc_x = (x);                                             \
		typeof(divisor) __drc_d = (divisor);                                 \
		(is_unsigned_type(typeof(x)) || is_unsigned_type(typeof(divisor)) || \
		 ((__drc_x > 0) == (__drc_d > 0))) ?                                 \
			((__drc_x + (__drc_d / 2)) / __drc_d) :                      \
			((__drc_x - (__drc_d / 2)) / __drc_d);                       \
	})
#define DIV_ROUND_CLOSEST_ULL(x, divisor)             \
	({                                            \
		typeof(divisor) __drcu_d = (divisor); \
		u64 __drcu_n = (x) + (__drcu_d / 2);  \
		do_div(__drcu_n, __drcu_d);           \
		__drcu_n;                             \
	})

/** mult_frac - @x * @n / @d without overflow of the product. */
#define mult_frac(x, n, d)                                \
	({                                                \
		typeof(x) __mf_x = (x);                   \
		typeof(n) __mf_n = (n);                   \
		typeof(d) __mf_d = (d);                   \
		typeof(x) __mf_q = __mf_x / __mf_d;       \
		typeof(x) __mf_r = __mf_x % __mf_d;       \
		__mf_q *__mf_n + __mf_r *__mf_n / __mf_d; \
	})

#define sector_div(n, base) do_div(n, base)

/** abs - the absolute value, in the argument's own type. */
#define __abs_typed(x)                            \
	({                                        \
		typeof((x) + 0) __abs_x = (x);    \
		__abs_x < 0 ? -__abs_x : __abs_x; \
	})
#define abs(x) __abs_typed(x)
/** abs_diff - the distance of two values. */
#define abs_diff(a, b)                                               \
	({                                                           \
		typeof(a) __ad_a = (a);                              \
		typeof(b) __ad_b = (b);                              \
		__ad_a > __ad_b ? __ad_a - __ad_b : __ad_b - __ad_a; \
	})

/** reciprocal_scale - a 32-bit @value spread evenly over [0, @ep_ro). */
static inline u32 reciprocal_scale(u32 value, u32 ep_ro)
{
	return (u32)(((u64)value * ep_ro) >> 32);
}

/** int_pow - @base raised to @exp, modulo 2^64. */
u64 int_pow(u64 base, unsigned int exp);
/** int_sqrt - the largest integer whose square is not above @x. */
unsigned long int_sqrt(unsigned long x);
/** int_sqrt64 - the same of 64 bits, on every machine. */
u32 int_sqrt64(u64 x);

#endif
