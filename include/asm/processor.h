/* SPDX-License-Identifier: MIT */
#ifndef ASM_PROCESSOR_H
#define ASM_PROCESSOR_H

#include <linux/compiler.h>
#include <linux/prefetch.h>
#include <port/turns.h>

/** cpu_relax - tell the processor that this is a loop that waits. */
static __always_inline void cpu_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__arm__) || defined(__aarch64__)
	__asm__ __volatile__("yield" : : : "memory");
#else
	barrier();
#endif
	if (unlikely(port_turns))
		port_turn_relax();
}

#define cpu_relax_lowlatency() cpu_relax()

#endif
