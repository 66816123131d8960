/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive of a port that has none: every operation fails, the callers take their locks.
 *
 * A real port puts a few instructions here that happen on one CPU or not at all: with interrupts
 * off, or in a restartable sequence.
 */
#ifndef PORT_NONE_SLOT_OPS_H
#define PORT_NONE_SLOT_OPS_H

#include <port/types.h>
#include <linux/compiler.h>
#include <port/slot.h>

static inline void *port_slot_take(char *const *array)
{
	return NULL;
}

static inline bool port_slot_put(char *const *array, void *p)
{
	return false;
}

static inline bool port_slot_put_at(u32 offset, void *p)
{
	return false;
}

static inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	return 0;
}

static inline unsigned int port_slot_put_n(char *const *array, void *const *p, unsigned int n)
{
	return 0;
}

#endif
