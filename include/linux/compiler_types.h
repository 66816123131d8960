/* SPDX-License-Identifier: MIT */
/* Annotations of pointers and functions, and the type questions macros ask. */
#ifndef LINUX_COMPILER_TYPES_H
#define LINUX_COMPILER_TYPES_H

#include <linux/compiler_attributes.h>

/* Address spaces and lock rules are for a static checker to read; the compiler sees nothing. */
#define __kernel
#define __user
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define __bitwise
#define __must_hold(lock)
#define __acquires(lock)
#define __releases(lock)
#define __cond_acquires(lock)
#define __acquire(lock)		  ((void)0)
#define __release(lock)		  ((void)0)
#define __cond_lock(lock, cond)	  (cond)
#define __chk_user_ptr(x)	  ((void)0)
#define __chk_io_ptr(x)		  ((void)0)
#define ACCESS_PRIVATE(p, member) ((p)->member)

#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define noinline		__attribute__((__noinline__))
#define noinline_for_stack	noinline
#define notrace			__attribute__((__no_instrument_function__))
#define noinstr			noinline notrace
#define __no_sanitize_or_inline __always_inline
#define __no_kasan_or_inline	__always_inline
#define __latent_entropy
#define __randomize_layout
#define __no_randomize_layout
#define randomized_struct_fields_start
#define randomized_struct_fields_end
#define __nocfi
#define __noscs

#define __PASTE_EXPANDED(a, b) a##b
#define __PASTE(a, b)	       __PASTE_EXPANDED(a, b)

/** __same_type - do two types or expressions agree, qualifiers aside? */
#define __same_type(a, b) __builtin_types_compatible_p(typeof(a), typeof(b))

/** __native_word - is @t read and written in one access? */
#define __native_word(t)                                                                        \
	(sizeof(t) == sizeof(char) || sizeof(t) == sizeof(short) || sizeof(t) == sizeof(int) || \
	 sizeof(t) == sizeof(long))

/** __unqual_typeof - the type of a value read from @x: without const and volatile. */
#define __unqual_typeof(x)	  typeof(((void)0, (x)))
#define __unqual_scalar_typeof(x) __unqual_typeof(x)

/** __alloc_size - which parameters say how many bytes an allocator's result has. */
#define __alloc_size(x, ...)   __alloc_bytes(x, ##__VA_ARGS__) __malloc
#define __realloc_size(x, ...) __alloc_bytes(x, ##__VA_ARGS__)

/**
 * __kernel_name - give a function that behaves unlike the C library's of the same name a link
 * name of its own, so that both can live in one program.
 */
#define __kernel_name(name) __asm__("ashlar_" #name)

/**
 * compiletime_assert - stop the compiler unless @condition is known to hold.
 * Unlike _Static_assert, @condition need be constant only after optimisation.
 */
#define compiletime_assert(condition, msg)	__compiletime_assert(condition, msg, __COUNTER__)
#define __compiletime_assert(condition, msg, n) __compiletime_assert_n(condition, msg, n)
#define __compiletime_assert_n(condition, msg, n)                                               \
	do {                                                                                    \
		__noreturn extern void __compiletime_assert_##n(void) __compiletime_error(msg); \
		if (!(condition))                                                               \
			__compiletime_assert_##n();                                             \
	} while (0)

#define compiletime_assert_atomic_type(t) \
	compiletime_assert(__native_word(t) || sizeof(t) == sizeof(long long), "not a native word")

#endif
