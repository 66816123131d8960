/* SPDX-License-Identifier: MIT */
/* The kernel's short names for the compiler's attributes. */
#ifndef LINUX_COMPILER_ATTRIBUTES_H
#define LINUX_COMPILER_ATTRIBUTES_H

#ifndef __has_attribute
#define __has_attribute(x) 0
#endif
#ifndef __has_feature
#define __has_feature(x) 0
#endif

#define __alias(symbol)		 __attribute__((__alias__(#symbol)))
#define __aligned(x)		 __attribute__((__aligned__(x)))
#define __aligned_largest	 __attribute__((__aligned__))
#define __always_unused		 __attribute__((__unused__))
#define __assume_aligned(a, ...) __attribute__((__assume_aligned__(a, ##__VA_ARGS__)))
#define __cleanup(func)		 __attribute__((__cleanup__(func)))
#define __cold			 __attribute__((__cold__))
#define __deprecated
#define __gnu_inline	      __attribute__((__gnu_inline__))
#define __hot		      __attribute__((__hot__))
#define __malloc	      __attribute__((__malloc__))
#define __maybe_unused	      __attribute__((__unused__))
#define __mode(x)	      __attribute__((__mode__(x)))
#define __must_check	      __attribute__((__warn_unused_result__))
#define __no_sanitize_address __attribute__((__no_sanitize_address__))
#define __noreturn	      __attribute__((__noreturn__))
#define __packed	      __attribute__((__packed__))
#define __printf(fmt, first)  __attribute__((__format__(__printf__, fmt, first)))
#define __scanf(fmt, first)   __attribute__((__format__(__scanf__, fmt, first)))
#define __pure		      __attribute__((__pure__))
#define __section(name)	      __attribute__((__section__(name)))
#define __used		      __attribute__((__used__))
#define __visible	      __attribute__((__visibility__("default")))
#define __weak		      __attribute__((__weak__))
#define __flatten	      __attribute__((__flatten__))

#ifndef __attribute_const__
#define __attribute_const__ __attribute__((__const__))
#endif

#if __has_attribute(__fallthrough__)
#define fallthrough __attribute__((__fallthrough__))
#else
#define fallthrough ((void)0)
#endif

#if __has_attribute(__nonstring__)
#define __nonstring __attribute__((__nonstring__))
#else
#define __nonstring
#endif

#if __has_attribute(__alloc_size__)
#define __alloc_bytes(...) __attribute__((__alloc_size__(__VA_ARGS__)))
#else
#define __alloc_bytes(...)
#endif

#if __has_attribute(__error__)
#define __compiletime_error(msg) __attribute__((__error__(msg)))
#else
#define __compiletime_error(msg)
#endif
#if __has_attribute(__warning__)
#define __compiletime_warning(msg) __attribute__((__warning__(msg)))
#else
#define __compiletime_warning(msg)
#endif

#if __has_attribute(__no_reorder__)
#define __no_reorder __attribute__((__no_reorder__))
#else
#define __no_reorder
#endif

#define __counted_by(member)
#define __counted_by_le(member)
#define __counted_by_be(member)
#define __designated_init
#define __diagnose_as(...)

#endif
