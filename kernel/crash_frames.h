/* SPDX-License-Identifier: MIT */
/* What a crash is noted from, alike where a signal tells of it and where the processor does. */
#ifndef KERNEL_CRASH_FRAMES_H
#define KERNEL_CRASH_FRAMES_H

#include "kernel/loader.h"
#include "port/stack.h"

/* A fault this close to the stack pointer is the stack's own, where its end is not known. */
#define GUARD_STACK_REACH (64 * 1024ul)

/* Of a long chain the innermost calls stay, and the outermost. */
static inline void crash_add_frame(struct crash *crash, unsigned long ip)
{
	const unsigned int inner = CRASH_FRAMES_INNER;

	if (crash->nr_frames < CRASH_FRAMES) {
		crash->frames[crash->nr_frames++] = ip;
		return;
	}
	crash->nr_left_out++;
	__builtin_memmove(crash->frames + inner, crash->frames + inner + 1,
			  (CRASH_FRAMES - inner - 1) * sizeof(*crash->frames));
	crash->frames[CRASH_FRAMES - 1] = ip;
}

static inline _Bool crash_is_on(const struct port_stack *stack, unsigned long addr)
{
	return stack && addr >= stack->low && addr < stack->high;
}

/*
 * Linux goes by the address alone: the page below a stack, of @page bytes, is mapped for nobody.
 * Where the end of the stack is not known, and where a frame has leapt over that page, the stack
 * pointer tells.
 */
static inline _Bool crash_fills_stack(const struct crash *crash, unsigned long page)
{
	const struct port_stack *stack = crash->stack;

	if (stack && stack->low - crash->address - 1 < page)
		return 1;
	return !crash_is_on(stack, crash->sp) &&
	       crash->address - crash->sp + GUARD_STACK_REACH < 2 * GUARD_STACK_REACH;
}

#endif
