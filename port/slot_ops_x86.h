/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive on x86, in restartable sequences of whichever kind the port has: its
 * <port/sequence.h> is their frame, its <port/slot_ops.h> the theory.
 *
 * Pointers are as long as registers, counts have 32 bits.  On i386 there are few registers, so what
 * a bulk operation is given is read from memory; and no guess is made of where a put goes
 * (port/slot.h), since its loads are no longer than the comparison.
 */
#ifndef PORT_SLOT_OPS_X86_H
#define PORT_SLOT_OPS_X86_H

#define SLOT_STR_(x) #x
#define SLOT_STR(x)  SLOT_STR_(x)

/* A pointer's bytes, what copies many, and where the operands of bulk operations are. */
#ifdef __x86_64__
#define SLOT_POINTER "8"
#define SLOT_COPY    "rep movsq\n\t"
#define SLOT_GIVEN   "r"
#define SLOT_KEPT    "=&r"
#else
#define SLOT_POINTER "4"
#define SLOT_COPY    "rep movsl\n\t"
#define SLOT_GIVEN   "m"
#define SLOT_KEPT    "=m"
#endif

/* From the CPU's number, where the frame has nothing better. */
#ifndef SEQUENCE_BEGIN_SLOTS
#define SEQUENCE_BEGIN_SLOTS SEQUENCE_BEGIN "shlq $" SLOT_STR(PORT_SLOT_SHIFT) ", %[cpu]\n\t"
#endif
#define SLOT_BEGIN SEQUENCE_BEGIN_SLOTS "add %[array], %[cpu]\n\t"

/* Behind a label: hardly ever come to. */
#ifdef __clang__
#define SLOT_UNLIKELY ((void)0)
#else
#define SLOT_UNLIKELY __attribute__((__cold__))
#endif

/* NULL, but no constant for the compiler: sequence.h says why. */
static __always_inline void *slot_nothing(void)
{
	void *nothing;

	asm volatile("xorl %k0, %k0" : "=r"(nothing) : : "cc");
	return nothing;
}

static __always_inline void *port_slot_take(char *const *array)
{
	unsigned long cpu, n;
	void *p;

	asm volatile goto(SLOT_BEGIN "movl (%[cpu]), %k[n]\n\t"
				     "subl $1, %k[n]\n\t"
				     "jc %l[empty]\n\t"
				     "mov 16(%[cpu], %[n], " SLOT_POINTER "), %[p]\n\t"
				     "movl %k[n], (%[cpu])\n" SEQUENCE_END
			  : [cpu] "=&r"(cpu), [n] "=&r"(n), [p] "=&r"(p)
			  : SEQUENCE_USES[array] "m"(*array)
			  : "memory", "cc"
			  : empty);
	/* No caller need look again: NULL is never put. */
	if (!p)
		__builtin_unreachable();
	return p;
empty:
	SLOT_UNLIKELY;
	return slot_nothing();
}

/* The last part of a put: push @p onto the array that "cpu" holds, and commit. */
#define SLOT_PUSH                                          \
	"movl (%[cpu]), %k[n]\n\t"                         \
	"cmpl 4(%[cpu]), %k[n]\n\t"                        \
	"jae %l[full]\n\t"                                 \
	"mov %[p], 16(%[cpu], %[n], " SLOT_POINTER ")\n\t" \
	"addl $1, (%[cpu])\n" SEQUENCE_END

static __always_inline bool port_slot_put(char *const *array, void *p)
{
	unsigned long cpu, n;

	asm volatile goto(SLOT_BEGIN SLOT_PUSH
			  : [cpu] "=&r"(cpu), [n] "=&r"(n)
			  : SEQUENCE_USES[array] "m"(*array), [p] "r"(p)
			  : "memory", "cc"
			  : full);
	return true;
full:
	return false;
}

#ifdef __x86_64__

/*
 * There is no guess, or it was wrong: go by the offset, and note without a branch (for it could not
 * be predicted) how often the last ones were the same.  Enough of them make a guess.
 */
