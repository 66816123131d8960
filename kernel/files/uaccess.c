// SPDX-License-Identifier: MIT
/* copy_to_user(), get_user() and their kin; kernel/files/user.c says how they reach the user. */
#include <linux/uaccess.h>
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "mm/boot/trace.h"
#include "port/port.h"

/* As on the stack of the caller: more at a time than words, less than a page. */
#define PIECE 128

bool __access_ok(const volatile void __user *ptr, unsigned long size)
{
	unsigned long max = user_addr_max();

	if (uaccess_kernel())
		return true;
	return size <= max && (unsigned long)ptr <= max - size;
}
EXPORT_SYMBOL(__access_ok);

/* ---- not to wait for pages ------------------------------------------------------------------- */

bool user_faults_disabled(void)
{
	return current->pagefault_disabled != 0;
}
EXPORT_SYMBOL(user_faults_disabled);

void pagefault_disable(void)
{
	current->pagefault_disabled++;
	barrier();
}
EXPORT_SYMBOL(pagefault_disable);

void pagefault_enable(void)
{
	barrier();
	if (WARN_ON(!current->pagefault_disabled))
		return;
	current->pagefault_disabled--;
}
EXPORT_SYMBOL(pagefault_enable);

/* ---- blocks ---------------------------------------------------------------------------------- */

void copy_overflow(int size, unsigned long count)
{
	WARN(1, "Buffer overflow detected (%d < %lu)!\n", size, count);
}
EXPORT_SYMBOL(copy_overflow);

/*
 * What set_fs(KERNEL_DS) lets the caller take for user memory.  A program outside the machine may
 * have something at any of the kernel's addresses: what is meant is then what the caller said.
 */
static bool is_kernels(unsigned long user)
{
	if (!uaccess_kernel() || user < PAGE_SIZE)
		return false;
	return current->user_reach || user - port.user_start >= port.user_end - port.user_start;
}

/* A thread without user memory, as a kernel's own, reaches none. Return: bytes not copied. */
static unsigned long copy(void *kernel, unsigned long user, unsigned long n, bool write)
{
	if (unlikely(is_kernels(user))) {
		if (write)
			memcpy((void *)user, kernel, n);
		else
			memcpy(kernel, (const void *)user, n);
		return 0;
	}
	if (!current->mm || !__access_ok((const void __user *)user, n))
		return n;
	return user_copy(kernel, user, n, write);
}

/* Each function that modules call asks once: is this copy made to fail, so that all @n are left? */
static bool is_to_fail(unsigned long n)
{
	return n && mm_trace_should_fail(MM_EVENT_USER_COPY, n,
					 faulthandler_disabled() ? GFP_ATOMIC : GFP_KERNEL);
}

static unsigned long try_copy(void *kernel, unsigned long user, unsigned long n, bool write)
{
	return is_to_fail(n) ? n : copy(kernel, user, n, write);
}

unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n)
{
	unsigned long left = try_copy(to, (unsigned long)from, n, false);

	/* What the caller does not look at must not be what was there before. */
	if (unlikely(left))
		memset((char *)to + (n - left), 0, left);
	return left;
}
EXPORT_SYMBOL(_copy_from_user);

unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return try_copy((void *)from, (unsigned long)to, n, true);
}
EXPORT_SYMBOL(_copy_to_user);

unsigned long __copy_from_user_inatomic(void *to, const void __user *from, unsigned long n)
{
	unsigned long left;

	pagefault_disable();
	left = try_copy(to, (unsigned long)from, n, false);
	pagefault_enable();
	return left;
}
EXPORT_SYMBOL(__copy_from_user_inatomic);

unsigned long __copy_to_user_inatomic(void __user *to, const void *from, unsigned long n)
{
	unsigned long left;

	pagefault_disable();
	left = try_copy((void *)from, (unsigned long)to, n, true);
	pagefault_enable();
	return left;
}
EXPORT_SYMBOL(__copy_to_user_inatomic);

unsigned long copy_in_user(void __user *to, const void __user *from, unsigned long n)
{
	char piece[PIECE];

	might_fault();
	if (is_to_fail(n))
		return n;
	while (n) {
		unsigned long part = min_t(unsigned long, n, sizeof(piece));
		unsigned long left = copy(piece, (unsigned long)from, part, false);

		left += copy(piece, (unsigned long)to, part - left, true);
		n -= part - left;
		if (left)
			break;
		from = (const char __user *)from + part;
		to = (char __user *)to + part;
	}
	return n;
}
EXPORT_SYMBOL(copy_in_user);

unsigned long __clear_user(void __user *to, unsigned long n)
{
	static const char zeros[PIECE];

	if (!__access_ok(to, n) || is_to_fail(n))
		return n;
	while (n) {
		unsigned long part = min_t(unsigned long, n, sizeof(zeros));
		unsigned long left = copy((void *)zeros, (unsigned long)to, part, true);

		n -= part - left;
		if (left)
			break;
		to = (char __user *)to + part;
	}
	return n;
}
EXPORT_SYMBOL(__clear_user);

int check_zeroed_user(const void __user *from, size_t size)
{
	char piece[PIECE];

	if (is_to_fail(size))
		return -EFAULT;
	while (size) {
		size_t part = min_t(size_t, size, sizeof(piece));

		if (copy(piece, (unsigned long)from, part, false))
			return -EFAULT;
		if (memchr_inv(piece, 0, part))
			return 0;
		from = (const char __user *)from + part;
		size -= part;
	}
	return 1;
}
EXPORT_SYMBOL(check_zeroed_user);

/* ---- values ---------------------------------------------------------------------------------- */

int __get_user_bytes(void *to, const volatile void __user *from, unsigned int n)
{
	if (likely(!try_copy(to, (unsigned long)from, n, false)))
		return 0;
	memset(to, 0, n);
	return -EFAULT;
}
EXPORT_SYMBOL(__get_user_bytes);

