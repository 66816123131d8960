/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive of a board that has none: where all memory is 256 KiB, no CPU keeps arrays of
 * pointers for later, so every operation fails, and the callers take their locks.
 */
#ifndef PORT_ARMV7M_SLOT_OPS_H
#define PORT_ARMV7M_SLOT_OPS_H

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
