// SPDX-License-Identifier: MIT
/*
 * Stacks: switching between them, and traces over them.
 *
 * The switch is one small function a processor.  It leaves a frame like any other on the stack that
 * it comes from, and its frame pointer stays there while the stack pointer moves: so whoever walks
 * frames, by frame pointers or by the unwinder's tables, finds the caller without knowing of it.
 *
 * Sanitizers keep books of their own of what lies on which stack, and are left with the stacks
 * they know: there nothing is switched, as on processors without a switch here.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>

#include "port/host/host.h"
#include "port/stack.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif

/*
 * host_stack_switch - call @fn(@arg) with the stack pointer at @top.
 * @left: where the stack pointer that was is noted.
 */
void host_stack_switch(void (*fn)(void *arg), void *arg, unsigned long top, unsigned long *left);

#if defined(__x86_64__) && !defined(WATCHED)
#define CAN_SWITCH true
__asm__(".text\n"
	".p2align 4\n"
	".hidden host_stack_switch\n"
	".globl host_stack_switch\n"
	".type host_stack_switch, @function\n"
	"host_stack_switch:\n"
	"	.cfi_startproc\n"
	"	pushq	%rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	movq	%rsp, %rbp\n"
	"	.cfi_def_cfa_register %rbp\n"
	"	movq	%rsp, (%rcx)\n"
	"	movq	%rdx, %rsp\n"
	"	movq	%rdi, %rax\n"
	"	movq	%rsi, %rdi\n"
	"	callq	*%rax\n"
	"	movq	%rbp, %rsp\n"
	"	popq	%rbp\n"
	"	.cfi_def_cfa %rsp, 8\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size host_stack_switch, .-host_stack_switch\n");
#elif defined(__aarch64__) && !defined(WATCHED)
#define CAN_SWITCH true
__asm__(".text\n"
	".p2align 4\n"
	".hidden host_stack_switch\n"
	".globl host_stack_switch\n"
	".type host_stack_switch, %function\n"
	"host_stack_switch:\n"
	"	.cfi_startproc\n"
	"	stp	x29, x30, [sp, #-16]!\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset x29, -16\n"
	"	.cfi_offset x30, -8\n"
	"	mov	x29, sp\n"
	"	.cfi_def_cfa_register x29\n"
	"	mov	x4, sp\n"
	"	str	x4, [x3]\n"
	"	mov	sp, x2\n"
	"	mov	x4, x0\n"
	"	mov	x0, x1\n"
	"	blr	x4\n"
	"	mov	sp, x29\n"
	"	ldp	x29, x30, [sp], #16\n"
	"	.cfi_def_cfa sp, 0\n"
	"	.cfi_restore x29\n"
	"	.cfi_restore x30\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size host_stack_switch, .-host_stack_switch\n");
#else
#define CAN_SWITCH false
void host_stack_switch(void (*fn)(void *arg), void *arg, unsigned long top, unsigned long *left)
{
	fn(arg);
}
#endif

/* Interrupts nest: one may come while code runs deeper on the own stack, and go there too. */
#define OWN_PARTS 2

static __thread struct port_stack own = { .low = 1, .name = "own", .own = true };
static __thread struct port_stack own_parts[OWN_PARTS];
static __thread bool own_known;

bool host_stacks_switch(void)
{
	return CAN_SWITCH;
}

/* The host's library reads a file for it, and needs a stack that is large enough for that. */
static void find_own(void)
{
	pthread_attr_t attr;
	size_t size;
	void *low;

	if (own_known)
		return;
	own_known = true;
	if (pthread_getattr_np(pthread_self(), &attr))
		return;
	if (!pthread_attr_getstack(&attr, &low, &size)) {
		own.low = (unsigned long)low;
		own.high = own.low + size;
	}
	pthread_attr_destroy(&attr);
}

/* ---- switching ------------------------------------------------------------------------------- */

static void enter(struct port_stack *stack, void (*fn)(void *arg), void *arg)
{
	struct port_thread *me = port_self();

	stack->outer = me->stack;
	me->stack = stack;
	host_stack_switch(fn, arg, stack->high, &stack->left);
	me->stack = stack->outer;
}

void port_stack_call(struct port_stack *stack, void (*fn)(void *arg), void *arg)
{
	if (!CAN_SWITCH) {
		fn(arg);
		return;
	}
	/* Before the way back to a large stack is a long one. */
	if (!port_self()->stack)
		find_own();
	enter(stack, fn, arg);
}

/* How many deeper parts of the own stack the thread is on. */
static unsigned int count_own_parts(const struct port_stack *stack)
{
	unsigned int n = 0;

	for (; stack; stack = stack->outer)
		n += stack->own;
	return n;
}

void port_stack_own(void (*fn)(void *arg), void *arg)
{
	const struct port_stack *from = port_self()->stack;
	unsigned int parts = count_own_parts(from);
	struct port_stack *part;

	if (!from || from->own || parts == OWN_PARTS) {
		fn(arg);
		return;
	}
	/* The stack that was entered from the own one knows how much of that is in use. */
	while (from->outer && !from->outer->own)
		from = from->outer;
	part = &own_parts[parts];
	part->low = own.low;
	part->high = from->left & ~15ul;
	part->name = own.name;
	part->own = true;
	enter(part, fn, arg);
}

/* ---- traces ---------------------------------------------------------------------------------- */

/* Whether a frame, which is two words, can be at @frame. */
static bool holds(const struct port_stack *stack, unsigned long frame)
{
	return frame >= stack->low && frame + 2 * sizeof(long) <= stack->high &&
	       !(frame % sizeof(long));
}

static const struct port_stack *outer_of(const struct port_stack *stack)
{
	if (stack == &own)
		return NULL;
	return stack->outer ? stack->outer : &own;
}

/*
 * Frames are linked by frame pointers, which everything of ours is compiled with.  A frame is
 * believed while it lies above the one before on the same stack, or on one further out; libraries
 * without frame pointers end the walk, they do not break it.
 */
unsigned int port_stack_trace(unsigned long *entries, unsigned int nr, unsigned int skip)
{
	unsigned long frame = (unsigned long)__builtin_frame_address(0), above = 0;
	const struct port_stack *stack = port_self()->stack;
	unsigned int n = 0;

	if (!stack) {
		find_own();
		stack = &own;
	}
	while (n < nr) {
		for (; stack && !holds(stack, frame); above = 0)
			stack = outer_of(stack);
		if (!stack || frame <= above)
			break;
		above = frame;
		frame = ((unsigned long *)above)[0];
		if (!((unsigned long *)above)[1])
			break;
		if (skip)
			skip--;
		else
			entries[n++] = ((unsigned long *)above)[1];
	}
	return n;
}
