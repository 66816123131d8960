/* SPDX-License-Identifier: MIT */
/* Inside check/: where in a module's source a call was. */
#ifndef CHECK_PLACE_H
#define CHECK_PLACE_H

#include <linux/types.h>

struct source_line;

/**
 * place_print - "file.c:12 in function", for the call that @return_address stands behind.
 * Without debug information "function+0x12"; without a name the number.
 * Return: bytes put into @buf.
 * Context: any thread, on any stack, in which none of the allocators' locks is held.
 */
int place_print(char *buf, size_t size, unsigned long return_address);

/** place_print_ways - as place_print(), and " (from file.c:20 in caller)" if there is one. */
int place_print_ways(char *buf, size_t size, unsigned long frame, unsigned long caller);

/**
 * place_in_module - the innermost of @frames that is in a module.
 * @caller: the next one, if that is in a module, too; else 0.
 * Return: it, or 0.
 */
unsigned long place_in_module(const unsigned long *frames, u32 nr, unsigned long *caller);

#endif
