/* SPDX-License-Identifier: MIT */
/*
 * Text from a format, the kernel's way: base/printf.c tells what is understood.
 *
 * Other link names than the C library's, whose functions of these names differ.
 */
#ifndef LINUX_SPRINTF_H
#define LINUX_SPRINTF_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/** struct va_format - a format with its arguments, for %pV. */
struct va_format {
	const char *fmt;
	va_list *va;
};

/** num_to_str - @num in decimal without a 0 behind it; gives the length, or 0 for no room. */
int num_to_str(char *buf, int size, unsigned long long num, unsigned int width);

/** sprintf - write to @buf, which is large enough; gives the length without the 0. */
int sprintf(char *buf, const char *fmt, ...) __kernel_name(sprintf) __printf(2, 3);
/** vsprintf - sprintf() of @args. */
int vsprintf(char *buf, const char *fmt, va_list args) __kernel_name(vsprintf) __printf(2, 0);
/** snprintf - write at most @size bytes with the 0; gives the length had there been room. */
int snprintf(char *buf, size_t size, const char *fmt, ...) __kernel_name(snprintf) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __kernel_name(vsnprintf)
	__printf(3, 0);
/** scnprintf - as snprintf(), and gives the length that was written. */
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
/** vscnprintf - scnprintf() of @args. */
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);
/** kasprintf - into memory from kmalloc(), or NULL. */
char *kasprintf(gfp_t gfp, const char *fmt, ...) __printf(2, 3) __malloc;
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args) __printf(2, 0) __malloc;
const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args) __printf(2, 0);

/** sscanf - read values from @buf; gives how many were stored. */
int sscanf(const char *buf, const char *fmt, ...) __kernel_name(sscanf) __scanf(2, 3);
int vsscanf(const char *buf, const char *fmt, va_list args) __kernel_name(vsscanf) __scanf(2, 0);

/** no_hash_pointers - %p prints addresses as they are. */
extern bool no_hash_pointers;

#endif
