/* SPDX-License-Identifier: MIT */
#ifndef _ASM_TIMEX_H
#define _ASM_TIMEX_H

#include <linux/timekeeping.h>

typedef unsigned long cycles_t;

/* A cycle is a nanosecond: no counter is common to all machines. */
static inline cycles_t get_cycles(void)
{
	return (cycles_t)ktime_get_ns();
}

#endif
