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
 *
 * What is copied to a program is looked at once more.  An object that was not zeroed when it was
 * taken holds poison, and the poison that is still there nobody has written over: on another kernel
 * it would be what the memory's last owner left.  A program that writes such bytes itself is
 * believed, and from then on nothing is told.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/poison.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "check/access/shadow.h"
#include "mm/slab/slab.h"

/* ---- bytes that nobody wrote ----------------------------------------------------------------- */

/* Derived: the smallest hole between members that more than chance fills so. */
#define POISON_RUN 4

static bool poison_is_data;

/* The first of at least POISON_RUN bytes of poison, and how many there are; NULL: none. */
static const u8 *find_poison(const u8 *from, size_t n, size_t *found)
{
	size_t run = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && from[i] == POISON_FREE) {
			run++;
			continue;
		}
		if (run >= POISON_RUN) {
			*found = run;
			return from + i - run;
		}
		run = 0;
	}
	return NULL;
}

/* access_check() for @n bytes at @addr that go to @to, of a program. */
static size_t check_shown(const void *addr, size_t n, const void __user *to, unsigned long ip)
{
	size_t may = access_check((unsigned long)addr, n, false, ip), run;
	struct slab_place place;
	const u8 *poison;

	if (READ_ONCE(poison_is_data))
		return may;
	poison = find_poison(addr, may, &run);
	if (poison && slab_place_of(addr, &place) && addr >= place.object)
		access_infoleak((unsigned long)addr, may,
				(unsigned long)(poison - (const u8 *)addr), run, (unsigned long)to,
				&place.taken, ip);
	return may;
}

/* @n bytes at @p came from a program. */
static void note_data(const void *p, size_t n)
{
	size_t run;

	if (!READ_ONCE(poison_is_data) && find_poison(p, n, &run))
		WRITE_ONCE(poison_is_data, true);
}

void user_copies_start(void)
{
	poison_is_data = false;
}

/* ---- blocks ---------------------------------------------------------------------------------- */

#define DEFINE_LOOK_FROM(name)                                                               \
	static unsigned long look_##name(void *to, const void __user *from, unsigned long n) \
	{                                                                                    \
		size_t may = access_check((unsigned long)to, n, true, _RET_IP_);             \
		unsigned long left = name(to, from, may);                                    \
                                                                                             \
		note_data(to, may - left);                                                   \
		return left + (n - may);                                                     \
	}

#define DEFINE_LOOK_TO(name)                                                                 \
	static unsigned long look_##name(void __user *to, const void *from, unsigned long n) \
	{                                                                                    \
		size_t may = check_shown(from, n, to, _RET_IP_);                             \
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

	if (!err)
		note_data(dst, may);
	return may < size ? -EFAULT : err;
}

static long look_copy_to_user_nofault(void __user *dst, const void *src, size_t size)
{
	size_t may = check_shown(src, size, dst, _RET_IP_);
	long err = copy_to_user_nofault(dst, src, may);

	return may < size ? -EFAULT : err;
}

/* Room is room, as in the kernel: a text that would fit by chance makes @count no better. */
static long look_strncpy_from_user(char *dst, const char __user *src, long count)
{
	size_t room = (size_t)max(count, 0l);
	size_t may = access_check((unsigned long)dst, room, true, _RET_IP_);
	long len = strncpy_from_user(dst, src, (long)may);

	if (len > 0)
		note_data(dst, (size_t)len);
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
	size_t may = check_shown((const char *)from + *pos, n, to, _RET_IP_);

	return simple_read_from_buffer(to, may < n ? may : count, pos, from, available);
}

static ssize_t look_simple_write_to_buffer(void *to, size_t available, loff_t *pos,
					   const void __user *from, size_t count)
{
	size_t n = part(*pos, count, available);
	size_t may = access_check((unsigned long)to + (unsigned long)*pos, n, true, _RET_IP_);

	const loff_t at = *pos;
	ssize_t written = simple_write_to_buffer(to, available, pos, from, may < n ? may : count);

	if (written > 0)
		note_data((char *)to + at, (size_t)written);
	return written;
}

static size_t look_copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n = min(bytes, iov_iter_count(i));

	return copy_to_iter(addr, check_shown(addr, n, NULL, _RET_IP_), i);
}

static size_t look_copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n = min(bytes, iov_iter_count(i));

	n = copy_from_iter(addr, access_check((unsigned long)addr, n, true, _RET_IP_), i);
	note_data(addr, n);
	return n;
}

/* All or nothing: who may not have all has nothing. */
static bool look_copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i)
{
	return check_shown(addr, bytes, NULL, _RET_IP_) == bytes &&
	       copy_to_iter_full(addr, bytes, i);
}

static bool look_copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	if (access_check((unsigned long)addr, bytes, true, _RET_IP_) != bytes ||
	    !copy_from_iter_full(addr, bytes, i))
		return false;
	note_data(addr, bytes);
	return true;
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
