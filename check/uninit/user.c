// SPDX-License-Identifier: MIT
/*
 * Copies from and to user memory, as instrumented modules get them.
 *
 * What comes from a program was written there.  What goes to one is data, whatever it is used for:
 * bytes that nobody wrote are what the last owner of the memory left, which is nobody else's
 * business.  It is copied all the same.
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "check/uninit/shadow.h"

static void came(const void *p, size_t n)
{
	shadow_clear((unsigned long)p, n);
}

static void goes(const void *p, size_t n, const volatile void __user *to, unsigned long ip)
{
	uninit_leak((unsigned long)p, n, (unsigned long)to, ip);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* What could not be copied is zeroed by the first of these alone. */
static unsigned long user__copy_from_user(void *to, const void __user *from, unsigned long n)
{
	came(to, n);
	return _copy_from_user(to, from, n);
}

static unsigned long user___copy_from_user_inatomic(void *to, const void __user *from,
						    unsigned long n)
{
	unsigned long left = __copy_from_user_inatomic(to, from, n);

	came(to, n - left);
	return left;
}

static unsigned long user__copy_to_user(void __user *to, const void *from, unsigned long n)
{
	goes(from, n, to, _RET_IP_);
	return _copy_to_user(to, from, n);
}

static unsigned long user___copy_to_user_inatomic(void __user *to, const void *from,
						  unsigned long n)
{
	goes(from, n, to, _RET_IP_);
	return __copy_to_user_inatomic(to, from, n);
}

static long user_copy_from_user_nofault(void *dst, const void __user *src, size_t size)
{
	long err = copy_from_user_nofault(dst, src, size);

	if (!err)
		came(dst, size);
	return err;
}

static long user_copy_to_user_nofault(void __user *dst, const void *src, size_t size)
{
	goes(src, size, dst, _RET_IP_);
	return copy_to_user_nofault(dst, src, size);
}

static long user_strncpy_from_user(char *dst, const char __user *src, long count)
{
	long len = strncpy_from_user(dst, src, count);

	if (len >= 0)
		came(dst, (size_t)min(len + 1, count));
	return len;
}

static int user___get_user_bytes(void *to, const volatile void __user *from, unsigned int n)
{
	came(to, n);
	return __get_user_bytes(to, from, n);
}

static int user___put_user_bytes(volatile void __user *to, const void *from, unsigned int n)
{
	goes(from, n, to, _RET_IP_);
	return __put_user_bytes(to, from, n);
}

/* ---- parts of buffers ------------------------------------------------------------------------ */

static ssize_t user_simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
					    const void *from, size_t available)
{
	if (*pos >= 0 && *pos < (loff_t)available)
		goes((const char *)from + *pos, min(count, available - (size_t)*pos), to, _RET_IP_);
	return simple_read_from_buffer(to, count, pos, from, available);
}

static ssize_t user_simple_write_to_buffer(void *to, size_t available, loff_t *pos,
					   const void __user *from, size_t count)
{
	const loff_t at = *pos;
	ssize_t written = simple_write_to_buffer(to, available, pos, from, count);

	if (written > 0)
		came((char *)to + at, (size_t)written);
	return written;
}

static size_t user_copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	goes(addr, min(bytes, iov_iter_count(i)), NULL, _RET_IP_);
	return copy_to_iter(addr, bytes, i);
}

static size_t user_copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t n = copy_from_iter(addr, bytes, i);

	came(addr, n);
	return n;
}

static bool user_copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i)
{
	goes(addr, bytes, NULL, _RET_IP_);
	return copy_to_iter_full(addr, bytes, i);
}

static bool user_copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	bool all = copy_from_iter_full(addr, bytes, i);

	if (all)
		came(addr, bytes);
	return all;
}

static size_t user_copy_page_to_iter(struct page *page, size_t offset, size_t bytes,
				     struct iov_iter *i)
{
	if (!PageHighMem(page))
		goes((char *)lowmem_page_address(page) + offset, min(bytes, iov_iter_count(i)),
		     NULL, _RET_IP_);
	return copy_page_to_iter(page, offset, bytes, i);
}

/* Who is given the iterator writes to what it leads to. */
static void user_iov_iter_kvec(struct iov_iter *i, unsigned int direction, const struct kvec *kvec,
			       unsigned long nr_segs, size_t count)
{
	for (unsigned long n = 0; direction == READ && n < nr_segs; n++)
		came(kvec[n].iov_base, kvec[n].iov_len);
	came(i, sizeof(*i));
	iov_iter_kvec(i, direction, kvec, nr_segs, count);
}

/* ---- by name --------------------------------------------------------------------------------- */

#define USER(name)                                \
	{                                         \
#name, (unsigned long)user_##name \
	}

static const struct {
	const char *name;
	unsigned long function;
} functions[] = {
	USER(_copy_from_user),
	USER(_copy_to_user),
	USER(__copy_from_user_inatomic),
	USER(__copy_to_user_inatomic),
	USER(copy_from_user_nofault),
	USER(copy_to_user_nofault),
	USER(strncpy_from_user),
	USER(__get_user_bytes),
	USER(__put_user_bytes),
	USER(simple_read_from_buffer),
	USER(simple_write_to_buffer),
	USER(copy_to_iter),
	USER(copy_from_iter),
	USER(copy_to_iter_full),
	USER(copy_from_iter_full),
	USER(copy_page_to_iter),
	USER(iov_iter_kvec),
};

unsigned long user_uninit_bind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].function;
	return 0;
}
