/* SPDX-License-Identifier: MIT */
/* What the files of port/armv7m share; boot.c is the theory. */
#ifndef PORT_ARMV7M_ARMV7M_H
#define PORT_ARMV7M_ARMV7M_H

#include "port/bare/bare.h"

/* Derived: a test with a report in it takes some 2 KiB, the next one 400 bytes more. */
#define STACK_BYTES 4096ul
/* The program's first thread, and those that it starts. */
#define STACKS 5
/*
 * The end of a stack that nobody may access: a function with more variables than this can step over
 * it without a trace.  A power of two, 32 at least, as the MPU has it.
 */
#define GUARD_SHIFT 8
#define GUARD_BYTES (1ul << GUARD_SHIFT)

/* Registers of the core's own peripherals. */
#define REG(address) (*(volatile u32 *)(address))

#define ICSR	     REG(0xe000ed04)
#define ICSR_SYSTICK (1u << 26) /* SysTick is pending */
#define ICSR_PENDSV  (1u << 28) /* written: make PendSV pending */

/* Registers, as the processor numbers them. */
enum { REG_SP = 13, REG_LR, REG_PC, REGS };

/** struct unwind - where a function is: the registers that its caller's can be found from. */
struct unwind {
	unsigned long reg[REGS];
	unsigned long low, high; /* what may be read as stack */
};

/* ---- boot.c ---- */
void armv7m_guard_stack(void);
/** armv7m_host - ask who runs the emulator (semihosting). Return: what it says. */
unsigned long armv7m_host(unsigned long operation, const void *arguments);

/* ---- time.c ---- */
void armv7m_clock_init(void);

/* ---- trap.c ---- */
void armv7m_traps_init(void);

/* ---- unwind.c ---- */

/** unwind_step - go to the caller. Return: false where nothing says how. */
bool unwind_step(struct unwind *u);

/** unwind_calls - return addresses from @u on, which is used up. Return: how many were stored. */
unsigned int unwind_calls(struct unwind *u, unsigned long *entries, unsigned int nr,
			  unsigned int skip);

/** unwind_stack - what may be read of the stack that @sp points into. */
void unwind_stack(struct unwind *u, unsigned long sp);

/* ---- entry.S ---- */

/** armv7m_registers - the registers of the caller, as they are when this returns. */
void armv7m_registers(unsigned long reg[REGS]);

#endif
