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
 * Labels 1 and 2 are the sequence's ends.  What a sequence reads of its CPU's record, struct
 * bare_cpu, it reads inside, by the segment: so it is that of the CPU which it ends on.
 */
#ifndef PORT_X86_SEQUENCE_H
#define PORT_X86_SEQUENCE_H

/** struct sequence - [start, end) begins again at its start. */
struct sequence {
	unsigned long start, end;
};

/* Where struct bare_cpu has its fields; asserted in port/x86/boot.c. */
#ifdef __x86_64__
#define SEQUENCE_AT_SLOTS  48
#define SEQUENCE_AT_COPIES 56
#define SEQUENCE_AT_STEPS  64
#define SEQUENCE_SEGMENT   "%%gs:"
#define SEQUENCE_WORD	   ".quad"
#else
#define SEQUENCE_AT_SLOTS  28
#define SEQUENCE_AT_COPIES 32
#define SEQUENCE_AT_STEPS  36
#define SEQUENCE_SEGMENT   "%%fs:"
#define SEQUENCE_WORD	   ".long"
#endif

/* SEQUENCE_CPU - a field of this CPU's record, as an operand. */
#define SEQUENCE_STR_(x) #x
#define SEQUENCE_STR(x)	 SEQUENCE_STR_(x)
#define SEQUENCE_CPU(at) SEQUENCE_SEGMENT SEQUENCE_STR(at)

#define SEQUENCE_BEGIN                              \
	".pushsection sequences, \"aw\"\n\t"        \
	".balign 8\n\t" SEQUENCE_WORD " 1f, 2f\n\t" \
	".popsection\n"                             \
	"1:\n\t"

#define SEQUENCE_END "2:\n\t"

/* The same, and [cpu] is what lies between slot memory of CPU 0 and of this one, in bytes. */
#define SEQUENCE_BEGIN_SLOTS SEQUENCE_BEGIN "mov " SEQUENCE_CPU(SEQUENCE_AT_SLOTS) ", %[cpu]\n\t"

/* Operands that the frame itself needs: none. */
#define SEQUENCE_USES

#endif
