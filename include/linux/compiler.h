/* SPDX-License-Identifier: MIT */
/* What code tells the compiler: which way branches go, and which accesses must really happen. */
#ifndef LINUX_COMPILER_H
#define LINUX_COMPILER_H

#include <linux/compiler_types.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/** barrier - the compiler may not move memory accesses across this point, nor cache over it. */
#define barrier() __asm__ __volatile__("" : : : "memory")
/** barrier_data - as barrier(), and the compiler believes that @ptr's target is read here. */
#define barrier_data(ptr)	     __asm__ __volatile__("" : : "r"(ptr) : "memory")
#define barrier_before_unreachable() barrier()

/** OPTIMIZER_HIDE_VAR - the compiler forgets what it knows about the value of @var. */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "=r"(var) : "0"(var))
/** RELOC_HIDE - @ptr plus @off bytes, as a pointer the compiler cannot trace to its object. */
#define RELOC_HIDE(ptr, off)                             \
	({                                               \
		unsigned long __rh_ptr;                  \
		__asm__("" : "=r"(__rh_ptr) : "0"(ptr)); \
		(typeof(ptr))(__rh_ptr + (off));         \
	})
#define absolute_pointer(val) RELOC_HIDE((void *)(val), 0)

#define unreachable() __builtin_unreachable()

#define __UNIQUE_ID(prefix) __PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

/** __is_constexpr - 1 where @x is an integer constant expression, without evaluating it. */
#define __is_constexpr(x) (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x)*0l)) : (int *)8)))

/** __struct_size - bytes of what @p points to, __member_size - of the member; -1: not known. */
#define __struct_size(p) __builtin_object_size(p, 0)
#define __member_size(p) __builtin_object_size(p, 1)

/** is_signed_type - does the type hold values below zero? */
#define is_signed_type(type)   (((type)(-1)) < (type)1)
#define is_unsigned_type(type) (!is_signed_type(type))

/** __must_be_array - 0 for an array; a compile error for a pointer. */
#define __must_be_array(a) ((int)(sizeof(struct { int : (-!!(__same_type((a), &(a)[0]))); })))

/*
 * READ_ONCE, WRITE_ONCE - one access, exactly where it is written: never torn into halves,
 * repeated or left out.  They order nothing.  A race detector is told that they are meant to
 * race, which it cannot see from "volatile".
 */
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define __ONCE_COPY(type, to, from)                                                       \
	__atomic_store_n((type *)(to), __atomic_load_n((type *)(from), __ATOMIC_RELAXED), \
			 __ATOMIC_RELAXED)
static __always_inline void __once_copy(volatile void *to, const volatile void *from,
					unsigned long size)
{
	typedef volatile unsigned char __attribute__((__may_alias__)) byte;
	typedef volatile unsigned short __attribute__((__may_alias__)) half;
	typedef volatile unsigned int __attribute__((__may_alias__)) word;
	typedef volatile unsigned long long __attribute__((__may_alias__)) wide;

	if (size == 1)
		__ONCE_COPY(byte, to, from);
	else if (size == 2)
		__ONCE_COPY(half, to, from);
	else if (size == 4)
		__ONCE_COPY(word, to, from);
	else if (size == 8)
		__ONCE_COPY(wide, to, from);
	else
		__builtin_memcpy((void *)to, (const void *)from, size);
}
#define READ_ONCE(x)                                       \
	({                                                 \
		__unqual_typeof(x) __ro_value;             \
		__once_copy(&__ro_value, &(x), sizeof(x)); \
		__ro_value;                                \
	})
#define WRITE_ONCE(x, val)                                 \
	do {                                               \
		__unqual_typeof(x) __wo_value = (val);     \
		__once_copy(&(x), &__wo_value, sizeof(x)); \
	} while (0)
#else
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, val)                           \
	do {                                         \
		*(volatile typeof(x) *)&(x) = (val); \
	} while (0)
#endif

#define __READ_ONCE(x)	     READ_ONCE(x)
#define __WRITE_ONCE(x, val) WRITE_ONCE(x, val)
#define READ_ONCE_NOCHECK(x) READ_ONCE(x)
/** ACCESS_ONCE - the spelling before 3.19; also an lvalue. */
#define ACCESS_ONCE(x) (*(volatile typeof(x) *)&(x))
/** data_race - the reader knows that @expr may race, and that no harm follows. */
#define data_race(expr)		     (expr)
#define ASSERT_EXCLUSIVE_WRITER(var) ((void)0)
#define ASSERT_EXCLUSIVE_ACCESS(var) ((void)0)

#define __ADDRESSABLE(sym) static void *__used __PASTE(__addressable_##sym, __LINE__) = (void *)&sym

#endif
