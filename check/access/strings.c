// SPDX-License-Identifier: MIT
/*
 * Functions of memory and strings, as instrumented modules get them: they look first.
 *
 * Compilers leave calls of memcpy() and its like to the run-time library, and inside a function of
 * strings, which is not instrumented, a wrong pointer would go unnoticed.  So the loader binds
 * modules to these, which are called in their stead.
 *
 * What may not be accessed is reported and left alone, and what may is done: a memset() that is too
 * long stops where its object does.
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "check/access/shadow.h"

/* A string that runs into forbidden bytes ends there. */
static size_t string_bytes(const char *s, size_t max, unsigned long ip)
{
	size_t n = 0;

	while (n < max) {
		unsigned long addr = (unsigned long)s + n;

		if (unlikely(!shadow_allows(addr, 1)) && !access_check(addr, 1, false, ip))
			break;
		if (!s[n])
			break;
		n++;
	}
	return n;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void *look_memset(void *dst, int c, size_t n)
{
	return memset(dst, c, access_check((unsigned long)dst, n, true, _RET_IP_));
}

/* How many of @n bytes may be moved from @src to @dst. */
static size_t may_move(const void *dst, const void *src, size_t n, unsigned long ip)
{
	size_t from = access_check((unsigned long)src, n, false, ip);

	return min(from, access_check((unsigned long)dst, n, true, ip));
}

static void *look_memcpy(void *dst, const void *src, size_t n)
{
	return memcpy(dst, src, may_move(dst, src, n, _RET_IP_));
}

static void *look_memmove(void *dst, const void *src, size_t n)
{
	return memmove(dst, src, may_move(dst, src, n, _RET_IP_));
}

static size_t may_compare(const void *a, const void *b, size_t n, unsigned long ip)
{
	size_t first = access_check((unsigned long)a, n, false, ip);

	return min(first, access_check((unsigned long)b, n, false, ip));
}

static int look_memcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, may_compare(a, b, n, _RET_IP_));
}

static void *look_memchr(const void *s, int c, size_t n)
{
	return memchr(s, c, access_check((unsigned long)s, n, false, _RET_IP_));
}

static void *look_memscan(void *s, int c, size_t n)
{
	return memscan(s, c, access_check((unsigned long)s, n, false, _RET_IP_));
}

static void *look_memchr_inv(const void *s, int c, size_t n)
{
	return memchr_inv(s, c, access_check((unsigned long)s, n, false, _RET_IP_));
}

/* ---- strings --------------------------------------------------------------------------------- */

static size_t look_strlen(const char *s)
{
	return string_bytes(s, SIZE_MAX, _RET_IP_);
}

static size_t look_strnlen(const char *s, size_t n)
{
	return string_bytes(s, n, _RET_IP_);
}

/* Write @len bytes of @s and an end to @dst, as far as that may be. */
static void put_string(char *dst, const char *s, size_t len, unsigned long ip)
{
	size_t room = access_check((unsigned long)dst, len + 1, true, ip);

	memmove(dst, s, min(len, room));
	if (room > len)
		dst[len] = '\0';
}

static char *look_strcpy(char *dst, const char *s)
{
	put_string(dst, s, string_bytes(s, SIZE_MAX, _RET_IP_), _RET_IP_);
	return dst;
}

static char *look_strncpy(char *dst, const char *s, size_t n)
{
	size_t len = string_bytes(s, n, _RET_IP_);
	size_t room = access_check((unsigned long)dst, n, true, _RET_IP_);

	memmove(dst, s, min(len, room));
	if (room > len)
		memset(dst + len, 0, room - len);
	return dst;
}

static char *look_strcat(char *dst, const char *s)
{
	char *end = dst + string_bytes(dst, SIZE_MAX, _RET_IP_);

	put_string(end, s, string_bytes(s, SIZE_MAX, _RET_IP_), _RET_IP_);
	return dst;
}

static char *look_strncat(char *dst, const char *s, size_t n)
{
	char *end = dst + string_bytes(dst, SIZE_MAX, _RET_IP_);

	put_string(end, s, string_bytes(s, n, _RET_IP_), _RET_IP_);
	return dst;
}

static ssize_t look_sized_strscpy(char *dst, const char *s, size_t count)
{
	size_t len = string_bytes(s, count, _RET_IP_);

	if (count && access_check((unsigned long)dst, min(len + 1, count), true, _RET_IP_) <
			     min(len + 1, count))
		return -E2BIG;
	return sized_strscpy(dst, s, count);
}

