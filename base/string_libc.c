// SPDX-License-Identifier: MIT
/*
 * The C library's string functions, for programs that have no C library.
 *
 * A hosted program links the library's, which know the processor better.  The four memory
 * functions work in words where both ends allow it; the compiler calls them by itself, and must
 * not find them in here: it would make a function of itself out of their loops.
 */
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/types.h>

#ifdef __clang__
#define NO_LOOP_TO_CALL __attribute__((__no_builtin__))
#else
#define NO_LOOP_TO_CALL __attribute__((__optimize__("no-tree-loop-distribute-patterns")))
#endif

#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen

typedef unsigned long __attribute__((__may_alias__)) word_t;
#define WORD sizeof(word_t)

static bool both_aligned(const void *a, const void *b)
{
	return (((unsigned long)a | (unsigned long)b) & (WORD - 1)) == 0;
}

NO_LOOP_TO_CALL void *memcpy(void *dst, const void *src, size_t n)
{
	const char *s = src;
	char *d = dst;

	if (both_aligned(d, s)) {
		for (; n >= WORD; n -= WORD, d += WORD, s += WORD)
			*(word_t *)d = *(const word_t *)s;
	}
	while (n--)
		*d++ = *s++;
	return dst;
}

NO_LOOP_TO_CALL void *memmove(void *dst, const void *src, size_t n)
{
	const char *s = src;
	char *d = dst;

	if ((unsigned long)d - (unsigned long)s >= n)
		return memcpy(dst, src, n);
	d += n;
	s += n;
	if (both_aligned(d, s)) {
		for (; n >= WORD; n -= WORD) {
			d -= WORD;
			s -= WORD;
			*(word_t *)d = *(const word_t *)s;
		}
	}
	while (n--)
		*--d = *--s;
	return dst;
}

NO_LOOP_TO_CALL void *memset(void *dst, int c, size_t n)
{
	word_t pattern = (~0UL / 0xff) * (unsigned char)c;
	char *d = dst;

	for (; n && ((unsigned long)d & (WORD - 1)); n--)
		*d++ = (char)c;
	for (; n >= WORD; n -= WORD, d += WORD)
		*(word_t *)d = pattern;
	while (n--)
		*d++ = (char)c;
	return dst;
}

NO_LOOP_TO_CALL int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	if (both_aligned(p, q)) {
		for (; n >= WORD && *(const word_t *)p == *(const word_t *)q; n -= WORD) {
			p += WORD;
			q += WORD;
		}
	}
	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)p;
	return NULL;
}

NO_LOOP_TO_CALL size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}

size_t strnlen(const char *s, size_t n)
{
	size_t len = 0;

	while (len < n && s[len])
		len++;
	return len;
}

NO_LOOP_TO_CALL char *stpcpy(char *dst, const char *src)
{
	while ((*dst = *src++) != 0)
		dst++;
	return dst;
}

char *strcpy(char *dst, const char *src)
{
	stpcpy(dst, src);
	return dst;
}

NO_LOOP_TO_CALL char *strncpy(char *dst, const char *src, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dst[i] = *src;
		if (*src)
			src++;
	}
	return dst;
}

char *strcat(char *dst, const char *src)
{
	stpcpy(dst + strlen(dst), src);
	return dst;
}

char *strncat(char *dst, const char *src, size_t n)
{
	char *end = dst + strlen(dst);

	while (n-- && *src)
		*end++ = *src++;
	*end = 0;
	return dst;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		if (*a != *b)
			return (unsigned char)*a - (unsigned char)*b;
		if (!*a)
			break;
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, ~(size_t)0);
}

int strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		int x = tolower(*a), y = tolower(*b);

		if (x != y)
			return x - y;
		if (!x)
			break;
	}
	return 0;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, ~(size_t)0);
}

char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}

char *strchr(const char *s, int c)
{
	s = strchrnul(s, c);
	return *s == (char)c ? (char *)s : NULL;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strstr(const char *s, const char *needle)
{
	size_t len = strlen(needle);

	for (; strncmp(s, needle, len); s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

size_t strspn(const char *s, const char *accept)
{
	size_t len = 0;

	while (s[len] && strchr(accept, s[len]))
		len++;
	return len;
}

size_t strcspn(const char *s, const char *reject)
{
	size_t len = 0;

	while (s[len] && !strchr(reject, s[len]))
		len++;
	return len;
}

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}

char *strsep(char **s, const char *delimiters)
{
	char *token = *s;

	if (!token)
		return NULL;
	*s = strpbrk(token, delimiters);
	if (*s)
		*(*s)++ = 0;
	return token;
}
