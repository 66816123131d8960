/* SPDX-License-Identifier: MIT */
/*
 * Sums and products that say when they do not fit.
 *
 * check_*() store the wrapped result and return true where it is wrong.  size_*() stay at
 * SIZE_MAX instead, which no allocator grants, so a chain of them needs no test in between.
 */
#ifndef LINUX_OVERFLOW_H
#define LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/types.h>

#define __type_half_max(type) ((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define __type_max(T)	      ((T)((__type_half_max(T) - 1) + __type_half_max(T)))
#define type_max(t)	      __type_max(typeof(t))
#define __type_min(T)	      ((T)((T)-type_max(T) - (T)1))
#define type_min(t)	      __type_min(typeof(t))

#define is_non_negative(a) ((a) > 0 || (a) == 0)
#define is_negative(a)	   (!(is_non_negative(a)))

static __always_inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

#define check_add_overflow(a, b, d) __must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d) __must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d) __must_check_overflow(__builtin_mul_overflow(a, b, d))

/** wrapping_add - @a + @b in @type, on purpose modulo its range. */
#define wrapping_add(type, a, b)                                 \
	({                                                       \
		type __wa_value;                                 \
		(void)__builtin_add_overflow(a, b, &__wa_value); \
		__wa_value;                                      \
	})
#define wrapping_sub(type, a, b)                                 \
	({                                                       \
		type __ws_value;                                 \
		(void)__builtin_sub_overflow(a, b, &__ws_value); \
		__ws_value;                                      \
	})
#define wrapping_mul(type, a, b)                                 \
	({                                                       \
		type __wm_value;                                 \
		(void)__builtin_mul_overflow(a, b, &__wm_value); \
		__wm_value;                                      \
	})

/** wrapping_assign_add, wrapping_assign_sub - @var += @offset or -=, likewise; the new value. */
#define wrapping_assign_add(var, offset)                            \
	({                                                          \
		typeof(var) *__wap = &(var);                        \
		*__wap = wrapping_add(typeof(var), *__wap, offset); \
	})
#define wrapping_assign_sub(var, offset)                            \
	({                                                          \
		typeof(var) *__wsp = &(var);                        \
		*__wsp = wrapping_sub(typeof(var), *__wsp, offset); \
	})

/** check_shl_overflow - *@d = @a << @s; true where bits or the sign are lost. */
#define check_shl_overflow(a, s, d)                                                       \
	__must_check_overflow(({                                                          \
		typeof(a) __sh_a = (a);                                                   \
		typeof(s) __sh_s = (s);                                                   \
		typeof(d) __sh_d = (d);                                                   \
		bool __sh_fits = is_non_negative(__sh_s) && __sh_s < 8 * sizeof(*__sh_d); \
		unsigned int __sh_to = __sh_fits ? __sh_s : 0;                            \
		*__sh_d = (u64)__sh_a << __sh_to;                                         \
		!__sh_fits || is_negative(*__sh_d) || is_negative(__sh_a) ||              \
			(typeof(a))(*__sh_d >> __sh_to) != __sh_a;                        \
	}))

/** overflows_type - does the value @n not fit in @T? */
#define overflows_type(n, T)                                 \
	({                                                   \
		typeof(T) __ot_value;                        \
		__builtin_add_overflow((n), 0, &__ot_value); \
	})

#define __overflows_type(n, T)		 overflows_type(n, T)
#define __overflows_type_constexpr(n, T) overflows_type(n, T)

/**
 * castable_to_type - does @n fit in @T without a change of value?  Of a constant its value counts,
 * of anything else only its type.
 */
#define castable_to_type(n, T) \
	__builtin_choose_expr(__is_constexpr(n), !overflows_type(n, T), __same_type(n, T))

/** size_mul - @a * @b, or SIZE_MAX where it does not fit. */
static inline size_t __must_check size_mul(size_t a, size_t b)
{
	size_t bytes;

	return __builtin_mul_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

/** size_add - @a + @b, or SIZE_MAX where it does not fit. */
static inline size_t __must_check size_add(size_t a, size_t b)
{
	size_t bytes;

	return __builtin_add_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

/** size_sub - @a - @b; SIZE_MAX where it is below 0 or either is SIZE_MAX already. */
static inline size_t __must_check size_sub(size_t a, size_t b)
{
	size_t bytes;

	if (a == SIZE_MAX || b == SIZE_MAX || __builtin_sub_overflow(a, b, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b)     size_mul(a, b)
#define array3_size(a, b, c) size_mul(size_mul(a, b), c)
/** flex_array_size - bytes of @count elements of @p's flexible array @member. */
#define flex_array_size(p, member, count) size_mul(count, sizeof(*(p)->member))
/** struct_size - bytes of a struct that ends in @count elements of @member. */
#define struct_size(p, member, count)	   size_add(sizeof(*(p)), flex_array_size(p, member, count))
#define struct_size_t(type, member, count) struct_size((type *)NULL, member, count)

/** DEFINE_RAW_FLEX - on the stack: a zeroed struct with room for @count elements of @member. */
#define DEFINE_RAW_FLEX(type, name, member, count)                               \
	union {                                                                  \
		u8 bytes[sizeof(type) + (count) * sizeof(*((type *)0)->member)]; \
		type obj;                                                        \
	} name##_u __aligned(_Alignof(type)) = {};                               \
	type *name = (type *)&name##_u
#define DEFINE_FLEX(type, name, member, counter, count) \
	DEFINE_RAW_FLEX(type, name, member, count);     \
	name->counter = (count)

#endif
