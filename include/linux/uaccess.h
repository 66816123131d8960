/* SPDX-License-Identifier: MIT */
/*
 * Reaching user memory.
 *
 * A __user pointer is a number: only the functions below reach what it stands for, and say how much
 * of it there was not.  To take it for a pointer is a mistake that faults.  See
 * kernel/files/user.c.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/args.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/limits.h>
#include <linux/might_sleep.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

/** user_addr_max - the first address that no user has. */
unsigned long user_addr_max(void);
#define TASK_SIZE     user_addr_max()
#define TASK_SIZE_MAX user_addr_max()

/* ---- what may be reached --------------------------------------------------------------------- */

/* Until 5.0 the first of three arguments. */
#define VERIFY_READ  0
#define VERIFY_WRITE 1

bool __access_ok(const volatile void __user *ptr, unsigned long size);
#define __access_ok2(ptr, size)	      __access_ok((const volatile void __user *)(ptr), (size))
#define __access_ok3(type, ptr, size) __access_ok((const volatile void __user *)(ptr), (size))

/**
 * access_ok - could [@ptr, @ptr + @size) be user memory?
 * Says nothing of whether any is there.  Takes (ptr, size), or (type, ptr, size) as until 5.0.
 */
#define access_ok(...) CONCATENATE(__access_ok, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)

/*
 * Until 5.17 a task could have the functions here reach the kernel's own memory, by
 * set_fs(KERNEL_DS), and must then set back what get_fs() had said.
 */
#define USER_DS	  ((mm_segment_t){ 0 })
#define KERNEL_DS ((mm_segment_t){ -1ul })
#define get_ds()  KERNEL_DS
#define get_fs()  (current->addr_limit)

static inline void set_fs(mm_segment_t limit)
{
	current->addr_limit = limit;
}
#define segment_eq(a, b) ((a).seg == (b).seg)
#define uaccess_kernel() segment_eq(get_fs(), KERNEL_DS)

/**
 * pagefault_disable, pagefault_enable - in between, who reaches user memory does not wait for what
 * is not there: the copy ends early.  In atomic context it is so in any case.  Pairs may nest.
 */
void pagefault_disable(void);
void pagefault_enable(void);

/** user_faults_disabled - is the caller in such a pair?  Linux calls it pagefault_disabled(). */
bool user_faults_disabled(void);
#define pagefault_disabled()	user_faults_disabled()
#define faulthandler_disabled() (pagefault_disabled() || in_atomic())

/* Who reaches user memory may have to wait for it. */
#define might_fault()                        \
	do {                                 \
		if (!user_faults_disabled()) \
			might_sleep();       \
	} while (0)

/* ---- blocks ---------------------------------------------------------------------------------- */

/**
 * _copy_from_user, _copy_to_user - copy_from_user() and copy_to_user() without a look at the size
 * of the buffer, and at the context.
 */
unsigned long __must_check _copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long __must_check _copy_to_user(void __user *to, const void *from, unsigned long n);

/**
 * __copy_from_user_inatomic, __copy_to_user_inatomic - the same without waiting for pages.
 * Return: bytes that were not copied; they are not zeroed.
 * Context: any.
 */
unsigned long __must_check __copy_from_user_inatomic(void *to, const void __user *from,
						     unsigned long n);
unsigned long __must_check __copy_to_user_inatomic(void __user *to, const void *from,
						   unsigned long n);
unsigned long __must_check __clear_user(void __user *to, unsigned long n);

/** copy_overflow - report that a buffer of @size bytes was to take @count. */
void copy_overflow(int size, unsigned long count) __cold;

/* Is a buffer whose size the compiler knows too small, or @n no size at all? */
static __always_inline bool check_copy_size(size_t size, unsigned long n)
{
	if (unlikely(size != (size_t)-1 && size < n)) {
		copy_overflow((int)size, n);
		return false;
	}
	return !WARN_ON_ONCE(n > INT_MAX);
}

/**
 * copy_from_user - copy @n bytes from user memory.
 * Return: how many were not copied; so many at the end of @to are zeroed.
 * Context: process; may sleep.
 */
static __always_inline unsigned long __must_check copy_from_user(void *to, const void __user *from,
								 unsigned long n)
{
	might_fault();
	if (!check_copy_size(__builtin_object_size(to, 0), n))
		return n;
	return _copy_from_user(to, from, n);
}

/**
 * copy_to_user - copy @n bytes to user memory.
 * Return: how many were not copied.  Context: process; may sleep.
 */
static __always_inline unsigned long __must_check copy_to_user(void __user *to, const void *from,
							       unsigned long n)
{
	might_fault();
	if (!check_copy_size(__builtin_object_size(from, 0), n))
		return n;
	return _copy_to_user(to, from, n);
}

/* The caller has asked access_ok() himself; here it costs nothing to ask again. */
#define __copy_from_user(to, from, n) copy_from_user(to, from, n)
#define __copy_to_user(to, from, n)   copy_to_user(to, from, n)

/**
 * copy_in_user - copy @n bytes from user memory to user memory, until 5.15.
 * Return: how many were not copied.
 * Context: process; may sleep.
 */
unsigned long __must_check copy_in_user(void __user *to, const void __user *from, unsigned long n);

