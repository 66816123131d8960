/* SPDX-License-Identifier: MIT */
/*
 * The frame of a restartable sequence: what slots and steps have in common.
 *
 *	SEQUENCE_BEGIN	... SEQUENCE_END
 *
 * Before it, the thread registers the sequence's descriptor: version, flags, start, length, abort.
 * The frame's operands are [rseq], the thread's struct rseq as the processor's addressing wants it,
 * and [cpu], a register that holds the number of the CPU once the sequence has begun.  Local labels
 * 1 to 5 are the frame's: 2 is the sequence's end, which it may be left by without its last store,
 * and 5 where it starts again after an abort.  The abort address must be preceded by the signature
 * that the thread registered with.
 *
 * An output that is used after an asm goto must not be merged with a constant from one of its
 * labels: gcc 12 writes the output over the constant on the way there, where both share a register.
 */
#ifndef PORT_HOST_SEQUENCE_H
#define PORT_HOST_SEQUENCE_H

/** port_rseq_offset - of the thread's struct rseq from the thread pointer. */
extern long port_rseq_offset;

/*
 * Code whose accesses are checked has steps in it, too, and need not ask for what is the port's:
 * no compiler looks into an asm.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SEQUENCE_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEQUENCE_WATCHED 1
#endif
#endif

#ifdef SEQUENCE_WATCHED
static __inline__ long sequence_read(const long *variable)
{
	long value;

#if defined(__x86_64__)
	__asm__("movq %1, %0" : "=r"(value) : "m"(*variable));
#elif defined(__aarch64__)
	__asm__("ldr %0, %1" : "=r"(value) : "m"(*variable));
#endif
	return value;
}
#define SEQUENCE_READ(variable) sequence_read(&(variable))
#else
#define SEQUENCE_READ(variable) (variable)
#endif

#define SEQUENCE_DESCRIPTOR                  \
	".pushsection __rseq_cs, \"aw\"\n\t" \
	".balign 32\n"                       \
	"3:\n\t"                             \
	".long 0, 0\n\t"                     \
	".quad 1f, 2f - 1f, 4f\n\t"          \
	".popsection\n"

/* @signature: the directive that emits it; @again: the jump to the registration. */
#define SEQUENCE_ABORT(signature, again)                         \
	"2:\n\t"                                                 \
	".pushsection __rseq_failure, \"ax\"\n\t" signature "\n" \
	"4:\n\t" again "\n\t"                                    \
	".popsection\n\t"

/* The operands of the frame, in front of a sequence's own. */
#define SEQUENCE_USES [rseq] "r"(SEQUENCE_RSEQ),

#if defined(__x86_64__)

#define SEQUENCE_RSEQ SEQUENCE_READ(port_rseq_offset)

#define SEQUENCE_BEGIN                   \
	SEQUENCE_DESCRIPTOR              \
	"5:\n\t"                         \
	"leaq 3b(%%rip), %[cpu]\n\t"     \
	"movq %[cpu], %%fs:8(%[rseq])\n" \
	"1:\n\t"                         \
	"movl %%fs:0(%[rseq]), %k[cpu]\n\t"

/* An undefined instruction with the signature as its displacement. */
#define SEQUENCE_END SEQUENCE_ABORT(".byte 0x0f, 0xb9, 0x3d\n\t.long 0x53053053", "jmp 5b")

#define SEQUENCE_FORGET "movq $0, %%fs:8(%[rseq])"

#elif defined(__aarch64__)

#define SEQUENCE_RSEQ ((char *)__builtin_thread_pointer() + SEQUENCE_READ(port_rseq_offset))

#define SEQUENCE_BEGIN                     \
	SEQUENCE_DESCRIPTOR                \
	"5:\n\t"                           \
	"adrp %[cpu], 3b\n\t"              \
	"add %[cpu], %[cpu], :lo12:3b\n\t" \
	"str %[cpu], [%[rseq], #8]\n"      \
	"1:\n\t"                           \
	"ldr %w[cpu], [%[rseq]]\n\t"

/* The signature is an instruction: brk #0x45e0. */
#define SEQUENCE_END SEQUENCE_ABORT(".inst 0xd428bc00", "b 5b")

#define SEQUENCE_FORGET "str xzr, [%[rseq], #8]"

#endif

#endif
