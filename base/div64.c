// SPDX-License-Identifier: MIT
/* Division that a machine of 32 bits, or the language, does not have. */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/math64.h>

#ifndef CONFIG_64BIT
/*
 * Long division in digits of 16 bits while the divisor is one such digit, which is the case for
 * 10: each step is a 32-bit division.  Else bit by bit.
 */
u32 __div64_32(u64 *n, u32 base)
{
	u32 high = (u32)(*n >> 32), low = (u32)*n;
	u64 quotient = (u64)(high / base) << 32;
	u64 rem = high % base;

	if (base >> 16 == 0) {
		u32 part = (u32)rem << 16 | low >> 16;
		u32 middle = part / base;

		part = (part % base) << 16 | (low & 0xffff);
		*n = quotient | (u64)middle << 16 | part / base;
		return part % base;
	}
	for (int bit = 31; bit >= 0; bit--) {
		rem = rem << 1 | ((low >> bit) & 1);
		if (rem >= base) {
			rem -= base;
			quotient |= 1u << bit;
		}
	}
	*n = quotient;
	return (u32)rem;
}
EXPORT_SYMBOL(__div64_32);

u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	u64 quotient = 0;

	if (!(divisor >> 32)) {
		u32 rem;

		quotient = div_u64_rem(dividend, (u32)divisor, &rem);
		*remainder = rem;
		return quotient;
	}
	/* The quotient has at most 32 bits: those by which the divisor can be moved up. */
	for (int shift = fls64(dividend) - fls64(divisor); shift >= 0; shift--) {
		if (dividend >= divisor << shift) {
			dividend -= divisor << shift;
			quotient |= 1ULL << shift;
		}
	}
	*remainder = dividend;
	return quotient;
}
EXPORT_SYMBOL(div64_u64_rem);

u64 div64_u64(u64 dividend, u64 divisor)
{
	u64 remainder;

	return div64_u64_rem(dividend, divisor, &remainder);
}
EXPORT_SYMBOL(div64_u64);
#endif

static u64 magnitude(s64 x)
{
	return x < 0 ? -(u64)x : (u64)x;
}

s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	u32 rem;
	u64 quotient = div_u64_rem(magnitude(dividend), (u32)magnitude(divisor), &rem);

	*remainder = dividend < 0 ? (s32)-rem : (s32)rem;
	return (dividend < 0) != (divisor < 0) ? (s64)-quotient : (s64)quotient;
}
EXPORT_SYMBOL(div_s64_rem);

s64 div64_s64(s64 dividend, s64 divisor)
{
	u64 quotient = div64_u64(magnitude(dividend), magnitude(divisor));

	return (dividend < 0) != (divisor < 0) ? (s64)-quotient : (s64)quotient;
}
EXPORT_SYMBOL(div64_s64);

/* ---- products of 128 bits -------------------------------------------------------------------- */

struct wide {
	u64 high, low;
};

static struct wide multiply(u64 a, u64 b)
{
	u64 low = mul_u32_u32((u32)a, (u32)b);
	u64 cross = mul_u32_u32((u32)(a >> 32), (u32)b) + (low >> 32);
	u64 other = mul_u32_u32((u32)a, (u32)(b >> 32)) + (u32)cross;

	return (struct wide){ .high = mul_u32_u32((u32)(a >> 32), (u32)(b >> 32)) + (cross >> 32) +
				      (other >> 32),
			      .low = other << 32 | (u32)low };
}

u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	struct wide product = multiply(a, b);

	if (shift == 0)
		return product.low;
	if (shift < 64)
		return product.low >> shift | product.high << (64 - shift);
	return product.high >> (shift - 64);
}
EXPORT_SYMBOL(mul_u64_u64_shr);

u64 mul_u64_u64_div_u64(u64 a, u64 b, u64 c)
{
	struct wide rest = multiply(a, b);
	u64 quotient = 0;

	if (!rest.high)
		return div64_u64(rest.low, c);
	/* A result that does not fit has no value; this one at least does not surprise. */
	if (rest.high >= c)
		return ~0ULL;
	for (int bit = 63; bit >= 0; bit--) {
		bool carry = rest.high >> 63;

		rest.high = rest.high << 1 | rest.low >> 63;
		rest.low <<= 1;
		if (carry || rest.high >= c) {
			rest.high -= c;
			quotient |= 1ULL << bit;
		}
	}
	return quotient;
}
EXPORT_SYMBOL(mul_u64_u64_div_u64);

u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	return mul_u64_u64_div_u64(a, mul, divisor);
}
EXPORT_SYMBOL(mul_u64_u32_div);
