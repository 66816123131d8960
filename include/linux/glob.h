/* SPDX-License-Identifier: MIT */
/* Patterns with wildcards. */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/types.h>

/**
 * glob_match - does @pat describe all of @str?
 *
 * In @pat, * is any text, ? any character, [a-z0] one of these and [!a-z] one that is none of them;
 * after a backslash a character stands for itself.  A [ that no ] follows does, too.
 * Nothing is special about dots and slashes.
 *
 * Context: any; takes no memory.
 */
bool glob_match(char const *pat, char const *str);

#endif
