// SPDX-License-Identifier: MIT
/*
 * Functions of memory and strings, as instrumented modules get them.
 *
 * What they move takes its shadow along, as it is: nothing depends on it yet.  What they compare
 * or search does decide something, so it must have been written; and so must a string up to its
 * end, which would not be found otherwise.  Texts that are printed are written from then on.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "check/uninit/shadow.h"

/* The length of @s, of which all up to the end must have been written. */
static size_t read_string(const char *s, size_t max, unsigned long ip)
{
	size_t len = strnlen(s, max);

	uninit_read((unsigned long)s, len + (len < max), ip);
	return len;
}

static void wrote(const void *p, size_t size)
{
	shadow_clear((unsigned long)p, size);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void *moved_memset(void *dst, int c, size_t n)
{
	wrote(dst, n);
	return memset(dst, c, n);
}

static void *moved_memset16(u16 *dst, u16 value, size_t n)
{
	wrote(dst, n * sizeof(value));
	return memset16(dst, value, n);
}

static void *moved_memset32(u32 *dst, u32 value, size_t n)
{
	wrote(dst, n * sizeof(value));
	return memset32(dst, value, n);
}

static void *moved_memset64(u64 *dst, u64 value, size_t n)
{
	wrote(dst, n * sizeof(value));
	return memset64(dst, value, n);
}

static void *moved_memcpy(void *dst, const void *src, size_t n)
{
	shadow_copy((unsigned long)dst, (unsigned long)src, n);
	return memcpy(dst, src, n);
}

static void *moved_memmove(void *dst, const void *src, size_t n)
{
	shadow_copy((unsigned long)dst, (unsigned long)src, n);
	return memmove(dst, src, n);
}

static void *moved_kmemdup(const void *src, size_t n, gfp_t gfp)
{
	void *p = kmemdup(src, n, gfp);

	if (!ZERO_OR_NULL_PTR(p))
		shadow_copy((unsigned long)p, (unsigned long)src, n);
	return p;
}

/* Up to and with the byte that decides. */
static int moved_memcmp(const void *a, const void *b, size_t n)
{
	const u8 *x = a, *y = b;
	size_t same = 0;

	while (same < n && x[same] == y[same])
		same++;
	same += same < n;
	uninit_read((unsigned long)a, same, _RET_IP_);
	uninit_read((unsigned long)b, same, _RET_IP_);
	return memcmp(a, b, n);
}

static void *moved_memchr(const void *s, int c, size_t n)
{
	const void *found = memchr(s, c, n);

	uninit_read((unsigned long)s, found ? (size_t)(found - s) + 1 : n, _RET_IP_);
	return (void *)found;
}

static void *moved_memscan(void *s, int c, size_t n)
{
	void *end = memscan(s, c, n);

	uninit_read((unsigned long)s, min((size_t)(end - s) + 1, n), _RET_IP_);
	return end;
}

static void *moved_memchr_inv(const void *s, int c, size_t n)
{
	const void *found = memchr_inv(s, c, n);

	uninit_read((unsigned long)s, found ? (size_t)(found - s) + 1 : n, _RET_IP_);
	return (void *)found;
}

/* ---- strings --------------------------------------------------------------------------------- */

static size_t moved_strlen(const char *s)
{
	return read_string(s, SIZE_MAX, _RET_IP_);
}

static size_t moved_strnlen(const char *s, size_t n)
{
	return read_string(s, n, _RET_IP_);
}

static char *moved_strcpy(char *dst, const char *s)
{
	wrote(dst, read_string(s, SIZE_MAX, _RET_IP_) + 1);
	return strcpy(dst, s);
}

static char *moved_strncpy(char *dst, const char *s, size_t n)
{
	read_string(s, n, _RET_IP_);
	wrote(dst, n);
	return strncpy(dst, s, n);
}

static char *moved_strcat(char *dst, const char *s)
{
	size_t at = read_string(dst, SIZE_MAX, _RET_IP_);

	wrote(dst + at, read_string(s, SIZE_MAX, _RET_IP_) + 1);
	return strcat(dst, s);
}

static char *moved_strncat(char *dst, const char *s, size_t n)
{
	size_t at = read_string(dst, SIZE_MAX, _RET_IP_);

	wrote(dst + at, read_string(s, n, _RET_IP_) + 1);
	return strncat(dst, s, n);
}

static ssize_t moved_sized_strscpy(char *dst, const char *s, size_t count)
{
	size_t len = read_string(s, count, _RET_IP_);

	wrote(dst, min(len + 1, count));
	return sized_strscpy(dst, s, count);
}

static size_t moved_strlcpy(char *dst, const char *s, size_t size)
{
	size_t len = read_string(s, SIZE_MAX, _RET_IP_);

	wrote(dst, min(len + 1, size));
	return strlcpy(dst, s, size);
}

static int moved_strcmp(const char *a, const char *b)
{
	size_t same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	uninit_read((unsigned long)a, same + 1, _RET_IP_);
	uninit_read((unsigned long)b, same + 1, _RET_IP_);
	return strcmp(a, b);
}

static int moved_strncmp(const char *a, const char *b, size_t n)
{
	size_t same = 0;

	while (same < n && a[same] && a[same] == b[same])
		same++;
	same += same < n;
	uninit_read((unsigned long)a, same, _RET_IP_);
	uninit_read((unsigned long)b, same, _RET_IP_);
	return strncmp(a, b, n);
}

/* Up to and with the character that is found, or the end. */
static char *moved_strchr(const char *s, int c)
{
	const char *found = strchr(s, c);

	uninit_read((unsigned long)s, (found ? (size_t)(found - s) : strlen(s)) + 1, _RET_IP_);
	return (char *)found;
}

static char *moved_strrchr(const char *s, int c)
{
	read_string(s, SIZE_MAX, _RET_IP_);
	return strrchr(s, c);
}

static char *moved_strstr(const char *s, const char *needle)
{
	read_string(s, SIZE_MAX, _RET_IP_);
	read_string(needle, SIZE_MAX, _RET_IP_);
	return strstr(s, needle);
}

static char *moved_kstrdup(const char *s, gfp_t gfp)
{
	if (s)
		read_string(s, SIZE_MAX, _RET_IP_);
	return kstrdup(s, gfp);
}

/* ---- formats --------------------------------------------------------------------------------- */

/* What a text of @len characters fills of @size bytes. */
static int printed(char *buf, size_t size, int len)
{
	if (len >= 0)
		wrote(buf, min((size_t)len + 1, size));
	return len;
}

static int moved_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	return printed(buf, size, vsnprintf(buf, size, fmt, args));
}

