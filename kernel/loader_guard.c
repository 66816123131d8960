// SPDX-License-Identifier: MIT
/*
 * Crashes of module code, caught.
 *
 * A fault of the processor arrives as a signal, on a stack of its own because the fault may be
 * that the stack is full.  The handler only notes what the processor and the stack say, and jumps
 * out of the guarded call; words are found for it afterwards, in an ordinary context.
 *
 * A restartable sequence that was interrupted is not resumed, which is what such a sequence is
 * prepared for.  Locks that were held stay held: see loader_is_stuck().
 */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unwind.h>

#include "kernel/loader.h"
#include "kernel/processor.h"

/* Enough for the unwinder, which keeps two register files and a decoded table row. */
#define GUARD_STACK_SIZE (256 * 1024)
/* A fault this close to the stack pointer is the stack's own. */
#define GUARD_STACK_REACH (64 * 1024)

/**
 * struct guard - a guarded call that runs.
 * @outer: the one it runs in, or NULL.
 * @top: stack addresses at or above this are the caller's.
 */
struct guard {
	sigjmp_buf env;
	struct guard *outer;
	struct crash *crash;
	unsigned long top;
};

void (*guard_ruined)(void);

static struct sigaction before[NSIG];
static __thread struct guard *guard;
/* How far the handler of a crash has come. */
static __thread enum { NO_CRASH, NOTING, LEAVING } progress;
static __thread void *guard_stack;

/* ---- what happened --------------------------------------------------------------------------- */

struct walk {
	struct crash *crash;
	bool found; /* the frame of the fault was passed */
};

static _Unwind_Reason_Code walk_step(struct _Unwind_Context *context, void *arg)
{
	struct walk *walk = arg;
	struct crash *crash = walk->crash;
	int exact = 0;
	unsigned long ip = _Unwind_GetIPInfo(context, &exact);

	if (!walk->found) {
		walk->found = ip == crash->ip;
		return _URC_NO_REASON;
	}
	if (_Unwind_GetRegionStart(context) == (unsigned long)guard_call ||
	    crash->nr_frames == CRASH_FRAMES)
		return _URC_END_OF_STACK;
	crash->frames[crash->nr_frames++] = ip;
	return _URC_NO_REASON;
}

/*
 * For code that the unwinder has no tables for, and after a jump to nowhere, when only the
 * processor knows the caller: the frames are linked from the frame pointer on.
 */
static void walk_frames(struct crash *crash)
{
	unsigned long sp = crash->sp, bp = crash->bp;

	if (sp >= guard->top)
		return;
	if (crash->fetch)
		crash->frames[crash->nr_frames++] = processor_caller(crash);
	while (bp >= sp && bp < guard->top && bp % sizeof(long) == 0 &&
	       crash->nr_frames < CRASH_FRAMES) {
		sp = bp;
		bp = ((unsigned long *)sp)[0];
		crash->frames[crash->nr_frames++] = ((unsigned long *)sp)[1];
	}
}

static void note_fault(struct crash *crash, const siginfo_t *info, const void *context)
{
	bool memory = info->si_signo == SIGSEGV || info->si_signo == SIGBUS;
	bool access = processor_note_crash(crash, context, memory ? info->si_addr : NULL);

	crash->address = (unsigned long)info->si_addr;
	if (info->si_signo == SIGBUS)
		crash->kind = CRASH_BUS;
	else if (info->si_signo == SIGABRT)
		crash->kind = CRASH_PANIC; /* what port_panic() ends in */
	else if (info->si_signo == SIGFPE)
		crash->kind = CRASH_DIVIDE;
	else if (info->si_signo == SIGILL || info->si_signo == SIGTRAP)
		crash->kind = CRASH_OPCODE;
	else if (!access)
		crash->kind = CRASH_PROTECTION;
	else if (!crash->fetch &&
		 crash->address - crash->sp + GUARD_STACK_REACH < 2 * GUARD_STACK_REACH)
		crash->kind = CRASH_STACK;
	else
		crash->kind = CRASH_FAULT;
}

static void guard_signal(int signal, siginfo_t *info, void *context)
{
	struct walk walk = { 0 };

	/* The way out is broken too: the module has written over the stack it ran on. */
	if (progress == LEAVING && guard_ruined)
		guard_ruined();
	if (!guard || progress == LEAVING) {
		/* Not ours: let it happen again, to whoever was there before. */
		sigaction(signal, &before[signal], NULL);
		return;
	}
	/* A broken stack can make the walk fault in turn: then what was found so far will do. */
	if (progress == NO_CRASH) {
		progress = NOTING;
		memset(guard->crash, 0, sizeof(*guard->crash));
		note_fault(guard->crash, info, context);
		walk.crash = guard->crash;
		if (!guard->crash->fetch)
			_Unwind_Backtrace(walk_step, &walk);
		if (!guard->crash->nr_frames)
			walk_frames(guard->crash);
	}
	progress = LEAVING;
	siglongjmp(guard->env, 1);
}

/* ---- the guard ------------------------------------------------------------------------------- */

static void install_handlers(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT };
	struct sigaction action = {
		.sa_sigaction = guard_signal,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};
	unsigned int i;

	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, &before[signals[i]]);
}

/* One stack a thread, for as long as it lives. */
static void install_stack(void)
{
	stack_t stack = { .ss_size = GUARD_STACK_SIZE };

	if (guard_stack)
		return;
	guard_stack = mmap(NULL, GUARD_STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guard_stack == MAP_FAILED) {
		guard_stack = NULL;
		return;
	}
	stack.ss_sp = guard_stack;
	sigaltstack(&stack, NULL);
}

bool guard_call(void (*fn)(void *arg), void *arg, struct crash *crash)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct guard mine = { .outer = guard, .crash = crash };

	pthread_once(&once, install_handlers);
	install_stack();
	mine.top = (unsigned long)__builtin_frame_address(0);
	if (sigsetjmp(mine.env, 1)) {
		progress = NO_CRASH;
		guard = mine.outer;
		return false;
	}
	guard = &mine;
	fn(arg);
	guard = mine.outer;
	return true;
}

void guard_leave(void)
{
	stack_t none = { .ss_flags = SS_DISABLE };

	guard = NULL;
	if (!guard_stack)
		return;
	sigaltstack(&none, NULL);
	munmap(guard_stack, GUARD_STACK_SIZE);
	guard_stack = NULL;
}
