// SPDX-License-Identifier: MIT
/* Copies of strings and memory, and strings made by a format. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <mm/kmalloc/kmalloc.h>

/* @len bytes of @src and a terminating 0. */
static char *dup_terminated(const char *src, size_t len, gfp_t flags)
{
	char *copy = kmalloc_track_caller(len + 1, flags);

	if (!copy)
		return NULL;
	memcpy(copy, src, len);
	copy[len] = 0;
	return copy;
}

/** kstrdup - a copy of string @s, which may be NULL. Return: the copy or NULL; kfree() it. */
char *kstrdup(const char *s, gfp_t flags)
{
	return s ? dup_terminated(s, strlen(s), flags) : NULL;
}
EXPORT_SYMBOL(kstrdup);

/** kstrndup - a copy of at most @max bytes of string @s, terminated. */
char *kstrndup(const char *s, size_t max, gfp_t flags)
{
	return s ? dup_terminated(s, strnlen(s, max), flags) : NULL;
}
EXPORT_SYMBOL(kstrndup);

/** kmemdup - a copy of @len bytes. */
void *kmemdup(const void *src, size_t len, gfp_t flags)
{
	void *copy = kmalloc_track_caller(len, flags);

	if (copy)
		memcpy(copy, src, len);
	return copy;
}
EXPORT_SYMBOL(kmemdup);

/** kmemdup_array - a copy of @count elements of @size bytes. Return: NULL also on overflow. */
void *kmemdup_array(const void *src, size_t count, size_t size, gfp_t flags)
{
	size_t bytes;

	return check_mul_overflow(count, size, &bytes) ? NULL : kmemdup(src, bytes, flags);
}
EXPORT_SYMBOL(kmemdup_array);

/** kmemdup_nul - a copy of @len bytes, and a 0 behind them. */
char *kmemdup_nul(const char *s, size_t len, gfp_t flags)
{
	return s ? dup_terminated(s, len, flags) : NULL;
}
EXPORT_SYMBOL(kmemdup_nul);

/** kstrdup_const - kstrdup(); kfree_const() takes the result. */
const char *kstrdup_const(const char *s, gfp_t flags)
{
	return kstrdup(s, flags);
}
EXPORT_SYMBOL(kstrdup_const);

/** kfree_const - kfree() for what kstrdup_const() returned. */
void kfree_const(const void *p)
{
	kfree(p);
}
EXPORT_SYMBOL(kfree_const);

/** kvasprintf - kasprintf() with a va_list. */
char *kvasprintf(gfp_t flags, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = kmalloc_track_caller((size_t)len + 1, flags);
	if (text)
		vsnprintf(text, (size_t)len + 1, fmt, args);
	return text;
}
EXPORT_SYMBOL(kvasprintf);

/** kvasprintf_const - kvasprintf(); kfree_const() takes the result. */
const char *kvasprintf_const(gfp_t flags, const char *fmt, va_list args)
{
	return kvasprintf(flags, fmt, args);
}
EXPORT_SYMBOL(kvasprintf_const);

/** kasprintf - a new string made by @fmt. Return: the string or NULL; kfree() it. */
char *kasprintf(gfp_t flags, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(flags, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(kasprintf);
