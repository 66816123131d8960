/* SPDX-License-Identifier: MIT */
/* Steps of a world that has none: every one says false, and is made with the CPU held. */
#ifndef PORT_STEP_NONE_H
#define PORT_STEP_NONE_H

#include <port/step.h>

static inline bool port_step_read(const void *copy, size_t size, unsigned long *value)
{
	return false;
}

static inline bool port_step_write(void *copy, size_t size, unsigned long value)
{
	return false;
}

static inline bool port_step_add(void *copy, size_t size, unsigned long value)
{
	return false;
}

static inline bool port_step_and(void *copy, size_t size, unsigned long value)
{
	return false;
}

static inline bool port_step_or(void *copy, size_t size, unsigned long value)
{
	return false;
}

static inline bool port_step_add_return(void *copy, size_t size, unsigned long value,
					unsigned long *sum)
{
	return false;
}

static inline bool port_step_xchg(void *copy, size_t size, unsigned long value, unsigned long *old)
{
	return false;
}

static inline bool port_step_cmpxchg(void *copy, size_t size, unsigned long expected,
				     unsigned long value, unsigned long *old)
{
	return false;
}

#endif
