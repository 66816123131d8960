/* SPDX-License-Identifier: MIT */
/*
 * One step on this CPU's copy of a variable: the primitive under this_cpu_*().
 *
 * A variable of 1, 2, 4 or (where a register is as long) 8 bytes has a copy for each CPU, CPU n's
 * at @copy + (n << PORT_STEP_SHIFT).  A step changes or reads the copy of the CPU that the thread
 * runs on, wholly and without a break, as against
 *
 *	- every other step on that CPU;
 *	- every section in which some thread holds that CPU (port_cpu_hold()).
 *
 * While a CPU is held, by this thread or by another, no step can be made there; nor can a thread
 * that holds a CPU make one, whose copy is the held CPU's, wherever the world has put the thread.
 * Then the operation says false and has done nothing, and the caller does the same with the CPU
 * held: base/context.c waits for the holder, or knows that the caller itself is it.  So
 *
 *	a step on CPU n happened  =>  nobody held CPU n while it did
 *
 * which is what makes get_cpu_var() ... put_cpu_var() exclude this_cpu_inc(), too.
 *
 * A world without such a primitive says false always, and loses only speed.
 *
 * port/<name>/step_ops.h defines, all always inlined, @size being a constant:
 *
 *	bool port_step_read(const void *copy, size_t size, unsigned long *value);
 *	bool port_step_write(void *copy, size_t size, unsigned long value);
 *	bool port_step_add(...), port_step_and(...), port_step_or(...): as port_step_write()
 *	bool port_step_add_return(void *copy, size_t size, unsigned long value,
 *				  unsigned long *sum);
 *	bool port_step_xchg(void *copy, size_t size, unsigned long value,
 *			    unsigned long *old);
 *	bool port_step_cmpxchg(void *copy, size_t size, unsigned long expected,
 *			       unsigned long value, unsigned long *old);
 *
 * Of what comes back, the bits beyond @size are garbage.
 */
#ifndef PORT_STEP_H
#define PORT_STEP_H

#include <port/types.h>

/* A unit of per-CPU memory (linux/percpu-defs.h). */
#define PORT_STEP_SHIFT CONFIG_PERCPU_SHIFT

/* What an operation may be given as a variable of its size, of whatever type. */
struct port_step_8 {
	u8 value;
} __attribute__((may_alias));
struct port_step_16 {
	u16 value;
} __attribute__((may_alias));
struct port_step_32 {
	u32 value;
} __attribute__((may_alias));
struct port_step_64 {
	u64 value;
} __attribute__((may_alias));

#endif
