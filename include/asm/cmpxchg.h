/* SPDX-License-Identifier: MIT */
/*
 * Exchange and compare-and-exchange on any integer or pointer of up to a word, and of 64 bits.
 *
 * The plain names are full barriers, as all atomics that return a value are.
 */
#ifndef ASM_CMPXCHG_H
#define ASM_CMPXCHG_H

#include <linux/compiler.h>

#define __xchg_order(ptr, value, order)                                   \
	({                                                                \
		typeof(ptr) __xc_ptr = (ptr);                             \
		__unqual_typeof(*(ptr)) __xc_new = (value), __xc_old;     \
		__atomic_exchange(__xc_ptr, &__xc_new, &__xc_old, order); \
		__xc_old;                                                 \
	})

#define __cmpxchg_order(ptr, old, new, order)                                             \
	({                                                                                \
		typeof(ptr) __cx_ptr = (ptr);                                             \
		__unqual_typeof(*(ptr)) __cx_old = (old), __cx_new = (new);               \
		(void)__atomic_compare_exchange(__cx_ptr, &__cx_old, &__cx_new, 0, order, \
						__ATOMIC_RELAXED);                        \
		__cx_old;                                                                 \
	})

#define __try_cmpxchg_order(ptr, oldp, new, order)                               \
	({                                                                       \
		typeof(ptr) __tc_ptr = (ptr);                                    \
		__unqual_typeof(*(ptr)) __tc_new = (new);                        \
		__atomic_compare_exchange(__tc_ptr, (oldp), &__tc_new, 0, order, \
					  __ATOMIC_RELAXED);                     \
	})

/** xchg - store @value in *@ptr; gives what was there. */
#define xchg(ptr, value)	 __xchg_order(ptr, value, __ATOMIC_SEQ_CST)
#define xchg_acquire(ptr, value) __xchg_order(ptr, value, __ATOMIC_ACQUIRE)
#define xchg_release(ptr, value) __xchg_order(ptr, value, __ATOMIC_RELEASE)
#define xchg_relaxed(ptr, value) __xchg_order(ptr, value, __ATOMIC_RELAXED)

/** cmpxchg - store @new in *@ptr if @old is there; gives what was there. */
#define cmpxchg(ptr, old, new)		 __cmpxchg_order(ptr, old, new, __ATOMIC_SEQ_CST)
#define cmpxchg_acquire(ptr, old, new)	 __cmpxchg_order(ptr, old, new, __ATOMIC_ACQUIRE)
#define cmpxchg_release(ptr, old, new)	 __cmpxchg_order(ptr, old, new, __ATOMIC_RELEASE)
#define cmpxchg_relaxed(ptr, old, new)	 __cmpxchg_order(ptr, old, new, __ATOMIC_RELAXED)
#define cmpxchg64(ptr, old, new)	 cmpxchg(ptr, old, new)
#define cmpxchg64_acquire(ptr, old, new) cmpxchg_acquire(ptr, old, new)
#define cmpxchg64_release(ptr, old, new) cmpxchg_release(ptr, old, new)
#define cmpxchg64_relaxed(ptr, old, new) cmpxchg_relaxed(ptr, old, new)

/** try_cmpxchg - as cmpxchg(), but true where it stored; else *@oldp becomes what was there. */
#define try_cmpxchg(ptr, oldp, new)	    __try_cmpxchg_order(ptr, oldp, new, __ATOMIC_SEQ_CST)
#define try_cmpxchg_acquire(ptr, oldp, new) __try_cmpxchg_order(ptr, oldp, new, __ATOMIC_ACQUIRE)
#define try_cmpxchg_release(ptr, oldp, new) __try_cmpxchg_order(ptr, oldp, new, __ATOMIC_RELEASE)
#define try_cmpxchg_relaxed(ptr, oldp, new) __try_cmpxchg_order(ptr, oldp, new, __ATOMIC_RELAXED)
#define try_cmpxchg64(ptr, oldp, new)	    try_cmpxchg(ptr, oldp, new)

/* Against interrupts on this CPU only; here they are simply atomic. */
#define xchg_local(ptr, value)		  xchg_relaxed(ptr, value)
#define cmpxchg_local(ptr, old, new)	  cmpxchg_relaxed(ptr, old, new)
#define cmpxchg64_local(ptr, old, new)	  cmpxchg_relaxed(ptr, old, new)
#define try_cmpxchg_local(ptr, oldp, new) try_cmpxchg_relaxed(ptr, oldp, new)
#define sync_cmpxchg(ptr, old, new)	  cmpxchg(ptr, old, new)

#endif
