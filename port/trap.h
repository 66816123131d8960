/* SPDX-License-Identifier: MIT */
/*
 * Faults of the processor, on a port where nobody below catches them.
 *
 * The port catches each one and serves those that are its own.  What is left it puts into one
 * record that is alike for all processors, and asks port_trap_hook, which may say where to go on.
 * Where there is no hook, or it does not know either, the port prints the record and stops.
 */
#ifndef PORT_TRAP_H
#define PORT_TRAP_H

#include <port/types.h>

enum port_trap_kind {
	PORT_TRAP_FAULT,      /* an address that cannot be accessed */
	PORT_TRAP_STACK,      /* the same, and the stack was too full to tell of it */
	PORT_TRAP_PROTECTION, /* an access of another kind that is forbidden */
	PORT_TRAP_DIVIDE,
	PORT_TRAP_OPCODE,
	PORT_TRAP_PANIC, /* port_panic() */
};

/* Registers of the processor that has the most. */
#define PORT_TRAP_REGS 31

/**
 * struct port_trap - what happened, and where.
 * @address: which could not be accessed.
 * @write, @fetch, @present: how it was accessed, and that there was something.
 * @ip, @sp, @bp, @flags, @regs: registers; the last in an order of the processor's own.
 */
struct port_trap {
	enum port_trap_kind kind;
	unsigned long address;
	bool write, fetch, present;
	unsigned long ip, sp, bp, flags;
	unsigned long regs[PORT_TRAP_REGS];
};

/**
 * port_trap_hook - NULL, or who is asked.
 * Runs with interrupts off, on any stack.  It may change @ip and @sp of the record: true goes on
 * there, false stops the machine.
 */
extern bool (*port_trap_hook)(struct port_trap *trap);

#endif
