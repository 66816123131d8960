// SPDX-License-Identifier: MIT
/*
 * Copies from and to user memory, as modules get them: they look at the kernel's side.
 *
 * The core does the copying, and is not instrumented: unnoticed, a copy to the user that is longer
 * than its object would hand out what lies behind it, and one from the user would write there.  The
 * user's side needs no look, since the copy itself finds out what is there (kernel/files/user.c).
 *
 * As in strings.c, what may not be accessed is reported and left alone: these bytes count as not
 * copied.  get_user() and put_user() have a variable of their own on the module's side, which the
 * compiler looks at.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "check/access/shadow.h"

/* ---- blocks ---------------------------------------------------------------------------------- */

#define DEFINE_LOOK_FROM(name)                                                               \
	static unsigned long look_##name(void *to, const void __user *from, unsigned long n) \
	{                                                                                    \
		size_t may = access_check((unsigned long)to, n, true, _RET_IP_);             \
                                                                                             \
		return name(to, from, may) + (n - may);                                      \
	}

#define DEFINE_LOOK_TO(name)                                                                 \
	static unsigned long look_##name(void __user *to, const void *from, unsigned long n) \
	{                                                                                    \
		size_t may = access_check((unsigned long)from, n, false, _RET_IP_);          \
                                                                                             \
		return name(to, from, may) + (n - may);                                      \
	}

DEFINE_LOOK_FROM(_copy_from_user)
DEFINE_LOOK_FROM(__copy_from_user_inatomic)
DEFINE_LOOK_TO(_copy_to_user)
DEFINE_LOOK_TO(__copy_to_user_inatomic)

static long look_copy_from_user_nofault(void *dst, const void __user *src, size_t size)
{
	size_t may = access_check((unsigned long)dst, size, true, _RET_IP_);
	long err = copy_from_user_nofault(dst, src, may);

	return may < size ? -EFAULT : err;
}

static long look_copy_to_user_nofault(void __user *dst, const void *src, size_t size)
{
	size_t may = access_check((unsigned long)src, size, false, _RET_IP_);
	long err = copy_to_user_nofault(dst, src, may);

	return may < size ? -EFAULT : err;
}

/* Room is room, as in the kernel: a text that would fit by chance makes @count no better. */
static long look_strncpy_from_user(char *dst, const char __user *src, long count)
{
	size_t room = (size_t)max(count, 0l);
	size_t may = access_check((unsigned long)dst, room, true, _RET_IP_);
	long len = strncpy_from_user(dst, src, (long)may);

	/* Without an end it is no text. */
	return may < room && len == (long)may ? -EFAULT : len;
}

/* ---- parts of buffers ------------------------------------------------------------------------ */

/* How much of a buffer of @available bytes a call for @count at @at is about. */
static size_t part(loff_t at, size_t count, size_t available)
{
	if (at < 0 || at >= (loff_t)available)
		return 0;
	return min(count, available - (size_t)at);
}

static ssize_t look_simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
					    const void *from, size_t available)
{
	size_t n = part(*pos, count, available);
	size_t may = access_check((unsigned long)from + (unsigned long)*pos, n, false, _RET_IP_);

	return simple_read_from_buffer(to, may < n ? may : count, pos, from, available);
}

static ssize_t look_simple_write_to_buffer(void *to, size_t available, loff_t *pos,
					   const void __user *from, size_t count)
{
	size_t n = part(*pos, count, available);
	size_t may = access_check((unsigned long)to + (unsigned long)*pos, n, true, _RET_IP_);

	return simple_write_to_buffer(to, available, pos, from, may < n ? may : count);
}

static size_t look_copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n = min(bytes, iov_iter_count(i));

	return copy_to_iter(addr, access_check((unsigned long)addr, n, false, _RET_IP_), i);
}

static size_t look_copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n = min(bytes, iov_iter_count(i));

	return copy_from_iter(addr, access_check((unsigned long)addr, n, true, _RET_IP_), i);
}

/* All or nothing: who may not have all has nothing. */
static bool look_copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i)
{
	return access_check((unsigned long)addr, bytes, false, _RET_IP_) == bytes &&
	       copy_to_iter_full(addr, bytes, i);
}

static bool look_copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	return access_check((unsigned long)addr, bytes, true, _RET_IP_) == bytes &&
	       copy_from_iter_full(addr, bytes, i);
}

/* ---- by name --------------------------------------------------------------------------------- */

#define LOOK(name)                                \
	{                                         \
#name, (unsigned long)look_##name \
	}

static const struct {
	const char *name;
	unsigned long function;
} functions[] = {
	LOOK(_copy_from_user),
	LOOK(_copy_to_user),
	LOOK(__copy_from_user_inatomic),
	LOOK(__copy_to_user_inatomic),
	LOOK(copy_from_user_nofault),
	LOOK(copy_to_user_nofault),
	LOOK(strncpy_from_user),
	LOOK(simple_read_from_buffer),
	LOOK(simple_write_to_buffer),
	LOOK(copy_to_iter),
	LOOK(copy_from_iter),
	LOOK(copy_to_iter_full),
	LOOK(copy_from_iter_full),
};

unsigned long user_copies_bind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].function;
	return 0;
}
