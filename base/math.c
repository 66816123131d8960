// SPDX-License-Identifier: MIT
/* Roots, powers and common divisors of integers. */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/gcd.h>
#include <linux/lcm.h>
#include <linux/math.h>
#include <linux/minmax.h>

u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1, base *= base)
		if (exp & 1)
			result *= base;
	return result;
}
EXPORT_SYMBOL(int_pow);

/* The root's bits from the highest down: each stays where the square does not pass @x. */
u32 int_sqrt64(u64 x)
{
	u64 root = 0;

	for (int bit = (fls64(x) + 1) / 2; bit-- > 0;) {
		u64 larger = root | 1ULL << bit;

		if (larger * larger <= x)
			root = larger;
	}
	return (u32)root;
}
EXPORT_SYMBOL(int_sqrt64);

unsigned long int_sqrt(unsigned long x)
{
	return int_sqrt64(x);
}
EXPORT_SYMBOL(int_sqrt);

unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}
EXPORT_SYMBOL(gcd);

unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? (a / gcd(a, b)) * b : 0;
}
EXPORT_SYMBOL(lcm);

unsigned long lcm_not_zero(unsigned long a, unsigned long b)
{
	return lcm(a, b) ?: (b ?: a);
}
EXPORT_SYMBOL(lcm_not_zero);