int __put_user_bytes(volatile void __user *to, const void *from, unsigned int n)
{
	return try_copy((void *)from, (unsigned long)to, n, true) ? -EFAULT : 0;
}
EXPORT_SYMBOL(__put_user_bytes);

/* ---- texts ----------------------------------------------------------------------------------- */

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	long done = 0;

	might_fault();
	if (count > 0 && is_to_fail((unsigned long)count))
		return -EFAULT;
	while (done < count) {
		unsigned long user = (unsigned long)src + (unsigned long)done;
		unsigned long part = min_t(unsigned long, (unsigned long)(count - done), PIECE);
		unsigned long got = part - copy(dst + done, user, part, false);
		char *end = memchr(dst + done, 0, got);

		if (end)
			return end - dst;
		done += (long)got;
		if (got < part)
			return -EFAULT;
	}
	return done;
}
EXPORT_SYMBOL(strncpy_from_user);

long strnlen_user(const char __user *s, long n)
{
	char piece[PIECE];
	long done = 0;

	might_fault();
	if (n > 0 && is_to_fail((unsigned long)n))
		return 0;
	while (done < n) {
		unsigned long user = (unsigned long)s + (unsigned long)done;
		unsigned long part = min_t(unsigned long, (unsigned long)(n - done), PIECE);
		unsigned long got = part - copy(piece, user, part, false);
		const char *end = memchr(piece, 0, got);

		if (end)
			return done + (end - piece) + 1;
		done += (long)got;
		if (got < part)
			return 0;
	}
	return n + 1;
}
EXPORT_SYMBOL(strnlen_user);

/* More digits than any number has: sign, prefix, binary digits, newline, 0. */
#define NUMBER_BYTES (1 + 2 + 64 + 1 + 1)

static int copy_number(char *to, const char __user *s, size_t count)
{
	count = min_t(size_t, count, NUMBER_BYTES - 1);
	might_fault();
	if (_copy_from_user(to, s, count))
		return -EFAULT;
	to[count] = 0;
	return 0;
}

#define DEFINE_FROM_USER(name, type)                                                           \
	int name##_from_user(const char __user *s, size_t count, unsigned int base, type *res) \
	{                                                                                      \
		char text[NUMBER_BYTES];                                                       \
		int err = copy_number(text, s, count);                                         \
                                                                                               \
		return err ?: name(text, base, res);                                           \
	}                                                                                      \
	EXPORT_SYMBOL(name##_from_user)

DEFINE_FROM_USER(kstrtoull, unsigned long long);
DEFINE_FROM_USER(kstrtoll, long long);
DEFINE_FROM_USER(kstrtoul, unsigned long);
DEFINE_FROM_USER(kstrtol, long);
DEFINE_FROM_USER(kstrtouint, unsigned int);
DEFINE_FROM_USER(kstrtoint, int);
DEFINE_FROM_USER(kstrtou16, u16);
DEFINE_FROM_USER(kstrtos16, s16);
DEFINE_FROM_USER(kstrtou8, u8);
DEFINE_FROM_USER(kstrtos8, s8);

int kstrtobool_from_user(const char __user *s, size_t count, bool *res)
{
	/* "off" is the longest that there is. */
	char text[4];

	count = min(count, sizeof(text) - 1);
	might_fault();
	if (_copy_from_user(text, s, count))
		return -EFAULT;
	text[count] = 0;
	return kstrtobool(text, res);
}
EXPORT_SYMBOL(kstrtobool_from_user);

/* ---- copies in memory of their own ----------------------------------------------------------- */

/* @spare bytes of 0 behind the copy. */
static void *duplicate(const void __user *src, size_t len, size_t spare, bool any_size)
{
	char *copy;

	if (len > SIZE_MAX - spare)
		return ERR_PTR(-ENOMEM);
	copy = any_size ? kvmalloc(len + spare, GFP_USER) :
			  kmalloc(len + spare, GFP_USER | __GFP_NOWARN);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	might_fault();
	if (_copy_from_user(copy, src, len)) {
		kvfree(copy);
		return ERR_PTR(-EFAULT);
	}
	memset(copy + len, 0, spare);
	return copy;
}

void *memdup_user(const void __user *src, size_t len)
{
	return duplicate(src, len, 0, false);
}
EXPORT_SYMBOL(memdup_user);

void *memdup_user_nul(const void __user *src, size_t len)
{
	return duplicate(src, len, 1, false);
}
EXPORT_SYMBOL(memdup_user_nul);

void *vmemdup_user(const void __user *src, size_t len)
{
	return duplicate(src, len, 0, true);
}
EXPORT_SYMBOL(vmemdup_user);

char *strndup_user(const char __user *src, long n)
{
	long len = strnlen_user(src, n);
	char *text;

	if (!len)
		return ERR_PTR(-EFAULT);
	if (len > n)
		return ERR_PTR(-EINVAL);
	text = memdup_user(src, (size_t)len);
	/* It may have become longer in between. */
	if (!IS_ERR(text))
		text[len - 1] = 0;
	return text;
}
EXPORT_SYMBOL(strndup_user);

/* ---- without waiting ------------------------------------------------------------------------- */

long copy_from_user_nofault(void *dst, const void __user *src, size_t size)
{
	return __copy_from_user_inatomic(dst, src, size) ? -EFAULT : 0;
}
EXPORT_SYMBOL(copy_from_user_nofault);

long copy_to_user_nofault(void __user *dst, const void *src, size_t size)
{
	return __copy_to_user_inatomic(dst, src, size) ? -EFAULT : 0;
}
EXPORT_SYMBOL(copy_to_user_nofault);
