/* SPDX-License-Identifier: MIT */
/*
 * What base's formats cannot know by themselves, as hooks.
 *
 * A hook writes as snprintf() does: at most @size bytes with the 0, and returns the length had
 * there been room.  NULL makes the format print the number.
 */
#ifndef BASE_PRINTF_H
#define BASE_PRINTF_H

#include <linux/types.h>

/**
 * typedef printf_resolve_t - the name of a code address.
 * @kind: 'S': name+offset/size [module]; 's': the name alone; 'B': as S, for a return address,
 *	which may lie behind the last instruction of its function.
 */
typedef int (*printf_resolve_t)(char *buf, size_t size, unsigned long address, char kind);
/** printf_resolve - prints %pS, %ps and %pB. */
extern printf_resolve_t printf_resolve;

/**
 * typedef printf_flags_t - flags by name.
 * @kind: 'g': gfp_t; 'p': page flags; 'v': flags of an area of user memory.
 */
typedef int (*printf_flags_t)(char *buf, size_t size, unsigned long flags, char kind);
/** printf_flags - prints %pGg, %pGp and %pGv; the argument points to the flags. */
extern printf_flags_t printf_flags;

#endif
