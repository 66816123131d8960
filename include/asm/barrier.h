/* SPDX-License-Identifier: MIT */
/*
 * Memory barriers.
 *
 * All are the compiler's fences, so they suit every machine the compiler knows.  smp_*() order
 * against other CPUs; the others order against devices too, and are as strong as there is.
 */
#ifndef ASM_BARRIER_H
#define ASM_BARRIER_H

#include <linux/compiler.h>
#include <asm/processor.h>

#define mb()	  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define rmb()	  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define wmb()	  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define dma_mb()  mb()
#define dma_rmb() rmb()
#define dma_wmb() wmb()

#ifdef CONFIG_SMP
#define smp_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#else
#define smp_mb()  barrier()
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#endif

#define read_barrier_depends()		barrier()
#define smp_read_barrier_depends()	barrier()
#define barrier_nospec()		barrier()
#define array_index_nospec(index, size) (index)

#define __smp_mb()		    smp_mb()
#define smp_mb__before_atomic()	    smp_mb()
#define smp_mb__after_atomic()	    smp_mb()
#define smp_mb__before_atomic_inc() smp_mb()
#define smp_mb__after_atomic_inc()  smp_mb()
#define smp_mb__before_atomic_dec() smp_mb()
#define smp_mb__after_atomic_dec()  smp_mb()
#define smp_mb__before_clear_bit()  smp_mb()
#define smp_mb__after_clear_bit()   smp_mb()
#define smp_mb__after_spinlock()    smp_mb()
#define smp_mb__after_unlock_lock() smp_mb()

/** smp_load_acquire - read *@p; nothing after it happens before it. */
#define smp_load_acquire(p)                             \
	({                                              \
		compiletime_assert_atomic_type(*(p));   \
		__atomic_load_n((p), __ATOMIC_ACQUIRE); \
	})

/** smp_store_release - write *@p; nothing before it happens after it. */
#define smp_store_release(p, v)                                      \
	do {                                                         \
		__unqual_typeof(*(p)) __ssr_value = (v);             \
		compiletime_assert_atomic_type(*(p));                \
		__atomic_store((p), &__ssr_value, __ATOMIC_RELEASE); \
	} while (0)

/** smp_store_mb - write @var, then a full barrier. */
#define smp_store_mb(var, value)        \
	do {                            \
		WRITE_ONCE(var, value); \
		smp_mb();               \
	} while (0)
#define set_mb(var, value) smp_store_mb(var, value)

/** smp_cond_load_relaxed - read *@ptr as VAL until @cond_expr holds; gives the last VAL. */
#define smp_cond_load_relaxed(ptr, cond_expr)        \
	({                                           \
		typeof(ptr) __scl_ptr = (ptr);       \
		__unqual_typeof(*(ptr)) VAL;         \
		for (;;) {                           \
			VAL = READ_ONCE(*__scl_ptr); \
			if (cond_expr)               \
				break;               \
			cpu_relax();                 \
		}                                    \
		VAL;                                 \
	})

#define smp_cond_load_acquire(ptr, cond_expr)                                                \
	({                                                                                   \
		__unqual_typeof(*(ptr)) __sca_value = smp_cond_load_relaxed(ptr, cond_expr); \
		smp_rmb();                                                                   \
		__sca_value;                                                                 \
	})

#endif
