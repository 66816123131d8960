/* SPDX-License-Identifier: MIT */
/*
 * Division of 64 bits by 32.
 *
 * A compiler for a 32-bit machine would call its own library for it; that library is not here.
 */
#ifndef ASM_DIV64_H
#define ASM_DIV64_H

#include <linux/types.h>

#ifdef CONFIG_64BIT
static __always_inline u32 __div64_32(u64 *n, u32 base)
{
	u32 rem = (u32)(*n % base);

	*n /= base;
	return rem;
}
#else
/** __div64_32 - divide *@n by @base in place; gives the remainder.  @base is not 0. */
u32 __div64_32(u64 *n, u32 base);
#endif

/** do_div - divide the lvalue @n by the 32-bit @base in place; gives the remainder. */
#define do_div(n, base)                                     \
	({                                                  \
		u64 __dd_n = (n);                           \
		u32 __dd_rem = __div64_32(&__dd_n, (base)); \
		(n) = __dd_n;                               \
		__dd_rem;                                   \
	})

#endif
