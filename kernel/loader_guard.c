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

#include "kernel/crash_frames.h"
#include "kernel/loader.h"
#include "kernel/processor.h"
#include "port/port.h"
#include "port/stack.h"

/* Enough for the unwinder, which keeps two register files and a decoded table row. */
#define GUARD_STACK_SIZE (256 * 1024)
#define PAGE_BYTES	 (1ul << CONFIG_PAGE_SHIFT)

/**
 * struct guard - a guarded call that runs.
 * @outer: the one it runs in, or NULL.
 * @top: stack addresses at or above this are the caller's.
 * @stack: the kernel stack that it was called on, or NULL.
 */
struct guard {
	sigjmp_buf env;
	struct guard *outer;
	unsigned long top;
	struct port_stack *stack;
};

void (*guard_ruined)(void);
bool (*guard_absorb)(const struct crash *crash);

static struct sigaction before[NSIG];
static __thread struct guard *guard;
/* The last crash of this thread: too large a record for the stacks of those who may see one. */
static __thread struct crash crash;
/* How far the handler of a crash has come. */
static __thread enum { NO_CRASH, NOTING, LEAVING } progress;
static __thread void *guard_stack;

/* ---- what happened --------------------------------------------------------------------------- */

/* @arg: whether the frame of the fault was passed. */
static _Unwind_Reason_Code walk_step(struct _Unwind_Context *context, void *arg)
{
	bool *found = arg;
	int exact = 0;
	unsigned long ip = _Unwind_GetIPInfo(context, &exact);

	if (!*found) {
		*found = ip == crash.ip;
		return _URC_NO_REASON;
	}
	if (_Unwind_GetRegionStart(context) == (unsigned long)guard_call)
		return _URC_END_OF_STACK;
	crash_add_frame(&crash, ip);
	return _URC_NO_REASON;
}

/*
 * For code that the unwinder has no tables for, and after a jump to nowhere, when only the
 * processor knows the caller: the frames are linked from the frame pointer on.  They are followed
 * to the end of the stack that the crash was on.
 */
static void walk_frames(void)
{
	bool switched = crash_is_on(crash.stack, crash.sp) && !crash_is_on(crash.stack, guard->top);
	unsigned long end = switched ? crash.stack->high : guard->top;
	unsigned long sp = crash.sp, bp = crash.bp;

	if (sp >= end)
		return;
	if (crash.fetch)
		crash_add_frame(&crash, processor_caller(&crash));
	while (bp >= sp && bp + 2 * sizeof(long) <= end && bp % sizeof(long) == 0) {
		sp = bp;
		bp = ((unsigned long *)sp)[0];
		crash_add_frame(&crash, ((unsigned long *)sp)[1]);
		if (bp <= sp)
			break;
	}
}

static void note_fault(const siginfo_t *info, const void *context)
{
	bool memory = info->si_signo == SIGSEGV || info->si_signo == SIGBUS;
	bool access = processor_note_crash(&crash, context, memory ? info->si_addr : NULL);

	crash.address = (unsigned long)info->si_addr;
	crash.stack = port_self()->stack;
	crash.outer_stack = guard->stack;
	if (info->si_signo == SIGBUS)
		crash.kind = CRASH_BUS;
	else if (info->si_signo == SIGXCPU)
		crash.kind = CRASH_HANG; /* a limit of time, of whoever set one */
	else if (info->si_signo == SIGABRT)
		crash.kind = CRASH_PANIC; /* what port_panic() ends in */
	else if (info->si_signo == SIGFPE)
		crash.kind = CRASH_DIVIDE;
	else if (info->si_signo == SIGILL || info->si_signo == SIGTRAP)
		crash.kind = CRASH_OPCODE;
	else if (!access)
		crash.kind = CRASH_PROTECTION;
	else if (!crash.fetch && crash_fills_stack(&crash, PAGE_BYTES))
		crash.kind = CRASH_STACK;
	else
		crash.kind = CRASH_FAULT;
}

static void guard_signal(int signal, siginfo_t *info, void *context)
{
	bool found = false;

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
		memset(&crash, 0, sizeof(crash));
		note_fault(info, context);
		if (!crash.fetch)
			_Unwind_Backtrace(walk_step, &found);
		if (!crash.nr_frames)
			walk_frames();
		if (signal == SIGSEGV && guard_absorb && guard_absorb(&crash)) {
			progress = NO_CRASH;
			return;
		}
	}
	progress = LEAVING;
	siglongjmp(guard->env, 1);
}

/* ---- the guard ------------------------------------------------------------------------------- */

static void install_handlers(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGXCPU };
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

const struct crash *guard_call(void (*fn)(void *arg), void *arg)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct guard mine = { .outer = guard, .stack = port_self()->stack };

	pthread_once(&once, install_handlers);
	install_stack();
	mine.top = (unsigned long)__builtin_frame_address(0);
	/* The handlers block nothing, so there is no signal mask to come back to. */
	if (sigsetjmp(mine.env, 0)) {
		progress = NO_CRASH;
		guard = mine.outer;
		port_self()->stack = mine.stack;
		return &crash;
	}
	guard = &mine;
	fn(arg);
	guard = mine.outer;
	return NULL;
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
