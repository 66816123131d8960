/* SPDX-License-Identifier: MIT */
/* How a step in a process finds this CPU's copy on x86-64; step_ops.h is the theory. */
#ifndef PORT_HOST_STEP_OPS_X86_64_H
#define PORT_HOST_STEP_OPS_X86_64_H

STEP_INLINE char *port_thread_pointer(void)
{
	char *self;

	asm("movq %%fs:0, %0" : "=r"(self));
	return self;
}

/*
 * No step while this thread holds a CPU, or somebody this one.  "cpu" becomes the address of the
 * copy, without an index: so the processor can hand one step's store to the next one's load by
 * register, which is worth two thirds of the time of a step.
 */
#define STEP_FIND                                                     \
	"cmpl $0, %%fs:0(%[held])\n\t"                                \
	"jge %l[refused]\n" SEQUENCE_BEGIN "shlq %[line], %[cpu]\n\t" \
	"cmpl %[free], (%[words], %[cpu])\n\t"                        \
	"jne %l[refused]\n\t"                                         \
	"shlq %[unit], %[cpu]\n\t"                                    \
	"addq %[copy], %[cpu]\n\t"

#define STEP_COPY "(%[cpu])"

#define STEP_USES                                                                              \
	SEQUENCE_USES[held] "r"(SEQUENCE_READ(port_held_offset)), [words] "r"(port_cpu_words), \
		[copy] "r"(copy), [free] "i"(PORT_CPU_FREE), [line] "i"(PORT_CPU_WORD_SHIFT),  \
		[unit] "i"(PORT_STEP_SHIFT - PORT_CPU_WORD_SHIFT)

#include <port/step_ops_x86.h>

/* ---- holding --------------------------------------------------------------------------------- */

/**
 * port_step_hold - take the CPU that this thread runs on at the moment it is taken.
 *
 * The commit is locked, unlike that of a step: others take the word, and wait for it, from afar.
 *
 * Return: the CPU, or -1 where it is taken.
 */
STEP_INLINE int port_step_hold(void)
{
	unsigned long cpu, at;
	bool refused;
	u32 was;

	asm volatile(SEQUENCE_BEGIN "movq %[cpu], %[at]\n\t"
				    "shlq %[line], %[at]\n\t"
				    "movl %[free], %[was]\n\t"
				    "lock cmpxchgl %[taken], (%[words], %[at])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [at] "=&r"(at), [was] "=&a"(was), "=@ccne"(refused)
		     : SEQUENCE_USES[words] "r"(port_cpu_words), [taken] "r"(PORT_CPU_TAKEN),
		       [free] "i"(PORT_CPU_FREE), [line] "i"(PORT_CPU_WORD_SHIFT)
		     : "memory");
	return refused ? -1 : (int)cpu;
}

#endif
