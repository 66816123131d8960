// SPDX-License-Identifier: MIT
/* The string and memory functions that only the kernel has. */
#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

ssize_t sized_strscpy(char *dst, const char *src, size_t count)
{
	size_t len;

	if (count == 0 || WARN_ON_ONCE(count > INT_MAX))
		return -E2BIG;
	for (len = 0; len < count - 1; len++) {
		dst[len] = src[len];
		if (!src[len])
			return len;
	}
	dst[len] = 0;
	return src[len] ? -E2BIG : (ssize_t)len;
}
EXPORT_SYMBOL(sized_strscpy);

ssize_t sized_strscpy_pad(char *dst, const char *src, size_t count)
{
	ssize_t len = sized_strscpy(dst, src, count);

	if (len >= 0)
		memset(dst + len, 0, count - len);
	return len;
}
EXPORT_SYMBOL(sized_strscpy_pad);

size_t strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t copied = min(len, size - 1);

		memcpy(dst, src, copied);
		dst[copied] = 0;
	}
	return len;
}
EXPORT_SYMBOL(strlcpy);

/* A @dst without a 0 in its @size bytes is a mistake of the caller's that must not spread. */
size_t strlcat(char *dst, const char *src, size_t size)
{
	size_t used = strnlen(dst, size);

	if (WARN_ON_ONCE(used >= size))
		return size + strlen(src);
	return used + strlcpy(dst + used, src, size - used);
}
EXPORT_SYMBOL(strlcat);

char *strnchr(const char *s, size_t n, int c)
{
	for (; n--; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

char *strnchrnul(const char *s, size_t n, int c)
{
	while (n-- && *s && *s != (char)c)
		s++;
	return (char *)s;
}

char *strnstr(const char *s, const char *needle, size_t len)
{
	size_t needed = strlen(needle);

	for (; len >= needed; s++, len--) {
		if (!needed || !memcmp(s, needle, needed))
			return (char *)s;
	}
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *skip_spaces(const char *s)
{
	while (isspace(*s))
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(skip_spaces);

char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace(s[len - 1]))
		len--;
	s[len] = 0;
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

char *strreplace(char *s, char from, char to)
{
	for (char *at = s; *at; at++)
		if (*at == from)
			*at = to;
	return s;
}
EXPORT_SYMBOL(strreplace);

void *memscan(void *addr, int c, size_t size)
{
	unsigned char *p = addr;

	while (size && *p != (unsigned char)c) {
		p++;
		size--;
	}
	return p;
}
EXPORT_SYMBOL(memscan);

/* Whole words where they may be read: poisoned objects are checked with this. */
void *memchr_inv(const void *start, int c, size_t bytes)
{
	const unsigned char *p = start;
	const unsigned char *end = p + bytes;
	unsigned char value = (unsigned char)c;
	const unsigned long pattern = (~0UL / 0xff) * value;

	for (; p < end && (unsigned long)p % sizeof(long); p++)
		if (*p != value)
			return (void *)p;
	while (end - p >= (ptrdiff_t)sizeof(long)) {
		unsigned long word;

		memcpy(&word, p, sizeof(word));
		if (word != pattern)
			break;
		p += sizeof(long);
	}
	for (; p < end; p++)
		if (*p != value)
			return (void *)p;
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

#define STRING_MAKE_MEMSET(bits)                                      \
	void *memset##bits(u##bits *dst, u##bits value, size_t count) \
	{                                                             \
		for (size_t i = 0; i < count; i++)                    \
			dst[i] = value;                               \
		return dst;                                           \
	}                                                             \
	EXPORT_SYMBOL(memset##bits)
STRING_MAKE_MEMSET(16);
STRING_MAKE_MEMSET(32);
STRING_MAKE_MEMSET(64);

void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad)
{
	size_t copied = min(dst_len, count);

	memcpy(dst, src, copied);
	memset((char *)dst + copied, pad, dst_len - copied);
}
EXPORT_SYMBOL(memcpy_and_pad);

bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return true;
	return (!*a && *b == '\n' && !b[1]) || (*a == '\n' && !a[1] && !*b);
}
EXPORT_SYMBOL(sysfs_streq);

int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char *const *array, size_t n, const char *s)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (sysfs_streq(array[i], s))
			return i;
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);
