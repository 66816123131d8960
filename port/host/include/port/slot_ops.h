/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive in restartable sequences, x86-64.
 *
 * A thread registers with the kernel (glibc does it) a word that names the sequence it is in.  If
 * the thread is interrupted between the sequence's first instruction and its last, the kernel
 * resumes it at the abort address instead of where it was, so the last instruction, one store, is
 * reached only if everything before it happened on one CPU without a break.  Here that store is
 * the new count of this CPU's array.
 *
 * Register use is the same in all four: "cpu" first holds the CPU's number, then the address of
 * its array.  The variable that names the array is read inside the sequence (port/slot.h says
 * why).  The abort address must be preceded by the signature that the thread registered with.
 *
 * Where a thread has no such registration, port.lockless_slots is false, every array variable
 * names port_slot_none, and the sequences find it empty and full.
 */
#ifndef PORT_HOST_SLOT_OPS_H
#define PORT_HOST_SLOT_OPS_H

#include <port/types.h>
#include <linux/compiler.h>
#include <port/slot.h>

/* Offset of the thread's struct rseq from the thread pointer. */
extern long port_rseq_offset;

#if defined(__x86_64__)

#define SLOT_STR_(x)   #x
#define SLOT_STR(x)    SLOT_STR_(x)
#define SLOT_SIGNATURE "0x53053053"

/* The descriptor (version, flags, start, length, abort), then the registration of it. */
#define SLOT_BEGIN                                        \
	".pushsection __rseq_cs, \"aw\"\n\t"              \
	".balign 32\n"                                    \
	"3:\n\t"                                          \
	".long 0, 0\n\t"                                  \
	".quad 1f, 2f - 1f, 4f\n\t"                       \
	".popsection\n"                                   \
	"5:\n\t"                                          \
	"leaq 3b(%%rip), %[cpu]\n\t"                      \
	"movq %[cpu], %%fs:8(%[rseq])\n"                  \
	"1:\n\t"                                          \
	"movl %%fs:0(%[rseq]), %k[cpu]\n\t"               \
	"shlq $" SLOT_STR(PORT_SLOT_SHIFT) ", %[cpu]\n\t" \
					   "addq %[array], %[cpu]\n\t"

/* After an abort, once more from the registration on. */
#define SLOT_END                                  \
	"2:\n\t"                                  \
	".pushsection __rseq_failure, \"ax\"\n\t" \
	".byte 0x0f, 0xb9, 0x3d\n\t"              \
	".long " SLOT_SIGNATURE "\n"              \
	"4:\n\t"                                  \
	"jmp 5b\n\t"                              \
	".popsection\n\t"

static __always_inline void *port_slot_take(char *const *array)
{
	unsigned long cpu, n;
	void *p;

	asm volatile goto(SLOT_BEGIN "movl (%[cpu]), %k[n]\n\t"
				     "subl $1, %k[n]\n\t"
				     "jc %l[empty]\n\t"
				     "movq 8(%[cpu], %[n], 8), %[p]\n\t"
				     "movl %k[n], (%[cpu])\n" SLOT_END
			  : [cpu] "=&r"(cpu), [n] "=&r"(n), [p] "=&r"(p)
			  : [rseq] "r"(port_rseq_offset), [array] "m"(*array)
			  : "memory", "cc"
			  : empty);
	return p;
empty:
	return NULL;
}

static __always_inline bool port_slot_put(char *const *array, void *p)
{
	unsigned long cpu, n;

	asm volatile goto(SLOT_BEGIN "movl (%[cpu]), %k[n]\n\t"
				     "cmpl 4(%[cpu]), %k[n]\n\t"
				     "je %l[full]\n\t"
				     "movq %[p], 8(%[cpu], %[n], 8)\n\t"
				     "addl $1, %k[n]\n\t"
				     "movl %k[n], (%[cpu])\n" SLOT_END
			  : [cpu] "=&r"(cpu), [n] "=&r"(n)
			  : [rseq] "r"(port_rseq_offset), [array] "m"(*array), [p] "r"(p)
			  : "memory", "cc"
			  : full);
	return true;
full:
	return false;
}

/* Copies first, then commits: what an aborted attempt copied is overwritten by the next. */
static __always_inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	unsigned long cpu, have, to, from, words, got;

	asm volatile(SLOT_BEGIN "movl (%[cpu]), %k[have]\n\t"
				"movl %k[want], %k[got]\n\t"
				"cmpl %k[have], %k[got]\n\t"
				"cmova %k[have], %k[got]\n\t"
				"subl %k[got], %k[have]\n\t"
				"movq %[p], %[to]\n\t"
				"leaq 8(%[cpu], %[have], 8), %[from]\n\t"
				"movl %k[got], %k[words]\n\t"
				"rep movsq\n\t"
				"movl %k[have], (%[cpu])\n" SLOT_END
		     : [cpu] "=&r"(cpu), [have] "=&r"(have), [got] "=&r"(got), [to] "=&D"(to),
		       [from] "=&S"(from), [words] "=&c"(words)
		     : [rseq] "r"(port_rseq_offset), [array] "m"(*array), [p] "r"(p), [want] "r"(n)
		     : "memory", "cc");
	return (unsigned int)got;
}

static __always_inline unsigned int port_slot_put_n(char *const *array, void *const *p,
						    unsigned int n)
{
	unsigned long cpu, have, to, from, words, got;

	asm volatile(SLOT_BEGIN "movl (%[cpu]), %k[have]\n\t"
				"movl 4(%[cpu]), %k[got]\n\t"
				"subl %k[have], %k[got]\n\t"
				"cmpl %k[want], %k[got]\n\t"
				"cmova %k[want], %k[got]\n\t"
				"leaq 8(%[cpu], %[have], 8), %[to]\n\t"
				"movq %[p], %[from]\n\t"
				"movl %k[got], %k[words]\n\t"
				"rep movsq\n\t"
				"addl %k[got], %k[have]\n\t"
				"movl %k[have], (%[cpu])\n" SLOT_END
		     : [cpu] "=&r"(cpu), [have] "=&r"(have), [got] "=&r"(got), [to] "=&D"(to),
		       [from] "=&S"(from), [words] "=&c"(words)
		     : [rseq] "r"(port_rseq_offset), [array] "m"(*array), [p] "r"(p), [want] "r"(n)
		     : "memory", "cc");
	return (unsigned int)got;
}

#else

/* No sequences for this processor yet: always empty, always full, and mm takes its locks. */
static inline void *port_slot_take(char *const *array)
{
	return NULL;
}

static inline bool port_slot_put(char *const *array, void *p)
{
	return false;
}

static inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	return 0;
}

static inline unsigned int port_slot_put_n(char *const *array, void *const *p, unsigned int n)
{
	return 0;
}

#endif

#endif
