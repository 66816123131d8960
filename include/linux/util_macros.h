/* SPDX-License-Identifier: MIT */
#ifndef LINUX_UTIL_MACROS_H
#define LINUX_UTIL_MACROS_H

#include <linux/math.h>
#include <linux/typecheck.h>

/** find_closest - index of the entry of the ascending array @a that is nearest to @x. */
#define find_closest(x, a, as)                                                                  \
	({                                                                                      \
		typeof(as) __fc_i, __fc_last = (as)-1;                                          \
		long __fc_x = (x);                                                              \
		typeof(&(a)[0]) __fc_a = (a);                                                   \
		for (__fc_i = 0; __fc_i < __fc_last; __fc_i++)                                  \
			if (__fc_x - (long)__fc_a[__fc_i] <= (long)__fc_a[__fc_i + 1] - __fc_x) \
				break;                                                          \
		__fc_i;                                                                         \
	})

/** PTR_IF - @ptr, or NULL where the constant @cond is 0. */
#define PTR_IF(cond, ptr) ((cond) ? (ptr) : NULL)

/** u64_to_user_ptr - the pointer a program passed as a 64-bit number. */
#define u64_to_user_ptr(x)                     \
	({                                     \
		typecheck(u64, (x));           \
		(void __user *)(uintptr_t)(x); \
	})

/** is_insidevar - does @ptr point into the variable @var? */
#define is_insidevar(ptr, var) \
	((uintptr_t)(ptr) >= (uintptr_t)(var) && (uintptr_t)(ptr) < (uintptr_t)(var) + sizeof(var))

#endif
