/* SPDX-License-Identifier: MIT */
/*
 * Restartable sequences on a bare processor: a few instructions, of which the last is the only
 * store that counts, and which happen on one CPU without a break, or begin again.
 *
 *	SEQUENCE_ENTER	... SEQUENCE_END
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
 * bare_cpu, it reads inside: so it is that of the CPU which it ends on.  How, the port's
 * <port/sequence.h> says.
 */
#ifndef PORT_SEQUENCE_BARE_H
#define PORT_SEQUENCE_BARE_H

/** struct sequence - [start, end) begins again at its start. */
struct sequence {
	unsigned long start, end;
};

#if __SIZEOF_LONG__ == 8
#define SEQUENCE_WORDS ".quad"
#else
#define SEQUENCE_WORDS ".long"
#endif

#define SEQUENCE_ENTER                               \
	".pushsection sequences, \"aw\"\n\t"         \
	".balign 8\n\t" SEQUENCE_WORDS " 1f, 2f\n\t" \
	".popsection\n"                              \
	"1:\n\t"

#define SEQUENCE_END "2:\n\t"

#endif