/** clear_user - zero @n bytes of user memory. Return: how many were not. */
static __always_inline unsigned long __must_check clear_user(void __user *to, unsigned long n)
{
	might_fault();
	return __clear_user(to, n);
}

/* ---- values ---------------------------------------------------------------------------------- */

int __get_user_bytes(void *to, const volatile void __user *from, unsigned int n);
int __put_user_bytes(volatile void __user *to, const void *from, unsigned int n);

/**
 * get_user - @x = *@ptr, of user memory.
 * Return: 0; -EFAULT, and @x is 0.
 */
#define get_user(x, ptr)                                                        \
	({                                                                      \
		u8 __gu_bytes[sizeof(*(ptr))] __aligned(8);                     \
		int __gu_err;                                                   \
                                                                                \
		might_fault();                                                  \
		__gu_err = __get_user_bytes(__gu_bytes, (ptr), sizeof(*(ptr))); \
		(x) = *(__typeof__(*(ptr)) *)__gu_bytes;                        \
		__gu_err;                                                       \
	})

/**
 * put_user - *@ptr = @x, in user memory.
 * Return: 0 or -EFAULT.
 */
#define put_user(x, ptr)                                                 \
	({                                                               \
		__typeof__(*(ptr)) __pu_value = (__typeof__(*(ptr)))(x); \
                                                                         \
		might_fault();                                           \
		__put_user_bytes((ptr), &__pu_value, sizeof(*(ptr)));    \
	})

#define __get_user(x, ptr) get_user(x, ptr)
#define __put_user(x, ptr) put_user(x, ptr)

/* Until 2.4. */
#define get_user_ret(x, ptr, ret)     \
	({                            \
		if (get_user(x, ptr)) \
			return ret;   \
	})

#define unsafe_get_user(x, ptr, label) \
	do {                           \
		if (get_user(x, ptr))  \
			goto label;    \
	} while (0)
#define unsafe_put_user(x, ptr, label) \
	do {                           \
		if (put_user(x, ptr))  \
			goto label;    \
	} while (0)
#define user_access_begin(ptr, len)	  access_ok(ptr, len)
#define user_read_access_begin(ptr, len)  access_ok(ptr, len)
#define user_write_access_begin(ptr, len) access_ok(ptr, len)
#define user_access_end()		  barrier()
#define user_read_access_end()		  barrier()
#define user_write_access_end()		  barrier()

/* ---- texts ----------------------------------------------------------------------------------- */

/**
 * strncpy_from_user - copy a text of the user's, and its 0 where there is room for that.
 * @count: bytes at @dst.
 *
 * Return: its length; @count where it is that long or longer, and then no 0 is written; -EFAULT.
 * Context: process; may sleep.
 */
long __must_check strncpy_from_user(char *dst, const char __user *src, long count);

/**
 * strnlen_user - the length of a text of the user's, its 0 included.
 * Return: that; @n + 1 where there is no 0 in @n bytes; 0 where the memory ends before.
 * Context: process; may sleep.
 */
long __must_check strnlen_user(const char __user *s, long n);
#define strlen_user(s)			     strnlen_user(s, INT_MAX)
#define __strncpy_from_user(dst, src, count) strncpy_from_user(dst, src, count)

/* ---- copies in memory of their own ----------------------------------------------------------- */

/**
 * memdup_user, memdup_user_nul, vmemdup_user - a copy of @len bytes of user memory; with a 0 behind
 * it; of any size, for kvfree().
 *
 * Return: the copy, for kfree(); as an error pointer -ENOMEM, -EFAULT.
 * Context: process; sleeps.
 */
void *memdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);

/**
 * strndup_user - a copy of a text; as an error pointer -EINVAL where it has no 0 in @n bytes, too.
 */
char *strndup_user(const char __user *src, long n);

static inline void *memdup_array_user(const void __user *src, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return ERR_PTR(-EOVERFLOW);
	return memdup_user(src, bytes);
}

/** check_zeroed_user - 1: all zero; 0: not; -EFAULT. */
int check_zeroed_user(const void __user *from, size_t size);

/**
 * copy_struct_from_user - copy a structure whose later versions are longer.
 * Return: 0; -E2BIG where the user's is longer and says something there; -EFAULT.
 */
static __always_inline int __must_check copy_struct_from_user(void *dst, size_t ksize,
							      const void __user *src, size_t usize)
{
	size_t size = ksize < usize ? ksize : usize;
	int zeroed;

	if (usize > ksize) {
		zeroed = check_zeroed_user((const char __user *)src + size, usize - size);
		if (zeroed <= 0)
			return zeroed ?: -E2BIG;
	}
	if (usize < ksize)
		memset((char *)dst + size, 0, ksize - size);
	return copy_from_user(dst, src, size) ? -EFAULT : 0;
}

/* ---- without waiting ------------------------------------------------------------------------- */

/**
 * copy_from_user_nofault, copy_to_user_nofault - copy what can be had at once.
 * Return: 0; -EFAULT where that is not all of it.
 * Context: any.
 */
long copy_from_user_nofault(void *dst, const void __user *src, size_t size);
long copy_to_user_nofault(void __user *dst, const void *src, size_t size);

#endif
