/* SPDX-License-Identifier: MIT */
/*
 * Steps on a bare processor, in sequences that an interrupt makes begin again; port/step.h is the
 * contract.
 *
 * A step is
 *
 *	1. may steps be made on this CPU?	if not, no step
 *	2. where are this CPU's copies?
 *	3. one access to its copy, the last one a store: the step is made
 *
 * and an interrupt makes it start again at 1, maybe on another CPU.
 *
 * Who holds a real CPU runs there alone while he runs at all (port/bare/cpu.c), so the CPU's own
 * word in its record says all that is to be known: port_cpu_hold() clears it with interrupts off,
 * when no sequence is under way on this CPU, or one that will begin again; port_cpu_release() sets
 * it.  A holder who waits leaves it cleared for those who run meanwhile.  Nobody writes another
 * CPU's word but who starts a machine, nor does a step look at another CPU's.
 *
 * In a machine of simulated CPUs the words stay cleared.
 */
#ifndef PORT_X86_STEP_OPS_H
#define PORT_X86_STEP_OPS_H

#include <port/sequence.h>
#include <port/step.h>
#include <port/step_sequences.h>

#define STEP_FIND                                       \
	SEQUENCE_BEGIN "cmpl $0, " SEQUENCE_CPU(        \
		SEQUENCE_AT_STEPS) "\n\t"               \
				   "je %l[refused]\n\t" \
				   "mov " SEQUENCE_CPU(SEQUENCE_AT_COPIES) ", %[cpu]\n\t"
#define STEP_COPY     "(%[copy], %[cpu])"
#define STEP_USES     [copy] "r"(copy)
#define STEP_FORGET() ((void)0)

#include <port/step_ops_x86.h>

#endif
