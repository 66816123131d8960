/* SPDX-License-Identifier: MIT */
/*
 * Steps in restartable sequences; port/step.h is the contract, slot_ops.h says what a sequence is.
 *
 * A step is
 *
 *	1. does this thread hold a CPU?				then no step
 *	2. the sequence begins: on which CPU?
 *	3. is that CPU free?					if not, no step
 *	4. one access to its copy, the last one a store: the step is made
 *
 * Why nobody holds CPU n while a step is made on it:
 *
 * Another thread on n cannot run between 3 and 4, for then this one was put off the CPU, and
 * starts again at 2.  So a thread that takes n while it runs on n does so before 3, and is seen
 * there, or after 4.  Therefore port_cpu_hold() takes the CPU in a sequence, too, whose last
 * instruction changes n's word only if the thread still runs on n (port_step_hold()).
 *
 * Where n is busy, a thread takes another CPU's word from afar (port/host/cpu.c).  A step on that
 * CPU may then be between 3 and 4; so the taker does not go on before it has made that CPU's
 * sequences start again (membarrier), after which they find the word taken.  This is the slow way,
 * gone only where two threads meet.
 *
 * A holder that the world moves to CPU m while it holds n still works on n's copies, and whoever
 * is on n finds it held.  The holder makes no steps, which would be on m: that is 1.
 *
 * What a holder wrote is seen by the steps after it: giving a CPU back is a release, 3 an acquire.
 * What the steps on n wrote is seen by the next holder, which ran on n after them or made n pass a
 * barrier.
 *
 * In a machine of simulated CPUs, and between machines, the words that sequences look at are all
 * taken, and port_cpu_hold() goes by others.  So no step is made there.  The words are indexed by
 * the host's number of the CPU, and those of CPUs that the machine does not count stay taken.
 *
 * A module can be unmapped, and the kernel must not find a thread registered for a sequence that
 * was in it; so a module's code takes the registration back (STEP_FORGET).
 */
#ifndef PORT_HOST_STEP_OPS_H
#define PORT_HOST_STEP_OPS_H

#include <port/step.h>
#include <port/step_sequences.h>

/*
 * A CPU's word.  Taken is 0, so that a CPU nobody thought of is taken; somebody waits for a CPU
 * only while it is taken.
 */
#define PORT_CPU_TAKEN	 0
#define PORT_CPU_FREE	 1
#define PORT_CPU_AWAITED 2

/* One word a cache line, so that CPUs do not share them; as many as Linux can be built for. */
#define PORT_CPU_WORD_SHIFT 6
#define PORT_CPU_WORDS	    8192

/**
 * struct port_cpu_word - who may make steps on a CPU.
 * @word: PORT_CPU_*.
 * @stopped: the CPU is out of use; its word stays taken.
 */
struct port_cpu_word {
	u32 word;
	bool stopped;
} __attribute__((aligned(1 << PORT_CPU_WORD_SHIFT)));

_Static_assert(sizeof(struct port_cpu_word) == 1 << PORT_CPU_WORD_SHIFT, "sequences index them");

/** port_cpu_words - of the host's CPUs, by its numbers. */
extern struct port_cpu_word port_cpu_words[PORT_CPU_WORDS];

/** port_held_offset - from the thread pointer: the number of the CPU held, negative for none. */
extern long port_held_offset;

/* The kernel is to find nothing of code that can be unmapped. */
#ifdef MODULE
#define STEP_FORGET() asm volatile(SEQUENCE_FORGET : : [rseq] "r"(SEQUENCE_RSEQ))
#else
#define STEP_FORGET() ((void)0)
#endif

#if defined(__x86_64__)
#include <port/sequence.h>
#include <port/step_ops_x86_64.h>
#elif defined(__aarch64__)
#include <port/sequence.h>
#include <port/step_ops_arm64.h>
#else

/* No sequences for this processor yet: CPUs are simulated. */
#include <port/step_none.h>

STEP_INLINE int port_step_hold(void)
{
	return -1;
}

STEP_INLINE char *port_thread_pointer(void)
{
	return NULL;
}

#endif

#endif
