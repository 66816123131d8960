/* SPDX-License-Identifier: MIT */
/* The slots of a world that has none: always empty, always full, and mm takes its locks. */
#ifndef PORT_SLOT_NONE_H
#define PORT_SLOT_NONE_H

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