static size_t look_strlcpy(char *dst, const char *s, size_t size)
{
	size_t len = string_bytes(s, SIZE_MAX, _RET_IP_);

	if (size)
		put_string(dst, s, min(len, size - 1), _RET_IP_);
	return len;
}

static int look_strcmp(const char *a, const char *b)
{
	size_t n = min(string_bytes(a, SIZE_MAX, _RET_IP_), string_bytes(b, SIZE_MAX, _RET_IP_));

	return strncmp(a, b, n + 1);
}

static int look_strncmp(const char *a, const char *b, size_t n)
{
	size_t len = min(string_bytes(a, n, _RET_IP_), string_bytes(b, n, _RET_IP_));

	return strncmp(a, b, min(len + 1, n));
}

/* Nothing is found in what may not be read. */
static bool is_string(const char *s, unsigned long ip)
{
	return !shadow_first_bad((unsigned long)s + string_bytes(s, SIZE_MAX, ip), 1);
}

static char *look_strchr(const char *s, int c)
{
	return is_string(s, _RET_IP_) ? strchr(s, c) : NULL;
}

static char *look_strrchr(const char *s, int c)
{
	return is_string(s, _RET_IP_) ? strrchr(s, c) : NULL;
}

static char *look_strstr(const char *s, const char *needle)
{
	return is_string(s, _RET_IP_) && is_string(needle, _RET_IP_) ? strstr(s, needle) : NULL;
}

/* ---- formats --------------------------------------------------------------------------------- */

/* More than any line that is printed. */
#define ROOM_MAX 65536

/* Print to what may be written of @buf; what does not fit there and would have in @size is told. */
static int print(char *buf, size_t size, const char *fmt, va_list args, unsigned long ip)
{
	unsigned long bad = shadow_first_bad((unsigned long)buf, min_t(size_t, size, ROOM_MAX));
	size_t room = bad ? bad - (unsigned long)buf : size;
	int len = vsnprintf(buf, room, fmt, args);

	if (bad && min((size_t)len + 1, size) > room)
		access_fault((unsigned long)buf, min((size_t)len + 1, size), true, ip);
	return len;
}

static int look_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	return print(buf, size, fmt, args, _RET_IP_);
}

static int look_vsprintf(char *buf, const char *fmt, va_list args)
{
	return print(buf, INT_MAX, fmt, args, _RET_IP_);
}

static int look_vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = print(buf, size, fmt, args, _RET_IP_);

	return size ? min_t(int, len, (int)size - 1) : 0;
}

static int look_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = print(buf, size, fmt, args, _RET_IP_);
	va_end(args);
	return len;
}

static int look_sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = print(buf, INT_MAX, fmt, args, _RET_IP_);
	va_end(args);
	return len;
}

static int look_scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = print(buf, size, fmt, args, _RET_IP_);
	va_end(args);
	return size ? min_t(int, len, (int)size - 1) : 0;
}

/* ---- by name --------------------------------------------------------------------------------- */

#define LOOK(name)                                \
	{                                         \
#name, (unsigned long)look_##name \
	}
/* Functions that have a link name of their own, since the C library's differs. */
#define LOOK_OURS(name)                                     \
	{                                                   \
		"ashlar_" #name, (unsigned long)look_##name \
	}

static const struct {
	const char *name;
	unsigned long function;
} functions[] = {
	LOOK(memset),	      LOOK(memcpy),	   LOOK(memmove),      LOOK(memcmp),
	LOOK(memchr),	      LOOK(memscan),	   LOOK(memchr_inv),   LOOK(strlen),
	LOOK(strnlen),	      LOOK(strcpy),	   LOOK(strncpy),      LOOK(strcat),
	LOOK(strncat),	      LOOK(sized_strscpy), LOOK_OURS(strlcpy), LOOK(strcmp),
	LOOK(strncmp),	      LOOK(strchr),	   LOOK(strrchr),      LOOK(strstr),
	LOOK_OURS(vsnprintf), LOOK_OURS(vsprintf), LOOK(vscnprintf),   LOOK_OURS(snprintf),
	LOOK_OURS(sprintf),   LOOK(scnprintf),
};

unsigned long strings_bind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].function;
	return 0;
}
