/* SPDX-License-Identifier: MIT */
/* The counter of cycles, by the names that x86 has for it. */
#ifndef _ASM_MSR_H
#define _ASM_MSR_H

#include <asm/timex.h>

static inline unsigned long long rdtsc(void)
{
	return get_cycles();
}

#define rdtsc_ordered() rdtsc()
#define rdtscl(low)	((low) = (unsigned long)(u32)rdtsc())
#define rdtscll(value)	((value) = rdtsc())

#endif
