/* SPDX-License-Identifier: MIT */
/* Arithmetic on 64 bits that also a 32-bit machine can do. */
#ifndef LINUX_MATH64_H
#define LINUX_MATH64_H

#include <linux/types.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <asm/div64.h>

/** div_u64_rem - @dividend / @divisor, with the remainder in *@remainder. */
static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = do_div(dividend, divisor);
	return dividend;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	u32 remainder;

	return div_u64_rem(dividend, divisor, &remainder);
}

#ifdef CONFIG_64BIT
static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}
static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}
#else
/** div64_u64_rem - @dividend / @divisor, with the remainder in *@remainder. */
u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder);
/** div64_u64 - @dividend / @divisor, rounded down. */
u64 div64_u64(u64 dividend, u64 divisor);
#endif

/** div_s64_rem - signed, rounding towards zero; the remainder has the dividend's sign. */
s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder);
/** div64_s64 - @dividend / @divisor, rounded towards zero. */
s64 div64_s64(s64 dividend, s64 divisor);

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	s32 remainder;

	return div_s64_rem(dividend, divisor, &remainder);
}

#define div64_long(x, y) div64_s64((x), (y))
#define div64_ul(x, y)	 div64_u64((x), (y))
#define DIV64_U64_ROUND_UP(ll, d)                     \
	({                                            \
		u64 __du_d = (d);                     \
		div64_u64((ll) + __du_d - 1, __du_d); \
	})
#define DIV_U64_ROUND_UP(ll, d)                       \
	({                                            \
		u32 __dur_d = (d);                    \
		div_u64((ll) + __dur_d - 1, __dur_d); \
	})
#define DIV64_U64_ROUND_CLOSEST(dividend, divisor)            \
	({                                                    \
		u64 __dc_d = (divisor);                       \
		div64_u64((dividend) + (__dc_d / 2), __dc_d); \
	})
#define DIV_U64_ROUND_CLOSEST(dividend, divisor)                 \
	({                                                       \
		u32 __duc_d = (divisor);                         \
		div_u64((u64)(dividend) + __duc_d / 2, __duc_d); \
	})

/** iter_div_u64_rem - division by repeated subtraction, for quotients of a few units. */
static inline u32 iter_div_u64_rem(u64 dividend, u32 divisor, u64 *remainder)
{
	u32 quotient = 0;

	while (dividend >= divisor) {
		dividend -= divisor;
		OPTIMIZER_HIDE_VAR(quotient);
		quotient++;
	}
	*remainder = dividend;
	return quotient;
}

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

/** mul_u64_u32_shr - (@a * @mul) >> @shift of the full 96-bit product; @shift is at most 32. */
static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	u64 low = mul_u32_u32((u32)a, mul) >> shift;
	u64 high = mul_u32_u32((u32)(a >> 32), mul);

	return low + (high << (32 - shift));
}

/** mul_u64_u64_shr - (@a * @b) >> @shift of the full 128-bit product; @shift is below 128. */
u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift);
/** mul_u64_u64_div_u64 - @a * @b / @c of the full product; the result fits in 64 bits. */
u64 mul_u64_u64_div_u64(u64 a, u64 b, u64 c);
/** mul_u64_u32_div - @a * @mul / @divisor of the full product. */
u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor);

#endif
