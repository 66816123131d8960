/* SPDX-License-Identifier: MIT */
/*
 * The frame of a restartable sequence: a few instructions, of which the last is the only store that
 * counts, and which happen on one CPU without a break, or begin again.
 *
 *	SEQUENCE_BEGIN	... SEQUENCE_END
 *
 * Each has an entry in the section "sequences".  The end of every interrupt looks there for where
 * it came (sequence_resume()): a place between a sequence's ends becomes its first instruction.  A
 * fault resumes where it was.
 *
 * Labels 1 and 2 are the sequence's ends.  [cpu] holds the number of the CPU once it has begun.
 */
#ifndef PORT_RISCV64_SEQUENCE_H
#define PORT_RISCV64_SEQUENCE_H

/** struct sequence - [start, end) begins again at its start. */
struct sequence {
	unsigned long start, end;
};

/* 16 is where struct bare_cpu has the number; asserted in port/riscv64/boot.c. */
#define SEQUENCE_BEGIN                       \
	".pushsection sequences, \"aw\"\n\t" \
	".balign 8\n\t"                      \
	".quad 1f, 2f\n\t"                   \
	".popsection\n"                      \
	"1:\n\t"                             \
	"lwu %[cpu], 16(tp)\n\t"

#define SEQUENCE_END "2:\n\t"

#endif
