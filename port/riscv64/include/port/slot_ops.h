/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive on a bare processor: sequences that an interrupt makes begin again.
 *
 * In each, "cpu" first holds the CPU's number, then the address of its array; the variable that
 * names the array is read inside the sequence.  In a machine of simulated CPUs every array variable
 * names port_slot_none, and every offset is 0: so nothing is ever taken or put.
 */
#ifndef PORT_RISCV64_SLOT_OPS_H
#define PORT_RISCV64_SLOT_OPS_H

#include <port/types.h>
#include <linux/compiler.h>
#include <port/slot.h>

#include <port/sequence.h>

#ifdef CONFIG_SLOTS_MASKED
#include <port/slot_ops_masked.h>
#else

/* Then "cpu" is the array's address, and "n" its count. */
#define SLOT_BEGIN                    \
	SEQUENCE_BEGIN                \
	"slli %[cpu], %[cpu], 24\n\t" \
	"ld %[n], %[array]\n\t"       \
	"add %[cpu], %[cpu], %[n]\n\t"

_Static_assert(PORT_SLOT_SHIFT == 24, "so far are the CPUs' slot memories apart");

static __always_inline void *port_slot_take(char *const *array)
{
	unsigned long cpu, n;
	void *p;

	asm volatile(SLOT_BEGIN "lwu %[n], 0(%[cpu])\n\t"
				"li %[p], 0\n\t"
				"beqz %[n], 2f\n\t"
				"addi %[n], %[n], -1\n\t"
				"slli %[p], %[n], 3\n\t"
				"add %[p], %[p], %[cpu]\n\t"
				"ld %[p], 16(%[p])\n\t"
				"sw %[n], 0(%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [p] "=&r"(p)
		     : [array] "m"(*array)
		     : "memory");
	return p;
}

/* The last part of a put: push @p onto the array at "cpu", and commit; "ok": there was room. */
#define SLOT_PUSH                      \
	"lwu %[n], 0(%[cpu])\n\t"      \
	"lwu %[ok], 4(%[cpu])\n\t"     \
	"sltu %[ok], %[n], %[ok]\n\t"  \
	"beqz %[ok], 2f\n\t"           \
	"slli %[to], %[n], 3\n\t"      \
	"add %[to], %[to], %[cpu]\n\t" \
	"sd %[p], 16(%[to])\n\t"       \
	"addi %[n], %[n], 1\n\t"       \
	"sw %[n], 0(%[cpu])\n" SEQUENCE_END

static __always_inline bool port_slot_put(char *const *array, void *p)
{
	unsigned long cpu, n, to, ok;

	asm volatile(SLOT_BEGIN SLOT_PUSH
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [to] "=&r"(to), [ok] "=&r"(ok)
		     : [array] "m"(*array), [p] "r"(p)
		     : "memory");
	return ok;
}

static __always_inline bool port_slot_put_at(u32 offset, void *p)
{
	unsigned long cpu, n, to, ok;

	asm volatile(SLOT_BEGIN "add %[cpu], %[cpu], %[offset]\n\t" SLOT_PUSH
		     : [cpu] "=&r"(cpu), [n] "=&r"(n), [to] "=&r"(to), [ok] "=&r"(ok)
		     : [array] "m"(port.slot_base), [p] "r"(p), [offset] "r"((unsigned long)offset)
		     : "memory");
	return ok;
}

/* "got" pointers from "from" to "to"; both are used up, and so is "left". */
#define SLOT_COPY                       \
	"mv %[left], %[got]\n"          \
	"4:\n\t"                        \
	"beqz %[left], 5f\n\t"          \
	"ld %[n], 0(%[from])\n\t"       \
	"sd %[n], 0(%[to])\n\t"         \
	"addi %[from], %[from], 8\n\t"  \
	"addi %[to], %[to], 8\n\t"      \
	"addi %[left], %[left], -1\n\t" \
	"j 4b\n"                        \
	"5:\n\t"

/* Copy first, then commit: what an aborted attempt copied is overwritten by the next. */
static __always_inline unsigned int port_slot_take_n(char *const *array, void **p, unsigned int n)
{
	unsigned long cpu, word, have, got, from, to, left;

	asm volatile(SLOT_BEGIN "lwu %[have], 0(%[cpu])\n\t"
				"mv %[got], %[want]\n\t"
				"bleu %[got], %[have], 3f\n\t"
				"mv %[got], %[have]\n"
				"3:\n\t"
				"sub %[have], %[have], %[got]\n\t"
				"slli %[from], %[have], 3\n\t"
				"add %[from], %[from], %[cpu]\n\t"
				"addi %[from], %[from], 16\n\t"
				"mv %[to], %[p]\n\t" SLOT_COPY
				"sw %[have], 0(%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [n] "=&r"(word), [have] "=&r"(have), [got] "=&r"(got),
		       [from] "=&r"(from), [to] "=&r"(to), [left] "=&r"(left)
		     : [array] "m"(*array), [p] "r"(p), [want] "r"((unsigned long)n)
		     : "memory");
	return (unsigned int)got;
}

static __always_inline unsigned int port_slot_put_n(char *const *array, void *const *p,
						    unsigned int n)
{
	unsigned long cpu, word, have, got, from, to, left;

	asm volatile(SLOT_BEGIN "lwu %[have], 0(%[cpu])\n\t"
				"lwu %[left], 4(%[cpu])\n\t"
				"li %[got], 0\n\t"
				"bleu %[left], %[have], 3f\n\t"
				"sub %[got], %[left], %[have]\n\t"
				"bleu %[got], %[want], 3f\n\t"
				"mv %[got], %[want]\n"
				"3:\n\t"
				"slli %[to], %[have], 3\n\t"
				"add %[to], %[to], %[cpu]\n\t"
				"addi %[to], %[to], 16\n\t"
				"mv %[from], %[p]\n\t" SLOT_COPY "add %[have], %[have], %[got]\n\t"
				"sw %[have], 0(%[cpu])\n" SEQUENCE_END
		     : [cpu] "=&r"(cpu), [n] "=&r"(word), [have] "=&r"(have), [got] "=&r"(got),
		       [from] "=&r"(from), [to] "=&r"(to), [left] "=&r"(left)
		     : [array] "m"(*array), [p] "r"(p), [want] "r"((unsigned long)n)
		     : "memory");
	return (unsigned int)got;
}

#endif /* CONFIG_SLOTS_MASKED */

#endif
