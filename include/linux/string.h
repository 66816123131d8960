/* SPDX-License-Identifier: MIT */
/*
 * Strings and memory.
 *
 * What the C library has too is called the same and does the same: a hosted program takes the
 * library's, and base/string_libc.c stands in where there is none.
 */
#ifndef LINUX_STRING_H
#define LINUX_STRING_H

#include <linux/array_size.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/overflow.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/* ---- the C library's ------------------------------------------------------------------------- */

/** memcpy - copy @n bytes; the areas do not overlap. Return: @dst. */
void *memcpy(void *dst, const void *src, size_t n);
/** memmove - copy @n bytes; the areas may overlap. Return: @dst. */
void *memmove(void *dst, const void *src, size_t n);
/** memset - set @n bytes to the lowest 8 bits of @c. Return: @dst. */
void *memset(void *dst, int c, size_t n);
/** memcmp - order of @n bytes, as unsigned numbers: below, at or above 0 as @a is to @b. */
int memcmp(const void *a, const void *b, size_t n);
/** memchr - the first byte @c among the @n at @s, or NULL. */
void *memchr(const void *s, int c, size_t n);

/** strlen - bytes of a string without the 0. */
size_t strlen(const char *s);
/** strnlen - as strlen(), but no byte past @n is looked at: @n where there is no 0 before. */
size_t strnlen(const char *s, size_t n);

/** strcpy - copy a string and its 0; strscpy() knows how much room there is. Return: @dst. */
char *strcpy(char *dst, const char *src);
/**
 * strncpy - write @n bytes: the string, cut, or filled up with 0.
 *
 * What was cut does not end in 0: take strscpy() for a string, strtomem_pad() for bytes.
 *
 * Return: @dst.
 */
char *strncpy(char *dst, const char *src, size_t n);
/** stpcpy - as strcpy(). Return: where the 0 was written, to go on from. */
char *stpcpy(char *dst, const char *src);
/** strcat - append a string and its 0 to the one at @dst. Return: @dst. */
char *strcat(char *dst, const char *src);
/** strncat - append at most @n characters of @src, and a 0 behind them. Return: @dst. */
char *strncat(char *dst, const char *src, size_t n);

/** strcmp - order of two strings: below, at or above 0 as @a is to @b. */
int strcmp(const char *a, const char *b);
/** strncmp - strcmp() of the first @n characters. */
int strncmp(const char *a, const char *b, size_t n);
/** strcasecmp, strncasecmp - the same, upper and lower case being one. */
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);

/** strchr, strrchr - the first, or the last, @c in the string, of which the 0 is part; or NULL. */
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
/** strchrnul - the first @c in the string, or the string's end where there is none. */
char *strchrnul(const char *s, int c);
/** strstr - where @needle first stands in @s, or NULL; an empty one stands at the beginning. */
char *strstr(const char *s, const char *needle);
/** strpbrk - the first character of @s that is one of @accept, or NULL. */
char *strpbrk(const char *s, const char *accept);
/**
 * strsep - cut a word off a text.
 * @s: where the text is; moved behind the word, whose delimiter becomes a 0; NULL after the last.
 * @delimiters: each of these characters ends a word, which is empty between two of them.
 *
 * Return: the word, or NULL where there is no text left.
 */
char *strsep(char **s, const char *delimiters);
/** strspn - how many characters of @s, from its beginning, are of @accept. */
size_t strspn(const char *s, const char *accept);
/** strcspn - how many characters of @s, from its beginning, are not of @reject. */
size_t strcspn(const char *s, const char *reject);

/*
 * A freestanding compiler takes these names for ordinary functions; said this way it may still
 * copy eight bytes with one instruction.
 */
#define memcpy(...)  __builtin_memcpy(__VA_ARGS__)
#define memmove(...) __builtin_memmove(__VA_ARGS__)
#define memset(...)  __builtin_memset(__VA_ARGS__)
#define memcmp(...)  __builtin_memcmp(__VA_ARGS__)
#define strlen(s)    __builtin_strlen(s)

