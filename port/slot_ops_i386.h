/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive on 32-bit x86, in restartable sequences: the port's <port/sequence.h> is their
 * frame, its <port/slot_ops.h> the theory.
 *
 * With fewer registers than its 64-bit twin, and no guess of where a put goes (port/slot.h): its
 * loads are no longer than the comparison.
 */
#ifndef PORT_SLOT_OPS_I386_H
#define PORT_SLOT_OPS_I386_H

#define SLOT_BEGIN SEQUENCE_BEGIN_SLOTS "addl %[array], %[cpu]\n\t"

/* Moves leave the carry of the subtraction as it was. */
static __always_inline void *port_slot_take(char *const *array)
{
	unsigned long cpu, n;
	bool empty;
	void *p;

	asm volatile(SLOT_BEGIN "movl (%[cpu]), %[n]\n\t"
				"subl $1, %[n]\n\t"
				"jc 2f\n\t"
				"movl 16(%[cpu], %[n], 4), %[p]\n\t"
				"movl %[n], (%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [p] "=&r"(p), "=@ccc"(empty)
		     : SEQUENCE_USES[array] "m"(*array)
		     : "memory");
	if (unlikely(empty))
		return NULL;
	/* No caller need look again: NULL is never put. */
	if (!p)
		__builtin_unreachable();
	return p;
}

/* The last part of a put: push @p onto the array that "cpu" holds, and commit. */
#define SLOT_PUSH                            \
	"movl (%[cpu]), %[n]\n\t"            \
	"cmpl 4(%[cpu]), %[n]\n\t"           \
	"jae %l[full]\n\t"                   \
	"movl %[p], 16(%[cpu], %[n], 4)\n\t" \
	"addl $1, %[n]\n\t"                  \
	"movl %[n], (%[cpu])\n" SEQUENCE_END

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

static __always_inline bool port_slot_put_at(u32 offset, void *p)
{
	unsigned long cpu, n;

	asm volatile goto(
		SLOT_BEGIN "addl %[offset], %[cpu]\n\t" SLOT_PUSH
		: [cpu] "=&r"(cpu), [n] "=&r"(n)
		: SEQUENCE_USES[array] "m"(port.slot_base), [p] "r"(p), [offset] "r"(offset)
		: "memory", "cc"
		: full);
	return true;
full:
	return false;
}

/*
 * Copy first, then commit: what an aborted attempt copied is overwritten by the next.  "got" stays
 * in memory: the copy takes the registers that there are.
 */
static __always_inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	unsigned long cpu, to, from, words, got;

	asm volatile(SLOT_BEGIN "movl (%[cpu]), %[from]\n\t"
				"movl %[want], %[words]\n\t"
				"cmpl %[from], %[words]\n\t"
				"cmova %[from], %[words]\n\t"
				"movl %[words], %[got]\n\t"
				"subl %[words], %[from]\n\t"
				"leal 16(%[cpu], %[from], 4), %[from]\n\t"
				"movl %[p], %[to]\n\t"
				"rep movsl\n\t"
				"movl (%[cpu]), %[to]\n\t"
				"subl %[got], %[to]\n\t"
				"movl %[to], (%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [got] "=m"(got), [to] "=&D"(to), [from] "=&S"(from),
		       [words] "=&c"(words)
		     : SEQUENCE_USES[array] "m"(*array), [p] "m"(p), [want] "m"(n)
		     : "memory", "cc");
	return (unsigned int)got;
}

static __always_inline unsigned int port_slot_put_n(char *const *array, void *const *p,
						    unsigned int n)
{
	unsigned long cpu, to, from, words, got;

	asm volatile(SLOT_BEGIN "movl 4(%[cpu]), %[words]\n\t"
				"xorl %[from], %[from]\n\t"
				"subl (%[cpu]), %[words]\n\t"
				"cmovb %[from], %[words]\n\t"
				"cmpl %[want], %[words]\n\t"
				"cmova %[want], %[words]\n\t"
				"movl %[words], %[got]\n\t"
				"movl (%[cpu]), %[to]\n\t"
				"leal 16(%[cpu], %[to], 4), %[to]\n\t"
				"movl %[p], %[from]\n\t"
				"rep movsl\n\t"
				"movl (%[cpu]), %[to]\n\t"
				"addl %[got], %[to]\n\t"
				"movl %[to], (%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [got] "=m"(got), [to] "=&D"(to), [from] "=&S"(from),
		       [words] "=&c"(words)
		     : SEQUENCE_USES[array] "m"(*array), [p] "m"(p), [want] "m"(n)
		     : "memory", "cc");
	return (unsigned int)got;
}

#endif