static __always_inline bool port_slot_put_unguessed(u32 offset, void *p)
{
	unsigned long cpu, n, guess;

	asm volatile goto(SLOT_BEGIN
			  "movl 24(%[cpu]), %k[n]\n\t"
			  "xorl %k[guess], %k[guess]\n\t"
			  "addl $1, %k[n]\n\t"
			  "cmpl %k[offset], 20(%[cpu])\n\t"
			  "cmovnel %k[guess], %k[n]\n\t"
			  "movl %k[offset], 20(%[cpu])\n\t"
			  "cmpl $" SLOT_STR(SLOT_GUESS_AFTER) ", %k[n]\n\t"
							      "cmovael %k[offset], %k[guess]\n\t"
							      "movl %k[n], 24(%[cpu])\n\t"
							      "movl %k[guess], 16(%[cpu])\n\t"
							      "addq %[offset], %[cpu]\n\t" SLOT_PUSH
			  : [cpu] "=&r"(cpu), [n] "=&r"(n), [guess] "=&r"(guess)
			  : SEQUENCE_USES[array] "m"(port.slot_base), [p] "r"(p),
			    [offset] "r"((unsigned long)offset)
			  : "memory", "cc"
			  : full);
	return true;
full:
	return false;
}

static __always_inline bool port_slot_put_at(u32 offset, void *p)
{
	unsigned long cpu, n;

	asm volatile goto(
		SLOT_BEGIN "movl 16(%[cpu]), %k[n]\n\t"
			   "cmpl %[offset], %k[n]\n\t"
			   "jne %l[other]\n\t"
			   "addq %[n], %[cpu]\n\t" SLOT_PUSH
		: [cpu] "=&r"(cpu), [n] "=&r"(n)
		: SEQUENCE_USES[array] "m"(port.slot_base), [p] "r"(p), [offset] "r"(offset)
		: "memory", "cc"
		: other, full);
	return true;
other:
	return port_slot_put_unguessed(offset, p);
full:
	return false;
}

#else

static __always_inline bool port_slot_put_at(u32 offset, void *p)
{
	unsigned long cpu, n;

	asm volatile goto(
		SLOT_BEGIN "add %[offset], %[cpu]\n\t" SLOT_PUSH
		: [cpu] "=&r"(cpu), [n] "=&r"(n)
		: SEQUENCE_USES[array] "m"(port.slot_base), [p] "r"(p), [offset] "r"(offset)
		: "memory", "cc"
		: full);
	return true;
full:
	return false;
}

#endif

/*
 * Copy first, then commit: what an aborted attempt copied is overwritten by the next.  The copy
 * counts its words down; "got" keeps how many there were.
 */
static __always_inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	unsigned long cpu, have, to, from, words, got;

	asm volatile(SLOT_BEGIN "movl (%[cpu]), %k[have]\n\t"
				"movl %k[want], %k[words]\n\t"
				"cmpl %k[have], %k[words]\n\t"
				"cmova %k[have], %k[words]\n\t"
				"movl %k[words], %k[got]\n\t"
				"subl %k[words], %k[have]\n\t"
				"lea 16(%[cpu], %[have], " SLOT_POINTER "), %[from]\n\t"
				"mov %[p], %[to]\n\t" SLOT_COPY
				"movl %k[have], (%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [have] "=&r"(have), [got] SLOT_KEPT(got), [to] "=&D"(to),
		       [from] "=&S"(from), [words] "=&c"(words)
		     : SEQUENCE_USES[array] "m"(*array), [p] SLOT_GIVEN(p), [want] SLOT_GIVEN(n)
		     : "memory", "cc");
	return (unsigned int)got;
}

static __always_inline unsigned int port_slot_put_n(char *const *array, void *const *p,
						    unsigned int n)
{
	unsigned long cpu, have, to, from, words, got;

	asm volatile(SLOT_BEGIN "movl (%[cpu]), %k[have]\n\t"
				"movl 4(%[cpu]), %k[words]\n\t"
				"xorl %k[to], %k[to]\n\t"
				"subl %k[have], %k[words]\n\t"
				"cmovb %k[to], %k[words]\n\t"
				"cmpl %k[want], %k[words]\n\t"
				"cmova %k[want], %k[words]\n\t"
				"movl %k[words], %k[got]\n\t"
				"lea 16(%[cpu], %[have], " SLOT_POINTER "), %[to]\n\t"
				"mov %[p], %[from]\n\t" SLOT_COPY "addl %k[got], %k[have]\n\t"
				"movl %k[have], (%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [have] "=&r"(have), [got] SLOT_KEPT(got), [to] "=&D"(to),
		       [from] "=&S"(from), [words] "=&c"(words)
		     : SEQUENCE_USES[array] "m"(*array), [p] SLOT_GIVEN(p), [want] SLOT_GIVEN(n)
		     : "memory", "cc");
	return (unsigned int)got;
}

#endif