static int moved_vsprintf(char *buf, const char *fmt, va_list args)
{
	return printed(buf, SIZE_MAX, vsprintf(buf, fmt, args));
}

static int moved_vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	return printed(buf, size, vscnprintf(buf, size, fmt, args));
}

static int moved_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = printed(buf, size, vsnprintf(buf, size, fmt, args));
	va_end(args);
	return len;
}

static int moved_sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = printed(buf, SIZE_MAX, vsprintf(buf, fmt, args));
	va_end(args);
	return len;
}

static int moved_scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = printed(buf, size, vscnprintf(buf, size, fmt, args));
	va_end(args);
	return len;
}

/* ---- by name --------------------------------------------------------------------------------- */

#define MOVED(name)                                \
	{                                          \
#name, (unsigned long)moved_##name \
	}
/* Functions that have a link name of their own, since the C library's differs. */
#define MOVED_OURS(name)                                     \
	{                                                    \
		"ashlar_" #name, (unsigned long)moved_##name \
	}

static const struct {
	const char *name;
	unsigned long function;
} functions[] = {
	MOVED(memset),	      MOVED(memset16),	     MOVED(memset32),	   MOVED(memset64),
	MOVED(memcpy),	      MOVED(memmove),	     MOVED(memcmp),	   MOVED(memchr),
	MOVED(memscan),	      MOVED(memchr_inv),     MOVED(kmemdup),	   MOVED(strlen),
	MOVED(strnlen),	      MOVED(strcpy),	     MOVED(strncpy),	   MOVED(strcat),
	MOVED(strncat),	      MOVED(sized_strscpy),  MOVED_OURS(strlcpy),  MOVED(strcmp),
	MOVED(strncmp),	      MOVED(strchr),	     MOVED(strrchr),	   MOVED(strstr),
	MOVED(kstrdup),	      MOVED_OURS(vsnprintf), MOVED_OURS(vsprintf), MOVED(vscnprintf),
	MOVED_OURS(snprintf), MOVED_OURS(sprintf),   MOVED(scnprintf),
};

unsigned long strings_uninit_bind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (strcmp(functions[i].name, name) == 0)
			return functions[i].function;
	return 0;
}
