/* SPDX-License-Identifier: MIT */
/*
 * The frame of a restartable sequence on a bare processor: a few instructions, of which the last is
 * the only store that counts, and which happen on one CPU without a break, or begin again.
 *
 *	SEQUENCE_BEGIN	... SEQUENCE_END
 *
 * Each has an entry in the section "sequences".  The end of every interrupt that came to kernel
 * code looks for where it came (sequence_resume()): a place behind a sequence's first instruction
 * and before its end becomes the first instruction.  So nothing is registered and nothing is
 * masked, and the way through costs nothing but the instructions themselves; interrupts, which come
 * 250 times in a second, pay for it.
 *
 * A fault is not an interrupt: it resumes where it was, on the same CPU.
 *
 * Labels 1 and 2 are the sequence's ends.  [cpu] holds the number of the CPU once it has begun.
 */
#ifndef PORT_X86_SEQUENCE_H
#define PORT_X86_SEQUENCE_H

/** struct sequence - [start, end) begins again at its start. */
struct sequence {
	unsigned long start, end;
};

/* Where struct bare_cpu has the number; asserted in port/x86/boot.c. */
#define SEQUENCE_CPU_NUMBER_64 16
#define SEQUENCE_CPU_NUMBER_32 8

#ifdef __x86_64__

#define SEQUENCE_BEGIN                       \
	".pushsection sequences, \"aw\"\n\t" \
	".balign 8\n\t"                      \
	".quad 1f, 2f\n\t"                   \
	".popsection\n"                      \
	"1:\n\t"                             \
	"movl %%gs:16, %k[cpu]\n\t"

#else

#define SEQUENCE_BEGIN                       \
	".pushsection sequences, \"aw\"\n\t" \
	".balign 4\n\t"                      \
	".long 1f, 2f\n\t"                   \
	".popsection\n"                      \
	"1:\n\t"                             \
	"movl %%fs:8, %[cpu]\n\t"

#endif

#define SEQUENCE_END "2:\n\t"

/* Operands that the frame itself needs: none. */
#define SEQUENCE_USES

#endif
