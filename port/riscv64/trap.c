// SPDX-License-Identifier: MIT
/*
 * Interrupts and faults.
 *
 * All come with interrupts off.  An interrupt is served on the stack of the thread that it came to,
 * since another may run before it ends; a fault on a stack of its own, since it may be that the
 * other is full.  Where an interrupt's frame does not fit, that is a fault, too (entry.S).
 */
#include <linux/string.h>

#include "port/riscv64/riscv64.h"

/** struct riscv_frame - registers, as entry.S leaves them; reg[0] is where it came. */
struct riscv_frame {
	unsigned long reg[32];
	unsigned long status, cause, value;
};

enum { REG_PC = 0, REG_SP = 2, REG_FP = 8, REGS = 32 };

/** struct riscv_scratch - what entry.S needs before it has a stack; sscratch has its address. */
struct riscv_scratch {
	unsigned long t0, t1, sp;
	unsigned long fault_stack_top;
	unsigned long interrupted;
};

#define CAUSE_INTERRUPT (1ul << 63)
#define CAUSE_TIMER	(CAUSE_INTERRUPT | 5)
enum {
	CAUSE_FETCH = 1,
	CAUSE_OPCODE = 2,
	CAUSE_BREAKPOINT = 3,
	CAUSE_LOAD = 5,
	CAUSE_STORE = 7,
	CAUSE_FETCH_PAGE = 12,
	CAUSE_LOAD_PAGE = 13,
	CAUSE_STORE_PAGE = 15,
};

#define STATUS_INTERRUPTS_BEFORE (1ul << 5)

_Static_assert(PORT_TRAP_REGS >= REGS - 1, "all but the one that is always 0");
_Static_assert(sizeof(struct riscv_frame) == 35 * sizeof(long), "entry.S knows the frame");

extern char riscv_trap_entry[], riscv_probe[], riscv_break[];

static struct riscv_scratch scratch;
/* entry.S knows the size and that it is aligned to it. */
static char fault_stack[8192] __attribute__((aligned(8192)));

void riscv_trap(struct riscv_frame *frame);

void riscv_traps_init(void)
{
	scratch.fault_stack_top = (unsigned long)(fault_stack + sizeof(fault_stack));
	asm volatile("csrw sscratch, %0\n\t"
		     "csrw stvec, %1"
		     :
		     : "r"(&scratch), "r"(riscv_trap_entry)
		     : "memory");
}

static void interrupt(struct riscv_frame *frame)
{
	if (frame->cause == CAUSE_TIMER)
		thread_tick();
	frame->reg[REG_PC] = sequence_resume(frame->reg[REG_PC]);
	thread_preempt();
}

/* ---- the record ------------------------------------------------------------------------------ */

static bool is_access(unsigned long cause)
{
	return cause == CAUSE_FETCH || cause == CAUSE_LOAD || cause == CAUSE_STORE ||
	       (cause >= CAUSE_FETCH_PAGE && cause <= CAUSE_STORE_PAGE);
}

/* The page below a stack is mapped for nobody. */
static bool in_guard(unsigned long address)
{
	const struct port_stack *stack = port_self()->stack ?: &current_thread()->own;

	return stack->low - address - 1 < BARE_PAGE;
}

static enum port_trap_kind kind_of(const struct riscv_frame *frame)
{
	if (frame->reg[REG_PC] == (unsigned long)riscv_break)
		return PORT_TRAP_PANIC;
	if (is_access(frame->cause))
		return in_guard(frame->value) ? PORT_TRAP_STACK : PORT_TRAP_FAULT;
	if (frame->cause == CAUSE_OPCODE || frame->cause == CAUSE_BREAKPOINT)
		return PORT_TRAP_OPCODE;
	return PORT_TRAP_PROTECTION;
}

/* Of an interrupt that found no room, what was interrupted; t0 and t1 are lost. */
static void mend_probe(struct riscv_frame *frame)
{
	if (frame->reg[REG_PC] == (unsigned long)riscv_probe)
		frame->reg[REG_PC] = scratch.interrupted;
}

static void fault(struct riscv_frame *frame)
{
	struct port_trap trap = {
		.kind = kind_of(frame),
		.address = is_access(frame->cause) ? frame->value : 0,
		.write = frame->cause == CAUSE_STORE || frame->cause == CAUSE_STORE_PAGE,
		.fetch = frame->cause == CAUSE_FETCH || frame->cause == CAUSE_FETCH_PAGE,
		.present = is_access(frame->cause) && board_is_mapped(frame->value),
		.sp = frame->reg[REG_SP],
		.bp = frame->reg[REG_FP],
		.flags = frame->status,
	};

	mend_probe(frame);
	trap.ip = frame->reg[REG_PC];
	memcpy(trap.regs, frame->reg + 1, (REGS - 1) * sizeof(long));
	bare_trap(&trap);
	if (trap.ip == frame->reg[REG_PC] && trap.sp == frame->reg[REG_SP])
		return;
	frame->reg[REG_PC] = trap.ip;
	frame->reg[REG_SP] = trap.sp;
	frame->status |= STATUS_INTERRUPTS_BEFORE;
}

void riscv_trap(struct riscv_frame *frame)
{
	if (frame->cause & CAUSE_INTERRUPT)
		interrupt(frame);
	else if (!is_access(frame->cause) || !lazy_fault(frame->value))
		fault(frame);
}

void riscv_break_now(void) __noreturn;

void port_panic(void)
{
	riscv_break_now();
}
