// SPDX-License-Identifier: MIT
/* Division of 64-bit numbers, which compilers call for on a 32-bit processor. */
#include <port/types.h>

u64 __udivmoddi4(u64 n, u64 d, u64 *rest);
u64 __udivdi3(u64 n, u64 d);
u64 __umoddi3(u64 n, u64 d);
s64 __divdi3(s64 n, s64 d);
s64 __moddi3(s64 n, s64 d);

/* The processor divides 64 bits by 32 where the quotient has 32. */
static u32 divide(u32 high, u32 low, u32 d, u32 *rest)
{
	u32 quotient;

	asm("divl %4" : "=a"(quotient), "=d"(*rest) : "a"(low), "d"(high), "rm"(d) : "cc");
	return quotient;
}

static u64 divide_by_word(u64 n, u32 d, u64 *rest)
{
	u32 left, high, low;

	high = divide(0, (u32)(n >> 32), d, &left);
	low = divide(left, (u32)n, d, &left);
	*rest = left;
	return (u64)high << 32 | low;
}

/* Bit by bit: the quotient of numbers this long is short. */
u64 __udivmoddi4(u64 n, u64 d, u64 *rest)
{
	u64 quotient = 0;
	int shift;

	if (!(d >> 32))
		return divide_by_word(n, (u32)d, rest);
	if (d > n) {
		*rest = n;
		return 0;
	}
	for (shift = __builtin_clz((u32)(d >> 32)) - __builtin_clz((u32)(n >> 32)); shift >= 0;
	     shift--) {
		if (n >= d << shift) {
			n -= d << shift;
			quotient |= 1ull << shift;
		}
	}
	*rest = n;
	return quotient;
}

u64 __udivdi3(u64 n, u64 d)
{
	u64 rest;

	return __udivmoddi4(n, d, &rest);
}

u64 __umoddi3(u64 n, u64 d)
{
	u64 rest;

	__udivmoddi4(n, d, &rest);
	return rest;
}

static u64 size_of(s64 n)
{
	return n < 0 ? -(u64)n : (u64)n;
}

s64 __divdi3(s64 n, s64 d)
{
	u64 quotient = __udivdi3(size_of(n), size_of(d));

	return (s64)((n < 0) != (d < 0) ? -quotient : quotient);
}

s64 __moddi3(s64 n, s64 d)
{
	u64 rest = __umoddi3(size_of(n), size_of(d));

	return (s64)(n < 0 ? -rest : rest);
}
