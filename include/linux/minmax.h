/* SPDX-License-Identifier: MIT */
/*
 * The smaller and the larger of two values, each evaluated once.
 *
 * Comparing a signed with an unsigned value converts the signed one, and -1 becomes huge.  So
 * both must agree in signedness, unless one is a constant that is not negative.
 */
#ifndef LINUX_MINMAX_H
#define LINUX_MINMAX_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define __minmax_signed(x) is_signed_type(typeof(x))
#define __minmax_nonneg(x) ((long long)__builtin_choose_expr(__is_constexpr(x), x, -1) >= 0)
#define __minmax_compatible(x, y)                                                      \
	(__minmax_signed(x) == __minmax_signed(y) ||                                   \
	 __minmax_signed((x) + 0) == __minmax_signed((y) + 0) || __minmax_nonneg(x) || \
	 __minmax_nonneg(y))

#define __minmax_pick(op, x, y) ((x)op(y) ? (x) : (y))
#define __minmax_once(op, x, y, ux, uy)                                             \
	({                                                                          \
		typeof(x) ux = (x);                                                 \
		typeof(y) uy = (y);                                                 \
		_Static_assert(__minmax_compatible(x, y),                           \
			       "min() or max() of a signed and an unsigned value"); \
		__minmax_pick(op, ux, uy);                                          \
	})
/* Two constants make a constant, so that an array can have that size. */
#define __minmax(op, x, y)                                                        \
	__builtin_choose_expr(__is_constexpr((x) - (y)), __minmax_pick(op, x, y), \
			      __minmax_once(op, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_)))
#define __minmax_typed(op, type, x, y, ux, uy) \
	({                                     \
		type ux = (x);                 \
		type uy = (y);                 \
		__minmax_pick(op, ux, uy);     \
	})

#define min(x, y)     __minmax(<, x, y)
#define max(x, y)     __minmax(>, x, y)
#define umin(x, y)    min_t(unsigned long long, (x) + 0u + 0ull, (y) + 0u + 0ull)
#define umax(x, y)    max_t(unsigned long long, (x) + 0u + 0ull, (y) + 0u + 0ull)
#define min3(x, y, z) min((typeof(x))min(x, y), z)
#define max3(x, y, z) max((typeof(x))max(x, y), z)
/** min_t, max_t - both values converted to @type first. */
#define min_t(type, x, y) __minmax_typed(<, type, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))
#define max_t(type, x, y) __minmax_typed(>, type, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

/** min_not_zero - the smaller value that is not 0; 0 where both are. */
#define min_not_zero(x, y)                                                                 \
	({                                                                                 \
		typeof(x) __mnz_x = (x);                                                   \
		typeof(y) __mnz_y = (y);                                                   \
		__mnz_x == 0 ? __mnz_y : (__mnz_y == 0 ? __mnz_x : min(__mnz_x, __mnz_y)); \
	})

/** clamp - @val, or the nearer of the bounds @lo and @hi where it lies outside. */
#define clamp(val, lo, hi)	   min((typeof(val))max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)	   clamp_t(typeof(val), val, lo, hi)

#define __minmax_array(op, array, len)                            \
	({                                                        \
		typeof(&(array)[0]) __mma_item = (array);         \
		typeof(len) __mma_left = (len);                   \
		typeof((array)[0] + 0) __mma_best = *__mma_item;  \
		while (--__mma_left) {                            \
			__mma_item++;                             \
			__mma_best = op(__mma_best, *__mma_item); \
		}                                                 \
		__mma_best;                                       \
	})
#define min_array(array, len) __minmax_array(min, array, len)
#define max_array(array, len) __minmax_array(max, array, len)

/** in_range - is @val in [@start, @start + @len)? */
#define in_range(val, start, len) ((u64)(val) - (u64)(start) < (u64)(len))

/** MIN, MAX - for constant expressions; arguments are evaluated twice. */
#undef MIN
#undef MAX
#define MIN(a, b)	  __minmax_pick(<, a, b)
#define MAX(a, b)	  __minmax_pick(>, a, b)
#define MIN_T(type, a, b) __minmax_pick(<, (type)(a), (type)(b))
#define MAX_T(type, a, b) __minmax_pick(>, (type)(a), (type)(b))

/** swap - exchange two values of one type. */
#define swap(a, b)                          \
	do {                                \
		typeof(a) __swap_tmp = (a); \
		(a) = (b);                  \
		(b) = __swap_tmp;           \
	} while (0)

#endif
