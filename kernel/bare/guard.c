// SPDX-License-Identifier: MIT
/*
 * Crashes of module code, caught where nobody is below.
 *
 * The port tells of a fault in one record (port/trap.h), wherever the processor was.  What the
 * stack says is noted here, with interrupts off, and the fault resumes in guard_land(), which jumps
 * out of the guarded call; words are found for it afterwards, in an ordinary context.
 *
 * A restartable sequence that was interrupted is not resumed.  Locks that were held stay held: see
 * loader_is_stuck().
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "base/base.h"
#include "kernel/crash_frames.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "port/port.h"
#include "port/stack.h"
#include "port/trap.h"

/* What guard_land() needs of the stack, below the frame that it jumps to. */
#define GUARD_LAND_BYTES 512
/* Crashes that are still told of, each in its thread. */
#define GUARD_RECORDS 16

/**
 * struct guard - a guarded call that runs; port_self()->guard is the innermost.
 * @env: where to jump to.
 * @outer: the one it runs in, or NULL.
 * @top: the frame that @env leads to; stack addresses above are the caller's.
 * @stack: the kernel stack that it was called on, or NULL.
 * @crash: what happened in it.
 * @progress: how far that has come.
 */
struct guard {
	void *env[5];
	struct guard *outer;
	unsigned long top;
	struct port_stack *stack;
	struct crash *crash;
	enum { NO_CRASH, NOTING, LEAVING } progress;
};

void (*guard_ruined)(void);
bool (*guard_absorb)(const struct crash *crash);

static struct crash *next_record(void)
{
	static struct crash records[GUARD_RECORDS];
	static u32 next;
	struct crash *crash =
		&records[__atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) % GUARD_RECORDS];

	memset(crash, 0, sizeof(*crash));
	return crash;
}

/* ---- what happened --------------------------------------------------------------------------- */

/* Frames of the thread's own stack, whose ends are not known here, lie below the guarded call's. */
static bool is_frame(const struct guard *g, const struct port_stack *stack, unsigned long frame)
{
	if (frame % sizeof(long))
		return false;
	if (stack)
		return crash_is_on(stack, frame) && crash_is_on(stack, frame + sizeof(long));
	return !g->stack && frame <= g->top && g->top - frame < GUARD_STACK_REACH;
}

/* Follow the frames, over all stacks, to the guarded call. */
static void walk_frames(const struct guard *g, struct crash *crash)
{
	const struct port_stack *stack = crash->stack;
	unsigned long frame = crash->bp, below = 0;

	if (crash->fetch)
		crash_add_frame(crash, *(unsigned long *)crash->sp);
	for (;;) {
		for (; !is_frame(g, stack, frame); below = 0) {
			if (!stack)
				return;
			stack = stack->outer;
		}
		if (frame <= below || *(unsigned long *)frame == g->top)
			return;
		below = frame;
		crash_add_frame(crash, ((unsigned long *)below)[1]);
		frame = *(unsigned long *)below;
	}
}

static enum crash_kind kind_of(const struct port_trap *trap, const struct crash *crash)
{
	switch (trap->kind) {
	case PORT_TRAP_FAULT:
		return !trap->fetch && crash_fills_stack(crash, PAGE_SIZE) ? CRASH_STACK :
									     CRASH_FAULT;
	case PORT_TRAP_STACK:
		return CRASH_STACK;
	case PORT_TRAP_PROTECTION:
		return CRASH_PROTECTION;
	case PORT_TRAP_DIVIDE:
		return CRASH_DIVIDE;
	case PORT_TRAP_OPCODE:
		return CRASH_OPCODE;
	case PORT_TRAP_PANIC:
		break;
	}
	return CRASH_PANIC;
}

static void note_fault(const struct guard *g, const struct port_trap *trap)
{
	struct crash *crash = g->crash;

	static_assert(CRASH_REGISTERS == PORT_TRAP_REGS);
	crash->address = trap->address;
	crash->write = trap->write;
	crash->fetch = trap->fetch;
	crash->present = trap->present;
	crash->ip = trap->ip;
	crash->sp = trap->sp;
	crash->bp = trap->bp;
	crash->flags = trap->flags;
	memcpy(crash->regs, trap->regs, sizeof(crash->regs));
	crash->stack = port_self()->stack;
	crash->outer_stack = g->stack;
	crash->kind = kind_of(trap, crash);
}

/* ---- the guard ------------------------------------------------------------------------------- */

/* Where a fault resumes: on what is left of the guarded call's own stack. */
static void __noreturn guard_land(void)
{
	struct guard *g = port_self()->guard;

	__builtin_longjmp(g->env, 1);
}

static bool guard_trap(struct port_trap *trap)
{
	struct guard *g = port_self()->guard;

	if (!g || g->progress == LEAVING)
		return false;
	/* A broken stack can make the walk fault in turn: then what was found so far will do. */
	if (g->progress == NO_CRASH) {
		g->progress = NOTING;
		g->crash = next_record();
		note_fault(g, trap);
		walk_frames(g, g->crash);
		if (trap->kind == PORT_TRAP_FAULT && guard_absorb && guard_absorb(g->crash)) {
			g->progress = NO_CRASH;
			return true;
		}
	}
	g->progress = LEAVING;
	trap->ip = (unsigned long)guard_land;
	trap->sp = ((unsigned long)g - GUARD_LAND_BYTES) & ~15ul;
	trap->sp -= sizeof(long);
	return true;
}

/* A frame of its own, so that nothing of the caller's is in registers that the jump has lost. */
static noinline bool jump_or_call(struct guard *g, void (*fn)(void *arg), void *arg)
{
	g->top = (unsigned long)__builtin_frame_address(0);
	if (__builtin_setjmp(g->env))
		return true;
	fn(arg);
	return false;
}

const struct crash *guard_call(void (*fn)(void *arg), void *arg)
{
	struct port_thread *me = port_self();
	struct guard mine = { .outer = me->guard, .stack = me->stack };
	bool crashed;

	port_trap_hook = guard_trap;
	me->guard = &mine;
	crashed = jump_or_call(&mine, fn, arg);
	me->guard = mine.outer;
	if (!crashed)
		return NULL;
	me->stack = mine.stack;
	return mine.crash;
}

void guard_leave(void)
{
	port_self()->guard = NULL;
}
