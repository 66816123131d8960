/* SPDX-License-Identifier: MIT */
/* The counter of cycles, by the names that x86 has for it. */
#ifndef _ASM_MSR_H
#define _ASM_MSR_H

#include <linux/errno.h>
#include <asm/timex.h>

static inline unsigned long long rdtsc(void)
{
	return get_cycles();
}

/* Registers of the model: the machine has none, so reading one faults. */
static inline int rdmsrl_safe(unsigned int msr, unsigned long long *value)
{
	*value = 0;
	return -EIO;
}

static inline int wrmsrl_safe(unsigned int msr, unsigned long long value)
{
	return -EIO;
}

#define rdtsc_ordered() rdtsc()
#define rdtscl(low)	((low) = (unsigned long)(u32)rdtsc())
#define rdtscll(value)	((value) = rdtsc())

#endif