/* ---- the kernel's own ------------------------------------------------------------------------ */

/** sized_strscpy, sized_strscpy_pad - what strscpy() and strscpy_pad() are, out of line. */
ssize_t sized_strscpy(char *dst, const char *src, size_t count);
ssize_t sized_strscpy_pad(char *dst, const char *src, size_t count);

/**
 * strscpy - copy a string into a buffer of known size.
 * @dst: where to; an array where the size is left out.
 * @src: what.
 * @count: bytes of @dst; optional.
 *
 * Return: length without the 0, or -E2BIG where it was cut; the result always ends in 0,
 * unless @count is 0.
 */
#define strscpy(dst, src, ...) \
	__PASTE(__strscpy, __STRSCPY_COUNT(_, ##__VA_ARGS__))(dst, src, ##__VA_ARGS__)
#define __STRSCPY_ROOM(dst)		  (sizeof(dst) + __must_be_array(dst))
#define __STRSCPY_COUNT(...)		  __STRSCPY_COUNT_N(__VA_ARGS__, 1, 0, 0)
#define __STRSCPY_COUNT_N(_1, _2, n, ...) n
#define __strscpy0(dst, src, ...)	  sized_strscpy(dst, src, __STRSCPY_ROOM(dst))
#define __strscpy1(dst, src, count)	  sized_strscpy(dst, src, count)
/** strscpy_pad - as strscpy(), with the rest of @dst filled with 0. */
#define strscpy_pad(dst, src, ...) \
	__PASTE(__strscpy_pad, __STRSCPY_COUNT(_, ##__VA_ARGS__))(dst, src, ##__VA_ARGS__)
#define __strscpy_pad0(dst, src, ...)	sized_strscpy_pad(dst, src, __STRSCPY_ROOM(dst))
#define __strscpy_pad1(dst, src, count) sized_strscpy_pad(dst, src, count)

/** strlcpy - as strscpy(), but returns the length of @src. */
size_t strlcpy(char *dst, const char *src, size_t size) __kernel_name(strlcpy);
/** strlcat - append; returns the length that was tried.  @size is that of all of @dst. */
size_t strlcat(char *dst, const char *src, size_t size) __kernel_name(strlcat);

/** strnchr - first @c in the first @n characters, or NULL. */
char *strnchr(const char *s, size_t n, int c);
/** strnchrnul - first @c in the first @n characters, or where the search ended. */
char *strnchrnul(const char *s, size_t n, int c);
/** strnstr - first @needle that lies in the first @len characters of @s, or NULL. */
char *strnstr(const char *s, const char *needle, size_t len);
/** skip_spaces - the first character that is not white space. */
char *__must_check skip_spaces(const char *s);
/** strim - cut white space off the end; gives the start behind leading white space. */
char *strim(char *s);
/** strreplace - put @to for each @from; gives @s. */
char *strreplace(char *s, char from, char to);
/** strnicmp - the name of strncasecmp() before 4.0. */
#define strnicmp(a, b, n) strncasecmp(a, b, n)

/** memscan - address of the first byte @c, or of the end. */
void *memscan(void *addr, int c, size_t size);
/** memchr_inv - the first byte that is not @c, or NULL. */
void *memchr_inv(const void *start, int c, size_t bytes);
/** memset16, memset32, memset64 - set @count numbers to @value, and not bytes. Return: @dst. */
void *memset16(u16 *dst, u16 value, size_t count);
void *memset32(u32 *dst, u32 value, size_t count);
void *memset64(u64 *dst, u64 value, size_t count);
/** memcpy_and_pad - copy, cut to @dst_len or filled up with @pad. */
void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad);

/** match_string - index of @string in @array; -EINVAL where it is not there.
 * @n: entries, or (size_t)-1 to go on until a NULL.
 */
int match_string(const char *const *array, size_t n, const char *string);
/** __sysfs_match_string - the same, with sysfs_streq(). */
int __sysfs_match_string(const char *const *array, size_t n, const char *s);
#define sysfs_match_string(array, string) __sysfs_match_string(array, ARRAY_SIZE(array), string)
/** sysfs_streq - are the strings equal, but for a newline at the end of either? */
bool sysfs_streq(const char *a, const char *b);

static inline void *memset_l(unsigned long *p, unsigned long v, size_t n)
{
	return sizeof(long) == 8 ? memset64((u64 *)p, v, n) : memset32((u32 *)p, (u32)v, n);
}

static inline void *memset_p(void **p, void *v, size_t n)
{
	return memset_l((unsigned long *)p, (unsigned long)v, n);
}

/** mem_is_zero - are all @n bytes 0? */
static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

static inline bool streq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/** strstarts - does @str begin with @prefix? */
static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/** str_has_prefix - length of @prefix where @str begins with it, else 0. */
static __always_inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

/** str_has_suffix - length of @suffix where @str ends with it, else 0. */
static inline size_t str_has_suffix(const char *str, const char *suffix)
{
	size_t len = strlen(str), suffix_len = strlen(suffix);

	if (suffix_len > len || memcmp(str + len - suffix_len, suffix, suffix_len))
		return 0;
	return suffix_len;
}

/** kbasename - what stands behind the last slash of @path. */
static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/** memzero_explicit - clear memory that is not read again, and that must be cleared. */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

/** memset_after, memset_startat - set a struct's bytes behind, or from, a member on. */
#define memset_after(obj, v, member)                                          \
	({                                                                    \
		u8 *__ma_obj = (u8 *)(obj);                                   \
		memset(__ma_obj + offsetofend(typeof(*(obj)), member), (v),   \
		       sizeof(*(obj)) - offsetofend(typeof(*(obj)), member)); \
	})
#define memset_startat(obj, v, member)                                     \
	({                                                                 \
		u8 *__ms_obj = (u8 *)(obj);                                \
		memset(__ms_obj + offsetof(typeof(*(obj)), member), (v),   \
		       sizeof(*(obj)) - offsetof(typeof(*(obj)), member)); \
	})
/** strtomem - a string into an array that need not end in 0. */
#define strtomem_pad(dst, src, pad) \
	memcpy_and_pad(dst, sizeof(dst) + __must_be_array(dst), src, strnlen(src, sizeof(dst)), pad)
#define strtomem(dst, src) \
	memcpy(dst, src,   \
	       min_t(size_t, sizeof(dst) + __must_be_array(dst), strnlen(src, sizeof(dst))))
/** memtostr - the other way round: at most the whole of @src, and a 0. */
#define memtostr(dst, src)                                                               \
	do {                                                                             \
		const size_t __room = sizeof(dst) + __must_be_array(dst) - 1;            \
		const size_t __has = strnlen((src), sizeof(src) + __must_be_array(src)); \
		const size_t __moved = __has < __room ? __has : __room;                  \
                                                                                         \
		memcpy((dst), (src), __moved);                                           \
		(dst)[__moved] = '\0';                                                   \
	} while (0)
#define memtostr_pad(dst, src)                                        \
	do {                                                          \
		memset((dst), 0, sizeof(dst) + __must_be_array(dst)); \
		memtostr((dst), (src));                               \
	} while (0)
#define unsafe_memcpy(dst, src, bytes, why) memcpy(dst, src, bytes)

/* ---- copies from kmalloc(): freed by kfree(); NULL where there is no memory ------------------ */

char *kstrdup(const char *s, gfp_t gfp) __malloc;
const char *kstrdup_const(const char *s, gfp_t gfp);
void kfree_const(const void *x);
/** kstrndup - at most @len characters, and a 0. */
char *kstrndup(const char *s, size_t len, gfp_t gfp);
void *kmemdup(const void *src, size_t len, gfp_t gfp);
void *kvmemdup(const void *src, size_t len, gfp_t gfp);
void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp);
/** kmemdup_nul - @len characters, and a 0. */
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);

#endif
