// SPDX-License-Identifier: MIT
/*
 * Threads: what goes with their calls, and what is on their stacks.
 *
 * Instrumented functions pass the shadow of arguments and results beside them, in a place that each
 * thread has, and begin by asking for it.  Nobody puts anything there when the core calls, and the
 * core's own frames lie where a module's may have been before.  So a function of a module looks at
 * who called it: if that is the core, its arguments are initialised, and so is the stack of all
 * who are between it and the module that called the core.
 *
 *	module	──call──>	core  ──call──>		module
 *	frame			frames: cleared		asks for its context
 *
 * Frames are linked by frame pointers, which modules and the core are compiled with.  The other
 * way, a call from a module leaves all of the stack below to the core.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/uninit/instrument.h"
#include "check/uninit/shadow.h"

/* What a frame of the core has at most; more is the way to another stack. */
#define FRAME_MAX (64ul << 10)
#define DEEPEST	  64
/* Derived: variables of as many functions as call one another. */
#define LOCALS 256

static __thread struct uninit_context context;
/* The lowest variable since the core was called last. */
static __thread unsigned long lowest;
/* Variables, the latest at @latest; older ones are written over. */
static __thread struct {
	unsigned long addr, size;
} locals[LOCALS];
static __thread unsigned int latest;

/* ---- variables ------------------------------------------------------------------------------- */

void locals_add(unsigned long addr, size_t size)
{
	latest = (latest + 1) % LOCALS;
	locals[latest].addr = addr;
	locals[latest].size = size;
	if (!lowest || addr < lowest || addr - lowest > FRAME_MAX)
		lowest = addr;
}

unsigned long locals_find(unsigned long addr)
{
	for (unsigned int i = 0; i < LOCALS; i++) {
		unsigned int at = (latest + LOCALS - i) % LOCALS;

		if (addr - locals[at].addr < locals[at].size)
			return locals[at].addr + locals[at].size;
	}
	return 0;
}

void stack_left(unsigned long sp)
{
	if (lowest && lowest < sp && sp - lowest <= FRAME_MAX)
		shadow_clear(lowest, sp - lowest);
	lowest = sp;
}

/* ---- calls by the core ----------------------------------------------------------------------- */

/* Two words that functions leave: the frame pointer of who called, and where to return. */
struct frame {
	const struct frame *outer;
	unsigned long back;
};

/* From the frame of a module's function, which the core called, to the next of a module. */
static void clear_core_frames(const struct frame *frame)
{
	for (unsigned int i = 0; i < DEEPEST && uninit_in_core(frame->back); i++) {
		const unsigned long from = (unsigned long)(frame + 1);
		const unsigned long to = (unsigned long)(frame->outer + 1);

		/* Where a stack was changed, what is left of the new one are a few words. */
		if (to > from && to - from <= FRAME_MAX)
			shadow_clear(from, to - from);
		frame = frame->outer;
	}
}

struct uninit_context *__msan_get_context_state(void)
{
	const struct frame *own = __builtin_frame_address(0);
	const struct frame *function = own->outer;

	if (unlikely(uninit_in_core(function->back))) {
		memset(context.param, 0, sizeof(context.param));
		context.va_arg_overflow_size = 0;
		clear_core_frames(function);
	}
	return &context;
}
EXPORT_SYMBOL(__msan_get_context_state);
