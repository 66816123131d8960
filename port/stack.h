/* SPDX-License-Identifier: MIT */
/*
 * Stacks besides a thread's own: the primitive under kernel stacks.
 *
 * A thread comes with a stack of the world below, its own, which is as large as programs expect.
 * Code that must live on less runs on another: port_stack_call() goes there and comes back.  What
 * must not, because it is the world's and knows of no limit, is run where the thread came from:
 *
 *	own           own stack   ──port_stack_call()──┐
 *	task          (module)    <────────────────────┘
 *	own, deeper   own stack   <──port_stack_own()──── (module)
 *
 * Stacks that a thread is on form a list, the innermost first, from port_self()->stack on; NULL is
 * its own.  Frames are linked across all of them, so a trace runs through to whoever came first.
 * Who jumps out of calls (a crash that is caught, a thread that exits) puts port_self()->stack back
 * to what it was where he jumps to.
 */
#ifndef PORT_STACK_H
#define PORT_STACK_H

#include <port/port.h>
#include <port/types.h>

/**
 * struct port_stack - a stack that a thread can run on.
 *
 *	@low <= every frame on it < @high
 *
 * @low, @high: its bytes; both are multiples of 16.
 * @name: what it is, as reports call it.
 * @own: a deeper part of the thread's own stack.
 * @left: where the stack pointer was on @outer when that was left.
 * @outer: the stack the thread was on before; NULL for its own.
 *
 * One thread at a time is on it.  It must outlive jumps out of the call.
 */
struct port_stack {
	unsigned long low, high;
	const char *name;
	bool own;
	unsigned long left;
	struct port_stack *outer;
};

/**
 * port_stack_call - call @fn(@arg) on @stack, from its high end on.
 * @stack: low, high and name are filled in, and nobody is on it.
 * Where port.stacks is false, it is called on the stack that the caller is on.
 */
void port_stack_call(struct port_stack *stack, void (*fn)(void *arg), void *arg);

/** port_stack_own - call @fn(@arg) on the thread's own stack. */
void port_stack_own(void (*fn)(void *arg), void *arg);

#endif
