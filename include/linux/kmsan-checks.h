/* SPDX-License-Identifier: MIT */
/*
 * What modules can say of memory where it is followed who has written what: ashlar run --uninit.
 * Elsewhere these are nothing.
 */
#ifndef _LINUX_KMSAN_CHECKS_H
#define _LINUX_KMSAN_CHECKS_H

#include <linux/types.h>

#ifdef CONFIG_KMSAN
/** kmsan_poison_memory - nobody has written the @size bytes at @address; @flags is not used. */
void kmsan_poison_memory(const void *address, size_t size, gfp_t flags);
/** kmsan_unpoison_memory - somebody has. */
void kmsan_unpoison_memory(const void *address, size_t size);
/** kmsan_check_memory - it is reported if nobody has written some of them. */
void kmsan_check_memory(const void *address, size_t size);
/** kmsan_copy_to_user - they go to @to of a program; @left of @to_copy could not be copied. */
void kmsan_copy_to_user(void __user *to, const void *from, size_t to_copy, size_t left);
#else
static inline void kmsan_poison_memory(const void *address, size_t size, gfp_t flags)
{
}

static inline void kmsan_unpoison_memory(const void *address, size_t size)
{
}

static inline void kmsan_check_memory(const void *address, size_t size)
{
}

static inline void kmsan_copy_to_user(void __user *to, const void *from, size_t to_copy,
				      size_t left)
{
}
#endif

#endif
