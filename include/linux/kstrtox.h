/* SPDX-License-Identifier: MIT */
/* Numbers from text. */
#ifndef LINUX_KSTRTOX_H
#define LINUX_KSTRTOX_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * kstrtoull, kstrtoll, kstrtoul, kstrtol, kstrtouint, kstrtoint, kstrtou16, kstrtos16, kstrtou8,
 * kstrtos8 - the whole text is one number.
 * @s: the text; a + may stand in front, a - too where @res is signed, and one newline at the end.
 * @base: 2 to 16, or 0: 0x in front stands for 16, another 0 for 8, else it is 10.
 * @res: where the number goes; not written where there is none.
 *
 * Since Linux 2.6.39; strict_strto*() before.
 *
 * Return: 0; -EINVAL where the text is no number, -ERANGE where it does not fit.
 */
int __must_check kstrtoull(const char *s, unsigned int base, unsigned long long *res);
int __must_check kstrtoll(const char *s, unsigned int base, long long *res);
int __must_check kstrtoul(const char *s, unsigned int base, unsigned long *res);
int __must_check kstrtol(const char *s, unsigned int base, long *res);
int __must_check kstrtouint(const char *s, unsigned int base, unsigned int *res);
int __must_check kstrtoint(const char *s, unsigned int base, int *res);
int __must_check kstrtou16(const char *s, unsigned int base, u16 *res);
int __must_check kstrtos16(const char *s, unsigned int base, s16 *res);
int __must_check kstrtou8(const char *s, unsigned int base, u8 *res);
int __must_check kstrtos8(const char *s, unsigned int base, s8 *res);
/** kstrtobool - y, Y, t, T, 1, on, enable; or n, N, f, F, 0, off, disable. */
int __must_check kstrtobool(const char *s, bool *res);

static inline int __must_check kstrtou64(const char *s, unsigned int base, u64 *res)
{
	return kstrtoull(s, base, res);
}

static inline int __must_check kstrtos64(const char *s, unsigned int base, s64 *res)
{
	return kstrtoll(s, base, res);
}

static inline int __must_check kstrtou32(const char *s, unsigned int base, u32 *res)
{
	return kstrtouint(s, base, res);
}

static inline int __must_check kstrtos32(const char *s, unsigned int base, s32 *res)
{
	return kstrtoint(s, base, res);
}

/**
 * kstrtoull_from_user, kstrtoll_from_user, kstrtoul_from_user, kstrtol_from_user,
 * kstrtouint_from_user, kstrtoint_from_user, kstrtou16_from_user, kstrtos16_from_user,
 * kstrtou8_from_user, kstrtos8_from_user, kstrtobool_from_user - the same of a text of the user's.
 * @count: its bytes, without a 0; more than a number can have are not looked at.
 *
 * Return: as that; -EFAULT.
 * Context: process; may sleep.
 */
int __must_check kstrtoull_from_user(const char __user *s, size_t count, unsigned int base,
				     unsigned long long *res);
int __must_check kstrtoll_from_user(const char __user *s, size_t count, unsigned int base,
				    long long *res);
int __must_check kstrtoul_from_user(const char __user *s, size_t count, unsigned int base,
				    unsigned long *res);
int __must_check kstrtol_from_user(const char __user *s, size_t count, unsigned int base,
				   long *res);
int __must_check kstrtouint_from_user(const char __user *s, size_t count, unsigned int base,
				      unsigned int *res);
int __must_check kstrtoint_from_user(const char __user *s, size_t count, unsigned int base,
				     int *res);
int __must_check kstrtou16_from_user(const char __user *s, size_t count, unsigned int base,
				     u16 *res);
int __must_check kstrtos16_from_user(const char __user *s, size_t count, unsigned int base,
				     s16 *res);
int __must_check kstrtou8_from_user(const char __user *s, size_t count, unsigned int base, u8 *res);
int __must_check kstrtos8_from_user(const char __user *s, size_t count, unsigned int base, s8 *res);
int __must_check kstrtobool_from_user(const char __user *s, size_t count, bool *res);

/* The spellings before kstrto*(). */
#define strict_strtoul(s, base, res)  kstrtoul(s, base, res)
#define strict_strtol(s, base, res)   kstrtol(s, base, res)
#define strict_strtoull(s, base, res) kstrtoull(s, base, res)
#define strict_strtoll(s, base, res)  kstrtoll(s, base, res)
#define strtobool(s, res)	      kstrtobool(s, res)

/**
 * simple_strtoul, simple_strtol, simple_strtoull, simple_strtoll - a number a text begins with.
 * @cp: the text; no space or + is skipped, and a - by the signed ones only.
 * @endp: where the number ended goes there; may be NULL.
 * @base: 2 to 16, or 0: 0x in front stands for 16, another 0 for 8, else it is 10.
 *
 * Who wants the whole text to be a number, or to be told of one too large, takes kstrtoul().
 *
 * Return: the number; one too large has lost its high bits.
 */
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base);
long simple_strtol(const char *cp, char **endp, unsigned int base);
unsigned long long simple_strtoull(const char *cp, char **endp, unsigned int base);
long long simple_strtoll(const char *cp, char **endp, unsigned int base);

#endif
