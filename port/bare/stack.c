// SPDX-License-Identifier: MIT
/*
 * Stacks of threads, and traces over them.
 *
 * Every thread has a stack of its own, with a guard page below it; modules' code runs on kernel
 * stacks, which are areas of vmalloc space (kernel/kstack.c).  Frames are linked by frame
 * pointers, which everything is compiled with.
 */
#include "port/bare/bare.h"

static void enter(struct port_stack *stack, void (*fn)(void *arg), void *arg)
{
	struct port_thread *me = port_self();

	stack->outer = me->stack;
	me->stack = stack;
	board_stack_call(fn, arg, stack->high, &stack->left);
	me->stack = stack->outer;
}

void port_stack_call(struct port_stack *stack, void (*fn)(void *arg), void *arg)
{
	enter(stack, fn, arg);
}

static unsigned int count_own_parts(const struct port_stack *stack)
{
	unsigned int n = 0;

	for (; stack; stack = stack->outer)
		n += stack->own;
	return n;
}

void port_stack_own(void (*fn)(void *arg), void *arg)
{
	struct thread *me = current_thread();
	const struct port_stack *from = me->record.stack;
	unsigned int parts = count_own_parts(from);
	struct port_stack *part;

	if (!from || from->own || parts == sizeof(me->own_parts) / sizeof(*me->own_parts)) {
		fn(arg);
		return;
	}
	/* The stack that was entered from the own one knows how much of that is in use. */
	while (from->outer && !from->outer->own)
		from = from->outer;
	part = &me->own_parts[parts];
	part->low = me->own.low;
	part->high = from->left & ~15ul;
	part->name = me->own.name;
	part->own = true;
	enter(part, fn, arg);
}

static bool holds(const struct port_stack *stack, unsigned long frame)
{
	return frame >= stack->low && frame + 2 * sizeof(long) <= stack->high &&
	       !(frame % sizeof(long));
}

static const struct port_stack *outer_of(const struct port_stack *stack,
					 const struct port_stack *own)
{
	if (stack == own)
		return NULL;
	return stack->outer ? stack->outer : own;
}

unsigned int port_stack_trace(unsigned long *entries, unsigned int nr, unsigned int skip)
{
	unsigned long frame = (unsigned long)__builtin_frame_address(0) - BOARD_FRAME_LINKS;
	unsigned long above = 0;
	const struct port_stack *own = &current_thread()->own;
	const struct port_stack *stack = port_self()->stack;
	unsigned int n = 0;

	if (!stack)
		stack = own;
	while (n < nr) {
		for (; stack && !holds(stack, frame); above = 0)
			stack = outer_of(stack, own);
		if (!stack || frame <= above)
			break;
		above = frame;
		frame = ((unsigned long *)above)[0] - BOARD_FRAME_LINKS;
		if (!((unsigned long *)above)[1])
			break;
		if (skip)
			skip--;
		else
			entries[n++] = ((unsigned long *)above)[1];
	}
	return n;
}
